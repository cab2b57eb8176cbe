//! A request from its filing to its reopening: what is asked of its times, what moves its deadline and what does not, the
//! four hours, and what is remembered of the conditions for opening it again.

use chrono::{DateTime, Days, Months, SubsecRound, TimeDelta, Utc};
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::{Window, by_id};

use crate::sample::id_of;
use crate::steps::{pick, records};

const TITLE: &str = "Orders do not post";

/// A tenant in Norway, and a request of it under the Subscription plan, severity B: four hours between 08:00 and 18:00 CET.
fn logged(desk: &Desk, filed_at: &str, more: &[&str]) -> Outcome {
    desk.atlas(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"], "")?;
    let log =
        ["request", "log", "--tenant", "Fjordkraft", "--product", "customer-engagement", "--plan", "subscription"];
    let about = ["--severity", "b", "--title", TITLE, "--filed-at", filed_at];
    desk.atlas(&[&log[..], &about, more].concat(), "").map(|_| ())
}

async fn open(window: &Window) -> Outcome {
    window.reload().await?;
    window.go("requests").await?;
    window.press("open-request").await?;
    window.find("request-detail").await.map(|_| ())
}

/// Fills in the dialog's time and saves it.
async fn at(window: &Window, date: &str, time: &str) -> Outcome {
    window.write("at-date", date).await?;
    window.write("at-time", time).await?;
    window.press("save").await?;
    window.gone("dialog").await
}

#[test]
fn a_changed_severity_moves_the_deadline_and_a_changed_tenant_only_says_what_it_would_be() -> Outcome {
    drive("request-deadline", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        // Friday 20 November 2026, 10:05 in Oslo: four hours later is 14:05.
        logged(desk, "2026-11-20T09:05:00Z", &[])?;
        open(window).await?;
        window.shows("request-detail", &["14:05"]).await?;

        // Severity C has eight hours, from the filing: 7 h 55 min until 18:00, and five minutes of Monday.
        window.press("severity").await?;
        pick(window, "field-severity", "c").await?;
        at(window, "2026-11-20", "10:30").await?;
        window.shows("request-detail", &["Monday 23 November", "08:05"]).await?;
        // Half an hour of waiting moves that by as much.
        window.press("pause").await?;
        window.press("field-over").await?;
        window.write("until-date", "2026-11-20").await?;
        window.write("until-time", "12:30").await?;
        at(window, "2026-11-20", "12:00").await?;
        window.shows("request-detail", &["08:35"]).await?;
        let kinds = window.script(
            "return [...document.querySelectorAll('[data-testid=event]')].map((event) => event.dataset.kind)",
            vec![],
        );
        assert_eq!(kinds.await?, serde_json::json!(["filed", "severity", "paused", "resumed"]));
        // What was noted by mistake is withdrawn: the pause first, for it was over before it could be.
        for kind in ["resumed", "paused", "severity"] {
            window.press_css(&format!("[data-kind={kind}] {}", by_id("withdraw"))).await?;
            let left = format!("no {kind} on the timeline");
            let gone = async |window: &Window| {
                let found = window.script(
                    "return document.querySelector(arguments[0]) === null",
                    vec![format!("[data-kind={kind}]").into()],
                );
                Ok(found.await? == true)
            };
            window.until_true(&left, gone).await?;
        }
        window.shows("request-detail", &["14:05"]).await?;

        // The history says of which request.
        window.script("location.hash = '#/history'", vec![]).await?;
        window.shows("history", &[&format!("Added: event {TITLE}"), &format!("Removed: event {TITLE}")]).await?;

        // In Asia and the Pacific, 07:00 to 21:00 at GMT+8, it would be filed at 17:05 and have five minutes left for Monday,
        // 07:05 there and 00:05 in Oslo. What was stored stands.
        desk.atlas(&["tenant", "set", "Fjordkraft", "--region", "asia-pacific"], "")?;
        open(window).await?;
        window.shows("would-now-be", &["Monday 23 November", "00:05", "still stands"]).await?;
        window.shows("request-detail", &["14:05"]).await
    })
}

#[test]
fn the_four_hours_are_counted_and_say_what_comes_next() -> Outcome {
    drive("request-four-hours", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        logged(desk, "2026-11-20T09:05:00Z", &["--concern", "not-reproducible"])?;
        open(window).await?;
        window
            .shows("request-time-box", &["At most 4 h, counted from the first response", "partner", "closed", "S28"])
            .await?;
        window.press("respond").await?;
        at(window, "2026-11-20", "11:00").await?;
        // Four open hours from 11:00 are used up at 15:00 at the earliest, with an hour of waiting at 16:00.
        window.shows("request-time-box", &["may have been used up", "15:00"]).await?;
        window.press("pause").await?;
        window.press("field-over").await?;
        window.write("until-date", "2026-11-20").await?;
        window.write("until-time", "13:00").await?;
        at(window, "2026-11-20", "12:00").await?;
        window.shows("request-time-box", &["may have been used up", "16:00"]).await
    })
}

#[test]
fn each_condition_for_reopening_is_asked_once_and_remembered() -> Outcome {
    drive("request-reopen", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        let now = Utc::now().trunc_subsecs(0);
        let text = |at: DateTime<Utc>| at.to_rfc3339();
        logged(desk, &text(now - TimeDelta::hours(3)), &[])?;
        desk.atlas(&["request", "respond", TITLE, "--at", &text(now - TimeDelta::hours(2))], "")?;
        let closed = now - TimeDelta::hours(1);
        desk.atlas(&["request", "close", TITLE, "--at", &text(closed), "--reason", "Solved"], "")?;
        open(window).await?;
        // Fewer than three calendar months after the closing, on the tenant's calendar.
        let day = closed.with_timezone(&chrono_tz::Europe::Oslo).date_naive();
        let last = day.checked_add_months(Months::new(3)).and_then(|day| day.checked_sub_days(Days::new(1)));
        let last = last.ok_or("no last day")?.format("%-d %B %Y").to_string();
        window.shows("reopen-card", &[&last, "Answer every condition"]).await?;
        for condition in ["same_build-yes", "updates_installed-no", "same_error-yes"] {
            window.press(condition).await?;
            window.has(condition, "aria-pressed", "true").await?;
        }
        window.shows("reopen-card", &["Answer every condition"]).await?;
        for condition in ["same_place-yes", "same_user-yes", "after_hotfix-no"] {
            window.press(condition).await?;
            window.has(condition, "aria-pressed", "true").await?;
        }
        window.has("reopen-card", "data-decision", "reopen").await?;

        // Another day, they need not be said again, and one that has changed is all that is said.
        open(window).await?;
        window.has("reopen-card", "data-decision", "reopen").await?;
        window.has("same_user-yes", "aria-pressed", "true").await?;
        window.press("updates_installed-yes").await?;
        window.has("reopen-card", "data-decision", "file-new").await?;
        window.press("updates_installed-no").await?;
        window.has("reopen-card", "data-decision", "reopen").await?;

        window.press("reopen").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.gone("reopen-card").await?;
        window.shows("timeline", &["Closed", "Solved", "Reopened"]).await?;
        window.find("close-request").await.map(|_| ())
    })
}

#[test]
fn a_time_says_its_zone_and_a_doubtful_one_is_asked_about() -> Outcome {
    drive("request-times", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        logged(desk, "2026-10-23T09:05:00Z", &[])?;
        desk.atlas(&["tenant", "add", "--name", "Sakura", "--country", "JP"], "")?;
        open(window).await?;
        window.press("respond").await?;
        window.shows("at-zone", &["Your time (Oslo)"]).await?;
        // At 03:00 on 25 October 2026 the clocks go back to 02:00.
        window.write("at-date", "2026-10-25").await?;
        window.write("at-time", "02:30").await?;
        window.shows("at-ask", &["comes twice", "CEST", "CET"]).await?;
        let disabled = async |window: &Window| Ok(window.find("save").await?.attr("disabled").await?.is_some());
        window.until_true("the doubtful time not to be saved", disabled).await?;
        window.press_css(&format!("{} label:last-child input", by_id("at-ask"))).await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        let shown = desk.atlas(&["--json", "request", "show", TITLE], "")?;
        assert!(shown.contains(r#""responded_at":"2026-10-25T01:30:00Z""#), "the later of the two: {shown}");
        window.press("close").await?;

        // Both clocks are offered where they differ, and the number is looked at before anything is saved.
        window.press("log-by-hand").await?;
        let sakura = id_of(&records(window, "tenants").await?, "Sakura")?;
        pick(window, "log-tenant", &sakura).await?;
        window.shows("filed_at-zones", &["Your time (Oslo)", "The tenant’s time (Tokyo)"]).await?;
        window.write("filed_at-date", "2026-11-20").await?;
        window.write("filed_at-time", "10:05").await?;
        window.write("field-case_number", "2611180040000719").await?;
        window.shows("case-remark", &["2026-11-18", "2026-11-20"]).await?;
        window.write("field-case_number", "2611200040000719").await?;
        window.gone("case-remark").await?;
        window.write("field-case_number", "119112012345678").await?;
        window.shows("case-remark", &["older form"]).await?;
        window.paste("mail", "Opprettet 20.11.2026 kl. 10:05\nTrackingID#2611200040000719").await?;
        window.press("mail-read").await?;
        window.shows("zone-assumed", &["does not say a time zone", "Tokyo"]).await
    })
}
