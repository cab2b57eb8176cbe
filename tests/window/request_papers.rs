//! What is made from requests and kept with them: attached files, the filing pack, evidence, lists as CSV.

use std::fs;
use std::path::Path;

use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::{Window, by_id};

use crate::steps::pick;

/// A tenant in Norway and its requests under the Subscription plan.
fn logged(desk: &Desk, titles: &[&str]) -> Outcome {
    desk.atlas(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"], "")?;
    for title in titles {
        let log = ["request", "log", "--tenant", "Fjordkraft", "--product", "customer-engagement", "--title", title];
        let about = ["--plan", "subscription", "--severity", "b", "--filed-at", "2026-11-20T09:05:00Z"];
        desk.atlas(&[&log[..], &about].concat(), "")?;
    }
    Ok(())
}

async fn list(window: &Window) -> Outcome {
    window.reload().await?;
    window.go("requests").await?;
    window.find("row-request").await.map(|_| ())
}

#[test]
fn files_are_attached_opened_on_request_only_and_brought_back() -> Outcome {
    drive("request-files", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        logged(desk, &["Orders do not post"])?;
        list(window).await?;
        window.press("open-request").await?;
        let [log, link, huge, ran] = ["error.log", "link.log", "huge.bin", "ran"].map(|name| desk.folder().join(name));
        let script = desk.folder().join("fix.sh");
        fs::write(&log, "08:00 it stops\n")?;
        fs::write(&script, format!("#!/bin/sh\ntouch {}\n", ran.display()))?;
        std::os::unix::fs::symlink(&log, &link)?;
        // Five gigabytes of nothing take no room.
        fs::File::create(&huge)?.set_len(5 << 30)?;
        for (file, why) in [(&link, "is a link"), (&huge, "larger than 25 MB")] {
            window.press("attach").await?;
            desk.answer_file_dialog(Some(file))?;
            window.shows("toast", &[why]).await?;
        }
        assert_eq!(window.count("attachment").await?, 0, "nothing is half attached");
        for (file, name) in [(&log, "error.log"), (&script, "fix.sh")] {
            window.press("attach").await?;
            desk.answer_file_dialog(Some(file))?;
            window.shows("attachment", &[name]).await?;
        }
        // The original may go: the register has its own.
        fs::remove_file(&log)?;
        window.press_css(&format!("{}:nth-of-type(3) {}", by_id("attachment"), by_id("attachment-open"))).await?;
        window.shows("toast", &["not opened from here"]).await?;
        assert!(!ran.exists(), "a script is never run");

        window.press_css(&format!("{} {}", by_id("attachment"), by_id("attachment-remove"))).await?;
        window.until_true("one file to be left", async |window| Ok(window.count("attachment").await? == 1)).await?;
        window.press("toast-action").await?;
        window.until_true("both files to be there", async |window| Ok(window.count("attachment").await? == 2)).await?;
        window.shows("attachment", &["error.log", "1 kB"]).await
    })
}

#[test]
fn a_pack_in_english_says_what_is_missing_and_holds_no_secret() -> Outcome {
    drive("request-pack", Place { locale: "nb_NO.UTF-8", ..Place::default() }, async |desk, window| {
        window.press("lang-nb").await?;
        logged(desk, &["Ordre bokføres ikke"])?;
        list(window).await?;
        window.press("open-request").await?;
        window.press("pack").await?;
        let missing = async |window: &Window| -> Outcome<u64> {
            let script = "return document.querySelectorAll('[data-testid=pack-missing] li').length";
            Ok(window.script(script, vec![]).await?.as_u64().unwrap_or_default())
        };
        window.find("pack-missing").await?;
        let before = missing(window).await?;
        window.paste("pack-reproduction", "1. Open the order. 2. Post it. Password: Sommer2026!").await?;
        window.paste("pack-impact", "Ten people cannot invoice.").await?;
        let text = async |window: &Window| -> Outcome<String> {
            let script = "return document.querySelector('[data-testid=pack-text]').value";
            Ok(window.script(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
        };
        window
            .until_true("the text to hold what was typed", async |window| {
                Ok(text(window).await?.contains("Ten people cannot invoice."))
            })
            .await?;
        let made = text(window).await?;
        assert!(made.contains("1. Open the order.") && !made.contains("Sommer2026!"), "{made}");
        assert!(
            made.contains("Severity") && !made.contains("Alvorlighetsgrad"),
            "the portal's form is in English: {made}"
        );
        assert!(missing(window).await? < before, "what was said is missing no longer");
        Ok(())
    })
}

#[test]
fn many_are_selected_kept_as_a_view_and_saved() -> Outcome {
    drive("request-list", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        logged(desk, &["=cmd|'/C calc'!A0", "Orders do not post", "Orders are posted twice"])?;
        list(window).await?;
        window.write("filter-text", "orders").await?;
        window.until_true("two rows", async |window| Ok(window.count("row-request").await? == 2)).await?;
        window.press("view-keep").await?;
        window.write("view-name", "Posting").await?;
        window.press("view-save").await?;
        window.press("filters-clear").await?;
        window.until_true("three rows", async |window| Ok(window.count("row-request").await? == 3)).await?;
        list(window).await?;
        window.press("filter-view").await?;
        window.press_css("[data-testid^=option-]:last-child").await?;
        window.until_true("two rows", async |window| Ok(window.count("row-request").await? == 2)).await?;

        window.press("select-page").await?;
        window.press("bulk-assign").await?;
        window.write("field-holder", "Tone").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.press("view-remove").await?;
        window.press("filters-clear").await?;
        pick(window, "filter-sort", "title").await?;
        window.press("select-page").await?;
        window.press("bulk-csv").await?;
        let file = desk.folder().join("out.csv");
        desk.answer_file_dialog(Some(&file))?;
        window.shows("toast", &["out.csv"]).await?;
        let text = fs::read_to_string(&file)?;
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.contains("'=cmd|") && text.matches(",Tone,").count() == 2, "{text}");

        // Nothing is written where the user thinks better of it.
        window.press("bulk-csv").await?;
        desk.answer_file_dialog(None)?;
        window
            .until_true("the list to be offered again", async |window| {
                Ok(window.find("bulk-csv").await?.attr("disabled").await?.is_none())
            })
            .await
    })
}

#[test]
fn evidence_is_made_while_the_window_works_and_stops_when_told_to() -> Outcome {
    drive("request-evidence", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        logged(desk, &["Orders do not post"])?;
        desk.atlas(&["request", "respond", "Orders do not post", "--at", "2026-11-20T12:00:00Z"], "")?;
        many(desk, 12_000)?;
        list(window).await?;
        window.press("open-scorecard").await?;
        window.find("scorecard").await?;
        let csv = desk.folder().join("all.csv");
        window.press("evidence-csv").await?;
        desk.answer_file_dialog(Some(&csv))?;
        window.press("export-cancel").await?;
        window.shows("toast", &["Stopped. No file was written."]).await?;
        window.gone("export-progress").await?;
        assert!(!csv.exists() && left_over(desk.folder())?.is_empty(), "{:?}", left_over(desk.folder())?);
        window.press("evidence-csv").await?;
        desk.answer_file_dialog(Some(&csv))?;
        // Others are answered meanwhile, and what is there is all of it.
        window.find("export-progress").await?;
        window.invoke("today", json!({ "all": false })).await?.map_err(|error| error.to_string())?;
        assert!(!csv.exists(), "the window is answered before the file is made");
        window.shows("toast", &["all.csv"]).await?;
        assert_eq!(fs::read_to_string(&csv)?.lines().count(), 12_002);

        // The page of one request works its deadline out and stands by itself.
        list(window).await?;
        window.write("filter-text", "do not post").await?;
        window.until_true("one row", async |window| Ok(window.count("row-request").await? == 1)).await?;
        window.press("open-request").await?;
        window.press("evidence").await?;
        let page = desk.folder().join("one.html");
        desk.answer_file_dialog(Some(&page))?;
        window.shows("toast", &["one.html"]).await?;
        let html = fs::read_to_string(&page)?;
        for part in ["Orders do not post", "14:05", "13:00", "S21", "<svg", "@media print", "2023-10"] {
            assert!(html.contains(part), "{part}");
        }
        for foreign in ["<script", "src=\"http", "url(http", "<link"] {
            assert!(!html.contains(foreign), "{foreign}");
        }
        // Printing opens the system's own dialog.
        window.press("print").await?;
        let screen = desk.screen()?;
        window
            .until_true("the dialog for printing", async |_| Ok(screen.titles()?.iter().any(|title| title == "Print")))
            .await?;
        desk.press("Escape")
    })
}

#[test]
fn today_lists_the_first_rows_and_all_of_them_when_asked() -> Outcome {
    drive("today-rows", Place::default(), async |desk, window| {
        logged(desk, &[])?;
        many(desk, 60)?;
        window.restart(desk).await?;
        window.shows("next-response", &["Fjordkraft"]).await?;
        // One of the sixty stands above the list.
        window.until_true("the first rows", async |window| Ok(window.count("due-item").await? == 12)).await?;
        window.press("due-all").await?;
        window.until_true("all rows", async |window| Ok(window.count("due-item").await? == 59)).await?;
        // They stay when what is due is asked again.
        window.press("remind").await?;
        window.press("remind-done").await?;
        window.has("bell", "data-count", "59").await?;
        assert_eq!(window.count("due-item").await?, 59);
        window.go("guide").await?;
        window.go("today").await?;
        window.until_true("the first rows again", async |window| Ok(window.count("due-item").await? == 12)).await
    })
}

/// Requests by the thousand, from a table.
fn many(desk: &Desk, count: usize) -> Outcome {
    let row = |number: usize| {
        let day = number % 20 + 1;
        format!("Case {number},Fjordkraft,customer-engagement,subscription,c,2026-11-{day:02}T10:00:00Z\n")
    };
    let head = String::from("title,tenant,product,plan,severity,filed_at\n");
    let table: String = std::iter::once(head).chain((0..count).map(row)).collect();
    fs::write(desk.folder().join("requests.csv"), table)?;
    desk.atlas(&["import", "requests.csv"], "").map(|_| ())
}

/// Files that were begun and not finished.
fn left_over(folder: &Path) -> Outcome<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names: Vec<String> = names.collect::<Result<_, std::io::Error>>()?;
    Ok(names.into_iter().filter(|name| name.contains("tmp") && name.as_str() != "tmp").collect())
}
