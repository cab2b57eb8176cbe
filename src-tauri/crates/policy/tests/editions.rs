//! The editions beside the base: every one loads, every topic has its text in both languages, and their cells are those
//! of the pages, written here by hand from what is known of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test may fail"
)]

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use support_policy::Text;
use support_policy::billing::{BillQuestion, BilledThrough, bill};
use support_policy::choice::Choice;
use support_policy::concern_route::{ConcernQuestion, RouteConcern, concern_route};
use support_policy::coverage::{CoverageQuestion, Covered, PreviewKind, Service, coverage};
use support_policy::customer::{Customer, HolidayChoice};
use support_policy::edition::{BASE_ID, Cell, CellState, Clock, Edition, TopicState, Unstated, differences};
use support_policy::money::Money;
use support_policy::opening::{languages, opening};
use support_policy::partner::{Installation, incidents, partner};
use support_policy::reopen::{ReopenQuestion, reopen};
use support_policy::respond_by::{Deadline, Terms, respond_by};
use support_policy::route::{RouteQuestion, route};
use support_policy::ruling::{Basis, Refusal, Ruling};

const EDITIONS: [&str; 4] = ["2023-10", "2020-10", "2021-01", "2025-07"];
const PRODUCTS: [&str; 8] = [
    "power-platform",
    "customer-engagement",
    "ai-apps",
    "finance",
    "supply-chain-management",
    "commerce",
    "business-central",
    "customer-engagement-on-premises",
];

fn edition(id: &str) -> &'static Edition {
    match Edition::built_in(id) {
        Ok(edition) => edition,
        Err(why) => panic!("{id}: {why}"),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn every_edition_loads_and_names_its_sources_and_dates() {
    assert_eq!(Edition::built_in_ids(), EDITIONS);
    assert_eq!(EDITIONS[0], BASE_ID);
    for id in EDITIONS {
        let edition = edition(id);
        assert_eq!(edition.id, id);
        assert!(!edition.sources.is_empty() && edition.sources.iter().all(|source| source.starts_with("https://")));
        for text in [&edition.title, &edition.dated] {
            assert!(!text.en.is_empty() && !text.nb.is_empty());
        }
    }
    assert_eq!(edition("2020-10").dated.en, "27 October 2020");
    assert_eq!(edition("2021-01").dated.nb, "26. januar 2021");
    assert!(edition("2025-07").dated.en.starts_with("31 July 2025"));
}

/// The files on disk, read as a user's folder is: the texts of the guide are checked too.
#[test]
fn every_edition_would_pass_as_a_folder() {
    for id in EDITIONS {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("editions").join(id);
        let loaded = Edition::load(&|name| std::fs::read_to_string(folder.join(name)).ok());
        let loaded = loaded.unwrap_or_else(|why| panic!("{id}: {why}"));
        assert_eq!(differences(&loaded, edition(id)), []);
        let known: BTreeSet<String> = Edition::file_names().into_iter().collect();
        for entry in std::fs::read_dir(&folder).unwrap().chain(std::fs::read_dir(folder.join("guide")).unwrap()) {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
            assert!(path.is_dir() || known.contains(&name), "{id}: {name} is read by nothing");
        }
    }
}

#[test]
fn every_topic_of_every_edition_has_a_text_in_both_languages() {
    for id in EDITIONS {
        let edition = edition(id);
        for topic_id in Edition::topic_ids() {
            let topic = edition.topic(&topic_id).unwrap_or_else(|| panic!("{id} {topic_id}"));
            let Text { en, nb, .. } = &topic.body;
            assert!(en.len() > 80 && nb.len() > 80 && en != nb, "{id} {topic_id}");
            assert!(!topic.title.en.is_empty() && Some(&topic.title) == edition.topic_title(&topic_id).as_ref());
            assert_eq!((topic.edition.as_str(), &topic.dated, &topic.sources), (id, &edition.dated, &edition.sources));
            let word = match topic.state {
                TopicState::Own => None,
                TopicState::SameAs => {
                    Some((format!("Edition {id} says the same"), format!("Utgave {id} sier det samme")))
                }
                TopicState::Silent => {
                    Some((format!("Edition {id} says nothing"), format!("Utgave {id} sier ingenting")))
                }
                TopicState::Unknown => Some((format!("What edition {id} says"), format!("Hva utgave {id} sier"))),
            };
            if let Some((word_en, word_nb)) = word {
                assert!(en.starts_with(&format!("> {word_en}")), "{id} {topic_id}: {en}");
                assert!(nb.starts_with(&format!("> {word_nb}")), "{id} {topic_id}: {nb}");
            } else {
                assert!(en.contains("## Source") && nb.contains("## Kilde"), "{id} {topic_id}");
            }
            for text in [en, nb] {
                for link in text.split("](").skip(1).map(|rest| rest.split_once(')').unwrap().0) {
                    let is_topic = Edition::topic_ids().any(|topic| topic == link);
                    assert!(is_topic || link.starts_with("https://"), "{id} {topic_id} links to {link}");
                }
            }
            let shape = |text: &str| {
                let count = |mark: &str| text.matches(mark).count();
                [count("\n## "), count("\n- "), count("\n| "), count(" | "), count("]("), count("`")]
            };
            assert_eq!(shape(en), shape(nb), "{id} {topic_id}");
        }
        assert_eq!(edition.topic("S43").map(|topic| topic.id), None);
    }
}

#[test]
fn what_each_edition_states() {
    let states = |id: &str, wanted: TopicState| -> Vec<String> {
        Edition::topic_ids().filter(|topic| edition(id).topic_state(topic) == wanted).collect()
    };
    assert_eq!(states("2023-10", TopicState::Own).len(), 42);
    // No part on performance, data, reproduction, reopening and licensing before January 2021.
    assert_eq!(states("2020-10", TopicState::Silent), ["S26", "S27", "S28", "S33", "S41"]);
    assert_eq!(states("2020-10", TopicState::Unknown), [] as [&str; 0]);
    assert_eq!(states("2021-01", TopicState::Silent), [] as [&str; 0]);
    assert_eq!(states("2021-01", TopicState::Unknown), [] as [&str; 0]);
    // Of the page of 2025 only the opening is known.
    let known = ["S03", "S06", "S07", "S09", "S11", "S12", "S15", "S18", "S19", "S21"];
    assert_eq!(states("2025-07", TopicState::Own), known);
    assert_eq!(states("2025-07", TopicState::Unknown).len(), 42 - known.len());
}

/// Hours and zone by region; `local` is the customer's own zone.
fn hours(id: &str) -> Vec<(String, String)> {
    let regions = edition(id).regions.iter();
    let mut hours: Vec<(String, String)> = regions
        .map(|region| {
            let hours = match &region.hours {
                Cell::Unstated(state) => state.as_str().to_owned(),
                Cell::Stated(hours) => {
                    let zone = hours.zone.map_or("local", chrono_tz::Tz::name);
                    format!("{}-{} {zone}", hours.opens, hours.closes)
                }
            };
            (region.id.clone(), hours)
        })
        .collect();
    hours.sort();
    hours
}

fn table<const N: usize>(rows: [(&str, &str); N]) -> Vec<(String, String)> {
    rows.map(|(id, hours)| (id.to_owned(), hours.to_owned())).to_vec()
}

#[test]
fn local_business_hours_by_edition() {
    let since_2021 = table([
        ("asia-pacific", "07:00-21:00 Etc/GMT-8"),
        ("emea", "08:00-18:00 Europe/Brussels"),
        ("japan", "09:00-17:30 Asia/Tokyo"),
        ("north-america", "06:00-18:00 America/Los_Angeles"),
        ("other", "09:00-17:00 local"),
        ("south-america", "09:00-17:00 local"),
    ]);
    assert_eq!(hours("2023-10"), since_2021);
    assert_eq!(hours("2021-01"), since_2021);
    assert_eq!(
        hours("2020-10"),
        table([
            ("asia-pacific", "09:00-17:00 local"),
            ("emea", "09:00-17:00 local"),
            ("japan", "09:00-17:30 Asia/Tokyo"),
            ("north-america", "06:00-18:00 America/Los_Angeles"),
            ("other", "09:00-17:00 local"),
            ("south-america", "09:00-17:00 local"),
        ])
    );
    assert!(hours("2025-07").iter().all(|(_, hours)| hours == "unknown"), "{:?}", hours("2025-07"));
}

#[test]
fn languages_by_edition() {
    for (id, japanese) in
        [("2020-10", Clock::Continuous), ("2021-01", Clock::Continuous), ("2023-10", Clock::BusinessHours)]
    {
        let found: Vec<(&str, Vec<&str>, Clock)> = edition(id)
            .languages
            .iter()
            .map(|language| {
                (language.id.as_str(), language.regions.iter().map(String::as_str).collect(), language.hours)
            })
            .collect();
        let all = vec!["asia-pacific", "japan", "emea", "north-america", "south-america", "other"];
        let mut expected = vec![
            ("english", all, Clock::Continuous),
            ("japanese", vec!["japan"], japanese),
            ("spanish", vec!["emea", "south-america"], Clock::BusinessHours),
            ("french", vec!["emea"], Clock::BusinessHours),
            ("german", vec!["emea"], Clock::BusinessHours),
            ("italian", vec!["emea"], Clock::BusinessHours),
            ("portuguese", vec!["emea", "south-america"], Clock::BusinessHours),
            ("chinese-traditional", vec!["asia-pacific"], Clock::BusinessHours),
            ("chinese-simplified", vec!["asia-pacific"], Clock::BusinessHours),
        ];
        let sorted = |mut list: Vec<(&'static str, Vec<&'static str>, Clock)>| {
            list.sort_by_key(|(id, ..)| *id);
            list
        };
        expected = sorted(expected);
        assert_eq!(sorted(found), expected, "{id}");
    }
    assert!(edition("2025-07").languages.is_empty());
}

/// `<1h 24/7`, `<4h`, or `-`.
fn response(id: &str, plan: &str, severity: &str) -> String {
    match edition(id).plan(plan).unwrap().response(severity) {
        None => "-".to_owned(),
        Some(Cell::Unstated(state)) => state.as_str().to_owned(),
        Some(Cell::Stated(time)) => {
            let limit = match time.limit.num_minutes() {
                minutes if minutes % 60 == 0 => format!("{}h", minutes / 60),
                minutes => format!("{minutes}m"),
            };
            format!("<{limit}{}", if time.clock == Clock::Continuous { " 24/7" } else { "" })
        }
    }
}

#[test]
fn initial_response_times_by_edition() {
    let columns =
        ["subscription", "professional-direct", "premier", "unified-core", "unified-advanced", "unified-performance"];
    let rows = [
        ("critical", ["-", "-", "-", "<1h 24/7", "<1h 24/7", "<30m 24/7"]),
        ("a", ["<1h 24/7", "<1h 24/7", "<1h 24/7", "-", "-", "-"]),
        ("b", ["<4h", "<2h", "<2h 24/7", "-", "-", "-"]),
        ("standard", ["-", "-", "-", "<8h 24/7", "<4h 24/7", "<4h 24/7"]),
        ("c", ["<8h", "<4h", "<4h", "-", "-", "-"]),
    ];
    for id in ["2020-10", "2021-01", "2023-10"] {
        for (severity, expected) in rows {
            assert_eq!(columns.map(|plan| response(id, plan, severity)), expected, "{id} {severity}");
        }
    }
    let columns = ["subscription", "professional-direct", "unified-enterprise"];
    let plans: Vec<&str> = edition("2025-07").plans.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!(plans, columns);
    let severities: Vec<&str> = edition("2025-07").severities.iter().map(|severity| severity.id.as_str()).collect();
    assert_eq!(severities, ["a", "b", "c"]);
    for (severity, expected) in
        [("a", ["<1h 24/7", "<1h 24/7", "<1h 24/7"]), ("b", ["<4h", "<2h", "<2h"]), ("c", ["<8h", "<4h", "<4h"])]
    {
        assert_eq!(columns.map(|plan| response("2025-07", plan, severity)), expected, "{severity}");
    }
    for plan in &edition("2025-07").plans {
        assert!(plan.note("b").unwrap().en.contains("round the clock"));
        assert_eq!((plan.note("a"), plan.note("c")), (None, None));
    }
    assert!(edition("2025-07").severity("a").unwrap().commitment.is_some());
    assert!(edition("2023-10").severities.iter().all(|severity| severity.commitment.is_none()));
}

#[test]
fn routes_by_edition() {
    const PPAC: &str = "power-platform-admin-center";
    const LCS: &str = "lifecycle-services";
    const CSP: &str = "cloud-solution-provider";
    let routed = |id: &str, plan: &str| {
        PRODUCTS.map(|product| match edition(id).product(product).unwrap().cell(plan) {
            Cell::Unstated(state) => state.as_str(),
            Cell::Stated(channel) => channel.as_deref().unwrap_or("-"),
        })
    };
    for (id, power_platform) in [("2020-10", "silent"), ("2021-01", PPAC), ("2023-10", PPAC)] {
        for plan in ["subscription", "professional-direct"] {
            assert_eq!(routed(id, plan), [power_platform, PPAC, PPAC, LCS, LCS, LCS, CSP, "-"], "{id} {plan}");
        }
        for plan in ["premier", "unified-core", "unified-advanced", "unified-performance"] {
            let expected = [power_platform, PPAC, PPAC, LCS, LCS, LCS, CSP, "services-hub"];
            assert_eq!(routed(id, plan), expected, "{id} {plan}");
        }
        let none = if power_platform == "silent" { "silent" } else { "-" };
        for plan in ["software-assurance", "advantage", "advantage-plus"] {
            let expected = [none, "-", "-", "-", "-", "-", "-", "support-for-business"];
            assert_eq!(routed(id, plan), expected, "{id} {plan}");
        }
    }
    for plan in ["subscription", "professional-direct", "unified-enterprise"] {
        let unknown = "unknown";
        assert_eq!(routed("2025-07", plan), [PPAC, PPAC, unknown, unknown, unknown, unknown, unknown, unknown]);
    }
    assert_eq!(edition("2020-10").channel("microsoft-365-admin-center").unwrap().name.en, "Microsoft 365 Admin Portal");
    assert_eq!(edition("2021-01").channel("microsoft-365-admin-center").unwrap().name.en, "Microsoft 365 admin center");
}

fn customer() -> Customer<'static> {
    Customer { country: Some("NO"), zone: Some("Europe/Oslo"), ..Customer::default() }
}

fn deadline(id: &str, plan: &str, severity: &str, filed_at: &str) -> Ruling<Deadline> {
    let terms = Terms { plan, severity, customer: customer(), holidays: HolidayChoice::OfCountry, within: None };
    respond_by(edition(id), &terms, at(filed_at)).unwrap()
}

fn due(ruling: &Ruling<Deadline>) -> String {
    ruling.answered().unwrap().due_at.to_rfc3339()
}

#[test]
fn deadlines_are_worked_out_by_the_hours_of_the_edition() {
    // Monday 2 March 2026, 15:30 in Norway (UTC+1).
    let filed = "2026-03-02T14:30:00Z";
    // 2023-10 and 2021-01: 08–18 CET. 15:30 + 2:30 = 18:00, 1:30 left, from 08:00 on Tuesday: 09:30.
    assert_eq!(due(&deadline("2023-10", "subscription", "b", filed)), "2026-03-03T08:30:00+00:00");
    assert_eq!(due(&deadline("2021-01", "subscription", "b", filed)), "2026-03-03T08:30:00+00:00");
    // 2020-10: 09–17 on the customer's clock. 15:30 + 1:30 = 17:00, 2:30 left, from 09:00: 11:30.
    let older = deadline("2020-10", "subscription", "b", filed);
    assert_eq!(due(&older), "2026-03-03T10:30:00+00:00");
    assert_eq!(older.basis.edition, "2020-10");
    let changed: Vec<&str> = older.basis.changed_since.iter().map(|change| change.since.as_str()).collect();
    assert!(changed.contains(&"2021-01"), "EMEA's hours have changed since: {changed:?}");
    // 2025-07: severity A is worked on round the clock, so the hours play no part.
    let a = deadline("2025-07", "professional-direct", "a", filed);
    assert_eq!(due(&a), "2026-03-02T15:30:00+00:00");
    assert!(a.answered().unwrap().notes[0].en.contains("commits you"));
    assert_eq!(a.answered().unwrap().zone, "Europe/Oslo");
    // B is not: its limit is known, the hours are not.
    let b = deadline("2025-07", "professional-direct", "b", filed);
    let refusal = b.refusal().unwrap();
    assert_eq!(refusal.code, "unknown-in-edition");
    let missing = refusal.missing.as_ref().unwrap();
    assert_eq!((missing.edition.as_str(), missing.state), ("2025-07", Unstated::Unknown));
    assert!(missing.what.en.contains("S04") && missing.what.nb.contains("åpningstiden"), "{:?}", missing.what);
    assert!(refusal.message.en.contains("PT2H") && refusal.message.nb.contains("PT2H"));
    // The caller's own hours replace what is not known: 08–16 at home, 15:30 + 0:30, then 1:30 from 08:00.
    let open = |text: &str| support_policy::hours::TimeOfDay::parse(text, "open").unwrap();
    let own = Customer { opens: Some(open("08:00")), closes: Some(open("16:00")), ..customer() };
    let terms = Terms {
        plan: "professional-direct",
        severity: "b",
        customer: own,
        holidays: HolidayChoice::None,
        within: None,
    };
    let ruling = respond_by(edition("2025-07"), &terms, at(filed)).unwrap();
    assert_eq!(due(&ruling), "2026-03-03T08:30:00+00:00");
    assert_eq!(ruling.answered().unwrap().notes[0].en, "Work round the clock is available.");
}

#[test]
fn hours_and_languages_that_are_not_known_are_refused() {
    let (from, to) = (at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z"));
    let open = |id| opening(edition(id), &customer(), &HolidayChoice::None, from, to).unwrap();
    let first = |id| open(id).answered().unwrap().open[0];
    assert_eq!((first("2021-01").from, first("2021-01").to), (at("2026-03-02T07:00:00Z"), at("2026-03-02T17:00:00Z")));
    assert_eq!((first("2020-10").from, first("2020-10").to), (at("2026-03-02T08:00:00Z"), at("2026-03-02T16:00:00Z")));
    assert_eq!(open("2025-07").refusal().unwrap().code, "unknown-in-edition");
    assert_eq!(open("2025-07").basis.because, ["S04"]);

    let japan = Customer { country: Some("JP"), ..Customer::default() };
    // 22:00 in Tokyo.
    let asked = |id| languages(edition(id), &japan, &HolidayChoice::None, at("2026-03-02T13:00:00Z")).unwrap();
    let japanese = |id| {
        let ruling = asked(id);
        let offers = &ruling.answered().unwrap().languages;
        offers.iter().find(|offer| offer.language == "japanese").unwrap().open_now
    };
    assert!(japanese("2020-10") && japanese("2021-01") && !japanese("2023-10"));
    assert_eq!(asked("2025-07").refusal().unwrap().code, "unknown-in-edition");
}

fn covers(
    id: &str,
    concern: &str,
    plan: &str,
    preview: Option<PreviewKind>,
) -> Result<(Covered, Service), Box<Refusal>> {
    let question = CoverageQuestion { concern, plan, preview, scope: None, cause: None };
    let ruling = coverage(edition(id), &question).unwrap();
    match ruling.answered() {
        Some(answer) => Ok((answer.covered, answer.service)),
        None => Err(Box::new(ruling.refusal().unwrap().clone())),
    }
}

#[test]
fn coverage_by_edition() {
    let code = |found: Result<(Covered, Service), Box<Refusal>>| found.unwrap_err().code;
    for concern in ["performance", "data-corruption", "not-reproducible", "customized-database"] {
        assert_eq!(code(covers("2020-10", concern, "premier", None)), "silent-in-edition", "{concern}");
        assert!(covers("2021-01", concern, "premier", None).is_ok(), "{concern}");
        assert_eq!(code(covers("2025-07", concern, "subscription", None)), "unknown-in-edition", "{concern}");
    }
    // Advisory services: limited for Professional Direct in 2020, full from 2021 on.
    let how_to = |id, plan| covers(id, "how-to", plan, None);
    assert_eq!(how_to("2020-10", "professional-direct"), Ok((Covered::Limited, Service::Advisory)));
    assert_eq!(how_to("2020-10", "premier"), Ok((Covered::Yes, Service::Advisory)));
    assert_eq!(how_to("2020-10", "unified-core").unwrap_err().code, "unknown-in-edition");
    assert_eq!(how_to("2020-10", "subscription"), Ok((Covered::No, Service::None)));
    assert_eq!(how_to("2021-01", "professional-direct"), Ok((Covered::Yes, Service::Advisory)));
    assert_eq!(how_to("2021-01", "unified-core"), Ok((Covered::Yes, Service::Advisory)));
    assert_eq!(how_to("2025-07", "professional-direct"), Ok((Covered::Yes, Service::Advisory)));
    assert_eq!(how_to("2025-07", "unified-enterprise"), Ok((Covered::Yes, Service::Advisory)));
    assert_eq!(how_to("2025-07", "subscription"), Ok((Covered::No, Service::None)));
    // Previews: from 2025 every plan covers public ones.
    for id in ["2020-10", "2021-01", "2023-10"] {
        let public = covers(id, "preview", "subscription", Some(PreviewKind::Public));
        assert_eq!(public, Ok((Covered::Limited, Service::BreakFix)), "{id}");
    }
    for plan in ["subscription", "professional-direct", "unified-enterprise"] {
        assert_eq!(
            covers("2025-07", "preview", plan, Some(PreviewKind::Public)),
            Ok((Covered::Yes, Service::BreakFix))
        );
        // Nor does a fault in a public preview lose anything by being in one.
        assert_eq!(
            covers("2025-07", "break-fix", plan, Some(PreviewKind::Public)),
            Ok((Covered::Yes, Service::BreakFix))
        );
        for kind in [PreviewKind::Private, PreviewKind::Limited] {
            assert_eq!(code(covers("2025-07", "preview", plan, Some(kind))), "unknown-in-edition");
            assert_eq!(code(covers("2025-07", "break-fix", plan, Some(kind))), "unknown-in-edition");
        }
    }
}

#[test]
fn the_other_rules_by_edition() {
    let day = |text: &str| text.parse().unwrap();
    let reopening = ReopenQuestion {
        closed: day("2026-01-10"),
        on: day("2026-02-10"),
        same_build: true,
        updates_installed: false,
        same_error: true,
        same_place: true,
        same_user: true,
        after_hotfix: false,
    };
    let plan = BillQuestion {
        bought_through: BilledThrough::Online,
        purchased: day("2026-01-31"),
        term_months: 12,
        cycle_months: None,
        amount: Money::parse("9.00", "EUR").unwrap(),
        cancelled: None,
        until: None,
        today: day("2026-02-10"),
    };
    let licensing =
        ConcernQuestion { concern: RouteConcern::Licensing, bought_through: None, plan: Some("professional-direct") };
    let code = |refusal: Option<&Refusal>| refusal.map(|refusal| refusal.code.clone()).unwrap_or_default();
    for (id, reopened, billed, licensed, partnered) in [
        ("2020-10", "silent-in-edition", "", "silent-in-edition", ""),
        ("2021-01", "", "", "", ""),
        ("2023-10", "", "", "", ""),
        ("2025-07", "unknown-in-edition", "unknown-in-edition", "unknown-in-edition", "unknown-in-edition"),
    ] {
        let edition = edition(id);
        assert_eq!(code(reopen(edition, &reopening).unwrap().refusal()), reopened, "{id}");
        assert_eq!(code(bill(edition, &plan).unwrap().refusal()), billed, "{id}");
        assert_eq!(code(concern_route(edition, &licensing).unwrap().refusal()), licensed, "{id}");
        assert_eq!(code(partner(edition, "premier-for-partners", true).unwrap().refusal()), partnered, "{id}");
        assert_eq!(code(incidents(edition, "msdn", Installation::OnPremises).unwrap().refusal()), partnered, "{id}");
    }
    let way = |id, product, partner, cannot_sign_in| {
        let question = RouteQuestion { product, plan: "subscription", partner, cannot_sign_in };
        let ruling = route(edition(id), &question).unwrap();
        match ruling.answered() {
            Some(route) => route.channel.clone(),
            None => ruling.refusal().unwrap().code.clone(),
        }
    };
    assert_eq!(way("2020-10", "power-platform", false, false), "silent-in-edition");
    assert_eq!(way("2020-10", "customer-engagement", true, false), "partner-center");
    assert_eq!(way("2025-07", "power-platform", false, false), "power-platform-admin-center");
    assert_eq!(way("2025-07", "power-platform", true, false), "unknown-in-edition");
    assert_eq!(way("2025-07", "power-platform", false, true), "unknown-in-edition");
    assert_eq!(way("2025-07", "finance", false, false), "unknown-in-edition");
}

/// Whatever is asked of whatever edition: an answer rests only on what that edition states, and a refusal for want of
/// knowledge names the edition.
#[test]
fn no_ruling_rests_on_what_its_edition_does_not_state() {
    fn check<T>(id: &str, ruling: &Ruling<T>) {
        let Basis { edition: of, because, .. } = &ruling.basis;
        assert_eq!(of, id);
        match ruling.refusal() {
            None => {
                for topic in because {
                    assert_eq!(edition(id).unstated(topic), None, "{id}: an answer rests on {topic}: {because:?}");
                }
            }
            Some(refusal) => {
                let for_want = ["unknown-in-edition", "silent-in-edition"].contains(&refusal.code.as_str());
                assert_eq!(for_want, refusal.missing.is_some(), "{refusal:?}");
                assert!(
                    refusal
                        .missing
                        .as_ref()
                        .is_none_or(|missing| missing.edition == id && refusal.message.en.contains(id))
                );
            }
        }
        assert!(!because.is_empty());
    }
    for id in EDITIONS {
        let edition = edition(id);
        for plan in &edition.plans {
            for product in PRODUCTS {
                for (partner, cannot_sign_in) in [(false, false), (true, false), (false, true)] {
                    let question = RouteQuestion { product, plan: &plan.id, partner, cannot_sign_in };
                    check(id, &route(edition, &question).unwrap());
                }
            }
            for severity in &edition.severities {
                check(id, &deadline(id, &plan.id, &severity.id, "2026-03-02T14:30:00Z"));
            }
            for concern in &edition.concerns {
                for preview in [None, Some(PreviewKind::Public), Some(PreviewKind::Private), Some(PreviewKind::Limited)]
                {
                    if concern.id == "preview" && preview.is_none() {
                        continue;
                    }
                    let question =
                        CoverageQuestion { concern: &concern.id, plan: &plan.id, preview, scope: None, cause: None };
                    check(id, &coverage(edition, &question).unwrap());
                }
            }
            for (_, concern) in RouteConcern::ALL {
                for way in [None, Some(support_policy::concern_route::BoughtThrough::EnterpriseAgreement)] {
                    let question = ConcernQuestion { concern: *concern, bought_through: way, plan: Some(&plan.id) };
                    if let Ok(ruling) = concern_route(edition, &question) {
                        check(id, &ruling);
                    }
                }
            }
        }
    }
}

fn topics_of(a: &str, b: &str) -> BTreeSet<String> {
    differences(edition(a), edition(b)).into_iter().map(|difference| difference.topic).collect()
}

#[test]
fn an_edition_does_not_differ_from_itself() {
    for id in EDITIONS {
        assert_eq!(differences(edition(id), edition(id)), [], "{id}");
    }
}

#[test]
fn differences_are_the_same_from_either_side() {
    for a in EDITIONS {
        for b in EDITIONS {
            let swapped: Vec<_> = differences(edition(b), edition(a))
                .into_iter()
                .map(|mut difference| {
                    std::mem::swap(&mut difference.a, &mut difference.b);
                    std::mem::swap(&mut difference.a_state, &mut difference.b_state);
                    (
                        difference.topic,
                        difference.cell,
                        difference.a,
                        difference.a_state,
                        difference.b,
                        difference.b_state,
                    )
                })
                .collect();
            let found: Vec<_> = differences(edition(a), edition(b))
                .into_iter()
                .map(|found| (found.topic, found.cell, found.a, found.a_state, found.b, found.b_state))
                .collect();
            assert_eq!(found, swapped, "{a} and {b}");
        }
    }
}

/// What is compared is read by people: no id, no duration as programs write it, and each cell of a row by a name of its own.
#[test]
fn differences_are_told_in_words() {
    let found = differences(edition("2023-10"), edition("2025-07"));
    let routes: Vec<_> = found.iter().filter(|difference| difference.cell.starts_with("route.")).collect();
    let labels: BTreeSet<_> = routes.iter().map(|difference| (&difference.topic, &difference.label.nb)).collect();
    assert!(routes.len() > 20 && labels.len() == routes.len(), "{} labels of {}", labels.len(), routes.len());
    let one = routes.iter().find(|difference| difference.cell == "route.buy-plan (enterprise-agreement).to").unwrap();
    assert_eq!(one.label.en, "Buying a support plan (an Enterprise Agreement): where");
    assert_eq!(one.label.nb, "Kjøp av en støtteplan (en Enterprise Agreement): hvor");
    let ids = ["buy-plan", "upgrade-plan", "no-subscription", "policy-does-not-say", "PT1H", "PT4H", "PT8H"];
    for difference in &found {
        for text in [Some(&difference.label), difference.a.as_ref(), difference.b.as_ref()].into_iter().flatten() {
            let raw = ids.iter().find(|id| text.en.contains(**id) || text.nb.contains(**id));
            assert_eq!(raw, None, "{}: {text:?}", difference.cell);
        }
    }
}

#[test]
fn what_changed_between_the_editions() {
    // From the list of changes between the pages, by topic.
    let expected = |topics: &[&str]| topics.iter().map(|&topic| topic.to_owned()).collect::<BTreeSet<_>>();
    // S07 and S26: what plans differ in rests on the comparison that came later (S09), and so does reading R10.
    assert_eq!(
        topics_of("2021-01", "2023-10"),
        expected(&["S01", "S02", "S03", "S04", "S06", "S07", "S09", "S12", "S26"])
    );
    let earlier = topics_of("2020-10", "2021-01");
    assert!(
        earlier.is_superset(&expected(&["S01", "S04", "S06", "S09", "S26", "S27", "S28", "S33", "S41"])),
        "{earlier:?}"
    );
    assert!(
        earlier.is_disjoint(&expected(&["S02", "S03", "S10", "S11", "S21", "S22", "S25", "S30", "S37"])),
        "{earlier:?}"
    );

    let found = differences(edition("2023-10"), edition("2025-07"));
    let of = |cell: &str| {
        let difference = found.iter().find(|difference| difference.cell == cell);
        let difference = difference.unwrap_or_else(|| panic!("{cell} does not differ"));
        (difference.topic.as_str(), difference.a_state, difference.b_state)
    };
    assert_eq!(of("plan.premier.name"), ("S07", CellState::Stated, CellState::Absent));
    assert_eq!(of("plan.unified-enterprise.name"), ("S07", CellState::Absent, CellState::Stated));
    assert_eq!(of("severity.critical.name"), ("S21", CellState::Stated, CellState::Absent));
    assert_eq!(of("region.emea.hours"), ("S04", CellState::Stated, CellState::Unknown));
    assert_eq!(of("language.english.hours"), ("S02", CellState::Stated, CellState::Unknown));
    assert_eq!(of("channel.lifecycle-services.url"), ("S15", CellState::Stated, CellState::Unknown));
    assert_eq!(of("reopen.months"), ("S33", CellState::Stated, CellState::Unknown));
    assert!(found.iter().all(|difference| difference.cell != "plan.subscription.a"), "< 1 h round the clock in both");
    let silent = differences(edition("2020-10"), edition("2023-10"));
    let months = silent.iter().find(|difference| difference.cell == "reopen.months").unwrap();
    assert_eq!((months.a_state, months.b.as_ref().unwrap().en.as_str()), (CellState::Silent, "3"));
}
