//! People, groups, roles, delegations, enrollments and subscriptions by hand: stored, refused, removed, brought back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::{Desk, add_tenant, at, code, desk, now, refusal};
use support_register::{
    AccessAssignmentDraft, DelegationDraft, EnrollmentDraft, Group, GroupDraft, MembershipDraft, Person, PersonDraft,
    RecordType, RegisterError, RoleAssignmentDraft, RoleState, SubscriptionDraft, Tenant, UserType,
};
use uuid::Uuid;

const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";

fn person_draft(name: &str) -> PersonDraft {
    PersonDraft { name: name.into(), upn: None, object_id: None, user_type: None, account_enabled: None, tenant: None }
}

fn role_draft(tenant: &Tenant, person: &Person) -> RoleAssignmentDraft {
    RoleAssignmentDraft {
        tenant: tenant.id,
        person: Some(person.id),
        group: None,
        role: SERVICE_SUPPORT.into(),
        scope: "/".into(),
        state: RoleState::Active,
        starts_at: None,
        ends_at: None,
        external_id: None,
    }
}

fn delegation_draft(tenant: &Tenant) -> DelegationDraft {
    DelegationDraft {
        tenant: tenant.id,
        display_name: "Support".into(),
        external_id: Some("0AF40429-0BC4-4F4D-9D23-22E4B1D32CAB-70E1A4FC-B9A3-4A4C-8B7E-3D6C1F2A9B55".into()),
        status: "active".into(),
        roles: vec![SERVICE_SUPPORT.to_uppercase(), "62e90394-69f5-4237-9190-012177145e10".into()],
        requested_at: None,
        activated_at: None,
        ends_at: Some(at("2027-02-10T11:24:42Z")),
        duration: Some("P730D".into()),
        auto_extend: None,
        partner_tenant_id: None,
        indirect_provider: None,
        consent_pending: None,
    }
}

fn subscription_draft(tenant: &Tenant) -> SubscriptionDraft {
    SubscriptionDraft {
        tenant: tenant.id,
        name: "Professional Direct".into(),
        external_id: None,
        commerce_id: None,
        sku: None,
        sku_part_number: None,
        status: "Enabled".into(),
        is_trial: None,
        bought_through: None,
        owner_tenant_id: None,
        enrollment: None,
        opened_at: None,
        next_lifecycle_at: None,
        renews: None,
        licenses: Some(25),
        is_support_plan: true,
    }
}

struct Kit {
    desk: Desk,
    tenant: Tenant,
    person: Person,
    group: Group,
}

fn kit() -> Kit {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let person = desk.register.people().add(&person_draft("Kari Nordmann"), now()).unwrap();
    let group = GroupDraft { name: "Support desk".into(), object_id: None, tenant: None };
    let group = desk.register.groups().add(&group, now()).unwrap();
    Kit { desk, tenant, person, group }
}

#[test]
fn a_person_is_found_by_name_and_by_user_principal_name_in_any_case() {
    let desk = desk();
    let draft = PersonDraft {
        upn: Some(" Kari@Fjord.example ".into()),
        object_id: Some("6F9619FF-8B86-D011-B42D-00C04FC964FF".into()),
        user_type: Some(UserType::Guest),
        account_enabled: Some(true),
        ..person_draft(" Kari Nordmann ")
    };
    let people = desk.register.people();
    let kari = people.add(&draft, now()).unwrap();
    assert_eq!((kari.name.as_str(), kari.upn.as_deref()), ("Kari Nordmann", Some("Kari@Fjord.example")));
    assert_eq!(kari.object_id.as_deref(), Some("6f9619ff-8b86-d011-b42d-00c04fc964ff"));
    assert_eq!((kari.origin.format.as_deref(), kari.origin.missing_since), (None, None));
    for name in ["kari nordmann", "kari@fjord.EXAMPLE", &kari.id.to_string()] {
        assert_eq!(people.find(name).unwrap(), kari, "{name}");
    }
    let other = PersonDraft { upn: Some("KARI@fjord.example".into()), ..person_draft("Another Kari") };
    assert_eq!(refusal(people.add(&other, now())), ("upn", "duplicate"));
    let other = PersonDraft { object_id: draft.object_id.clone(), ..person_draft("Another Kari") };
    assert_eq!(refusal(people.add(&other, now())), ("object_id", "duplicate"));
    assert_eq!(people.list().unwrap(), [kari]);
}

#[test]
fn what_cannot_be_stored_of_a_person_is_refused_by_field() {
    let desk = desk();
    let people = desk.register.people();
    let named = |name: &str| people.add(&person_draft(name), now());
    assert_eq!(refusal(named("")), ("name", "required"));
    assert_eq!(refusal(named(&"æ".repeat(5_000))), ("name", "too-long"));
    assert_eq!(refusal(named("Kari\u{202E}irak")), ("name", "control-character"));
    assert_eq!(refusal(named("Kari\u{0}Nordmann")), ("name", "control-character"));
    let upn = PersonDraft { upn: Some("a\u{200F}b@c".into()), ..person_draft("Kari") };
    assert_eq!(refusal(people.add(&upn, now())), ("upn", "control-character"));
    let object_id = PersonDraft { object_id: Some("12".into()), ..person_draft("Kari") };
    assert_eq!(refusal(people.add(&object_id, now())), ("object_id", "malformed"));
    let tenant = PersonDraft { tenant: Some(Uuid::nil()), ..person_draft("Kari") };
    let error = people.add(&tenant, now()).unwrap_err();
    assert_eq!((error.code(), error.field()), ("refers-to-removed", Some("tenant")));
    assert_eq!(people.list().unwrap(), []);
    assert_eq!(named("<script>alert(1)</script>").unwrap().name, "<script>alert(1)</script>", "a name is only text");
}

#[test]
fn a_role_is_held_by_a_person_or_a_group_once() {
    let Kit { desk, tenant, person, group } = kit();
    let roles = desk.register.role_assignments();
    let draft = role_draft(&tenant, &person);
    let kept =
        roles.add(&RoleAssignmentDraft { role: SERVICE_SUPPORT.to_uppercase(), ..draft.clone() }, now()).unwrap();
    assert_eq!((kept.role.as_str(), kept.name.as_str()), (SERVICE_SUPPORT, "Kari Nordmann"));
    assert_eq!(refusal(roles.add(&draft, now())), ("role", "duplicate"));
    let eligible = RoleAssignmentDraft { state: RoleState::Eligible, ..draft.clone() };
    roles.add(&eligible, now()).expect("eligible is another fact than active");
    let of_group = RoleAssignmentDraft { person: None, group: Some(group.id), ..draft.clone() };
    assert_eq!(roles.add(&of_group, now()).unwrap().name, "Support desk");

    let neither = RoleAssignmentDraft { person: None, ..draft.clone() };
    assert_eq!(refusal(roles.add(&neither, now())), ("person", "required"));
    let both = RoleAssignmentDraft { group: Some(group.id), ..draft.clone() };
    assert_eq!(refusal(roles.add(&both, now())), ("group", "exclusive"));
    let word = RoleAssignmentDraft { role: "Environment Admin".into(), ..draft.clone() };
    assert_eq!(refusal(roles.add(&word, now())), ("role", "malformed"));
    let backwards = RoleAssignmentDraft {
        starts_at: Some(at("2026-12-01T00:00:00Z")),
        ends_at: Some(at("2026-11-01T00:00:00Z")),
        ..draft.clone()
    };
    assert_eq!(refusal(roles.add(&backwards, now())), ("ends_at", "before-start"));
    let long_ago = RoleAssignmentDraft { ends_at: Some(at("0001-01-01T00:00:00Z")), ..draft.clone() };
    assert_eq!(refusal(roles.add(&long_ago, now())), ("ends_at", "too-early"));
    let nobody = RoleAssignmentDraft { person: Some(Uuid::nil()), ..draft };
    assert_eq!(code(roles.add(&nobody, now())), "refers-to-removed");
}

#[test]
fn a_delegation_keeps_its_two_guids_its_roles_and_a_status_nobody_knows() {
    let Kit { desk, tenant, .. } = kit();
    let delegations = desk.register.delegations();
    let kept = delegations.add(&delegation_draft(&tenant), now()).unwrap();
    assert_eq!(
        kept.external_id.as_deref(),
        Some("0af40429-0bc4-4f4d-9d23-22e4b1d32cab-70e1a4fc-b9a3-4a4c-8b7e-3d6c1f2a9b55")
    );
    assert_eq!(kept.roles, ["62e90394-69f5-4237-9190-012177145e10", SERVICE_SUPPORT], "lower case and sorted");
    assert_eq!(delegations.find(kept.external_id.as_deref().unwrap()).unwrap(), kept);
    assert_eq!(refusal(delegations.add(&delegation_draft(&tenant), now())), ("external_id", "duplicate"));
    let unknown =
        DelegationDraft { status: "unknownFutureValue".into(), external_id: None, ..delegation_draft(&tenant) };
    assert_eq!(delegations.add(&unknown, now()).unwrap().status, "unknownFutureValue");
    let far = DelegationDraft { ends_at: Some(at("+10000-01-01T00:00:00Z")), ..unknown };
    assert_eq!(refusal(delegations.add(&far, now())), ("ends_at", "too-late"));
}

#[test]
fn what_is_in_use_stays_and_what_belongs_to_it_sleeps_with_it() {
    let Kit { desk, tenant, person, group } = kit();
    let register = &desk.register;
    let membership = MembershipDraft { person: person.id, group: group.id };
    let membership_kept = register.memberships().add(&membership, now()).unwrap();
    assert_eq!(membership_kept.name, "Kari Nordmann · Support desk");
    assert_eq!(refusal(register.memberships().add(&membership, now())), ("person", "duplicate"));
    let delegation = register.delegations().add(&delegation_draft(&tenant), now()).unwrap();
    let access = AccessAssignmentDraft {
        delegation: delegation.id,
        group: group.id,
        external_id: None,
        roles: vec![SERVICE_SUPPORT.into()],
        status: "active".into(),
    };
    register.access_assignments().add(&access, now()).unwrap();
    let role = register.role_assignments().add(&role_draft(&tenant, &person), now()).unwrap();

    let error = register.people().remove(person.id, now()).unwrap_err();
    let RegisterError::InUse { by } = &error else { panic!("{error:?}") };
    assert_eq!((by.len(), by[0].record, by[0].id), (1, RecordType::RoleAssignment, role.id));
    let error = register.tenants().remove(tenant.id, now()).unwrap_err();
    let RegisterError::InUse { by } = &error else { panic!("{error:?}") };
    assert_eq!(by.iter().map(|by| by.record).collect::<Vec<_>>(), [RecordType::RoleAssignment, RecordType::Delegation]);

    register.role_assignments().remove(role.id, now()).unwrap();
    register.people().remove(person.id, now()).unwrap();
    register.delegations().remove(delegation.id, now()).unwrap();
    let names: Vec<_> = register.removed().unwrap().into_iter().map(|removed| (removed.record, removed.name)).collect();
    assert!(names.contains(&(RecordType::RoleAssignment, "Kari Nordmann".into())), "{names:?}");
    assert!(names.contains(&(RecordType::Delegation, "Support".into())), "{names:?}");
    assert_eq!(code(register.role_assignments().undo_remove(role.id, now())), "refers-to-removed");
    register.people().undo_remove(person.id, now()).unwrap();
    register.role_assignments().undo_remove(role.id, now()).unwrap();
    register.delegations().undo_remove(delegation.id, now()).unwrap();
    assert_eq!(register.memberships().list().unwrap(), [membership_kept]);
    assert_eq!(register.check().unwrap().problems, []);
}

#[test]
fn purging_takes_what_refers_before_what_it_refers_to() {
    let Kit { desk, tenant, person, group } = kit();
    let register = &desk.register;
    register.memberships().add(&MembershipDraft { person: person.id, group: group.id }, now()).unwrap();
    let role = register.role_assignments().add(&role_draft(&tenant, &person), now()).unwrap();
    register.role_assignments().remove(role.id, now()).unwrap();
    register.people().remove(person.id, now()).unwrap();
    let later = at("2027-11-22T08:00:00Z");
    assert_eq!(register.purge_removed(later, later).unwrap(), 1, "the person stays while a membership names them");
    assert_eq!(register.check().unwrap().problems, []);
}

#[test]
fn enrollments_and_subscriptions_are_kept() {
    let Kit { desk, tenant, .. } = kit();
    let register = &desk.register;
    let draft = EnrollmentDraft {
        number: "8112345".into(),
        name: String::new(),
        tenant: Some(tenant.id),
        reseller: Some("Crayon".into()),
    };
    let enrollment = register.enrollments().add(&draft, now()).unwrap();
    assert_eq!(enrollment.name, "8112345", "without a name it is called by its number");
    assert_eq!(register.enrollments().find("8112345").unwrap(), enrollment);
    assert_eq!(refusal(register.enrollments().add(&draft, now())), ("number", "duplicate"));

    let bought = SubscriptionDraft {
        bought_through: Some("enterprise-agreement".into()),
        enrollment: Some(enrollment.id),
        ..subscription_draft(&tenant)
    };
    let subscription = register.subscriptions().add(&bought, now()).unwrap();
    assert_eq!((subscription.licenses, subscription.is_support_plan), (Some(25), true));
    let unknown = SubscriptionDraft { bought_through: Some("barter".into()), ..subscription_draft(&tenant) };
    let error = register.subscriptions().add(&unknown, now()).unwrap_err();
    assert_eq!((error.field(), error.exit_code()), (Some("bought_through"), 2));
    assert_eq!(code(register.enrollments().remove(enrollment.id, now())), "in-use");
    let changed = SubscriptionDraft { status: "Warning".into(), ..bought };
    let changed = register.subscriptions().set(subscription.id, &changed, now()).unwrap();
    assert_eq!(changed.status, "Warning");
    let history = register.history(Some(subscription.id)).unwrap();
    assert_eq!((history.len(), &history[1].before.as_ref().unwrap()["status"]), (2, &"Enabled".into()));
    assert_eq!(register.check().unwrap().problems, []);
}
