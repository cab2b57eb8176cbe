//! The pictures in the README: the screens of an administrator who looks after three organisations. The register is filled by
//! `atlas`, and read by the window.

use std::io::Write as _;
use std::process::{Command, Stdio};

use chrono::{Duration, Utc};
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, program, target};

use crate::sample::id_of;
use crate::steps::{file_at, pick, records};

const FJORD: &str = "Fjordkraft Drift AS";
const ALPEN: &str = "Alpenstahl GmbH";
const LAKE: &str = "Lakeside Foods Inc";

#[test]
fn pictures_for_the_readme() -> Outcome {
    drive("pictures", Place::default(), async |desk, window| {
        tenants_and_people(desk)?;
        money(desk)?;
        requests(desk)?;
        window.reload().await?;

        look(window, "en", "light").await?;
        window.go("today").await?;
        window.find("row-due").await?;
        shoot(window, "today-en-light").await?;
        file(window).await?;
        shoot(window, "file-en-light").await?;
        window.go("requests").await?;
        window.press("open-scorecard").await?;
        window.find("scorecard").await?;
        shoot(window, "scorecard-en-light").await?;

        look(window, "nb", "light").await?;
        window.go("tenants").await?;
        window.press("tab-who-may-file").await?;
        window.find("matrix-row").await?;
        shoot(window, "access-nb-light").await?;

        look(window, "nb", "dark").await?;
        window.go("requests").await?;
        window.find("row-request").await?;
        shoot(window, "requests-nb-dark").await?;

        look(window, "en", "dark").await?;
        window.go("plans").await?;
        window.find("timeline-row").await?;
        shoot(window, "plans-en-dark").await
    })
}

fn tenants_and_people(desk: &Desk) -> Outcome {
    for (name, country, kind) in [(FJORD, "NO", "own"), (ALPEN, "DE", "client"), (LAKE, "US", "client")] {
        let zone: &[&str] = if country == "US" { &["--zone", "America/Chicago"] } else { &[] };
        atlas(desk, &[&["tenant", "add", "--name", name, "--country", country, "--kind", kind], zone].concat())?;
    }
    let next_month = (Utc::now() + Duration::days(24)).format("%Y-%m-%d").to_string();
    for (person, roles) in [
        ("Ingrid Solberg", &[(FJORD, "global-administrator"), (ALPEN, "service-support-administrator")][..]),
        ("Kari Nordmann", &[(FJORD, "service-support-administrator"), (LAKE, "dynamics-365-administrator")]),
        ("Ola Hansen", &[(FJORD, "power-platform-administrator"), (ALPEN, "power-platform-administrator")]),
        ("Mateo Ruiz", &[(LAKE, "service-support-administrator"), (ALPEN, "environment-admin")]),
    ] {
        atlas(desk, &["person", "add", "--name", person])?;
        for (number, (tenant, role)) in roles.iter().enumerate() {
            let mut grant = vec!["role", "grant", "--tenant", tenant, "--person", person, "--role", role];
            match (person, number) {
                ("Kari Nordmann", 0) => grant.extend(["--until", &next_month]),
                ("Ola Hansen", 0) => grant.push("--eligible"),
                _ => {}
            }
            atlas(desk, &grant)?;
        }
    }
    Ok(())
}

fn money(desk: &Desk) -> Outcome {
    let (begun, ends) = (day(-300), day(61));
    let contract =
        ["contract", "add", "--kind", "premier", "--name", "Nordic 2026", "--starts", &begun, "--ends", &ends];
    with_input(desk, &contract, r#"{"access_id":"0019004821"}"#)?;
    for (plan, tenant, name, amount, currency, purchased) in [
        ("professional-direct", FJORD, "ProDirect Fjordkraft", "2340", "NOK", day(-200)),
        ("professional-direct", ALPEN, "ProDirect Alpenstahl", "189.50", "EUR", day(-340)),
        ("professional-direct", LAKE, "ProDirect Lakeside", "240", "USD", day(-35)),
    ] {
        let what = ["plan", "buy", "--plan", plan, "--tenant", tenant, "--name", name, "--bought-through", "online"];
        let terms = ["--purchased", &purchased, "--term-months", "12", "--amount", amount, "--currency", currency];
        atlas(desk, &[&what[..], &terms].concat())?;
    }
    atlas(desk, &["plan", "cancel", "ProDirect Alpenstahl"])
}

fn requests(desk: &Desk) -> Outcome {
    // Tenant, product, under what, severity, title, filed so many hours ago, answered so many minutes later, closed.
    for (tenant, product, under, severity, title, ago, answered, closed) in [
        (FJORD, "customer-engagement", "plan", "b", "Orders cannot be saved after the update", 1, None, false),
        (ALPEN, "finance", "contract", "c", "Currency revaluation leaves a rest", 26, None, false),
        (LAKE, "power-platform", "plan", "b", "Approval flow stops at the second step", 49, Some(55), false),
        (
            FJORD,
            "supply-chain-management",
            "contract",
            "b",
            "Wave posting is slow in the evening",
            120,
            Some(70),
            false,
        ),
        (ALPEN, "customer-engagement", "plan", "c", "Views show yesterday's numbers", 250, Some(400), true),
        (LAKE, "finance", "contract", "a", "Payment journal does not post", 420, Some(35), true),
        (FJORD, "power-platform", "plan", "b", "Environment copy stays in preparation", 700, Some(2900), true),
        (FJORD, "customer-engagement", "plan", "b", "Mail tracking has stopped", 1100, Some(130), true),
    ] {
        let filed = Utc::now() - Duration::hours(ago);
        let under = if under == "plan" { ["--plan", "subscription"] } else { ["--contract", "Nordic 2026"] };
        let number = format!("{}{:010}", filed.format("%y%m%d"), 40_000_000 + ago * 7919);
        let filed_at = filed.to_rfc3339();
        let what =
            ["request", "log", "--tenant", tenant, "--product", product, "--severity", severity, "--title", title];
        atlas(desk, &[&what[..], &under, &["--filed-at", &filed_at, "--case-number", &number]].concat())?;
        if let Some(minutes) = answered {
            atlas(desk, &["request", "respond", &number, "--at", &(filed + Duration::minutes(minutes)).to_rfc3339()])?;
        }
        if closed {
            let at = (filed + Duration::hours(60)).to_rfc3339();
            atlas(desk, &["request", "close", &number, "--at", &at, "--reason", "solved"])?;
        }
    }
    Ok(())
}

/// A day so many days from today.
fn day(ahead: i64) -> String {
    (Utc::now() + Duration::days(ahead)).format("%Y-%m-%d").to_string()
}

fn atlas(desk: &Desk, arguments: &[&str]) -> Outcome {
    with_input(desk, arguments, "")
}

/// The command line, on the register and the bus of the desk.
fn with_input(desk: &Desk, arguments: &[&str], input: &str) -> Outcome {
    let mut child = Command::new(program("ATLAS_BIN", "debug/atlas")?)
        .args(arguments)
        .env("SUPPORT_ATLAS_HOME", desk.register())
        .env("DBUS_SESSION_BUS_ADDRESS", desk.bus())
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let ended = child.wait()?;
    if ended.success() { Ok(()) } else { Err(format!("atlas {arguments:?} ended with {ended}").into()) }
}

async fn look(window: &Window, language: &str, theme: &str) -> Outcome {
    window.press(&format!("lang-{language}")).await?;
    window.go("settings").await?;
    pick(window, "select-theme", theme).await
}

/// The case that the README tells.
async fn file(window: &Window) -> Outcome {
    window.go("file").await?;
    let tenant = id_of(&records(window, "tenants").await?, FJORD)?;
    pick(window, "pick-tenant", &tenant).await?;
    pick(window, "pick-product", "customer-engagement").await?;
    pick(window, "pick-impact", "moderate").await?;
    pick(window, "pick-entitlement", "plan:subscription").await?;
    file_at(window, "2026-03-27", "16:30").await?;
    window.has("answer-due", "data-due", "2026-03-30T08:30:00Z").await
}

async fn shoot(window: &Window, name: &str) -> Outcome {
    window.settled().await?;
    window.screenshot(&target().join("screenshots/readme").join(format!("{name}.png"))).await
}
