//! Every screen and every dialog, in both languages: axe finds nothing in any theme, and at 320 pixels, which is a window of
//! 1280 at 400 %, nothing is lost and nothing scrolls sideways but tables and pictures in a frame of their own.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, target};

use crate::fits::lost;
use crate::stops::{self, AtStop};

/// Rules that look at colours: all that may differ between themes.
const COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];

/// The smallest window that shows everything side by side; 200 % of a window of 1280 by 800, and 400 %.
const NARROW: [(u32, u32); 3] = [(900, 600), (640, 400), (320, 640)];

#[test]
fn for_everybody_nothing_yet_in_english() -> Outcome {
    for_everybody("en", "nothing_yet", async |window, at| stops::empty(window, at).await)
}

#[test]
fn for_everybody_filing_in_english() -> Outcome {
    for_everybody("en", "filing", async |window, at| stops::filing(window, at).await)
}

#[test]
fn for_everybody_requests_in_english() -> Outcome {
    for_everybody("en", "requests", async |window, at| stops::requests(window, at).await)
}

#[test]
fn for_everybody_one_request_in_english() -> Outcome {
    for_everybody("en", "one_request", async |window, at| stops::request(window, at).await)
}

#[test]
fn for_everybody_contracts_in_english() -> Outcome {
    for_everybody("en", "contracts", async |window, at| stops::contracts(window, at).await)
}

#[test]
fn for_everybody_access_in_english() -> Outcome {
    for_everybody("en", "access", async |window, at| stops::access(window, at).await)
}

#[test]
fn for_everybody_plans_and_more_in_english() -> Outcome {
    for_everybody("en", "plans_and_more", async |window, at| stops::plans_and_more(window, at).await)
}

#[test]
fn for_everybody_nothing_yet_in_norwegian() -> Outcome {
    for_everybody("nb", "nothing_yet", async |window, at| stops::empty(window, at).await)
}

#[test]
fn for_everybody_filing_in_norwegian() -> Outcome {
    for_everybody("nb", "filing", async |window, at| stops::filing(window, at).await)
}

#[test]
fn for_everybody_requests_in_norwegian() -> Outcome {
    for_everybody("nb", "requests", async |window, at| stops::requests(window, at).await)
}

#[test]
fn for_everybody_one_request_in_norwegian() -> Outcome {
    for_everybody("nb", "one_request", async |window, at| stops::request(window, at).await)
}

#[test]
fn for_everybody_contracts_in_norwegian() -> Outcome {
    for_everybody("nb", "contracts", async |window, at| stops::contracts(window, at).await)
}

#[test]
fn for_everybody_access_in_norwegian() -> Outcome {
    for_everybody("nb", "access", async |window, at| stops::access(window, at).await)
}

#[test]
fn for_everybody_plans_and_more_in_norwegian() -> Outcome {
    for_everybody("nb", "plans_and_more", async |window, at| stops::plans_and_more(window, at).await)
}

/// Walks over some of the stops; but for the empty ones with sample data.
#[allow(clippy::needless_pass_by_value, reason = "a closure, written where it is used")]
fn for_everybody(language: &'static str, name: &str, stops: impl AsyncFn(&Window, &mut Looking) -> Outcome) -> Outcome {
    drive(&format!("everybody-{language}-{name}"), Place::default(), async |_, window| {
        let mut looking = Looking { language, axe: fs::read_to_string(axe_source())?, wrong: String::new() };
        // axe looks at every element, and a busy machine takes its time.
        let patience = TimeoutConfiguration::new(Some(Duration::from_mins(2)), None, None);
        window.client().update_timeouts(patience).await?;
        window.press(&format!("lang-{language}")).await?;
        if name != "nothing_yet" {
            window.press("sample-add").await?;
            window.find("sample-banner").await?;
        }
        stops(window, &mut looking).await?;
        assert!(looking.wrong.is_empty(), "{}", looking.wrong);
        Ok(())
    })
}

/// What was found on the way.
struct Looking {
    language: &'static str,
    axe: String,
    wrong: String,
}

impl AtStop for Looking {
    async fn stop(&mut self, window: &Window, stop: &str) -> Outcome {
        let Self { language, axe, wrong } = self;
        window.settled().await?;
        for theme in ["light", "dark", "high-contrast"] {
            set_theme(window, theme).await?;
            for found in check(window, axe, if theme == "light" { &[] } else { COLOURS }).await? {
                writeln!(wrong, "{stop}, {theme}: {found}")?;
            }
            if theme != "high-contrast" {
                window.screenshot(&picture(language, theme, 1280, stop)).await?;
            }
        }
        set_theme(window, "light").await?;
        for (width, height) in NARROW {
            window.resize(width, height).await?;
            if let Some(found) = lost(window).await? {
                writeln!(wrong, "{stop}, {width} wide: {found}")?;
            }
            window.screenshot(&picture(language, "light", width, stop)).await?;
        }
        let (width, height) = Place::default().size;
        window.resize(width, height).await
    }
}

/// The theme is this attribute and nothing else.
async fn set_theme(window: &Window, theme: &str) -> Outcome {
    window.script("document.documentElement.dataset.theme = arguments[0]", vec![json!(theme)]).await?;
    window.settled().await
}

/// What axe finds: all rules, or the ones that are named.
async fn check(window: &Window, axe: &str, rules: &[&str]) -> Outcome<Vec<String>> {
    if window.script("return typeof axe", Vec::new()).await? != json!("object") {
        window.script(&format!("{axe}; window.axe = axe;"), Vec::new()).await?;
    }
    let script = "const [rules, done] = arguments;
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const runOnly = rules.length > 0 ? { type: 'rule', values: rules } : { type: 'tag', values: tags };
        axe.run(document, { runOnly, resultTypes: ['violations'] }).then(
            ({ violations }) => done(violations.map(({ id, help, nodes }) =>
                `${id}: ${help}: ${nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join(' | ')}`)),
            (error) => done([String(error)]),
        );";
    let found = window.client().execute_async(script, vec![json!(rules)]).await?;
    Ok(found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn picture(language: &str, theme: &str, width: u32, stop: &str) -> PathBuf {
    target().join("screenshots/stops").join(format!("{language}-{theme}-{width}-{stop}.png"))
}

fn axe_source() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js")
}
