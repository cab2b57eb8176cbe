//! What exports say of access, one after the other and together: no order and no repetition changes who may file.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

mod common;
mod imports;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use support_register::{
    ColumnMap, FileOptions, ImportError, Register, RoleAssignment, RoleAssignmentDraft, RoleState, Source, Target,
    TenantDraft, TenantKind,
};

use common::{now, tenant_draft};
use imports::{
    DYNAMICS, RELATIONSHIP, SERVICE_SUPPORT, counts, edition, export, import, import_one, import_with, own_desk,
    skipped, source, warnings,
};

const KARI: &str = "11111111-0000-4000-8000-000000000001";
const ENDS: &str = "2026-11-22T17:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn user(number: u8) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.user",
        "id": format!("11111111-0000-4000-8000-{number:012}"),
        "displayName": format!("Person {number}"),
        "userPrincipalName": format!("person{number}@fjord.example"),
    })
}

/// Some people who hold Service Support Administrator for good, as the plain list of assignments says it.
fn plain(numbers: &[u8]) -> Source {
    let value: Vec<Value> = numbers
        .iter()
        .map(|number| {
            json!({
                "id": format!("RA{number}"),
                "principalId": format!("11111111-0000-4000-8000-{number:012}"),
                "roleDefinitionId": SERVICE_SUPPORT,
                "directoryScopeId": "/",
                "principal": user(*number),
            })
        })
        .collect();
    let context = "https://graph.microsoft.com/v1.0/$metadata#roleManagement/directory/roleAssignments(principal())";
    source("role-assignments.json", json!({ "@odata.context": context, "value": value }).to_string())
}

/// The first of them as an activation that ends today, as the schedule says it.
fn activated(id: &str) -> Source {
    let context = "https://graph.microsoft.com/v1.0/$metadata#roleManagement/directory/roleAssignmentScheduleInstances";
    let instance = json!({
        "id": id,
        "principalId": KARI,
        "roleDefinitionId": SERVICE_SUPPORT,
        "directoryScopeId": "/",
        "startDateTime": "2026-11-22T07:00:00Z",
        "endDateTime": ENDS,
        "assignmentType": "Activated",
        "memberType": "Direct",
        "roleAssignmentOriginId": "RA1",
        "roleAssignmentScheduleId": "RAS1",
        "principal": user(1),
    });
    source("role-schedule.json", json!({ "@odata.context": context, "value": [instance] }).to_string())
}

fn eligible() -> Source {
    let value = json!([{
        "id": "RE1",
        "principalId": KARI,
        "roleDefinitionId": SERVICE_SUPPORT,
        "directoryScopeId": "/",
        "startDateTime": "2026-01-01T00:00:00Z",
        "endDateTime": "2027-01-01T00:00:00Z",
        "memberType": "Direct",
        "roleEligibilityScheduleId": "RES1",
        "principal": user(1),
    }]);
    source("role-eligibility.json", json!({ "value": value }).to_string())
}

fn active(register: &Register) -> Vec<RoleAssignment> {
    let mut all = register.role_assignments().list().unwrap();
    all.retain(|role| role.state == RoleState::Active);
    all
}

fn until(register: &Register, hours: i64) -> (bool, Option<DateTime<Utc>>) {
    let tenant = register.tenants().find("Fjordkraft").unwrap();
    let person = register.people().find("Person 1").unwrap();
    let ruling = register.can_file(edition(), tenant.id, person.id, None, now() + TimeDelta::hours(hours)).unwrap();
    (ruling.answer.allowed, ruling.answer.until)
}

/// Makes a file of activations of this origin.
type File = fn(&str) -> Source;

#[test]
fn an_activation_ends_when_its_schedule_says_whatever_the_order_of_the_files() {
    for origin in ["RA1", "RAI1"] {
        let orders: [[File; 3]; 3] = [
            [|_| plain(&[1]), |id| activated(id), |_| eligible()],
            [|id| activated(id), |_| eligible(), |_| plain(&[1])],
            [|_| eligible(), |_| plain(&[1]), |id| activated(id)],
        ];
        for order in orders {
            let desk = own_desk();
            for file in order {
                import(&desk.register, vec![file(origin)]).unwrap();
            }
            let [held] = active(&desk.register).try_into().unwrap();
            assert_eq!((held.external_id.as_deref(), held.ends_at), (Some("RA1"), Some(at(ENDS))));
            assert_eq!(until(&desk.register, 0), (true, Some(at(ENDS))));
            assert_eq!(until(&desk.register, 24), (false, None), "tomorrow it must be activated again");
            let again = import(&desk.register, order.iter().map(|file| file(origin)).collect()).unwrap();
            assert!(again.files.iter().all(|file| !file.changes_something()), "{:?}", again.files);
            assert_eq!(again.id, None);
        }
    }
}

#[test]
fn an_export_without_times_leaves_an_end_kept_by_hand() {
    let desk = own_desk();
    import(&desk.register, vec![plain(&[2])]).unwrap();
    let tenant = desk.register.tenants().find("Fjordkraft").unwrap();
    let person = desk.register.people().find("Person 2").unwrap();
    let by_hand = RoleAssignmentDraft {
        tenant: tenant.id,
        person: Some(person.id),
        group: None,
        role: DYNAMICS.into(),
        scope: "/".into(),
        state: RoleState::Active,
        starts_at: None,
        ends_at: Some(at("2026-12-31T23:00:00Z")),
        external_id: None,
    };
    let kept = desk.register.role_assignments().add(&by_hand, now()).unwrap();
    let listed = json!({ "value": [{
        "id": "RA9", "principalId": "11111111-0000-4000-8000-000000000002", "roleDefinitionId": DYNAMICS,
        "directoryScopeId": "/", "principal": user(2),
    }] });
    import_one(&desk.register, source("more-role-assignments.json", listed.to_string()));
    let after = desk.register.role_assignments().get(kept.id).unwrap();
    assert_eq!((after.external_id.as_deref(), after.ends_at), (Some("RA9"), by_hand.ends_at));
}

#[test]
fn what_is_listed_although_it_ended_is_told() {
    let desk = own_desk();
    import(&desk.register, vec![activated("RAI1")]).unwrap();
    let mut files = imports::read(&desk.register, vec![plain(&[1])]).unwrap();
    files[0].options = FileOptions::default();
    let late = now() + TimeDelta::days(1);
    let report = desk.register.import(edition(), &files, late, &support_register::Watch::none()).unwrap();
    assert!(warnings(&report.files[0]).contains(&"ended-yet-listed"), "{:?}", report.files[0].warnings);
}

#[test]
fn an_import_that_was_undone_does_not_hide_what_is_missing() {
    let desk = own_desk();
    import(&desk.register, vec![plain(&[1, 2, 3])]).unwrap();
    let listed = |number: u8, principal: Value| {
        json!({ "id": format!("RA{number}"), "principalId": format!("11111111-0000-4000-8000-{number:012}"),
            "roleDefinitionId": SERVICE_SUPPORT, "directoryScopeId": "/", "principal": principal })
    };
    let kari = json!({ "@odata.type": "#microsoft.graph.user", "id": KARI, "displayName": "Kari" });
    let renamed = json!({ "value": [listed(1, kari), listed(2, user(2)), listed(3, user(3))] });
    let renamed = source("role-assignments.json", renamed.to_string());
    let second = import(&desk.register, vec![renamed]).unwrap();
    assert_eq!(second.files[0].changed, 1);
    desk.register.undo_import(second.id.unwrap(), now(), &support_register::Watch::none()).unwrap();
    let report = import_one(&desk.register, plain(&[3]));
    assert_eq!(report.missing, 2, "{report:?}");
}

#[test]
fn what_an_undone_import_alone_had_seen_is_not_missed() {
    let desk = own_desk();
    import(&desk.register, vec![plain(&[1])]).unwrap();
    let second = import(&desk.register, vec![plain(&[1, 2])]).unwrap();
    desk.register.undo_import(second.id.unwrap(), now(), &support_register::Watch::none()).unwrap();
    assert_eq!(import_one(&desk.register, plain(&[])).missing, 1, "only the first was ever there");
}

#[test]
fn an_export_that_became_empty_marks_what_it_held() {
    let desk = own_desk();
    import(&desk.register, vec![plain(&[1, 2]), eligible()]).unwrap();
    let report = import_one(&desk.register, plain(&[]));
    assert_eq!(counts(&report), (0, 0, 0, 2, 0));
    assert!(warnings(&report).contains(&"empty-export"));
    let context =
        "https://graph.microsoft.com/v1.0/$metadata#roleManagement/directory/roleEligibilityScheduleInstances";
    let nothing = json!({ "@odata.context": context, "value": [] }).to_string();
    assert_eq!(import_one(&desk.register, source("x.json", nothing)).missing, 1);
    assert!(desk.register.role_assignments().list().unwrap().iter().all(|role| role.origin.missing_since.is_some()));
}

#[test]
fn a_list_of_nothing_is_known_by_its_name_or_what_the_user_says() {
    let desk = own_desk();
    import(&desk.register, vec![plain(&[1])]).unwrap();
    let error = import(&desk.register, vec![source("x.json", "{\"value\":[]}")]).unwrap_err();
    let ImportError::Files(problems) = error else { panic!("{error:?}") };
    assert_eq!(problems[0].code, "format-needed");
    for (name, options) in [
        ("role-assignments.json", FileOptions::default()),
        ("x.json", FileOptions { format: Some("graph-role-assignments".parse().unwrap()), ..FileOptions::default() }),
    ] {
        for text in ["[]", "{\"value\":[]}"] {
            let mut files = imports::read(&desk.register, vec![source(name, text)]).unwrap();
            files[0].options = options.clone();
            let watch = support_register::Watch::none();
            let report = desk.register.preview_import(edition(), &files, now(), &watch).unwrap();
            assert_eq!(report.files[0].missing, 1, "{name} {text}");
        }
    }
    let members = json!({ "value": [user(1), user(2)] }).to_string();
    let role = FileOptions { role: Some(DYNAMICS.into()), ..FileOptions::default() };
    import_with(&desk.register, vec![source("x.json", members)], &role).unwrap();
    let report = import_with(&desk.register, vec![source("x.json", "{\"value\":[]}")], &role).unwrap();
    assert_eq!(report.files[0].missing, 2);
}

#[test]
fn members_that_may_be_cut_off_are_not_missed() {
    let desk = own_desk();
    let roles = |numbers: std::ops::RangeInclusive<u8>| {
        let members: Vec<Value> = numbers.map(user).collect();
        let role = json!({ "id": "99999999-0000-4000-8000-000000000001", "roleTemplateId": SERVICE_SUPPORT,
            "displayName": "Service Support Administrator", "members": members });
        source("directory-roles.json", json!({ "value": [role] }).to_string())
    };
    assert_eq!(import_one(&desk.register, roles(1..=25)).added, 1);
    let report = import_one(&desk.register, roles(1..=20));
    assert_eq!(report.missing, 0);
    assert!(warnings(&report).contains(&"members-cut"), "{:?}", report.warnings);
    assert_eq!(import_one(&desk.register, roles(1..=19)).missing, 6);
}

const GROUP: &str = "22222222-0000-4000-8000-000000000001";

fn group_members(name: &str, numbers: &[u8]) -> Source {
    let value: Vec<Value> = numbers.iter().map(|number| user(*number)).collect();
    let context = "https://graph.microsoft.com/v1.0/$metadata#directoryObjects";
    source(name, json!({ "@odata.context": context, "value": value }).to_string())
}

#[test]
fn members_of_a_group_are_kept_missed_and_undone() {
    let desk = own_desk();
    let named = format!("group-members-{GROUP}.json");
    let first = import(&desk.register, vec![group_members(&named, &[1, 2])]).unwrap();
    assert_eq!((first.files[0].format.as_str(), first.files[0].added), ("graph-group-members", 2));
    let again = import(&desk.register, vec![group_members(&named, &[1, 2])]).unwrap();
    assert_eq!((again.id, again.files[0].unchanged), (None, 2));
    let fewer = import_one(&desk.register, group_members(&named, &[2]));
    assert_eq!(fewer.missing, 1);
    let none = import_one(&desk.register, group_members(&named, &[]));
    assert_eq!(none.missing, 1);

    let report = import_one(&desk.register, export("groups.graph.json"));
    assert_eq!((report.format.as_str(), report.changed, report.added), ("graph-groups", 1, 0));
    assert!(warnings(&report).contains(&"groups-unknown"));
    let all = desk.register.groups().list().unwrap();
    assert_eq!(all.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["Support desk"]);

    let by_name = import_one(&desk.register, group_members("group-members-Support-desk.json", &[1, 2]));
    assert_eq!(by_name.changed, 2, "found again");
    let option = FileOptions { group: Some("support desk".into()), ..FileOptions::default() };
    let third = import_with(&desk.register, vec![group_members("members.json", &[1, 2, 3])], &option).unwrap();
    assert_eq!(third.files[0].added, 1);
    desk.register.undo_import(third.id.unwrap(), now(), &support_register::Watch::none()).unwrap();
    assert_eq!(desk.register.memberships().list().unwrap().len(), 2);

    let error = import(&desk.register, vec![group_members("group-members.json", &[1])]).unwrap_err();
    assert_eq!(error.code(), "group-needed");
}

/// `Get-MgGroupMember | ConvertTo-Json`: what the types of PowerShell do not know lies in a bag.
#[test]
fn members_of_a_group_from_powershell() {
    let desk = own_desk();
    let option = FileOptions { group: Some("22222222-0000-4000-8000-000000000002".into()), ..FileOptions::default() };
    let take = |name: &str| import_with(&desk.register, vec![export(name)], &option).unwrap().files.remove(0);
    assert_eq!(counts(&take("group-members.powershell.json")), (1, 0, 0, 0, 0));
    let report = take("group-members.graph.json");
    assert_eq!((counts(&report), skipped(&report)), ((1, 0, 1, 0, 1), vec![(3, "nested-group")]));
    assert_eq!(counts(&take("group-members.powershell.json")), (0, 0, 1, 1, 0), "one left");
}

fn relationship(name: &str, tenant: &str) -> Source {
    let value = json!({ "value": [{
        "id": RELATIONSHIP, "displayName": "Nordlys support", "status": "active", "duration": "P730D",
        "customer": { "tenantId": tenant, "displayName": name },
        "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": SERVICE_SUPPORT }] },
        "createdDateTime": "2026-02-10T11:24:42Z", "activatedDateTime": "2026-02-10T11:26:44Z",
        "endDateTime": "2028-02-10T11:24:42Z",
    }] });
    source("relationships.json", value.to_string())
}

const NORDLYS: &str = "33333333-0000-4000-8000-000000000001";

#[test]
fn a_client_kept_by_hand_is_not_added_twice() {
    let desk = own_desk();
    let tenants = desk.register.tenants();
    let draft = TenantDraft { kind: TenantKind::Client, ..tenant_draft("Nordlys") };
    let kept = tenants.add(&draft, now()).unwrap();
    let imported = import(&desk.register, vec![relationship("NORDLYS", NORDLYS)]).unwrap();
    assert_eq!(warnings(&imported.files[0]), ["tenant-recognised"]);
    assert_eq!(tenants.list().unwrap().len(), 2);
    assert_eq!(tenants.get(kept.id).unwrap().tenant_id.as_deref(), Some(NORDLYS));
    desk.register.undo_import(imported.id.unwrap(), now(), &support_register::Watch::none()).unwrap();
    assert_eq!(tenants.get(kept.id).unwrap().tenant_id, None);

    tenants.add(&draft, now()).unwrap();
    let options = FileOptions { country: Some("NO".into()), ..FileOptions::default() };
    let imported = import_with(&desk.register, vec![relationship("Nordlys", NORDLYS)], &options).unwrap();
    assert_eq!(warnings(&imported.files[0]), ["tenant-ambiguous", "tenants-added"]);
    assert_eq!(tenants.list().unwrap().len(), 4);
}

#[test]
fn a_day_without_a_clock_lasts_to_its_end_on_the_tenants_clock() {
    let desk = own_desk();
    let columns = ColumnMap {
        target: Target::RoleAssignments,
        columns: [("person", "Navn"), ("role", "Rolle"), ("until", "Slutt")]
            .map(|(field, column)| (field.to_owned(), column.to_owned()))
            .into(),
    };
    let option = FileOptions { columns: Some(columns), ..FileOptions::default() };
    let table = "Navn;Rolle;Slutt\nPerson 1;service-support-administrator;31.12.2026\n";
    import_with(&desk.register, vec![source("roller.csv", table)], &option).unwrap();
    assert_eq!(active(&desk.register)[0].ends_at, Some(at("2026-12-31T23:00:00Z")));
}

#[test]
fn what_a_table_hides_is_told_by_row() {
    let desk = own_desk();
    let columns = ColumnMap {
        target: Target::RoleAssignments,
        columns: [("person", "Name"), ("role", "Role")].map(|(f, c)| (f.to_owned(), c.to_owned())).into(),
    };
    let option = FileOptions { columns: Some(columns), ..FileOptions::default() };
    let table = "Name,Role\nKa\u{202E}ri,helpdesk-administrator\nOla,\"=HYPERLINK(\"\"x\"\")\"\n\"=1+1\",helpdesk-administrator\n";
    let report = import_with(&desk.register, vec![source("roles.csv", table)], &option).unwrap().files.remove(0);
    assert_eq!(skipped(&report), [(3, "formula")]);
    let said: Vec<(&str, &str)> =
        report.warnings.iter().map(|warning| (warning.code, warning.message.en.as_str())).collect();
    let of = |code: &str| said.iter().find(|(known, _)| *known == code).map(|(_, text)| *text).unwrap_or_default();
    assert!(of("invisible-characters").contains("rows 2)"), "{said:?}");
    assert!(of("formula").contains("rows 3, 4)"), "{said:?}");
    assert!(desk.register.people().find("Kari").is_ok());
}

#[test]
fn what_lacks_in_a_row_is_called_as_in_the_file() {
    let desk = own_desk();
    let table = "Tenant,Product,Plan,Severity,Title,Filed At\nFjordkraft,finance,subscription,a\n";
    let report = import_one(&desk.register, source("requests.csv", table));
    assert!(report.skipped[0].reason.en.contains("“Title”"), "{:?}", report.skipped);
    let named = "Tenant,Product,Plan,Severity,Title,Filed At\nFjordkraft,Customer engagement apps,subscription,b,Slow,2026-11-20T08:00:00Z\n";
    let report = import_one(&desk.register, source("requests.csv", named));
    assert_eq!((report.added, report.skipped.len()), (1, 0), "{:?}", report.skipped);
    assert_eq!(desk.register.requests().list().unwrap()[0].product, "customer-engagement");
}
