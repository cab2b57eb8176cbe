//! The rulings that need no register besides routing and first response: `route --concern`, `coverage`, `reopen`, `bill`,
//! `incidents`, `partner`; and `editions` and `guide`.

use crate::program::Atlas;
use serde_json::{Value, json};

/// The words of a command line; no word here has a blank in it.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn answer(line: &str) -> Value {
    let answer = document(line);
    assert_eq!(answer["edition"], "2023-10", "{line}");
    for field in ["because", "assumptions", "changed_since"] {
        assert!(answer[field].is_array(), "{line}: {field}");
    }
    answer
}

/// What is no ruling.
fn document(line: &str) -> Value {
    Atlas::new().answer(&words(line))
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn routes_by_concern_have_the_shape_of_routes() {
    let ruling = answer("route --concern licensing --bought-through volume-licensing");
    assert_eq!(ruling["channel"], "volume-licensing-service-center");
    assert!(ruling["url"].as_str().unwrap().starts_with("https://"));
    assert!(!strings(&ruling["steps"]).is_empty());
    assert_eq!(ruling["alternatives"], json!([]));
    assert!(strings(&ruling["because"]).contains(&"S41"));
    for (line, channel) in [
        ("route --concern licensing --bought-through direct", "microsoft-365-admin-center"),
        ("route --concern licensing --bought-through cloud-solution-provider", "cloud-solution-provider"),
        ("route --concern billing", "microsoft-365-admin-center"),
        ("route --concern no-subscription", "microsoft-365-admin-center"),
        ("route --concern buy-plan --bought-through online --plan professional-direct", "microsoft-365-admin-center"),
        ("route --concern buy-plan --bought-through enterprise-agreement --plan professional-direct", "reseller"),
        ("route --concern buy-plan --plan premier", "account-manager"),
        ("route --concern upgrade-plan --bought-through enterprise-agreement", "reseller"),
        ("route --concern cancel-plan", "microsoft-365-admin-center"),
    ] {
        assert_eq!(answer(line)["channel"], channel, "{line}");
    }
    let refused = answer("route --concern buy-plan --plan subscription");
    assert_eq!(refused["refusal"]["code"], "plan-is-included");
    assert_eq!(refused.get("channel"), None);
}

#[test]
fn coverage_has_a_time_box_or_null() {
    for (line, covered, service, time_box) in [
        ("coverage --concern break-fix --plan subscription", "yes", "break-fix", Value::Null),
        ("coverage --concern how-to --plan subscription", "no", "none", Value::Null),
        ("coverage --concern how-to --plan premier", "yes", "advisory", Value::Null),
        ("coverage --concern performance --plan unified-core --scope isolated", "limited", "break-fix", json!("PT4H")),
        ("coverage --concern performance --plan premier --scope broad", "yes", "advisory", Value::Null),
        (
            "coverage --concern performance --plan premier --scope isolated --cause custom",
            "limited",
            "break-fix",
            json!("PT4H"),
        ),
        ("coverage --concern performance --plan professional-direct --scope isolated", "no", "none", Value::Null),
        ("coverage --concern data-corruption --plan premier", "no", "none", Value::Null),
        ("coverage --concern root-cause --plan unified-performance", "no", "none", Value::Null),
        ("coverage --concern outage --plan subscription", "yes", "break-fix", Value::Null),
        ("coverage --concern not-reproducible --plan subscription", "limited", "break-fix", json!("PT4H")),
        ("coverage --concern customized-database --plan premier", "limited", "break-fix", json!("PT4H")),
        ("coverage --concern third-party --plan premier --cause platform", "yes", "break-fix", Value::Null),
        ("coverage --concern third-party --plan premier --cause custom", "limited", "break-fix", Value::Null),
        ("coverage --concern preview --plan premier --preview public", "limited", "break-fix", Value::Null),
        ("coverage --concern preview --plan premier --preview private", "no", "none", Value::Null),
        ("coverage --concern preview --plan premier --preview limited", "no", "none", Value::Null),
    ] {
        let ruling = answer(line);
        assert_eq!((&ruling["covered"], &ruling["service"]), (&json!(covered), &json!(service)), "{line}");
        assert_eq!(ruling.get("time_box"), Some(&time_box), "{line}");
        assert!(!strings(&ruling["first"]).is_empty() && !strings(&ruling["then"]).is_empty(), "{line}");
    }
    let ruling = answer("coverage --concern performance --plan professional-direct");
    assert_eq!(ruling["assumptions"], json!(["R10"]));
}

#[test]
fn reopening_decides_with_its_reasons_in_order() {
    let same = "reopen --closed 2025-11-30 --same-build yes --updates-installed no --same-error yes --same-place yes";
    let ruling = answer(&format!("{same} --on 2026-02-27"));
    assert_eq!((&ruling["decision"], &ruling["reasons"]), (&json!("reopen"), &json!([])));
    assert_eq!((&ruling["because"], &ruling["assumptions"]), (&json!(["S33"]), &json!(["R8"])));

    let ruling = answer(&format!("{same} --on 2026-02-28 --same-user yes --after-hotfix no"));
    assert_eq!(ruling["decision"], "file-new-recommended");
    assert_eq!(ruling["reasons"], json!(["closed-three-months-or-more"]));

    let ruling = answer(
        "reopen --closed 2025-11-30 --on 2026-02-28 --same-build no --updates-installed yes --same-error no \
         --same-place no --same-user no --after-hotfix yes",
    );
    assert_eq!(ruling["decision"], "file-new");
    assert_eq!(
        ruling["reasons"],
        json!([
            "build-changed",
            "updates-installed",
            "different-error",
            "different-place",
            "different-user",
            "new-error-after-hotfix",
            "closed-three-months-or-more"
        ])
    );
}

#[test]
fn a_bill_lists_its_charges_and_ends_its_term() {
    let bought = "bill --bought-through online --purchased 2024-01-31 --amount 9.00 --currency EUR";
    let bill = answer(&format!("{bought} --term-months 3"));
    let nine = json!({ "amount": "9.00", "currency": "EUR" });
    assert_eq!(
        bill["charges"],
        json!([
            { "cycle": 0, "on": "2024-01-31", "amount": nine },
            { "cycle": 1, "on": "2024-02-29", "amount": nine },
            { "cycle": 2, "on": "2024-03-31", "amount": nine },
        ])
    );
    assert_eq!((&bill["term_ends"], &bill["renews_on"]), (&json!("2024-04-30"), &json!("2024-04-30")));
    assert_eq!(bill["total"], json!({ "amount": "27.00", "currency": "EUR" }));
    assert_eq!(bill["because"], json!(["S30", "S31", "S32"]));
    assert_eq!(bill["assumptions"], json!(["R7"]));

    // Cancelled in the second month of the year: ten charges are ahead, and nothing comes back.
    let bill = answer(&format!("{bought} --term-months 12 --cancelled 2024-03-01"));
    assert_eq!(bill["committed"], json!({ "amount": "90.00", "currency": "EUR" }));
    assert_eq!((&bill["term_ends"], &bill["renews_on"]), (&json!("2025-01-31"), &Value::Null));
    assert_eq!(bill["charges"].as_array().unwrap().len(), 12);

    let bill = answer(&format!("{bought} --term-months 12 --until 2025-02-28"));
    let charges = bill["charges"].as_array().unwrap();
    assert_eq!(charges.len(), 14, "the renewal is charged on 31 January and 28 February 2025");
    assert_eq!(charges[13]["on"], "2025-02-28");

    let bill = answer(
        "bill --bought-through enterprise-agreement --purchased 2026-08-31 --term-months 12 --cycle-months 3 \
         --amount 1250 --currency nok",
    );
    let days: Vec<&str> =
        bill["charges"].as_array().unwrap().iter().map(|charge| charge["on"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31"]);
    assert_eq!(bill["charges"][0]["amount"], json!({ "amount": "1250.00", "currency": "NOK" }));
}

#[test]
fn a_commitment_that_no_cancellation_dates_is_todays() {
    // Bought far ahead: all of the first term is to come, whatever today is.
    let bill =
        answer("bill --bought-through online --purchased 2199-01-31 --term-months 12 --amount 0.10 --currency EUR");
    assert_eq!(bill["committed"], json!({ "amount": "1.20", "currency": "EUR" }));
    assert!(bill["as_of"].as_str().unwrap() < "2199");
}

#[test]
fn incidents_and_benefits_say_whether_and_how() {
    for program in ["visual-studio", "msdn", "bizspark", "technet"] {
        let yes = answer(&format!("incidents --program {program} --for on-premises"));
        assert_eq!((&yes["eligible"], &yes["channel"]), (&json!(true), &json!("visual-studio-subscriptions")));
        assert_eq!(yes.get("refusal"), None);
        assert!(strings(&yes["steps"]).iter().any(|step| step.contains("Add contract")));
        let no = answer(&format!("incidents --program {program} --for online"));
        assert_eq!((&no["eligible"], &no["refusal"]["code"]), (&json!(false), &json!("incidents-on-premises-only")));
        assert!(no["refusal"]["message"].is_string());
        assert_eq!(no["because"], json!(["S42"]));
    }
    for (benefit, topic) in
        [("advanced-support-for-partners", "S20"), ("partner-network", "S20"), ("premier-for-partners", "S40")]
    {
        let yes = answer(&format!("partner --benefit {benefit} --delegated yes"));
        assert_eq!(yes["eligible"], true, "{benefit}");
        assert!(strings(&yes["because"]).contains(&topic));
        let no = answer(&format!("partner --benefit {benefit} --delegated N"));
        assert_eq!((&no["eligible"], &no["refusal"]["code"]), (&json!(false), &json!("no-delegated-access")));
        assert!(!strings(&no["steps"]).is_empty());
    }
}

#[test]
fn editions_and_the_guide_are_listed() {
    let editions = document("editions");
    let base = &editions["items"][0];
    assert_eq!(base["id"], "2023-10");
    assert!(base["title"].is_string() && base["dated"].is_string());
    assert!(strings(&base["sources"]).iter().all(|source| source.starts_with("https://")));

    let guide = document("guide");
    let topics = guide["items"].as_array().unwrap();
    assert_eq!(topics.len(), 42);
    assert_eq!((&topics[0]["id"], &topics[41]["id"]), (&json!("S01"), &json!("S42")));
    let topic = document("guide S33");
    assert_eq!((&topic["id"], &topic["title"]), (&json!("S33"), &topics[32]["title"]));
    assert!(topic["body"].as_str().unwrap().contains("## Rule"));
    assert_eq!(document("guide s33"), topic);
    let norwegian = document("--lang nb guide S33");
    assert!(norwegian["body"].as_str().unwrap().contains("## Regel"));
}

#[test]
fn wrong_input_names_its_field() {
    let bill = "bill --bought-through online --purchased 2026-01-31";
    let euros = "--amount 9.00 --currency EUR";
    let agreement = "bill --bought-through enterprise-agreement --purchased 2026-01-31 --term-months 12";
    let reopen = "reopen --same-build yes --updates-installed no --same-error yes --same-place yes";
    let cases: Vec<(String, &str, &str)> = [
        ("route --concern gossip", "unknown-concern", "concern"),
        ("route --concern licensing", "value-needed", "bought_through"),
        ("route --concern licensing --bought-through barter", "unknown-id", "bought_through"),
        ("route --concern buy-plan --plan gold", "unknown-plan", "plan"),
        ("coverage --concern gossip --plan premier", "unknown-concern", "concern"),
        ("coverage --concern outage --plan gold", "unknown-plan", "plan"),
        ("coverage --concern preview --plan premier", "value-needed", "preview"),
        ("coverage --concern preview --plan premier --preview secret", "unknown-id", "preview"),
        ("coverage --concern performance --plan premier --scope huge", "unknown-id", "scope"),
        ("coverage --concern third-party --plan premier --cause fate", "unknown-id", "cause"),
        ("incidents --program imagine --for online", "unknown-id", "program"),
        ("incidents --program msdn --for fun", "unknown-id", "for"),
        ("partner --benefit gold --delegated yes", "unknown-id", "benefit"),
        ("guide S43", "unknown-topic", "topic"),
        ("guide ../edition", "unknown-topic", "topic"),
    ]
    .map(|(line, code, field)| (line.to_owned(), code, field))
    .into_iter()
    .chain([
        (format!("{reopen} --closed 2026-03-10 --on 2026-03-09"), "ends-before-start", "on"),
        (format!("{reopen} --closed 2026-02-30 --on 2026-03-09"), "not-a-date", "closed"),
        (format!("{reopen} --closed 2026-03-10 --on 9999-12-31"), "out-of-range", "on"),
        (format!("{bill} --term-months 12 --amount -9 --currency EUR"), "not-an-amount", "amount"),
        (format!("{bill} --term-months 12 --amount 9,00 --currency EUR"), "not-an-amount", "amount"),
        (format!("{bill} --term-months 12 --amount 1e9 --currency EUR"), "not-an-amount", "amount"),
        (format!("{bill} --term-months 12 --amount 9.00 --currency ERU"), "not-a-currency", "currency"),
        (format!("{bill} --term-months 12 --amount 9.00 --currency euro"), "not-a-currency", "currency"),
        (format!("{bill} --term-months 0 {euros}"), "out-of-range", "term_months"),
        (format!("{bill} --term-months 10000 {euros}"), "out-of-range", "term_months"),
        (format!("{bill} --term-months 99999999999 {euros}"), "out-of-range", "term_months"),
        (format!("{bill} --term-months -1 {euros}"), "out-of-range", "term_months"),
        (format!("{bill} --term-months twelve {euros}"), "out-of-range", "term_months"),
        (format!("{bill} --term-months 12 --cycle-months 3 {euros}"), "online-is-monthly", "cycle_months"),
        (format!("{bill} --term-months 12 --cancelled 2026-01-30 {euros}"), "ends-before-start", "cancelled"),
        (format!("{bill} --term-months 12 --until 2026-01-30 {euros}"), "ends-before-start", "until"),
        (format!("{bill} --term-months 12 --until 9999-12-31 {euros}"), "out-of-range", "until"),
        (format!("{bill} --term-months 12 --until never {euros}"), "not-a-date", "until"),
        (format!("{agreement} {euros}"), "value-needed", "cycle_months"),
        (format!("{agreement} --cycle-months 5 {euros}"), "cycle-does-not-fill-term", "cycle_months"),
        (format!("{agreement} --cycle-months 0 {euros}"), "out-of-range", "cycle_months"),
        (
            format!("bill --bought-through barter --purchased 2026-01-31 --term-months 12 {euros}"),
            "unknown-id",
            "bought_through",
        ),
        (
            format!("bill --bought-through online --purchased 0000-01-01 --term-months 12 {euros}"),
            "out-of-range",
            "purchased",
        ),
    ])
    .collect();
    let atlas = Atlas::new();
    for (line, code, field) in cases {
        let run = atlas.json(&words(&line));
        let error = run.error();
        assert_eq!(run.exit, 2, "{line}: {error}");
        assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some(code), Some(field)), "{line}: {error}");
        let english = error["message"].as_str().unwrap().to_owned();
        let norwegian = atlas.json(&words(&format!("--lang nb {line}"))).error();
        assert_ne!(norwegian["message"], english, "{line}");
    }
}

#[test]
fn wrong_usage_is_refused_before_anything_is_asked() {
    let atlas = Atlas::new();
    for line in [
        "route",
        "route --product finance",
        "route --plan premier",
        "route --concern billing --product finance --plan premier",
        "route --concern billing --partner",
        "route --concern billing --cannot-sign-in",
        "route --product finance --plan premier --bought-through online",
        "coverage --concern outage",
        "reopen --closed 2026-03-10 --on 2026-04-10",
        "reopen --closed 2026-03-10 --on 2026-04-10 --same-build maybe --updates-installed no --same-error yes \
         --same-place yes",
        "bill",
        "incidents --program msdn",
        "partner --benefit partner-network",
        "guide S01 S02",
    ] {
        let run = atlas.json(&words(line));
        assert_eq!((run.exit, run.error()["code"].as_str()), (2, Some("usage")), "{line}");
    }
}

#[test]
fn people_get_sentences_in_their_language() {
    let atlas = Atlas::new();
    for (line, en, nb) in [
        ("route --concern buy-plan --plan premier", "account manager", "Kundeansvarlig"),
        ("coverage --concern root-cause --plan premier", "Support will not:", "Kundestøtten vil ikke:"),
        (
            "reopen --closed 2026-03-10 --on 2026-04-10 --same-build no --updates-installed no --same-error yes \
             --same-place yes",
            "File a new request.",
            "Send en ny forespørsel.",
        ),
        (
            "bill --bought-through online --purchased 2026-01-31 --term-months 2 --amount 9 --currency EUR",
            "Total            18.00 EUR",
            "Avtaleperioden slutter  2026-03-31",
        ),
        ("incidents --program msdn --for online", "on-premises products only", "lokalt installerte produkter"),
        ("partner --benefit premier-for-partners --delegated yes", "Yes, it may be used.", "Ja, den kan brukes."),
        ("editions", "Undated", "Udatert"),
        ("guide", "Reopening a closed request", "Gjenåpne"),
        ("guide S33", "# Reopening a closed request", "# Gjenåpne"),
    ] {
        for (lang, expected) in [("en", en), ("nb", nb)] {
            let run = atlas.run(&[&["--lang", lang], &words(line)[..]].concat(), "");
            assert_eq!((run.exit, run.stderr.as_str()), (0, ""), "{line}");
            assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
        }
    }
}
