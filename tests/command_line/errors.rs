//! Wrong usage and wrong input: exit 2, one line on standard error, the field that is wrong, nothing stored.

use crate::program::{Atlas, Run, command};

const FILED: [&str; 2] = ["--filed-at", "2026-03-27T16:30:00Z"];

#[test]
fn wrong_input_names_its_field() {
    let respond = |with: &[&'static str]| -> Vec<&'static str> { [&["respond-by"], with].concat() };
    let plan = ["--plan", "subscription", "--severity", "b"];
    let cases: Vec<(Vec<&str>, &str, &str)> = vec![
        (
            respond(&[&["--plan", "gold", "--severity", "b", "--country", "NO"], &FILED[..]].concat()),
            "unknown-plan",
            "plan",
        ),
        (
            respond(&[&["--plan", "premier", "--severity", "z", "--country", "NO"], &FILED[..]].concat()),
            "unknown-severity",
            "severity",
        ),
        (respond(&[&plan[..], &["--country", "ZZ"], &FILED].concat()), "unknown-country", "country"),
        (respond(&[&plan[..], &["--country", "Norway"], &FILED].concat()), "unknown-country", "country"),
        (respond(&[&plan[..], &["--region", "mars"], &FILED].concat()), "unknown-region", "region"),
        (
            respond(&[&plan[..], &["--country", "NO", "--zone", "Europe/Atlantis"], &FILED].concat()),
            "unknown-zone",
            "zone",
        ),
        (respond(&[&plan[..], &["--country", "BR"], &FILED].concat()), "zone-needed", "zone"),
        (respond(&[&plan[..], &["--region", "other"], &FILED].concat()), "zone-needed", "zone"),
        (respond(&[&plan[..], &FILED].concat()), "country-or-region-needed", "country"),
        (respond(&[&plan[..], &["--country", "NO", "--filed-at", "yesterday"]].concat()), "not-an-instant", "filed_at"),
        (
            respond(&[&plan[..], &["--country", "NO", "--filed-at", "2026-02-30T10:00:00Z"]].concat()),
            "not-an-instant",
            "filed_at",
        ),
        (
            respond(&[&plan[..], &["--country", "NO", "--filed-at", "2026-03-27T16:30:00"]].concat()),
            "not-an-instant",
            "filed_at",
        ),
        (
            respond(&[&plan[..], &["--country", "NO", "--within", "4 hours"], &FILED].concat()),
            "not-a-duration",
            "within",
        ),
        (respond(&[&plan[..], &["--country", "NO", "--within", "PT0H"], &FILED].concat()), "not-a-duration", "within"),
        (
            respond(&[&plan[..], &["--country", "NO", "--holidays", "ZZ"], &FILED].concat()),
            "no-holidays-known",
            "holidays",
        ),
        (
            respond(&[&plan[..], &["--country", "NO", "--filed-at", "2041-03-27T16:30:00Z"]].concat()),
            "outside-calendar",
            "filed_at",
        ),
        (
            respond(&[&plan[..], &["--country", "NO", "--filed-at", "2010-03-27T16:30:00Z"]].concat()),
            "outside-calendar",
            "filed_at",
        ),
        (vec!["route", "--product", "word", "--plan", "premier"], "unknown-product", "product"),
        (vec!["route", "--product", "finance", "--plan", "gold"], "unknown-plan", "plan"),
        (
            vec!["hours", "--country", "NO", "--from", "2026-03-27T16:30:00Z", "--to", "2026-03-26T16:30:00Z"],
            "ends-before-start",
            "to",
        ),
        (vec!["languages", "--country", "NO", "--at", "now"], "not-an-instant", "at"),
        (
            vec!["--edition", "1999-01", "route", "--product", "finance", "--plan", "premier"],
            "unknown-edition",
            "edition",
        ),
        (vec!["due", "--within", "-PT1H"], "not-a-duration", "within"),
        (vec!["due", "--within", "soon"], "not-a-duration", "within"),
        (vec!["tenant", "add", "--name", "X", "--country", "ZZ"], "unknown-country", "country"),
        (vec!["tenant", "add", "--name", "X", "--country", "NO", "--zone", "Oslo"], "unknown-zone", "zone"),
        (vec!["tenant", "add", "--name", "X", "--country", "NO", "--tenant-id", "no-guid"], "invalid", "tenant_id"),
        (vec!["tenant", "add", "--name", "  ", "--country", "NO"], "invalid", "name"),
        (vec!["contract", "add", "--kind", "gold", "--name", "X"], "unknown-id", "kind"),
        (vec!["contract", "add", "--kind", "premier", "--name", "X", "--starts", "2026-02-30"], "not-a-date", "starts"),
        (
            vec![
                "contract",
                "add",
                "--kind",
                "premier",
                "--name",
                "X",
                "--starts",
                "2026-02-02",
                "--ends",
                "2026-02-01",
            ],
            "invalid",
            "ends",
        ),
    ];
    let atlas = Atlas::new();
    for (ask, code, field) in cases {
        let run = atlas.json(&ask);
        assert_eq!(run.exit, 2, "{ask:?}: {}", run.stderr);
        let error = run.error();
        assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some(code), Some(field)), "{ask:?}: {error}");
        assert!(error["message"].as_str().is_some_and(|message| message.len() > 10), "{error}");
    }
    assert_eq!(atlas.answer(&["tenant", "list"])["items"], serde_json::json!([]), "nothing was stored");
    assert_eq!(atlas.answer(&["contract", "list"])["items"], serde_json::json!([]), "nothing was stored");
}

#[test]
fn wrong_usage_is_one_line_too() {
    let atlas = Atlas::new();
    for ask in
        [&["respond-by"][..], &["nonsense"], &["route", "--colour", "red"], &["respond-by", "--plan"], &["tenant"]]
    {
        let run = atlas.json(ask);
        assert_eq!(run.exit, 2, "{ask:?}");
        assert_eq!(run.error()["code"], "usage", "{ask:?}");
        let run = atlas.run(ask, "");
        assert_eq!((run.exit, run.stderr.lines().count()), (2, 1), "{ask:?}: {}", run.stderr);
    }
}

#[test]
fn an_empty_home_in_the_environment_is_none() {
    let atlas = Atlas::new();
    let data = atlas.home.path().join("data");
    let run = command(atlas.home.path())
        .args(["--json", "tenant", "list"])
        .env("SUPPORT_ATLAS_HOME", "")
        .env("XDG_DATA_HOME", &data)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(data.join("support-atlas/register.sqlite").is_file());
}

#[test]
fn an_answer_that_cannot_be_written_is_no_bad_input() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let home = tempfile::tempdir().unwrap();
    let ask = ["--json", "route", "--product", "finance", "--plan", "premier"];
    let output = command(home.path()).args(ask).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"output\""));
}

#[test]
fn a_sentence_is_in_the_language_asked_for() {
    let atlas = Atlas::new();
    let ask = ["route", "--product", "finance", "--plan", "gold"];
    let english = atlas.json(&ask).error()["message"].as_str().unwrap().to_owned();
    let norwegian = atlas.json(&[&["--lang", "nb"], &ask[..]].concat()).error()["message"].as_str().unwrap().to_owned();
    assert!(
        english.starts_with("There is no plan") && norwegian.starts_with("Denne utgaven har ingen plan"),
        "{english} {norwegian}"
    );
}

#[test]
fn a_damaged_register_is_unusable_and_left_alone() {
    let atlas = Atlas::new();
    let path = atlas.home.path().join("register.sqlite");
    std::fs::write(&path, "this is no register").unwrap();
    let run = atlas.json(&["tenant", "list"]);
    assert_eq!((run.exit, run.error()["code"].as_str()), (4, Some("not-a-register")));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "this is no register");
}

#[test]
fn a_fault_of_the_programs_own_is_one_line_that_gives_nothing_away() {
    let atlas = Atlas::new();
    let secret = ["--json", "tenant", "add", "--name", "canary-in-the-arguments"];
    let mut fault = command(atlas.home.path());
    let run: Run = fault.args(secret).env("ATLAS_DEBUG_PANIC", atlas.home.path()).output().map(Into::into).unwrap();
    assert_eq!(run.exit, 1);
    let error = run.error();
    assert_eq!(error["code"], "internal");
    assert!(!run.stderr.contains("canary"), "{}", run.stderr);
}
