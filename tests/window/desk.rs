//! The request desk: a pasted mail becomes a request, a pause moves its deadline, the scorecard counts it.

use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{add_tenant, pick};

const TITLE: &str = "Orders do not post";
const NUMBER: &str = "2611200040000719";
const MAIL: &str = "From: Microsoft Support\nSubject: RE: Orders do not post - TrackingID#2611200040000719\n\n\
    Your request was created on 2026-11-20 09:05 UTC.\nSeverity: B\n<script>window.hacked = 1</script>";

#[test]
fn a_pasted_mail_is_logged_paused_and_counted() -> Outcome {
    drive("desk", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjordkraft Drift AS", ("Norway", "NO")).await?;
        log_from_mail(window).await?;

        // Four business hours of EMEA from 10:05 in Oslo: 14:05. Ninety minutes of pause move that to 15:35.
        window.press("open-request").await?;
        window.shows("request-detail", &["14:05", NUMBER]).await?;
        note(window, "pause", "11:05").await?;
        window.find("paused").await?;
        note(window, "resume", "12:35").await?;
        window.shows("request-detail", &["15:35", "no time counts while Microsoft waits"]).await?;
        window.shows("timeline", &["Filed", "Paused", "goes on"]).await?;
        note(window, "respond", "15:34").await?;
        window.shows("request-detail", &["Answered", "3 h 59 min"]).await?;
        window.press("pack").await?;
        window.shows("pack-missing", &["steps that make it happen"]).await?;
        window.press("close").await?;
        window.gone("pack").await?;

        window.press("open-scorecard").await?;
        window.shows("scorecard", &["100%", "1 of 1", "Fjordkraft Drift AS", "November 2026"]).await?;
        let hacked = window.script("return typeof window.hacked", vec![]).await?;
        assert_eq!(hacked, json!("undefined"), "no script that was pasted ever runs");
        Ok(())
    })
}

async fn log_from_mail(window: &Window) -> Outcome {
    window.go("requests").await?;
    window.press("log-by-hand").await?;
    pick(window, "log-product", "customer-engagement").await?;
    window.paste("mail", MAIL).await?;
    window.press("mail-read").await?;
    window.shows("mail-found", &[NUMBER, TITLE, "created on"]).await?;
    window.has("log-severity", "data-value", "b").await?;
    window.press("save").await?;
    window.gone("sheet").await?;
    window.shows("row-request", &[TITLE, NUMBER]).await
}

/// Opens a dialog of the request, sets its time on 20 November 2026, and saves it.
async fn note(window: &Window, verb: &str, time: &str) -> Outcome {
    window.press(verb).await?;
    window.write("at-date", "2026-11-20").await?;
    window.write("at-time", time).await?;
    window.press("save").await?;
    window.gone("dialog").await
}
