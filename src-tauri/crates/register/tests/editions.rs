//! Editions that a user adds, and tenants and contracts that are set to an edition.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use common::{add_tenant, at, code, contract_draft, desk, no_keyring, now, open, request_draft, tenant_draft};
use proptest::prelude::*;
use support_policy::edition::{Edition, Impact, Problem};
use support_policy::entitlement::Entitlement;
use support_register::{
    Contract, ContractDraft, ContractKind, Editions, MatrixQuery, Question, Register, RegisterError, ReopenAnswers,
    RequestDraft, SecretChange, Tenant, TenantDraft,
};
use tempfile::TempDir;

fn add_contract(register: &Register, draft: &ContractDraft) -> Contract {
    register.contracts().add(draft, &SecretChange::default(), &no_keyring(), now()).unwrap()
}

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

fn built_in(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy/editions").join(id)
}

/// A copy of the base edition under another id, in a folder of that name.
fn own_edition(id: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let own = folder.path().join(id);
    fs::create_dir_all(own.join("guide")).unwrap();
    for part in ["", "guide"] {
        for entry in fs::read_dir(built_in("2023-10").join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, own.join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    change(&own, "edition.toml", "id = \"2023-10\"", &format!("id = \"{id}\""));
    (folder, own)
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    fs::write(folder.join(file), text.replacen(from, to, 1)).unwrap();
}

fn line_of(folder: &Path, file: &str, text: &str) -> u32 {
    let found = fs::read_to_string(folder.join(file)).unwrap();
    u32::try_from(found.lines().position(|line| line.contains(text)).unwrap() + 1).unwrap()
}

fn problems(folder: &Path) -> Vec<Problem> {
    match Editions::check(folder) {
        Err(RegisterError::EditionInvalid { problems, .. }) => problems,
        other => panic!("{:?}", other.map(|edition| edition.id)),
    }
}

#[test]
fn an_edition_is_added_used_and_removed() {
    let desk = desk();
    let (_kept, folder) = own_edition("own-2026");
    change(&folder, "regions.toml", "closes = \"18:00\"", "closes = \"16:00\"");
    let editions = desk.register.editions();
    assert_eq!(code(editions.get("own-2026").map(|_| ())), "unknown-edition");
    let added = editions.add(&folder).unwrap();
    assert_eq!(added.id, "own-2026");
    assert_eq!(code(editions.add(&folder).map(|_| ())), "edition-taken");

    // It is the copy that counts from now on.
    drop(fs::remove_dir_all(&folder));
    let edition = editions.get("own-2026").unwrap();
    assert_eq!(edition.region("emea").unwrap().hours.stated().unwrap().closes.to_string(), "16:00");
    assert!(edition.topic("S01").unwrap().body.en.contains("## Rule"));
    assert_eq!(editions.of_user().iter().map(|users| users.id.as_str()).collect::<Vec<_>>(), ["own-2026"]);

    let tenant = desk
        .register
        .tenants()
        .add(&TenantDraft { edition: Some("own-2026".into()), ..tenant_draft("Fjord") }, now())
        .unwrap();
    assert_eq!(code(desk.register.remove_edition("own-2026")), "in-use");
    assert_eq!(code(desk.register.remove_edition("2023-10")), "edition-built-in");
    assert_eq!(code(desk.register.remove_edition("..")), "unknown-edition");
    desk.register.tenants().set(tenant.id, &tenant_draft("Fjord"), now()).unwrap();
    desk.register.remove_edition("own-2026").unwrap();
    assert_eq!(code(editions.get("own-2026").map(|_| ())), "unknown-edition");
    assert!(fs::read_dir(desk.folder.path().join("editions")).unwrap().next().is_none(), "nothing is left over");
}

#[test]
fn a_folder_that_is_put_there_is_picked_up_and_so_are_its_changes() {
    let desk = desk();
    let (kept, folder) = own_edition("by-hand");
    fs::create_dir(desk.folder.path().join("editions")).unwrap();
    let own = desk.folder.path().join("editions/by-hand");
    fs::rename(&folder, &own).unwrap();
    drop(kept);
    let closes = || {
        let edition = desk.register.editions().get("by-hand").unwrap();
        edition.region("japan").unwrap().hours.stated().unwrap().closes.to_string()
    };
    assert_eq!(closes(), "17:30");
    change(&own, "regions.toml", "closes = \"17:30\"", "closes = \"19:30:\"");
    assert_eq!(code(desk.register.editions().get("by-hand").map(|_| ())), "edition-invalid");
    change(&own, "regions.toml", "closes = \"19:30:\"", "closes = \"19:30\"");
    assert_eq!(closes(), "19:30");
    // Under another name it is not the edition it says it is.
    fs::rename(&own, desk.folder.path().join("editions/renamed")).unwrap();
    let Err(RegisterError::EditionInvalid { problems, .. }) = desk.register.editions().get("renamed") else { panic!() };
    assert_eq!(problems[0].to_string(), "edition.toml, line 2: the id is by-hand, but the folder is called renamed");
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_file_and_line() {
    let (_kept, folder) = own_edition("wrong");
    change(&folder, "products.toml", "subscription = \"power-platform-admin-center\"\n", "");
    change(&folder, "products.toml", "premier = \"lifecycle-services\"", "premier = \"lifecycle\"");
    change(&folder, "regions.toml", "closes = \"17:30\"", "closes = \"17:60\"");
    change(&folder, "languages.toml", "id = \"german\"", "id = \"french\"");
    change(&folder, "advice.toml", "topics = [\"S24\"]", "topics = [\"S99\"]");
    change(&folder, "plans.toml", "name_nb = \"Professional Direct\"", "name_de = \"Professional Direct\"");
    let first = problems(&folder);
    let of = |file: &str| first.iter().filter(|problem| problem.file == file).collect::<Vec<_>>();
    // What cannot be read is told first; what depends on it, when that is mended.
    assert_eq!(of("regions.toml")[0].line, Some(line_of(&folder, "regions.toml", "17:60")));
    let unknown = of("plans.toml")[0];
    assert_eq!(unknown.line, Some(line_of(&folder, "plans.toml", "name_de")));
    assert_eq!(unknown.message.en, "unknown field `name_de`");
    assert!(unknown.allowed.contains(&"name_nb".to_owned()), "{unknown:?}");

    change(&folder, "regions.toml", "17:60", "17:30");
    change(&folder, "plans.toml", "name_de", "name_nb");
    let then: Vec<String> = problems(&folder).iter().map(ToString::to_string).collect();
    let expect = |file: &str, text: &str, what: &str| {
        let place = format!("{file}, line {}: ", line_of(&folder, file, text));
        assert!(then.iter().any(|told| told.starts_with(&place) && told.contains(what)), "{place}{what}: {then:#?}");
    };
    expect("products.toml", "[product.channel]", "product power-platform has no cell for plan subscription");
    expect(
        "products.toml",
        "= \"lifecycle\"",
        "names channel lifecycle, which does not exist; allowed: power-platform-admin-center, ",
    );
    expect("advice.toml", "S99", "names topic S99, which does not exist; allowed: S01 – S42");
    let languages = fs::read_to_string(folder.join("languages.toml")).unwrap();
    let second = languages.lines().enumerate().filter(|(_, line)| *line == "id = \"french\"").nth(1).unwrap().0 + 1;
    assert!(then.contains(&format!("languages.toml, line {second}: language french stands twice")), "{then:#?}");
    for problem in problems(&folder) {
        assert_ne!(problem.message.en, problem.message.nb, "both languages");
    }
}

#[test]
fn the_texts_of_the_guide_are_checked_too() {
    let (_kept, folder) = own_edition("texts");
    change(&folder, "guide/S01.en.md", "[S10](S10)", "[S10](S100)");
    change(&folder, "guide/S02.nb.md", "# ", "");
    fs::remove_file(folder.join("guide/S03.nb.md")).unwrap();
    fs::copy(folder.join("guide/S04.en.md"), folder.join("guide/S04.nb.md")).unwrap();
    fs::write(folder.join("guide/S05.de.md"), "# Titel\n\nText.\n").unwrap();
    let told: Vec<String> = problems(&folder).iter().map(ToString::to_string).collect();
    let line = line_of(&folder, "guide/S01.en.md", "S100");
    for expected in [
        format!("guide/S01.en.md, line {line}: the link leads to “S100”"),
        "guide/S02.nb.md, line 1: the text does not begin with".to_owned(),
        "guide/S03.nb.md: guide/S03.nb.md is missing".to_owned(),
        "guide/S04.nb.md, line 1: the Norwegian text is the English one".to_owned(),
        "guide/S05.de.md: no file of an edition has this name".to_owned(),
    ] {
        assert!(told.iter().any(|problem| problem.starts_with(&expected)), "{expected}: {told:#?}");
    }
    // A topic that is said to be another edition's has no text of its own.
    let (_kept, folder) = own_edition("texts");
    change(&folder, "edition.toml", "S07 = \"own\"", "S07 = \"2021-01\"");
    let told: Vec<String> = problems(&folder).iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|problem| problem.contains("S07 is to be the same as in edition 2021-01")), "{told:#?}");
}

#[test]
fn a_small_edition_may_take_over_what_another_says() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(built_in("2023-10").join("edition.toml")).unwrap();
    let text = text.replace("id = \"2023-10\"", "id = \"same\"").replace("\"own\"", "\"2023-10\"");
    // The comments name the word as well.
    fs::write(folder.path().join("edition.toml"), &text).unwrap();
    let edition = Editions::check(folder.path()).unwrap();
    assert_eq!(support_policy::edition::differences(&edition, base()), []);
    // But only what there is, and only by name.
    for (from, to, what) in [
        (
            "plans = \"2023-10\"",
            "plans = \"1999-01\"",
            "plans names edition 1999-01, which is not another built-in one",
        ),
        ("plans = \"2023-10\"", "plans = \"same\"", "plans names edition same, which is not another built-in one"),
        ("plans = \"2023-10\"", "plans = \"2021-01\"", "which has no plans.toml of its own"),
        ("plans = \"2023-10\"", "plans = \"unknown\"", "plans.toml cannot be left out"),
        ("reopen = \"2023-10\"", "reopen = \"silent\"", "reopen.toml is left out, although topic S33 is stated"),
        ("plans = \"2023-10\"\n", "", "files does not say where plans.toml comes from"),
        ("S21 = \"2023-10\"\n", "", "topics does not say where the text of S21 comes from"),
        ("S42 = ", "S43 = \"own\"\nS42 = ", "there is no topic S43"),
        ("id = \"same\"", "id = \"Same Edition\"", "the id is not one word"),
        ("id = \"same\"", "id = \"../../same\"", "the id is not one word"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(folder.path().join("edition.toml"), text.replacen(from, to, 1)).unwrap();
        let told: Vec<String> = problems(folder.path()).iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|problem| problem.contains(what)), "{to}: {told:#?}");
    }
}

#[test]
fn nobody_takes_the_place_of_a_built_in_edition() {
    let desk = desk();
    for id in Edition::built_in_ids() {
        let (_kept, folder) = own_edition(&id);
        change(&folder, "regions.toml", "closes = \"18:00\"", "closes = \"16:00\"");
        let Err(RegisterError::EditionInvalid { problems, .. }) = desk.register.editions().add(&folder) else {
            panic!("{id}");
        };
        assert!(problems[0].message.en.contains("is built in and cannot be replaced"), "{problems:?}");
        assert_eq!(problems[0].line, Some(2));
        // Nor by putting it there.
        let own = desk.folder.path().join("editions").join(&id);
        fs::create_dir_all(own.parent().unwrap()).unwrap();
        fs::rename(&folder, &own).unwrap();
        let edition = desk.register.editions().get(&id).unwrap();
        assert!(std::ptr::eq(&raw const *edition, Edition::built_in(&id).unwrap()));
    }
}

#[test]
fn files_that_are_none_are_told_of() {
    let told = |folder: &Path| problems(folder).iter().map(ToString::to_string).collect::<Vec<_>>();
    let (_kept, folder) = own_edition("odd");
    let text = fs::read(folder.join("plans.toml")).unwrap();
    for (bytes, expected) in [
        ([b"# one\n\xff\xfe\n".as_slice(), &text].concat(), "plans.toml, line 2: the line is not UTF-8"),
        ([&text, b"# \0\n".as_slice()].concat(), "the line holds a NUL character"),
        (vec![b'#'; 100 * 1024 * 1024], "plans.toml: the file is larger than 1 MB"),
    ] {
        fs::write(folder.join("plans.toml"), bytes).unwrap();
        let told = told(&folder);
        assert_eq!(told.len(), 1, "only once: {told:#?}");
        assert!(told[0].contains(expected), "{told:#?}");
    }
    // Windows line ends and a byte order mark are no fault.
    let text = String::from_utf8(text).unwrap();
    fs::write(folder.join("plans.toml"), format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    Editions::check(&folder).unwrap();
    // Links: to itself, out of the folder, to a file that would do.
    let plans = folder.join("plans.toml");
    for target in ["plans.toml", "/etc/passwd", "missing", "regions.toml"] {
        fs::remove_file(&plans).unwrap();
        symlink(target, &plans).unwrap();
        let told = told(&folder);
        assert_eq!(told, ["plans.toml: it is a symbolic link; put the file itself into the folder"], "{target}");
    }
    fs::remove_file(&plans).unwrap();
    fs::create_dir(&plans).unwrap();
    assert!(told(&folder)[0].starts_with("plans.toml: it is no ordinary file"));
    fs::remove_dir(&plans).unwrap();
    fs::write(&plans, text).unwrap();
    // Folders that lead round in a circle.
    symlink(&folder, folder.join("again")).unwrap();
    assert_eq!(told(&folder), ["again: it is a symbolic link; put the file itself into the folder"]);
    fs::remove_file(folder.join("again")).unwrap();
    // Far too many files.
    for number in 0..5000 {
        fs::write(folder.join(format!("{number}.toml")), "").unwrap();
    }
    assert!(told(&folder)[0].contains("more than 200 files"));

    let missing = Path::new("/nowhere/at/all");
    assert!(told(missing)[0].contains("it cannot be read"), "{:?}", told(missing));
    let around = TempDir::new().unwrap();
    let circle = around.path().join("circle");
    symlink(&circle, &circle).unwrap();
    assert!(told(&circle)[0].contains("it cannot be read"), "{:?}", told(&circle));
    let empty = TempDir::new().unwrap();
    assert_eq!(told(empty.path()), ["edition.toml: edition.toml is missing"]);
}

#[test]
fn a_named_pipe_is_not_waited_for() {
    let (_kept, folder) = own_edition("pipe");
    let plans = folder.join("plans.toml");
    fs::remove_file(&plans).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&plans).status().unwrap();
    assert!(made.success());
    assert!(problems(&folder)[0].to_string().starts_with("plans.toml: it is no ordinary file"));
}

#[test]
fn the_clock_of_a_request_goes_by_the_edition_of_its_deadline() {
    let desk = desk();
    let register = &desk.register;
    let tenant = set_to(register, &add_tenant(register, "Fjord"), Some("2020-10"));
    let filed_at = at("2026-03-02T14:30:00Z");
    let draft = RequestDraft {
        plan: Some("subscription".into()),
        severity: "c".into(),
        filed_at,
        ..request_draft(&tenant, "Slow")
    };
    let request = register.log_request(base(), &draft, now()).unwrap();
    // 2020-10: eight hours, 15:30 to 17:00, then 6:30 from 09:00; the base counts from 08:00 to 18:00.
    assert_eq!(request.due_at, Some(at("2026-03-03T14:30:00Z")));
    // What the tenant is set to afterwards moves nothing.
    set_to(register, &tenant, None);
    register.pause_request(base(), request.id, at("2026-03-03T09:00:00Z"), None, now()).unwrap();
    let resumed = register.resume_request(base(), request.id, at("2026-03-03T10:00:00Z"), now()).unwrap();
    assert_eq!(resumed.due_at, Some(at("2026-03-03T15:30:00Z")), "an hour later, still between 09:00 and 17:00");
    assert_eq!(resumed.deadline.as_ref().unwrap()["edition"], "2020-10");
    assert!(register.explain_request(base(), &resumed).unwrap().is_some());
    let answered = register.respond_request(base(), request.id, at("2026-03-03T11:00:00Z"), now()).unwrap();
    assert_eq!(
        (answered.due_at, answered.counted),
        (resumed.due_at, Some(12_600)),
        "1:30, then 9:00 to 10:00 and 11:00 to 12:00"
    );
}

#[test]
fn a_plan_of_one_edition_alone_keeps_its_clock() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let contract = add_contract(
        register,
        &ContractDraft {
            kind: ContractKind::UnifiedEnterprise,
            edition: Some("2025-07".into()),
            ..contract_draft("Enterprise")
        },
    );
    let draft = RequestDraft {
        plan: None,
        contract: Some(contract.id),
        severity: "a".into(),
        filed_at: at("2026-03-02T14:30:00Z"),
        ..request_draft(&tenant, "Down")
    };
    let request = register.log_request(base(), &draft, now()).unwrap();
    assert_eq!(request.deadline.as_ref().unwrap()["edition"], "2025-07");
    // The base edition has no such plan.
    register.pause_request(base(), request.id, at("2026-03-02T14:40:00Z"), None, now()).unwrap();
    let resumed = register.resume_request(base(), request.id, at("2026-03-02T14:50:00Z"), now()).unwrap();
    assert_eq!(resumed.due_at.unwrap() - request.due_at.unwrap(), chrono::Duration::minutes(10));
    let unknown = register.change_severity(base(), request.id, "critical", at("2026-03-02T14:55:00Z"), now());
    assert_eq!(code(unknown.map(|_| ())), "unknown-severity", "2025-07 has A, B and C alone");
    register.respond_request(base(), request.id, at("2026-03-02T15:00:00Z"), now()).unwrap();
}

#[test]
fn what_an_edition_does_not_say_of_reopening_is_not_asked() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let request = register.log_request(base(), &request_draft(&tenant, "Closed"), now()).unwrap();
    register.requests().close(request.id, now(), "solved", now()).unwrap();
    let ask = || register.reopen_check(base(), request.id, None, ReopenAnswers::default(), now()).unwrap();
    let open = ask();
    assert!(open.last_day.is_some() && open.ruling.is_none() && !open.missing.is_empty());
    for (edition, said) in [("2020-10", "silent-in-edition"), ("2025-07", "unknown-in-edition")] {
        set_to(register, &tenant, Some(edition));
        let check = ask();
        assert_eq!((check.last_day, check.missing.len()), (None, 0));
        assert_eq!(check.ruling.unwrap().refusal().unwrap().code, said);
    }
}

#[test]
fn whether_somebody_may_file_is_judged_by_the_tenants_edition() {
    let desk = desk();
    let (_kept, folder) = own_edition("passing");
    let register = &desk.register;
    register.editions().add(&folder).unwrap();
    for (name, edition) in [("Base", None), ("Newer", Some("2025-07")), ("Passing", Some("passing"))] {
        let tenant = add_tenant(register, name);
        set_to(register, &tenant, edition);
    }
    let query = MatrixQuery {
        tenants: String::new(),
        people: String::new(),
        ours: false,
        nobody: false,
        product: None,
        tenant_offset: 0,
        tenant_limit: 10,
        person_offset: 0,
        person_limit: 10,
    };
    assert_eq!(register.matrix(base(), &query, now()).unwrap().rows.len(), 3);
    fs::remove_dir_all(desk.folder.path().join("editions/passing")).unwrap();
    let rows = register.matrix(base(), &query, now()).unwrap().rows;
    assert_eq!(rows.len(), 3, "one that is gone does not take the others along");
    assert_eq!(rows.iter().find(|row| row.name == "Passing").unwrap().may, 0);
    let tenant = rows.iter().find(|row| row.name == "Passing").unwrap().id;
    assert_eq!(code(register.who_may_file(base(), tenant, None, now()).map(|_| ())), "edition-gone");
}

fn set_to(register: &Register, tenant: &Tenant, edition: Option<&str>) -> Tenant {
    let draft = TenantDraft { edition: edition.map(str::to_owned), ..tenant_draft(&tenant.name) };
    register.tenants().set(tenant.id, &draft, now()).unwrap()
}

#[test]
fn the_contracts_edition_holds_else_the_tenants_else_the_one_asked() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let contract = |name: &str, edition: Option<&str>| {
        let draft = ContractDraft { edition: edition.map(str::to_owned), ..contract_draft(name) };
        add_contract(register, &draft)
    };
    let (plain, newer) = (contract("Plain", None), contract("Newer", Some("2021-01")));
    // Premier, severity C: four business hours from 15:30 in Norway on a Monday.
    let log = |title: &str, contract: Option<uuid::Uuid>| {
        let draft = RequestDraft {
            plan: contract.is_none().then(|| "subscription".to_owned()),
            contract,
            severity: "c".into(),
            filed_at: at("2026-03-02T14:30:00Z"),
            ..request_draft(&tenant, title)
        };
        register.log_request(base(), &draft, now()).unwrap()
    };
    let ruled_by = |request: &support_register::Request| request.deadline.as_ref().unwrap()["edition"].clone();
    // 2023-10: to 18:00, then 1:30 from 08:00.
    let by_base = log("base", Some(plain.id));
    assert_eq!((by_base.due_at, ruled_by(&by_base)), (Some(at("2026-03-03T08:30:00Z")), "2023-10".into()));
    // 2020-10: to 17:00, then 2:30 from 09:00.
    let tenant = set_to(register, &tenant, Some("2020-10"));
    let by_tenant = log("tenant", Some(plain.id));
    assert_eq!((by_tenant.due_at, ruled_by(&by_tenant)), (Some(at("2026-03-03T10:30:00Z")), "2020-10".into()));
    let by_contract = log("contract", Some(newer.id));
    assert_eq!((by_contract.due_at, ruled_by(&by_contract)), (Some(at("2026-03-03T08:30:00Z")), "2021-01".into()));

    // What was logged stays; it is told what it would be now, and drawn by the edition it was worked out by.
    assert_eq!(register.would_now_be(base(), &by_base).unwrap(), by_tenant.due_at);
    assert_eq!(register.would_now_be(base(), &by_tenant).unwrap(), None);
    assert_eq!(register.would_now_be(base(), &by_contract).unwrap(), None);
    for request in [&by_base, &by_tenant, &by_contract] {
        let (clock, _) = register.explain_request(base(), request).unwrap().unwrap();
        assert_eq!(Some(clock.due_at), request.due_at);
    }

    // The page *File a request*: every entitlement by its own edition, the answer by that of the chosen one.
    let ask = |entitlement: Option<Entitlement>| {
        let question = Question {
            tenant: tenant.id,
            product: "finance".into(),
            concern: "break-fix".into(),
            impact: Impact::Minimal,
            entitlement,
            filed_at: Some(at("2026-03-02T14:30:00Z")),
            partner: false,
            cannot_sign_in: false,
            access: None,
            preview: None,
            scope: None,
            cause: None,
        };
        register.answer(base(), &question, now()).unwrap()
    };
    let of = |contract: &support_register::Contract| Some(Entitlement::Contract { contract: contract.id.to_string() });
    let answer = ask(of(&newer));
    assert_eq!(answer.respond_by.basis.edition, "2021-01");
    assert_eq!(answer.respond_by.answered().unwrap().due_at, at("2026-03-03T08:30:00Z"));
    let due = |name: &str| answer.entitlements.iter().find(|option| option.name.en == name).unwrap().due_at;
    assert_eq!((due("Plain"), due("Newer")), (by_tenant.due_at, by_contract.due_at));
    assert_eq!(ask(of(&plain)).respond_by.basis.edition, "2020-10");
    // Unasked, the quickest is taken, with the edition it has.
    assert_eq!(ask(None).route.basis.edition, "2021-01");
}

#[test]
fn a_plan_that_the_edition_lacks_is_refused_and_the_others_are_answered() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let draft = |name: &str, kind, edition: Option<&str>| ContractDraft {
        kind,
        edition: edition.map(str::to_owned),
        ..contract_draft(name)
    };
    let enterprise = add_contract(register, &draft("Enterprise", ContractKind::UnifiedEnterprise, Some("2025-07")));
    let astray = add_contract(register, &draft("Astray", ContractKind::UnifiedEnterprise, None));
    let question = |contract: &support_register::Contract| Question {
        tenant: tenant.id,
        product: "power-platform".into(),
        concern: "break-fix".into(),
        impact: Impact::Critical,
        entitlement: Some(Entitlement::Contract { contract: contract.id.to_string() }),
        filed_at: Some(at("2026-03-02T14:30:00Z")),
        partner: false,
        cannot_sign_in: false,
        access: None,
        preview: None,
        scope: None,
        cause: None,
    };
    let answer = register.answer(base(), &question(&astray), now()).unwrap();
    assert_eq!(answer.route.refusal().unwrap().code, "not-in-edition");
    assert_eq!(answer.respond_by.refusal().unwrap().code, "not-in-edition");
    let answer = register.answer(base(), &question(&enterprise), now()).unwrap();
    assert_eq!(answer.route.answered().unwrap().channel, "power-platform-admin-center");
    assert_eq!(answer.respond_by.answered().unwrap().due_at, at("2026-03-02T15:30:00Z"));
    assert!(answer.respond_by.answered().unwrap().notes[0].en.contains("commits you"));
    assert_eq!(answer.languages.refusal().unwrap().code, "unknown-in-edition");
    // A request of severity B can be logged; only its deadline cannot be known.
    let draft = RequestDraft {
        product: "power-platform".into(),
        plan: None,
        contract: Some(enterprise.id),
        severity: "b".into(),
        ..request_draft(&tenant, "B")
    };
    let request = register.log_request(base(), &draft, now()).unwrap();
    assert_eq!((request.due_at, request.deadline), (None, None));
}

#[test]
fn an_edition_that_is_gone_is_told_of_and_nothing_else_suffers() {
    let desk = desk();
    let (_kept, folder) = own_edition("passing");
    desk.register.editions().add(&folder).unwrap();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let own = ContractDraft { edition: Some("passing".into()), ..contract_draft("Own") };
    let contract = add_contract(register, &own);
    let draft = RequestDraft { plan: None, contract: Some(contract.id), ..request_draft(&tenant, "Logged") };
    let request = register.log_request(base(), &draft, now()).unwrap();
    assert_eq!(request.deadline.as_ref().unwrap()["edition"], "passing");
    fs::remove_dir_all(desk.folder.path().join("editions/passing")).unwrap();

    let gone = register.log_request(base(), &RequestDraft { title: "Again".into(), ..draft }, now()).unwrap_err();
    assert_eq!((gone.code(), gone.field(), gone.exit_code()), ("edition-gone", Some("edition"), 2));
    assert!(gone.message().en.contains("Put its folder back, or choose another edition"), "{}", gone.message().en);
    assert_eq!(register.explain_request(base(), &request).unwrap(), None, "the deadline stands, without its picture");
    assert_eq!(register.would_now_be(base(), &request).unwrap(), None, "nor can it be told what it would be now");
    // What was noted before holds, what would move the deadline is told of, and the response can be noted.
    let later = now() + chrono::Duration::hours(2);
    let paused = register.pause_request(base(), request.id, now(), None, later).unwrap_err();
    assert_eq!(paused.code(), "edition-gone");
    assert!(paused.message().en.contains("“Logged”"), "{}", paused.message().en);
    let answered = register.respond_request(base(), request.id, later, later).unwrap();
    assert_eq!((answered.responded_at, answered.due_at), (Some(later), request.due_at));
    let question = Question {
        tenant: tenant.id,
        product: "finance".into(),
        concern: "break-fix".into(),
        impact: Impact::Critical,
        entitlement: None,
        filed_at: None,
        partner: false,
        cannot_sign_in: false,
        access: None,
        preview: None,
        scope: None,
        cause: None,
    };
    let answer = register.answer(base(), &question, now()).unwrap();
    assert_eq!(answer.plan, "subscription");
    let option = answer.entitlements.iter().find(|option| option.name.en == "Own").unwrap();
    assert_eq!(option.refusal.as_ref().unwrap().code, "edition-gone");
    // Its other fields can be changed meanwhile; it cannot be chosen anew.
    let renamed = ContractDraft { name: "Renamed".into(), ..own.clone() };
    register.contracts().set(contract.id, &renamed, &SecretChange::default(), &no_keyring(), now()).unwrap();
    let added = register.contracts().add(&own, &SecretChange::default(), &no_keyring(), now());
    assert_eq!(code(added.map(|_| ())), "unknown-edition");
}

#[test]
fn a_register_without_the_column_is_as_it_was() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let json = serde_json::to_value(&tenant).unwrap();
    assert_eq!(json.get("edition"), None, "what is not set leaves no trace in the history");
    let folder = desk.folder;
    drop(desk.register);
    assert_eq!(open(folder.path()).unwrap().check().unwrap().problems, []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever is done to the bytes of a file: an edition or a list of problems, never a panic.
    #[test]
    fn files_may_be_changed_in_any_way(
        file in 0_usize..14,
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        put in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let folder = built_in("2023-10");
        let names = ["edition", "plans", "products", "channels", "regions", "languages", "readings", "changed", "advice",
            "coverage", "routes", "reopen", "partners"];
        let name = names.get(file).map_or("guide/S21.nb.md".to_owned(), |name| format!("{name}.toml"));
        let mut bytes = fs::read(folder.join(&name)).unwrap();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put);
        let changed = String::from_utf8_lossy(&bytes).into_owned();
        let read = |file: &str| if file == name { Some(changed.clone()) } else { fs::read_to_string(folder.join(file)).ok() };
        match Edition::load(&read) {
            Ok(edition) => prop_assert!(edition.topic("S21").is_some()),
            Err(support_policy::edition::EditionError::Invalid(problems)) => {
                prop_assert!(!problems.is_empty() && problems.len() <= 100);
                for problem in &problems {
                    prop_assert!(problem.line.is_none_or(|line| line >= 1));
                    prop_assert!(!problem.message.en.is_empty() && !problem.message.nb.is_empty());
                }
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}
