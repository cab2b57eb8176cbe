//! People, their roles, and who may file.

use crate::program::Atlas;
use serde_json::{Value, json};

const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
const CLIENT: &str = "5d1b8b8e-1b1e-4b6c-9d53-1f0f6f1c2a01";
const GROUP: &str = "9a1b7c52-77d0-4d0f-8a43-30ad1f3f7e10";
const RELATIONSHIP: &str = "0af40429-0bc4-4f4d-9d23-22e4b1d32cab-70e1a4fc-b9a3-4a4c-8b7e-3d6c1f2a9b55";

/// A register with a tenant in Norway and a person.
fn atlas() -> Atlas {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjord", "--country", "NO"]);
    atlas.answer(&["person", "add", "--name", "Kari Nordmann", "--upn", "kari@fjord.example"]);
    atlas
}

fn grant(atlas: &Atlas, role: &str, more: &[&str]) -> Value {
    let flags = ["role", "grant", "--tenant", "Fjord", "--person", "kari@fjord.example", "--role", role];
    atlas.answer(&[&flags[..], more].concat())
}

fn can_file(atlas: &Atlas, more: &[&str]) -> Value {
    let flags = ["can-file", "--tenant", "Fjord", "--person", "Kari Nordmann"];
    atlas.answer(&[&flags[..], more].concat())
}

fn code(answer: &Value) -> &str {
    assert_eq!(answer["allowed"], false, "{answer}");
    answer["refusal"]["code"].as_str().unwrap()
}

#[test]
fn a_person_is_added_changed_removed_and_put_back() {
    let atlas = atlas();
    let shown = atlas.answer(&["person", "show", "KARI@fjord.example"]);
    assert_eq!((&shown["name"], &shown["format"]), (&json!("Kari Nordmann"), &Value::Null));
    let id = shown["id"].as_str().unwrap();
    let changed = atlas.answer(&["person", "set", id, "--name", "Kari N.", "--upn", "", "--enabled", "no"]);
    assert_eq!(
        (&changed["name"], &changed["upn"], &changed["account_enabled"]),
        (&json!("Kari N."), &Value::Null, &json!(false))
    );
    assert_eq!(atlas.answer(&["person", "list"])["items"].as_array().unwrap().len(), 1);
    atlas.answer(&["person", "remove", id]);
    assert_eq!(atlas.json(&["person", "show", id]).exit, 3);
    assert_eq!(atlas.answer(&["person", "undo-remove", "Kari N."])["id"], id);

    for (flags, field) in [
        (vec!["--name", ""], "name"),
        (vec!["--name", "Ola\u{202e}"], "name"),
        (vec!["--name", "Ola", "--object-id", "12"], "object_id"),
        (vec!["--name", "Ola", "--tenant", "Nowhere"], "tenant"),
    ] {
        let run = atlas.json(&[&["person", "add"], &flags[..]].concat());
        assert_eq!(run.error()["field"], field, "{flags:?}");
    }
    let long = "x".repeat(5_000);
    assert_eq!(atlas.json(&["person", "add", "--name", &long]).exit, 2);
}

#[test]
fn a_role_is_granted_listed_and_revoked() {
    let atlas = atlas();
    let granted = grant(&atlas, "service-support-administrator", &["--until", "2099-12-31"]);
    assert_eq!(
        (&granted["role"], &granted["template_id"], &granted["until"], &granted["state"], &granted["scope"]),
        (
            &json!("service-support-administrator"),
            &json!(SERVICE_SUPPORT),
            &json!("2099-12-31"),
            &json!("active"),
            &json!("/")
        )
    );
    assert_eq!(granted["ends_at"], "2099-12-31T23:00:00Z", "the end of that day in Oslo");
    let id = granted["id"].as_str().unwrap();
    assert_eq!(grant(&atlas, "environment-admin", &[])["role"], "environment-admin", "a role that is not in Entra");
    let eligible = grant(&atlas, "62e90394-69f5-4237-9190-012177145E10", &["--eligible"]);
    assert_eq!((&eligible["role"], &eligible["state"]), (&json!("global-administrator"), &json!("eligible")));
    assert_eq!(atlas.answer(&["role", "list", "--tenant", "Fjord"])["items"].as_array().unwrap().len(), 3);

    let in_use = atlas.json(&["person", "remove", "Kari Nordmann"]);
    assert_eq!((in_use.exit, &in_use.error()["code"]), (2, &json!("in-use")));
    assert_eq!(in_use.error()["used_by"].as_array().unwrap().len(), 3);
    atlas.answer(&["role", "revoke", id]);
    assert_eq!(atlas.json(&["role", "revoke", id]).exit, 3, "once is enough");
    assert_eq!(atlas.answer(&["role", "undo-revoke", id])["id"], id);

    let flags = ["role", "grant", "--tenant", "Fjord", "--person", "Kari Nordmann", "--role"];
    let unknown = atlas.json(&[&flags[..], &["chief"]].concat());
    assert_eq!((unknown.exit, &unknown.error()["code"]), (2, &json!("unknown-role")));
    for day in ["0000-01-01", "10000-01-01", "31.12.2026", "2026-02-30"] {
        assert_eq!(atlas.json(&[&flags[..], &["helpdesk-administrator", "--until", day]].concat()).exit, 2, "{day}");
    }
    assert_eq!(atlas.json(&["role", "grant", "--tenant", "Fjord", "--role", "lcs-user"]).exit, 2, "nobody to hold it");
}

#[test]
fn whoever_holds_a_role_of_the_list_may_file_until_it_ends() {
    let atlas = atlas();
    assert_eq!(code(&can_file(&atlas, &[])), "no-role");
    grant(&atlas, "service-support-administrator", &["--until", "2099-06-30"]);
    let answer = can_file(&atlas, &["--at", "2099-06-30T21:59:59Z"]);
    assert_eq!(answer["allowed"], true);
    assert_eq!(
        (&answer["through"]["kind"], &answer["through"]["name"], &answer["until"]),
        (&json!("role"), &json!("service-support-administrator"), &json!("2099-06-30T22:00:00Z"))
    );
    assert_eq!((&answer["edition"], &answer["because"][0]), (&json!("2023-10"), &json!("S18")));
    assert_eq!(answer["assumptions"], json!([]));
    assert!(answer["changed_since"].as_array().unwrap().iter().any(|change| change["topic"] == "S18"));
    assert_eq!(code(&can_file(&atlas, &["--at", "2099-06-30T22:00:00Z"])), "no-role", "summer time in Oslo");
    assert_eq!(code(&can_file(&atlas, &["--product", "finance"])), "role-cannot-file", "Lifecycle Services");
    assert_eq!(code(&can_file(&atlas, &["--product", "business-central"])), "role-cannot-file", "the partner");
    assert_eq!(atlas.json(&["can-file", "--tenant", "Fjord", "--person", "Nobody"]).exit, 3);
    let bad = atlas.json(&["can-file", "--tenant", "Fjord", "--person", "Kari Nordmann", "--product", "abacus"]);
    assert_eq!((bad.exit, &bad.error()["code"]), (2, &json!("unknown-product")));
}

#[test]
fn what_does_not_do_is_refused_with_who_could_grant_it() {
    let atlas = atlas();
    atlas.answer(&["person", "add", "--name", "Ola Admin"]);
    atlas.answer(&["person", "add", "--name", "Per Privileged"]);
    for (person, role) in [
        ("Ola Admin", "global-administrator"),
        ("Per Privileged", "privileged-role-administrator"),
        ("Per Privileged", "license-administrator"),
    ] {
        atlas.answer(&["role", "grant", "--tenant", "Fjord", "--person", person, "--role", role]);
    }
    grant(&atlas, "dynamics-365-business-central-administrator", &[]);
    let answer = can_file(&atlas, &[]);
    assert_eq!(code(&answer), "role-cannot-file");
    let names: Vec<_> = answer["could_grant"].as_array().unwrap().iter().map(|by| by["name"].clone()).collect();
    assert_eq!(names, ["Per Privileged", "Ola Admin"], "the lesser role first");
    assert_eq!(answer["remedy"]["role"], "service-support-administrator", "the least role that does");
    assert!(answer["remedy"]["steps"].as_array().unwrap().len() >= 2);

    grant(&atlas, "teams-administrator", &["--scope", "/administrativeUnits/1"]);
    assert_eq!(code(&can_file(&atlas, &[])), "scope");
    grant(&atlas, "helpdesk-administrator", &["--eligible"]);
    assert_eq!(code(&can_file(&atlas, &[])), "not-activated");
    let nb = atlas.answer(&["--lang", "nb", "can-file", "--tenant", "Fjord", "--person", "Kari Nordmann"]);
    assert!(nb["refusal"]["message"].as_str().unwrap().contains("må aktivere"), "{nb}");
}

#[test]
fn a_role_of_a_group_counts_for_its_members() {
    let atlas = atlas();
    atlas.answer(&["group", "add", "--name", "Admins"]);
    let flags = ["role", "grant", "--tenant", "Fjord", "--group", "Admins", "--role", "power-platform-administrator"];
    atlas.answer(&flags);
    assert_eq!(code(&can_file(&atlas, &[])), "no-role");
    atlas.answer(&["group", "join", "--group", "Admins", "--person", "Kari Nordmann"]);
    let answer = can_file(&atlas, &[]);
    assert_eq!((&answer["through"]["kind"], &answer["through"]["name"]), (&json!("group"), &json!("Admins")));
    assert_eq!(answer["until"], Value::Null, "without end");
    atlas.answer(&["group", "leave", "--group", "Admins", "--person", "Kari Nordmann"]);
    assert_eq!(code(&can_file(&atlas, &[])), "no-role");
    assert_eq!(atlas.json(&["group", "leave", "--group", "Admins", "--person", "Kari Nordmann"]).exit, 3);
}

#[test]
fn the_end_of_a_role_falls_due() {
    let atlas = atlas();
    let role = grant(&atlas, "service-support-administrator", &["--until", "2099-12-31"]);
    let items = atlas.answer(&["due"])["items"].clone();
    assert_eq!(
        (&items[0]["kind"], &items[0]["at"], &items[0]["subject"]["id"], &items[0]["subject"]["type"]),
        (&json!("role-end"), &json!("2099-12-31T23:00:00Z"), &role["id"], &json!("role-assignment"))
    );
    assert_eq!(atlas.answer(&["due", "--within", "P30D"])["items"], json!([]));
    assert_eq!(atlas.answer(&["delegation", "list"])["items"], json!([]));
}

#[test]
fn an_enterprise_agreement_is_not_covered_by_a_delegation() {
    let atlas = atlas();
    atlas.answer(&["tenant", "add", "--name", "Client", "--country", "NO", "--kind", "client", "--tenant-id", CLIENT]);
    atlas.answer(&["group", "add", "--name", "Desk", "--object-id", GROUP]);
    atlas.answer(&["group", "join", "--group", "Desk", "--person", "Kari Nordmann"]);
    let relationships = json!({ "value": [{
        "id": RELATIONSHIP, "displayName": "Client support", "status": "active", "duration": "P730D",
        "autoExtendDuration": "PT0S", "customer": { "tenantId": CLIENT, "displayName": "Client" },
        "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": SERVICE_SUPPORT }] },
        "createdDateTime": "2026-01-10T11:24:42.3148266Z", "activatedDateTime": "2026-01-10T11:26:44Z",
        "endDateTime": "2098-01-10T11:24:42Z"
    }] });
    let assignments = json!({ "@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships('{RELATIONSHIP}')/accessAssignments"),
        "value": [{
            "id": "11111111-2222-3333-4444-555555555555", "status": "active",
            "accessContainer": { "accessContainerId": GROUP, "accessContainerType": "securityGroup" },
            "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": SERVICE_SUPPORT }] }
        }] });
    let file = |name: &str, document: &Value| {
        let path = atlas.home.path().join(name);
        std::fs::write(&path, document.to_string()).unwrap();
        path.display().to_string()
    };
    atlas.answer(&["import", &file("relationships.json", &relationships)]);
    let ask = || atlas.answer(&["can-file", "--tenant", "Client", "--person", "Kari Nordmann"]);
    assert_eq!(code(&ask()), "delegation-not-assigned", "nobody assigned it yet");
    atlas.answer(&["import", &file("assignments.json", &assignments)]);
    let answer = ask();
    assert_eq!(
        (&answer["through"]["kind"], &answer["through"]["name"], &answer["until"]),
        (&json!("delegation"), &json!("Client support"), &json!("2098-01-10T11:24:42Z")),
        "{answer}"
    );
    let listed = atlas.answer(&["delegation", "list", "--tenant", "Client"])["items"][0].clone();
    assert_eq!(
        (&listed["display_name"], &listed["roles"], &listed["auto_extends"], &listed["ends_at"]),
        (
            &json!("Client support"),
            &json!(["service-support-administrator"]),
            &json!(false),
            &json!("2098-01-10T11:24:42Z")
        )
    );
    assert_eq!(atlas.answer(&["due"])["items"][0]["kind"], "delegation-end");

    let added = atlas.answer(&["enrollment", "add", "--number", "8112345", "--tenant", "Client"]);
    assert_eq!(code(&ask()), "enterprise-agreement");
    let id = added["id"].as_str().unwrap();
    atlas.answer(&["enrollment", "set", "8112345", "--tenant", ""]);
    assert_eq!(ask()["allowed"], true, "another tenant's agreement is no matter");
    let plan = ["--bought-through", "enterprise-agreement", "--purchased", "2026-10-01", "--term-months", "12"];
    let price = ["--cycle-months", "12", "--amount", "9.00", "--currency", "EUR", "--enrollment", "8112345"];
    atlas
        .answer(&[&["plan", "buy", "--plan", "professional-direct", "--tenant", "Client"], &plan[..], &price].concat());
    assert_eq!(code(&ask()), "enterprise-agreement", "a plan bought under one says that there is one");
    assert_eq!(atlas.json(&["enrollment", "remove", id]).error()["code"], "in-use");
}

#[test]
fn without_a_person_all_who_may_file_are_named() {
    let atlas = atlas();
    let ask = ["can-file", "--tenant", "Fjord"];
    let nobody = atlas.answer(&ask);
    assert_eq!((&nobody["may"], &nobody["people"]), (&json!([]), &json!(1)));
    assert_eq!(nobody["nearest"]["refusal"]["code"], "no-role");
    grant(&atlas, "service-support-administrator", &["--until", "2030-12-31"]);
    let answer = atlas.answer(&ask);
    assert_eq!(answer["may"][0]["name"], "Kari Nordmann");
    assert_eq!(answer["may"][0]["until"], "2030-12-31T23:00:00Z");
    assert_eq!((&answer["nearest"], answer["tenant"]["name"].as_str()), (&Value::Null, Some("Fjord")));
    let text = atlas.run(&ask, "").stdout;
    assert!(text.contains("Kari Nordmann") && text.contains("Service Support Administrator"), "{text}");
}

#[test]
fn days_of_a_refusal_are_those_that_were_given() {
    let atlas = atlas();
    grant(&atlas, "service-support-administrator", &["--from", "2031-12-01"]);
    let message = can_file(&atlas, &[])["refusal"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("only from 2031-12-01 on"), "{message}");
    let after = atlas.answer(&["tenant", "add", "--name", "York", "--country", "US", "--zone", "America/New_York"]);
    let grant = [
        "role",
        "grant",
        "--person",
        "Kari Nordmann",
        "--role",
        "service-support-administrator",
        "--until",
        "2025-11-10",
    ];
    atlas.answer(&[&grant[..], &["--tenant", after["id"].as_str().unwrap()]].concat());
    let ended = atlas.answer(&["can-file", "--tenant", "York", "--person", "Kari Nordmann"]);
    let message = ended["refusal"]["message"].as_str().unwrap();
    assert!(message.contains("ended on 2025-11-10"), "{message}");
}

#[test]
fn who_may_only_file_is_not_named_as_one_who_could_grant() {
    let atlas = atlas();
    atlas.answer(&["person", "add", "--name", "Siv Support"]);
    for role in ["service-support-administrator", "lcs-user"] {
        atlas.answer(&["role", "grant", "--tenant", "Fjord", "--person", "Siv Support", "--role", role]);
    }
    assert_eq!(can_file(&atlas, &[])["could_grant"], json!([]));
    atlas.answer(&["role", "grant", "--tenant", "Fjord", "--person", "Siv Support", "--role", "global-administrator"]);
    assert_eq!(can_file(&atlas, &[])["could_grant"][0]["role"], "global-administrator");
    assert_eq!(can_file(&atlas, &["--product", "finance"])["could_grant"], json!([]), "the project's owner grants it");
}

#[test]
fn a_group_gets_another_name() {
    let atlas = atlas();
    atlas.answer(&["group", "add", "--name", GROUP, "--object-id", GROUP]);
    assert_eq!(atlas.answer(&["group", "set", GROUP, "--name", "Support desk"])["name"], "Support desk");
    assert_eq!(atlas.answer(&["group", "list"])["items"][0]["object_id"], GROUP);
}
