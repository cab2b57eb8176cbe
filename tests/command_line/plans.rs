//! Buying, cancelling, changing and weighing plans, and linking contracts.

use crate::program::Atlas;
use serde_json::{Value, json};

const LONG_AGO: &str = "2020-01-31";

fn desk() -> Atlas {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Contoso", "--country", "NO"]);
    atlas
}

fn buy<'a>(purchased: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let start = ["plan", "buy", "--plan", "professional-direct", "--tenant", "Contoso", "--bought-through", "online"];
    let rest = ["--purchased", purchased, "--term-months", "12", "--amount", "9.00", "--currency", "EUR"];
    [&start[..], &rest[..], more].concat()
}

#[test]
fn a_plan_says_where_it_stands() {
    let atlas = desk();
    let plan = atlas.answer(&buy(LONG_AGO, &[]));
    // Bought years ago and looked at today for the first time: it has renewed by itself.
    assert_eq!((plan["state"].as_str(), plan["name"].as_str()), (Some("active"), Some("Professional Direct")));
    assert!(plan["renews_on"].as_str().unwrap().ends_with("-01-31"));
    assert_eq!(plan["next_charge"]["amount"], json!({ "amount": "9.00", "currency": "EUR" }));
    assert_eq!(plan["amount"], json!({ "amount": "9.00", "currency": "EUR" }));
    assert_eq!(plan["because"], json!(["S30", "S31", "S32"]));
    assert_eq!(plan["assumptions"], json!(["R7"]));
    assert_eq!(atlas.answer(&["plan", "show", "professional direct"])["id"], plan["id"]);
    assert_eq!(atlas.answer(&["plan", "list"])["items"][0]["id"], plan["id"]);
    assert_eq!(atlas.answer(&["plan", "list", "--state", "draft"])["items"], json!([]));
    let due = atlas.answer(&["due"]);
    let kinds: Vec<_> = due["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "charge").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| **kind == "renewal").count(), 1);
    assert_eq!(due["items"][0]["subject"]["type"], "plan-purchase");
}

#[test]
fn a_draft_begins_on_its_day() {
    let atlas = desk();
    let draft = atlas.answer(&buy("2190-01-31", &[]));
    assert_eq!((draft["state"].as_str(), draft["next_charge"]["on"].as_str()), (Some("draft"), Some("2190-01-31")));
    let refused = atlas.json(&["plan", "cancel", "Professional Direct"]);
    assert_eq!((refused.exit, refused.error()["code"].as_str()), (2, Some("plan-not-bought-yet")));
}

#[test]
fn a_cancelled_plan_ends_at_its_term_and_is_cancelled_once() {
    let atlas = desk();
    let plan = atlas.answer(&buy(LONG_AGO, &[]));
    let renews_on = plan["renews_on"].as_str().unwrap();
    let cancelled = atlas.answer(&["plan", "cancel", "Professional Direct"]);
    assert_eq!((cancelled["state"].as_str(), &cancelled["renews_on"]), (Some("ends-at-term"), &Value::Null));
    assert_eq!(cancelled["ends_on"].as_str(), Some(renews_on));
    let again = atlas.json(&["plan", "cancel", "Professional Direct"]);
    assert_eq!((again.exit, again.error()["code"].as_str()), (2, Some("plan-already-cancelled")));
    assert_eq!(atlas.answer(&["plan", "undo-cancel", "Professional Direct"])["renews_on"].as_str(), Some(renews_on));
    // Cancelled in its first term, it is over; what is over is not taken up again.
    let ended = atlas.answer(&["plan", "cancel", "Professional Direct", "--on", "2020-06-01"]);
    assert_eq!((ended["state"].as_str(), ended["ends_on"].as_str()), (Some("ended"), Some("2021-01-31")));
    assert_eq!((&ended["next_charge"], &ended["charged"]["amount"]), (&Value::Null, &json!("108.00")));
    for verb in ["cancel", "undo-cancel"] {
        assert_eq!(atlas.json(&["plan", verb, "Professional Direct"]).error()["code"], "plan-has-ended", "{verb}");
    }
    let early = atlas.answer(&buy("2020-03-01", &["--name", "Other"]));
    let refused = atlas.json(&["plan", "cancel", early["id"].as_str().unwrap(), "--on", "2020-02-29"]);
    assert_eq!(refused.error()["code"], "before-purchase");
}

#[test]
fn a_change_is_two_dated_steps_with_the_double_cost() {
    let atlas = desk();
    let old = atlas.answer(&buy("2026-03-15", &[]));
    let id = old["id"].as_str().unwrap();
    let change =
        ["plan", "change", id, "--to", "premier", "--amount", "20", "--purchased", "2026-12-01", "--on", "2026-12-01"];
    let new = atlas.answer(&change);
    assert_eq!((new["plan"].as_str(), new["replaces"].as_str()), (Some("premier"), Some(id)));
    let change = &new["change"];
    let steps: Vec<_> = change["steps"].as_array().unwrap().iter().map(|step| (&step["on"], &step["what"])).collect();
    assert_eq!(steps, [(&json!("2026-12-01"), &json!("cancel")), (&json!("2026-12-01"), &json!("buy"))]);
    // 15 December, January, February of the old; the 1st of December to March of the new.
    assert_eq!(change["owed"]["amount"], "27.00");
    assert_eq!(change["double_cost"]["total"], json!([{ "amount": "107.00", "currency": "EUR" }]));
    assert_eq!(change["because"], json!(["S29", "S30", "S31", "S32"]));
    let shown = atlas.answer(&["plan", "show", id]);
    assert_eq!(shown["replaced_by"], new["id"]);
    assert_eq!(atlas.json(&["plan", "remove", id]).error()["code"], "in-use");
    let twice = atlas.json(&["plan", "change", id, "--to", "premier", "--amount", "20"]);
    assert_eq!((twice.exit, twice.error()["code"].as_str()), (2, Some("plan-already-replaced")));
    let priceless = atlas.json(&["plan", "change", new["id"].as_str().unwrap(), "--to", "premier"]);
    assert_eq!((priceless.exit, priceless.error()["field"].as_str()), (2, Some("amount")));
}

#[test]
fn each_way_to_go_on_has_its_price() {
    let atlas = desk();
    atlas.answer(&buy("2026-03-15", &[]));
    let ask = ["plan", "what-if", "Professional Direct", "--on", "2026-12-01", "--to", "premier", "--amount", "20"];
    let items = atlas.answer(&ask)["items"].clone();
    let ways: Vec<_> = items.as_array().unwrap().iter().map(|way| (&way["way"], &way["cost"][0]["amount"])).collect();
    assert_eq!(
        json!(ways),
        json!([
            ["renew", "135.00"],
            ["cancel-now", "27.00"],
            ["cancel-at-term", "27.00"],
            ["change-now", "267.00"],
            ["change-at-term", "267.00"],
        ])
    );
    assert!(items.as_array().unwrap().iter().all(|way| way["assumptions"] == json!(["R7"])));
}

#[test]
fn what_no_plan_has_is_refused_at_its_field() {
    let atlas = desk();
    for (more, code, field) in [
        (&["--amount", "-9"][..], "not-an-amount", "amount"),
        (&["--amount", "1e9"], "not-an-amount", "amount"),
        (&["--amount", "1000000000000"], "not-an-amount", "amount"),
        (&["--amount", "9.5", "--currency", "JPY"], "not-an-amount", "amount"),
        (&["--currency", "BTC"], "not-a-currency", "currency"),
        (&["--term-months", "0"], "out-of-range", "term_months"),
        (&["--term-months", "10000"], "out-of-range", "term_months"),
        (&["--purchased", "0000-01-01"], "out-of-range", "purchased"),
        (&["--purchased", "9999-12-31"], "out-of-range", "purchased"),
        (&["--purchased", "2026-02-30"], "not-a-date", "purchased"),
        (&["--plan", "gold"], "unknown-plan", "plan"),
        (&["--plan", "subscription"], "plan-is-included", "plan"),
        (&["--tenant", "Nobody"], "not-found", "tenant"),
        (&["--cycle-months", "3"], "online-is-monthly", "cycle_months"),
        (&["--bought-through", "enterprise-agreement"], "value-needed", "cycle_months"),
        (&["--bought-through", "raffle"], "unknown-id", "bought_through"),
    ] {
        // The later of two flags would be an error of usage: replace the one there is.
        let mut arguments = buy(LONG_AGO, &[]);
        for pair in more.chunks(2) {
            match arguments.iter().position(|argument| argument == &pair[0]) {
                Some(at) => arguments[at + 1] = pair[1],
                None => arguments.extend(pair),
            }
        }
        let refused = atlas.json(&arguments);
        let error = refused.error();
        assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some(code), Some(field)), "{more:?}");
        assert_eq!(refused.exit, if code == "not-found" { 3 } else { 2 }, "{more:?}");
    }
    assert_eq!(atlas.answer(&["plan", "list"])["items"], json!([]));
}

#[test]
fn a_plan_is_corrected_removed_and_put_back() {
    let atlas = desk();
    let plan = atlas.answer(&buy(LONG_AGO, &["--payment-method", "Invoice"]));
    let id = plan["id"].as_str().unwrap();
    let set = atlas.answer(&["plan", "set", id, "--amount", "10.5", "--payment-method", "", "--name", "Support"]);
    assert_eq!((set["amount"]["amount"].as_str(), &set["payment_method"]), (Some("10.50"), &Value::Null));
    assert_eq!((set["name"].as_str(), set["purchased"].as_str()), (Some("Support"), Some(LONG_AGO)));
    assert_eq!(atlas.json(&["tenant", "remove", "Contoso"]).error()["code"], "in-use");
    atlas.answer(&["plan", "remove", "Support"]);
    assert_eq!(atlas.json(&["plan", "show", id]).exit, 3);
    assert_eq!(atlas.answer(&["plan", "undo-remove", "Support"])["id"], id);
}

#[test]
fn a_contract_is_linked_and_missed_until_then() {
    let atlas = desk();
    let add = ["contract", "add", "--kind", "premier", "--name", "Premier", "--tenant", "Contoso"];
    let added = atlas.answer(&add);
    assert_eq!(added["links"], json!([]));
    assert_eq!(added["links_missing"][0]["channel"], "power-platform-admin-center");
    let due = atlas.answer(&["due"])["items"].clone();
    assert_eq!((due[0]["kind"].as_str(), due[0]["subject"]["type"].as_str()), (Some("link-missing"), Some("contract")));
    assert!(due[0]["link"]["steps"].as_array().unwrap().len() >= 3, "with the steps");
    let link =
        ["contract", "link", "Premier", "--channel", "power-platform-admin-center", "--sign-in", "kari@contoso.no"];
    let linked = atlas.answer(&[&link[..], &["--on", "2026-01-15"]].concat());
    let first = &linked["links"][0];
    assert_eq!((first["sign_in"].as_str(), first["linked_on"].as_str()), (Some("kari@contoso.no"), Some("2026-01-15")));
    assert_eq!((first["state"].as_str(), &first["renew_on"]), (Some("linked"), &Value::Null));
    assert_eq!(linked["links_missing"], json!([]));
    assert_eq!(atlas.answer(&["due"])["items"], json!([]));
    let unlink =
        ["contract", "unlink", "premier", "--channel", "power-platform-admin-center", "--sign-in", "KARI@contoso.no"];
    assert_eq!(atlas.answer(&unlink)["links"], json!([]));
    assert_eq!(atlas.json(&unlink).exit, 3);
    let nowhere = ["contract", "link", "Premier", "--channel", "telegraph", "--sign-in", "kari@contoso.no"];
    assert_eq!(atlas.json(&nowhere).exit, 2);
}

#[test]
fn a_contract_carries_terms_of_its_own() {
    let atlas = desk();
    let add = [
        &["contract", "add", "--kind", "unified-core", "--name", "Unified", "--tenant", "Contoso"][..],
        &["--account-manager", "Ada", "--package", "P-1,2026-01-01,2026-12-31", "--package", "P-2"],
        &["--incidents", "50,12,2", "--response-time", "standard,PT90M,continuous"],
    ]
    .concat();
    let added = atlas.answer(&add);
    assert_eq!((added["account_manager"].as_str(), added["incidents_left"].as_u64()), (Some("Ada"), Some(40)));
    assert_eq!(added["packages"][0], json!({ "id": "P-1", "starts": "2026-01-01", "ends": "2026-12-31" }));
    assert_eq!(added["packages"][1], json!({ "id": "P-2", "starts": null, "ends": null }));
    let log = [
        &["request", "log", "--tenant", "Contoso", "--product", "customer-engagement", "--contract", "Unified"][..],
        &["--severity", "standard", "--title", "Orders fail", "--filed-at", "2026-03-02T08:00:00Z"],
    ]
    .concat();
    let request = atlas.answer(&log);
    assert_eq!(
        (&request["deadline"]["due_at"], &request["deadline"]["limit"]),
        (&json!("2026-03-02T09:30:00Z"), &json!("PT1H30M"))
    );
    assert!(request["deadline"]["assumptions"].as_array().unwrap().contains(&json!("R11")));
    let kept = atlas.answer(&["contract", "set", "Unified", "--response-time", ""]);
    assert_eq!((&kept["response_times"], kept["incidents"]["used"].as_u64()), (&json!([]), Some(12)));
    for (flag, value, code) in [
        ("--incidents", "50", "malformed"),
        ("--incidents", "5,6,0", "invalid"),
        ("--response-time", "standard,soon,continuous", "not-a-duration"),
        ("--response-time", "urgent,PT1H,continuous", "unknown-severity"),
        ("--package", "P-1,2026-02-30", "not-a-date"),
    ] {
        let refused = atlas.json(&["contract", "set", "Unified", flag, value]);
        assert_eq!((refused.exit, refused.error()["code"].as_str()), (2, Some(code)), "{flag} {value}");
    }
}

#[test]
fn whom_a_contract_entitles_is_a_ruling() {
    let atlas = desk();
    atlas.answer(&["tenant", "add", "--name", "Client", "--country", "SE", "--kind", "client"]);
    atlas.answer(&["contract", "add", "--kind", "premier", "--name", "Ours"]);
    let own = atlas.answer(&["contract", "entitles", "Ours", "--tenant", "Contoso"]);
    assert_eq!((own["plan"].as_str(), own["because"][0].as_str()), (Some("premier"), Some("S37")));
    let client = atlas.answer(&["contract", "entitles", "Ours", "--tenant", "Client"]);
    assert_eq!(client["refusal"]["code"], "not-for-clients");
}
