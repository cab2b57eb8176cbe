//! The main job from the first start to the next one: tenant, contract, question, answer, log.

use std::fs;
use std::path::{Path, PathBuf};

use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{Contract, add_contract, add_tenant, file_at, pick};

/// Looked for in every file afterwards.
const ACCESS_ID: &str = "ZQ7-CANARY-004821";
const TITLE: &str = "Orders do not post";

/// What the window says about one and the same case in a language.
struct Language {
    id: &'static str,
    locale: &'static str,
    norway: &'static str,
    /// Friday 27 March 2026, 18:30.
    friday: [&'static str; 2],
    /// Monday 30 March 2026, 10:30.
    monday: [&'static str; 2],
    four_business_hours: &'static str,
    first_step: &'static str,
    easter: [&'static str; 3],
    late: &'static str,
}

const ENGLISH: Language = Language {
    id: "en",
    locale: "nb_NO.UTF-8",
    norway: "Norway",
    friday: ["Friday 27 March", "18:30"],
    monday: ["Monday 30 March", "10:30"],
    four_business_hours: "less than 4 business hours",
    first_step: "Help + support",
    easter: ["Maundy Thursday", "Good Friday", "Easter Monday"],
    late: "late",
};

const NORWEGIAN: Language = Language {
    id: "nb",
    locale: "en_GB.UTF-8",
    norway: "Norge",
    friday: ["fredag 27. mars", "18:30"],
    monday: ["mandag 30. mars", "10:30"],
    four_business_hours: "4 ",
    first_step: "Help + support",
    easter: ["Skjærtorsdag", "Langfredag", "påskedag"],
    late: "for sent",
};

#[test]
fn the_main_job_in_english() -> Outcome {
    main_job("main-job-en", &ENGLISH)
}

#[test]
fn the_main_job_in_norwegian() -> Outcome {
    main_job("main-job-nb", &NORWEGIAN)
}

/// The machine is set up in the other language, so that it is the choice made in the window that counts.
fn main_job(name: &str, language: &Language) -> Outcome {
    drive(name, Place { locale: language.locale, ..Place::default() }, async |desk, window| {
        window.find("first-steps").await?;
        window.press(&format!("lang-{}", language.id)).await?;
        add_tenant(window, "Fjordkraft Drift AS", (language.norway, "NO")).await?;
        window.shows("row-tenant", &["Fjordkraft Drift AS", language.norway]).await?;

        assert_eq!(desk.secrets(), Some(0), "no key before there is a secret");
        add_contract(window, &Contract { kind: "premier", name: "Nordic 2026", access_id: ACCESS_ID }).await?;
        assert_eq!(desk.secrets(), Some(1), "the key is in the keyring");
        window.shows("secret-access_id", &["••", "4821"]).await?;

        ask(window, language).await?;
        log(window, language).await?;

        window.restart(desk).await?;
        window.shows("row-due", &[TITLE]).await?;
        window.go("contracts").await?;
        window.has("vault-state", "data-state", "locked").await?;
        window.press("vault-unlock").await?;
        window.shows("secret-access_id", &["••", "4821"]).await?;
        assert_eq!(desk.secrets(), Some(1), "the same key");
        no_file_holds_the_secret(desk)
    })
}

/// Expected by hand from the policy: EMEA is open 08:00–18:00 in Central European time, Monday to Friday without Norwegian holidays.
async fn ask(window: &Window, language: &Language) -> Outcome {
    window.go("file").await?;
    pick(window, "pick-product", "customer-engagement").await?;
    window.press("pick-concern").await?;
    window.press("option-break-fix").await?;
    pick(window, "pick-impact", "moderate").await?;
    file_at(window, "2026-03-27", "16:30").await?;

    // The contract is the best there is: severity B under Premier is two hours, round the clock.
    due(window, "2026-03-27T17:30:00Z", &language.friday).await?;

    // Severity B of the included plan is four business hours: 1 h 30 until 18:00, then 2 h 30 from Monday 08:00, when the clocks have gone forward.
    pick(window, "pick-entitlement", "plan:subscription").await?;
    due(window, "2026-03-30T08:30:00Z", &language.monday).await?;
    window.shows("answer-limit", &[language.four_business_hours]).await?;
    window.shows("answer-due-local", &["10:30"]).await?;
    window.shows("answer-due-vendor", &["10:30", "CEST"]).await?;
    window.shows("answer-due-utc", &["08:30"]).await?;
    window.has("answer-channel", "data-channel", "power-platform-admin-center").await?;
    window.shows("answer-steps", &[language.first_step]).await?;
    window.has("answer-severity", "data-severity", "b").await?;
    window.find("response-clock").await?;

    // Eight business hours over Easter: one on Wednesday 1 April from 17:00, three holidays and a weekend skipped, seven on Tuesday.
    pick(window, "pick-impact", "minimal").await?;
    file_at(window, "2026-04-01", "17:00").await?;
    due(window, "2026-04-07T13:00:00Z", &["15:00"]).await?;
    window.has("answer-severity", "data-severity", "c").await?;
    window.press("explain").await?;
    window.shows("answer-explained", &language.easter).await?;

    // Finance goes to Lifecycle Services; critical is one hour round the clock under any plan.
    pick(window, "pick-product", "finance").await?;
    pick(window, "pick-impact", "critical").await?;
    window.has("answer-channel", "data-channel", "lifecycle-services").await?;
    due(window, "2026-04-01T16:00:00Z", &["18:00"]).await?;
    window.has("answer-severity", "data-severity", "a").await?;

    // The included plan does not cover Business Central with Microsoft: the partner is the channel.
    pick(window, "pick-product", "business-central").await?;
    window.has("answer-channel", "data-channel", "cloud-solution-provider").await?;

    pick(window, "pick-product", "customer-engagement").await?;
    pick(window, "pick-impact", "moderate").await?;
    file_at(window, "2026-03-27", "16:30").await?;
    due(window, "2026-03-30T08:30:00Z", &language.monday).await
}

async fn log(window: &Window, language: &Language) -> Outcome {
    window.press("log-request").await?;
    window.write("field-title", TITLE).await?;
    window.write("field-case_number", "2603270040015890").await?;
    window.press("save").await?;
    window.gone("dialog").await?;

    window.go("requests").await?;
    window.shows("row-request", &[TITLE, "Fjordkraft Drift AS", "2603270040015890", language.late]).await?;
    window.has("row-request", "data-state", "overdue").await?;
    window.press("open-request").await?;
    window.shows("request-detail", &language.monday).await?;
    window.press("close").await?;
    window.gone("request-detail").await?;

    window.go("today").await?;
    window.shows("next-response", &[TITLE, "Fjordkraft Drift AS", language.late]).await
}

async fn due(window: &Window, at: &str, pieces: &[&str]) -> Outcome {
    window.has("answer-due", "data-due", at).await?;
    window.shows("answer-due", pieces).await
}

fn no_file_holds_the_secret(desk: &Desk) -> Outcome {
    let files = files_below(desk.folder())?;
    assert!(files.iter().any(|file| file.starts_with(desk.register())), "the register is not where it should be");
    for file in files {
        let bytes = fs::read(&file)?;
        let found = bytes.windows(ACCESS_ID.len()).any(|window| window == ACCESS_ID.as_bytes());
        assert!(!found, "{} holds the Access ID", file.display());
    }
    Ok(())
}

fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(files)
}
