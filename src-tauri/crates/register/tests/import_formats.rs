//! Every format, in the forms that Graph, PowerShell and Partner Center give it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod common;
mod imports;

use common::at;
use imports::{
    DYNAMICS, GLOBAL, RELATIONSHIP, SERVICE_SUPPORT, counts, everything, export, import, import_one, import_with,
    own_desk, read, skipped, source, text_of, warnings,
};
use support_register::{ColumnMap, FileOptions, Format, ImportError, RoleState, Target, UserType};

#[test]
fn every_format_is_recognised_by_what_it_holds() {
    let expected = [
        ("role-assignments.graph.json", Format::GraphRoleAssignments, 4),
        ("role-assignments.powershell.json", Format::GraphRoleAssignments, 2),
        ("role-eligibility.graph.json", Format::GraphRoleEligibility, 1),
        ("role-schedule.powershell.json", Format::GraphRoleEligibility, 1),
        ("directory-roles.graph.json", Format::GraphDirectoryRoles, 2),
        ("service-support-administrator-members.powershell.json", Format::GraphDirectoryRoleMembers, 2),
        ("relationships.graph.json", Format::GraphDelegatedAdminRelationships, 2),
        ("relationships.powershell51.json", Format::GraphDelegatedAdminRelationships, 2),
        ("access-assignments.graph.json", Format::GraphAccessAssignments, 2),
        ("access-assignment.powershell.json", Format::GraphAccessAssignments, 1),
        ("subscriptions.graph.json", Format::GraphDirectorySubscriptions, 2),
        ("skus.graph.json", Format::GraphSubscribedSkus, 3),
        ("customers.partnercenter.json", Format::PartnerCenterCustomers, 2),
        ("subscriptions.partnercenter.json", Format::PartnerCenterSubscriptions, 1),
        ("gdap-bulk.csv", Format::GdapBulkCsv, 2),
        ("gdap-activity.csv", Format::GdapActivityCsv, 2),
        ("requests.csv", Format::RequestsCsv, 2),
        ("roles.csv", Format::MappedCsv, 2),
    ];
    let desk = own_desk();
    for (name, format, rows) in expected {
        // The name must not matter.
        let file = read(&desk.register, vec![source("download", text_of(name))]).unwrap().remove(0);
        assert_eq!((file.format(), file.rows()), (format, rows), "{name}");
    }
}

#[test]
fn role_assignments_bring_people_groups_and_scopes() {
    let desk = own_desk();
    let report = import_one(&desk.register, export("role-assignments.graph.json"));
    assert_eq!((counts(&report), skipped(&report)), ((3, 0, 0, 0, 1), vec![(3, "application")]));
    assert_eq!(warnings(&report), ["tenant-assumed"]);
    let people = desk.register.people().list().unwrap();
    let kari = &people[0];
    assert_eq!(
        (kari.name.as_str(), kari.upn.as_deref(), kari.user_type, kari.account_enabled),
        ("Kari Nordmann", Some("kari@fjordkraft.example"), Some(UserType::Member), Some(true))
    );
    assert_eq!((people[1].user_type, people[1].account_enabled), (Some(UserType::Guest), Some(false)));
    assert_eq!(desk.register.groups().list().unwrap()[0].name, "Support desk");
    let roles = desk.register.role_assignments().list().unwrap();
    let of = |id: &str| roles.iter().find(|role| role.external_id.as_deref() == Some(id)).unwrap();
    assert_eq!(of("lAPpYvVpN0KRkAEhdxReEJC2sEqbR_9Hr48lds9SGHI-1").person, Some(kari.id));
    assert!(of("lAPpYvVpN0KRkAEhdxReEJC2sEqbR_9Hr48lds9SGHI-2").group.is_some());
    let scoped = of("lAPpYvVpN0KRkAEhdxReEJC2sEqbR_9Hr48lds9SGHI-4");
    assert_eq!(scoped.scope, "/administrativeUnits/44444444-0000-4000-8000-000000000001");

    // PowerShell says the same of the two that it lists, and no longer lists the third.
    let again = import_one(&desk.register, export("role-assignments.powershell.json"));
    assert_eq!(counts(&again), (0, 0, 2, 1, 0));
    let missing = desk.register.role_assignments().get(scoped.id).unwrap();
    assert!(missing.origin.missing_since.is_some(), "marked, and still there");
    // Seen again it is no longer missing.
    assert_eq!(counts(&import_one(&desk.register, export("role-assignments.graph.json"))), (0, 1, 2, 0, 1));
}

#[test]
fn eligible_is_not_active_and_each_has_its_end() {
    let desk = own_desk();
    let files = vec![export("role-eligibility.graph.json"), export("role-schedule.powershell.json")];
    let report = import(&desk.register, files).unwrap();
    assert_eq!((counts(&report.files[0]), counts(&report.files[1])), ((1, 0, 0, 0, 0), (1, 0, 0, 0, 0)));
    let roles = desk.register.role_assignments().list().unwrap();
    let of = |state| roles.iter().find(|role| role.state == state).unwrap();
    assert_eq!(of(RoleState::Eligible).ends_at, Some(at("2027-01-15T08:00:00Z")));
    let active = of(RoleState::Active);
    // 1795248000 and 1795334400 seconds after 1970, whatever the offset beside them.
    assert_eq!(
        (active.starts_at, active.ends_at),
        (Some(at("2026-11-21T08:00:00Z")), Some(at("2026-11-22T08:00:00Z")))
    );
    assert_eq!((active.role.as_str(), active.person), (GLOBAL, of(RoleState::Eligible).person));
}

#[test]
fn members_of_a_role_hold_the_role_that_the_file_is_called_after() {
    let desk = own_desk();
    let name = "service-support-administrator-members.powershell.json";
    assert_eq!(counts(&import_one(&desk.register, export(name))), (2, 0, 0, 0, 0));
    assert!(desk.register.role_assignments().list().unwrap().iter().all(|role| role.role == SERVICE_SUPPORT));
    let by_id = format!("roleTemplateId={GLOBAL}.json");
    import_one(&desk.register, source(&by_id, text_of(name)));
    assert_eq!(desk.register.role_assignments().list().unwrap().len(), 4);
    let Err(ImportError::Files(problems)) = import(&desk.register, vec![source("members.json", text_of(name))]) else {
        panic!("it does not say which role");
    };
    assert_eq!(problems[0].code, "role-needed");
    let options = FileOptions { role: Some("Billing Administrator".into()), ..FileOptions::default() };
    let report = import_with(&desk.register, vec![source("members.json", text_of(name))], &options).unwrap();
    assert_eq!(report.files[0].added, 2);
}

#[test]
fn a_file_of_roles_tells_whose_members_another_file_lists() {
    let desk = own_desk();
    let members = "service-support-administrator-members.powershell.json";
    let name = "66666666-0000-4000-8000-000000000002.json";
    let report =
        import(&desk.register, vec![source(name, text_of(members)), export("directory-roles.graph.json")]).unwrap();
    assert_eq!(report.files[0].format, Format::GraphDirectoryRoleMembers, "reports stand in the order given");
    let global =
        desk.register.role_assignments().list().unwrap().into_iter().filter(|role| role.role == GLOBAL).count();
    assert_eq!(global, 2);
    // The roles' own members: one person, one application that is passed over.
    assert_eq!(counts(&report.files[1]), (1, 0, 1, 0, 0));
}

#[test]
fn relationships_are_the_same_whoever_wrote_them() {
    let desk = own_desk();
    let report = import_one(&desk.register, export("relationships.graph.json"));
    assert_eq!((counts(&report), warnings(&report)), ((2, 0, 0, 0, 0), vec!["country-unknown"]));
    let delegation = desk.register.delegations().find(RELATIONSHIP).unwrap();
    assert_eq!(delegation.roles, [DYNAMICS, SERVICE_SUPPORT]);
    assert_eq!(
        (delegation.status.as_str(), delegation.duration.as_deref(), delegation.auto_extend.as_deref()),
        ("active", Some("P730D"), Some("P180D"))
    );
    assert_eq!(
        (delegation.requested_at, delegation.activated_at, delegation.ends_at),
        (Some(at("2025-02-10T11:24:42.314826Z")), Some(at("2025-02-10T11:26:44Z")), Some(at("2027-02-10T11:24:42Z")))
    );
    let reseller = desk.register.delegations().find("Fabrikam reseller").unwrap();
    assert_eq!(
        (reseller.ends_at, reseller.auto_extend, reseller.consent_pending, reseller.duration.as_deref()),
        (None, None, Some(true), Some("P365D"))
    );
    assert_eq!(reseller.indirect_provider.as_deref(), Some("cccccccc-0000-4000-8000-000000000001"));
    let contoso = desk.register.tenants().find("Contoso").unwrap();
    assert_eq!((contoso.id, contoso.country.as_str()), (delegation.tenant, "ZZ"));

    // Windows PowerShell writes milliseconds, .NET durations and TimeSpan objects; only the last digits of an instant go.
    let again = import_one(&desk.register, export("relationships.powershell51.json"));
    assert_eq!(counts(&again), (0, 1, 1, 0, 0));
    let same = desk.register.delegations().find(RELATIONSHIP).unwrap();
    assert_eq!(same.requested_at, Some(at("2025-02-10T11:24:42.314Z")));
    assert_eq!(
        (same.duration, same.auto_extend, same.ends_at),
        (delegation.duration, delegation.auto_extend, delegation.ends_at)
    );
    assert_eq!(counts(&import_one(&desk.register, export("relationships.powershell51.json"))), (0, 0, 2, 0, 0));
}

#[test]
fn clients_get_the_country_that_is_said() {
    let desk = own_desk();
    let options = FileOptions { country: Some("se".into()), ..FileOptions::default() };
    let report = import_with(&desk.register, vec![export("customers.partnercenter.json")], &options).unwrap();
    assert_eq!((counts(&report.files[0]), warnings(&report.files[0])), ((2, 0, 0, 0, 0), vec!["tenants-added"]));
    assert_eq!(desk.register.tenants().find("Contoso").unwrap().country, "SE");
    assert_eq!(desk.register.tenants().find("tailspin.example").unwrap().country, "SE", "named after its domain");
}

#[test]
fn access_assignments_find_their_relationship_in_context_name_or_answer() {
    let desk = own_desk();
    let files = vec![export("access-assignments.graph.json"), export("relationships.graph.json")];
    let report = import(&desk.register, files).unwrap();
    assert_eq!(counts(&report.files[0]), (2, 0, 0, 0, 0));
    let assignments = desk.register.access_assignments().list().unwrap();
    let delegation = desk.register.delegations().find(RELATIONSHIP).unwrap();
    assert!(assignments.iter().all(|assignment| assignment.delegation == delegation.id));
    assert!(assignments.iter().any(|assignment| assignment.status == "frozen"), "an unknown state is kept as it is");

    let text = text_of("access-assignment.powershell.json");
    let Err(ImportError::Files(problems)) = import(&desk.register, vec![source("one.json", &text)]) else {
        panic!("it does not say which relationship");
    };
    assert_eq!(problems[0].code, "relationship-needed");
    let named = format!("assignments of {}.json", RELATIONSHIP.to_uppercase());
    // The one that is left out of the list of this relationship is missing now.
    assert_eq!(counts(&import_one(&desk.register, source(&named, &text))), (0, 0, 1, 1, 0));
    let options = FileOptions { relationship: Some(RELATIONSHIP.into()), ..FileOptions::default() };
    let asked = import_with(&desk.register, vec![source("one.json", &text)], &options).unwrap();
    assert_eq!(counts(&asked.files[0]), (0, 0, 1, 0, 0));
    let unknown = FileOptions { relationship: Some(RELATIONSHIP.replace('7', "6")), ..FileOptions::default() };
    let report = import_with(&desk.register, vec![source("one.json", &text)], &unknown).unwrap();
    assert_eq!(skipped(&report.files[0]), [(1, "unknown-relationship")]);
}

#[test]
fn assignments_inside_relationships_or_beside_their_id_need_no_answer() {
    let desk = own_desk();
    import_one(&desk.register, export("relationships.graph.json"));
    let one = text_of("access-assignment.powershell.json");
    let beside = one.replacen('{', &format!("{{\"RelationshipId\":\"{RELATIONSHIP}\","), 1);
    assert_eq!(counts(&import_one(&desk.register, source("all.json", format!("[{beside}]")))), (1, 0, 0, 0, 0));
    let inside = text_of("relationships.graph.json").replacen(
        "\"duration\"",
        &format!("\"accessAssignments\":[{one}],\"duration\""),
        1,
    );
    assert_eq!(counts(&import_one(&desk.register, source("inside.json", inside))), (0, 0, 3, 0, 0));
}

#[test]
fn subscriptions_come_from_the_directory_its_licences_and_partner_center() {
    let desk = own_desk();
    let report = import_one(&desk.register, export("subscriptions.graph.json"));
    assert_eq!(counts(&report), (2, 0, 0, 0, 0));
    let sales = desk.register.subscriptions().find("DYN365_ENTERPRISE_PLAN1").unwrap();
    assert_eq!(
        (sales.status.as_str(), sales.licenses, sales.is_trial, sales.bought_through.as_deref()),
        ("Enabled", Some(25), Some(false), Some("cloud-solution-provider"))
    );
    assert_eq!(sales.next_lifecycle_at, Some(at("2027-02-01T00:00:00Z")));
    let apps = desk.register.subscriptions().find("POWERAPPS_PER_USER").unwrap();
    assert_eq!((apps.status.as_str(), apps.licenses, apps.next_lifecycle_at), ("Warning", Some(5), None));

    // The licences add the products that no subscription named, and know less of the others.
    assert_eq!(counts(&import_one(&desk.register, export("skus.graph.json"))), (2, 0, 1, 0, 0));
    assert_eq!(desk.register.subscriptions().get(sales.id).unwrap().status, "Enabled");

    import_one(&desk.register, export("customers.partnercenter.json"));
    assert_eq!(counts(&import_one(&desk.register, export("subscriptions.partnercenter.json"))), (1, 0, 0, 0, 0));
    let north = desk.register.subscriptions().find("Sales for the north").unwrap();
    assert_eq!(north.tenant, desk.register.tenants().find("Contoso").unwrap().id, "from its own address");
    assert_eq!(
        (north.opened_at, north.next_lifecycle_at, north.renews, north.licenses),
        (Some(at("2025-11-25T00:00:00Z")), Some(at("2026-11-24T00:00:00Z")), Some(true), Some(10)),
        "blanks inside times are passed over"
    );
}

#[test]
fn the_bulk_tools_table_says_the_same_of_relationships_but_not_their_roles() {
    let desk = own_desk();
    import_one(&desk.register, export("relationships.graph.json"));
    let report = import_one(&desk.register, export("gdap-bulk.csv"));
    assert_eq!(counts(&report), (0, 2, 0, 0, 0));
    let delegation = desk.register.delegations().find(RELATIONSHIP).unwrap();
    // The fourteenth of a month tells that months come first.
    assert_eq!(delegation.ends_at, Some(at("2027-02-14T11:24:42Z")));
    assert_eq!((delegation.roles.len(), delegation.auto_extend.as_deref()), (2, Some("P180D")), "left as they were");
    assert_eq!(delegation.partner_tenant_id.as_deref(), Some("aaaaaaaa-0000-4000-8000-000000000001"));
    assert_eq!(desk.register.delegations().find("Fabrikam, reseller").unwrap().duration.as_deref(), Some("P365D"));
}

#[test]
fn the_activity_log_is_kept_once() {
    let desk = own_desk();
    assert_eq!(counts(&import_one(&desk.register, export("gdap-activity.csv"))), (2, 0, 0, 0, 0));
    assert_eq!(counts(&import_one(&desk.register, export("gdap-activity.csv"))), (0, 0, 2, 0, 0));
    let events = desk.register.delegation_events().unwrap();
    assert_eq!(
        (events[0].customer.as_str(), events[0].performed_by.as_deref()),
        ("Fabrikam", Some("kari@partner.example"))
    );
    assert_eq!(events[1].performed_by, None);
}

#[test]
fn requests_get_their_deadlines() {
    let desk = own_desk();
    let report = import_one(&desk.register, export("requests.csv"));
    assert_eq!((counts(&report), warnings(&report)), ((2, 0, 0, 0, 0), vec!["local-times"]));
    let closed = desk.register.requests().find("2611020050001001").unwrap();
    // Monday 2 November 2026, 09:00 in Oslo; Professional Direct answers severity B within 2 business hours.
    assert_eq!(closed.due_at, Some(at("2026-11-02T10:00:00Z")));
    assert_eq!((closed.responded_at, closed.met(common::now())), (Some(at("2026-11-02T09:30:00Z")), Some(true)));
    assert_eq!(closed.close_reason.as_deref(), Some("solved"));
    let open = desk.register.requests().find("Views are \"empty\"").unwrap();
    // 08:15 on the tenant's clock is 07:15 in UTC; 8 hours of Friday 08–18 in Brussels end at 16:15.
    assert_eq!((open.filed_at, open.due_at), (at("2026-11-20T07:15:00Z"), Some(at("2026-11-20T15:15:00Z"))));
    assert_eq!(counts(&import_one(&desk.register, export("requests.csv"))), (0, 0, 2, 0, 0));

    let later = text_of("requests.csv").replace("08:15,,,,", "08:15,,2026-11-20 10:00,,");
    assert_eq!(counts(&import_one(&desk.register, source("requests.csv", &later))), (0, 1, 1, 0, 0));
    assert_eq!(desk.register.requests().get(open.id).unwrap().responded_at, Some(at("2026-11-20T09:00:00Z")));
    let other = later.replace("Batch jobs stop", "Batch jobs go on");
    assert_eq!(skipped(&import_one(&desk.register, source("requests.csv", other))), [(2, "logged-otherwise")]);
}

#[test]
fn a_table_of_unknown_columns_is_asked_for_once() {
    let desk = own_desk();
    let Err(ImportError::Files(problems)) = import(&desk.register, vec![export("roles.csv")]) else { panic!("asked") };
    assert_eq!(problems[0].code, "columns-needed");
    let file = read(&desk.register, vec![export("roles.csv")]).unwrap().remove(0);
    let table = file.table().unwrap();
    assert_eq!((table.header.len(), table.rows.len()), (4, 2));
    assert_eq!(
        (table.columns.target, table.columns.columns["person"].as_str()),
        (Target::RoleAssignments, "Navn"),
        "guessed"
    );
    let columns = [("person", "Navn"), ("upn", "Bruker"), ("role", "Rolle"), ("until", "Utløper")];
    let columns = columns.map(|(field, column)| (field.to_owned(), column.to_owned())).into();
    let options =
        FileOptions { columns: Some(ColumnMap { target: Target::RoleAssignments, columns }), ..FileOptions::default() };
    let report = import_with(&desk.register, vec![export("roles.csv")], &options).unwrap();
    assert_eq!(counts(&report.files[0]), (2, 0, 0, 0, 0));
    let roles = desk.register.role_assignments().list().unwrap();
    let kari = roles.iter().find(|role| role.name == "Kari Nordmann").unwrap();
    assert_eq!((kari.role.as_str(), kari.ends_at), (SERVICE_SUPPORT, Some(at("2026-12-31T23:00:00Z"))), "the whole last day");
    assert!(roles.iter().any(|role| role.role == "environment-admin"), "a role that Entra does not know");
    // The same header is known from now on.
    let before = everything(&desk.register);
    assert_eq!(counts(&import_one(&desk.register, export("roles.csv"))), (0, 0, 2, 0, 0));
    assert_eq!(everything(&desk.register), before);
}
