//! Who may file, asked of a register: what counts as membership, whose account it is, what was bought under an
//! agreement, who could grant, and when access ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Duration, Utc};
use common::{Desk, add_tenant, at, behind, code, desk, now, request_draft, tenant_draft};
use support_policy::can_file::WayKind;
use support_policy::edition::Edition;
use support_register::{
    AccessAssignmentDraft, AccessEndKind, Delegation, DelegationDraft, DelegationQuery, DelegationWarning, DueKind,
    EnrollmentDraft, FilingRuling, Group, GroupDraft, MatrixQuery, MembershipDraft, Person, PersonDraft, Register,
    RequestDraft, RoleAssignmentDraft, RoleState, SubscriptionDraft, Tenant, TenantDraft, TenantKind, UserType,
};

const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";
const LICENSE: &str = "4d6ac14f-3453-41d0-bef9-a3e0c569773a";

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

/// A partner's desk: its own tenant, a client, a person in a group that uses a delegation.
struct Partner {
    desk: Desk,
    own: Tenant,
    client: Tenant,
    kari: Person,
    group: Group,
    delegation: Delegation,
}

fn person(register: &Register, name: &str, tenant: Option<&Tenant>) -> Person {
    let draft = PersonDraft {
        name: name.into(),
        upn: None,
        object_id: None,
        user_type: None,
        account_enabled: None,
        tenant: tenant.map(|tenant| tenant.id),
    };
    register.people().add(&draft, now()).unwrap()
}

fn delegation_draft(client: &Tenant) -> DelegationDraft {
    DelegationDraft {
        tenant: client.id,
        display_name: "Client support".into(),
        external_id: None,
        status: "active".into(),
        roles: vec![SERVICE_SUPPORT.into()],
        requested_at: Some(at("2025-02-10T11:24:42Z")),
        activated_at: Some(at("2025-02-10T11:26:44Z")),
        ends_at: Some(at("2027-02-10T11:24:42Z")),
        duration: Some("P730D".into()),
        auto_extend: None,
        partner_tenant_id: None,
        indirect_provider: None,
        consent_pending: None,
    }
}

fn role_draft(tenant: &Tenant, person: &Person, role: &str) -> RoleAssignmentDraft {
    RoleAssignmentDraft {
        tenant: tenant.id,
        person: Some(person.id),
        group: None,
        role: role.into(),
        scope: "/".into(),
        state: RoleState::Active,
        starts_at: None,
        ends_at: None,
        external_id: None,
    }
}

fn partner() -> Partner {
    let desk = desk();
    let register = &desk.register;
    let own = add_tenant(register, "Partner AS");
    let client =
        register.tenants().add(&TenantDraft { kind: TenantKind::Client, ..tenant_draft("Client AS") }, now()).unwrap();
    let kari = person(register, "Kari", Some(&own));
    let group = GroupDraft { name: "Support desk".into(), object_id: None, tenant: Some(own.id) };
    let group = register.groups().add(&group, now()).unwrap();
    register.memberships().add(&MembershipDraft { person: kari.id, group: group.id }, now()).unwrap();
    let delegation = register.delegations().add(&delegation_draft(&client), now()).unwrap();
    let access = AccessAssignmentDraft {
        delegation: delegation.id,
        group: group.id,
        external_id: None,
        roles: vec![SERVICE_SUPPORT.into()],
        status: "active".into(),
    };
    register.access_assignments().add(&access, now()).unwrap();
    Partner { desk, own, client, kari, group, delegation }
}

impl Partner {
    fn register(&self) -> &Register {
        &self.desk.register
    }

    fn ask(&self, person: &Person) -> FilingRuling {
        self.register().can_file(edition(), self.client.id, person.id, None, now()).unwrap()
    }

    #[track_caller]
    fn refusal(&self, person: &Person) -> String {
        self.ask(person).answer.refusal.expect("expected a refusal").code
    }

    fn missing(&self, table: &str, since: DateTime<Utc>) {
        let sql = format!("UPDATE {table} SET missing_since = ?1");
        behind(self.desk.folder.path()).execute(&sql, [since.timestamp_micros()]).unwrap();
    }
}

#[test]
fn a_member_of_the_group_files_through_the_delegation() {
    let partner = partner();
    let ruling = partner.ask(&partner.kari);
    let way = ruling.answer.through.unwrap();
    assert_eq!(
        (way.kind, way.name.as_str(), way.group.as_deref()),
        (WayKind::Delegation, "Client support", Some("Support desk"))
    );
    assert_eq!(ruling.answer.until, Some(at("2027-02-10T11:24:42Z")));
    assert_eq!((ruling.tenant.name.as_str(), ruling.person.name.as_str()), ("Client AS", "Kari"));
    assert_eq!(ruling.could_grant, []);

    let ola = person(partner.register(), "Ola", Some(&partner.own));
    assert_eq!(partner.refusal(&ola), "delegation-not-assigned");
    let client = person(partner.register(), "Clara", Some(&partner.client));
    assert_eq!(partner.refusal(&client), "no-role", "the client's own account is no partner's");
    let nobody = partner.register().can_file(edition(), partner.client.id, partner.own.id, None, now());
    assert_eq!(code(nobody), "not-found");
}

#[test]
fn guests_disabled_accounts_and_what_no_export_has_any_more_do_not_count() {
    let partner = partner();
    let set = |change: &dyn Fn(&mut PersonDraft)| {
        let mut draft = PersonDraft {
            name: "Kari".into(),
            upn: None,
            object_id: None,
            user_type: None,
            account_enabled: None,
            tenant: Some(partner.own.id),
        };
        change(&mut draft);
        partner.register().people().set(partner.kari.id, &draft, now()).unwrap();
    };
    set(&|draft| draft.user_type = Some(UserType::Guest));
    assert_eq!(partner.refusal(&partner.kari), "delegation-not-assigned");
    set(&|draft| draft.account_enabled = Some(false));
    assert_eq!(partner.refusal(&partner.kari), "no-role");
    set(&|_| {});
    assert!(partner.ask(&partner.kari).answer.allowed);
    for (table, code) in [
        ("membership", "delegation-not-assigned"),
        ("access_assignment", "delegation-not-assigned"),
        ("delegation", "delegation-ended"),
        ("person", "no-role"),
    ] {
        partner.missing(table, now() + Duration::hours(1));
        let answer = partner.ask(&partner.kari).answer;
        assert!(answer.allowed, "{table}: it was still there");
        partner.missing(table, now());
        assert_eq!(partner.refusal(&partner.kari), code, "{table}");
        behind(partner.desk.folder.path()).execute(&format!("UPDATE {table} SET missing_since = NULL"), []).unwrap();
    }
}

#[test]
fn what_was_removed_does_not_count_until_it_is_brought_back() {
    let partner = partner();
    let register = partner.register();
    register.delegations().remove(partner.delegation.id, now()).unwrap();
    assert_eq!(partner.refusal(&partner.kari), "no-role");
    register.delegations().undo_remove(partner.delegation.id, now()).unwrap();
    register.groups().remove(partner.group.id, now()).unwrap();
    assert_eq!(partner.refusal(&partner.kari), "delegation-not-assigned");
    register.groups().undo_remove(partner.group.id, now()).unwrap();
    assert!(partner.ask(&partner.kari).answer.allowed);
}

#[test]
fn what_was_bought_under_an_enterprise_agreement_is_not_covered() {
    let partner = partner();
    let register = partner.register();
    let enrollment = EnrollmentDraft {
        number: "8112345".into(),
        name: String::new(),
        tenant: Some(partner.client.id),
        reseller: None,
    };
    let enrollment = register.enrollments().add(&enrollment, now()).unwrap();
    assert_eq!(partner.refusal(&partner.kari), "enterprise-agreement", "nothing is known to be bought otherwise");
    let draft = |name: &str, through: &str| SubscriptionDraft {
        tenant: partner.client.id,
        name: name.into(),
        external_id: None,
        commerce_id: None,
        sku: None,
        sku_part_number: None,
        status: "Enabled".into(),
        is_trial: None,
        bought_through: Some(through.into()),
        owner_tenant_id: None,
        enrollment: None,
        opened_at: None,
        next_lifecycle_at: None,
        renews: None,
        licenses: None,
        is_support_plan: false,
    };
    let unknown = SubscriptionDraft { bought_through: None, ..draft("Licences", "") };
    register.subscriptions().add(&unknown, now()).unwrap();
    assert_eq!(partner.refusal(&partner.kari), "enterprise-agreement", "Graph does not say how it was bought");
    let direct = register.subscriptions().add(&draft("Sales", "cloud-solution-provider"), now()).unwrap();
    let answer = partner.ask(&partner.kari).answer;
    assert!(answer.allowed && answer.notes.iter().any(|note| note.en.contains("Enterprise Agreement")), "{answer:?}");
    let deleted = SubscriptionDraft { status: "Deleted".into(), ..draft("Sales", "cloud-solution-provider") };
    register.subscriptions().set(direct.id, &deleted, now()).unwrap();
    assert_eq!(partner.refusal(&partner.kari), "enterprise-agreement");
    register.enrollments().remove(enrollment.id, now()).unwrap();
    assert!(partner.ask(&partner.kari).answer.allowed);
}

#[test]
fn a_delegation_with_the_global_administrator_never_extends_itself() {
    let partner = partner();
    let notes = |roles: &[&str]| {
        let draft = DelegationDraft {
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            auto_extend: Some("P180D".into()),
            ..delegation_draft(&partner.client)
        };
        partner.register().delegations().set(partner.delegation.id, &draft, now()).unwrap();
        let answer = partner.ask(&partner.kari).answer;
        assert!(answer.allowed);
        answer.notes.iter().any(|note| note.en.contains("extends itself"))
    };
    assert!(notes(&[SERVICE_SUPPORT]));
    assert!(!notes(&[SERVICE_SUPPORT, GLOBAL]));
}

#[test]
fn those_who_could_grant_are_named_where_they_can() {
    let partner = partner();
    let register = partner.register();
    let (pia, clara) = (person(register, "Pia", Some(&partner.own)), person(register, "Clara", Some(&partner.client)));
    register.role_assignments().add(&role_draft(&partner.own, &pia, GLOBAL), now()).unwrap();
    register.role_assignments().add(&role_draft(&partner.client, &clara, GLOBAL), now()).unwrap();
    let ola = person(register, "Ola", Some(&partner.own));
    let names = |ruling: FilingRuling| ruling.could_grant.into_iter().map(|by| by.name).collect::<Vec<_>>();
    assert_eq!(names(partner.ask(&ola)), ["Pia"], "an administrator of the partner adds to the group");
    register.delegations().remove(partner.delegation.id, now()).unwrap();
    assert_eq!(names(partner.ask(&ola)), ["Clara"], "an administrator of the client grants a role");
    let disabled = PersonDraft {
        name: "Clara".into(),
        upn: None,
        object_id: None,
        user_type: None,
        account_enabled: Some(false),
        tenant: None,
    };
    register.people().set(clara.id, &disabled, now()).unwrap();
    assert_eq!(names(partner.ask(&ola)), Vec::<String>::new(), "who cannot sign in grants nothing");
}

#[test]
fn who_may_file_for_a_tenant_and_else_the_nearest_miss() {
    let partner = partner();
    let register = partner.register();
    let ask = |tenant: &Tenant| register.who_may_file(edition(), tenant.id, None, now()).unwrap();
    let filers = ask(&partner.client);
    assert_eq!((filers.may.len(), filers.people, filers.nearest.is_none()), (1, 1, true));
    assert_eq!((filers.may[0].name.as_str(), filers.may[0].kind), ("Kari", WayKind::Delegation));
    let nobody = ask(&partner.own);
    let nearest = nobody.nearest.unwrap();
    assert_eq!((nobody.may.len(), nearest.person.name.as_str()), (0, "Kari"));
    assert_eq!(nearest.answer.refusal.unwrap().code, "no-role");
    let ola = person(register, "Ola", Some(&partner.own));
    let eligible = RoleAssignmentDraft { state: RoleState::Eligible, ..role_draft(&partner.own, &ola, GLOBAL) };
    register.role_assignments().add(&eligible, now()).unwrap();
    assert_eq!(ask(&partner.own).nearest.unwrap().person.name, "Ola", "they need only activate it");
}

#[test]
fn the_matrix_says_the_same_as_each_question_by_itself() {
    let partner = partner();
    let register = partner.register();
    let ola = person(register, "Ola 50%_\\", Some(&partner.own));
    let clara = person(register, "Clara", Some(&partner.client));
    register.role_assignments().add(&role_draft(&partner.client, &clara, SERVICE_SUPPORT), now()).unwrap();
    register.role_assignments().add(&role_draft(&partner.own, &ola, LICENSE), now()).unwrap();
    let query = MatrixQuery {
        tenants: String::new(),
        people: String::new(),
        ours: false,
        nobody: false,
        product: None,
        tenant_offset: 0,
        tenant_limit: 100,
        person_offset: 0,
        person_limit: 50,
    };
    let matrix = register.matrix(edition(), &query, now()).unwrap();
    assert_eq!((matrix.tenants, matrix.people), (2, 3));
    let names: Vec<_> = matrix.heads.iter().map(|head| head.name.as_str()).collect();
    assert_eq!(names, ["Clara", "Kari", "Ola 50%_\\"]);
    for row in &matrix.rows {
        let mut may = 0;
        for (head, cell) in matrix.heads.iter().zip(&row.cells) {
            let answer = register.can_file(edition(), row.id, head.id, None, now()).unwrap().answer;
            assert_eq!(cell.through, answer.through.map(|way| way.kind), "{} {}", row.name, head.name);
            assert_eq!((cell.until, &cell.refusal), (answer.until, &answer.refusal.map(|refusal| refusal.code)));
            may += u32::from(answer.allowed);
        }
        assert_eq!(row.may, may, "{}", row.name);
    }
    let part = |change: &dyn Fn(&mut MatrixQuery)| {
        let mut query = query.clone();
        change(&mut query);
        let matrix = register.matrix(edition(), &query, now()).unwrap();
        let rows: Vec<_> = matrix.rows.iter().map(|row| row.name.clone()).collect();
        let heads: Vec<_> = matrix.heads.iter().map(|head| head.name.clone()).collect();
        (matrix.tenants, rows, heads)
    };
    assert_eq!(part(&|query| query.nobody = true).1, ["Partner AS"]);
    assert_eq!(part(&|query| query.ours = true).2, ["Kari", "Ola 50%_\\"]);
    assert_eq!(part(&|query| query.people = "50%_\\".into()).2, ["Ola 50%_\\"], "letters, not a pattern");
    assert_eq!(part(&|query| query.people = "%".into()).2.len(), 1);
    assert_eq!(part(&|query| query.tenants = "CLIENT".into()).1, ["Client AS"]);
    assert_eq!(part(&|query| query.tenant_offset = 1), (2, vec!["Partner AS".into()], part(&|_| {}).2));
}

#[test]
fn what_ends_is_counted_down_with_the_requests_that_lose_cover() {
    let partner = partner();
    let register = partner.register();
    let draft =
        RequestDraft { product: "customer-engagement".into(), ..request_draft(&partner.client, "Batch stops") };
    let request = register.requests().log(&draft, None, now()).unwrap();
    let ends = |now: &str| {
        let ends = register.access_ends(edition(), at(now)).unwrap();
        ends.items.into_iter().map(|end| (end.kind, end.days)).collect::<Vec<_>>()
    };
    // The delegation ends on 2027-02-10T11:24:42Z.
    for (now, days) in [
        ("2026-11-12T11:24:42Z", 90),
        ("2026-12-12T11:24:41Z", 90),
        ("2026-12-12T11:24:42Z", 60),
        ("2027-01-11T11:24:42Z", 30),
        ("2027-02-03T11:24:42Z", 7),
        ("2027-02-09T11:24:42Z", 1),
        ("2027-02-10T11:24:41Z", 1),
        ("2027-02-10T11:24:42Z", 0),
        ("2027-03-12T11:24:41Z", 0),
    ] {
        assert_eq!(ends(now), [(AccessEndKind::Delegation, days)], "{now}");
    }
    assert_eq!(ends("2026-11-12T11:24:41Z"), [], "a second more than 90 days");
    assert_eq!(ends("2027-03-12T11:24:42Z"), [], "old news");
    let end = register.access_ends(edition(), at("2027-02-01T00:00:00Z")).unwrap().items.remove(0);
    assert_eq!((end.requests[0].id, end.more, end.tenant.name.as_str()), (request.id, 0, "Client AS"));
    let covered = |now: &str| {
        let ends = register.access_ends(edition(), at(now)).unwrap();
        ends.items.iter().filter(|end| end.kind == AccessEndKind::Delegation).all(|end| end.requests.is_empty())
    };
    let clara = person(register, "Clara", Some(&partner.client));
    let granted =
        register.role_assignments().add(&role_draft(&partner.client, &clara, SERVICE_SUPPORT), now()).unwrap();
    assert!(covered("2027-02-01T00:00:00Z") && covered("2027-02-20T00:00:00Z"), "Clara may file without it");
    register.role_assignments().remove(granted.id, now()).unwrap();
    let eligible =
        RoleAssignmentDraft { state: RoleState::Eligible, ..role_draft(&partner.client, &clara, SERVICE_SUPPORT) };
    let eligible = register.role_assignments().add(&eligible, now()).unwrap();
    assert!(!covered("2027-02-01T00:00:00Z"), "nobody may file before somebody activates a role");
    register.role_assignments().remove(eligible.id, now()).unwrap();
    let due: Vec<_> = register.due(None, now()).unwrap().into_iter().map(|item| item.kind).collect();
    assert!(due.contains(&DueKind::DelegationEnd), "{due:?}");

    let set = |change: &dyn Fn(&mut DelegationDraft)| {
        let mut draft = delegation_draft(&partner.client);
        change(&mut draft);
        register.delegations().set(partner.delegation.id, &draft, now()).unwrap();
    };
    set(&|draft| draft.auto_extend = Some("P180D".into()));
    assert_eq!(ends("2027-02-01T00:00:00Z"), [], "it extends itself");
    assert!(!register.due(None, now()).unwrap().iter().any(|item| item.kind == DueKind::DelegationEnd));
    set(&|draft| {
        draft.auto_extend = Some("P180D".into());
        draft.roles.push(GLOBAL.into());
    });
    assert_eq!(ends("2027-02-01T00:00:00Z"), [(AccessEndKind::CannotExtend, 30)]);
    set(&|draft| draft.roles = vec![LICENSE.into()]);
    assert_eq!(ends("2027-02-01T00:00:00Z"), [], "it never let anybody file");
    set(&|draft| {
        draft.status = "approvalPending".into();
        draft.requested_at = Some(at("2026-09-01T00:00:00Z"));
        (draft.activated_at, draft.ends_at) = (None, None);
    });
    assert_eq!(ends("2026-11-24T00:00:00Z"), [(AccessEndKind::Request, 7)], "90 days after 1 September: 30 November");
    let eligible = RoleAssignmentDraft {
        state: RoleState::Eligible,
        ends_at: Some(at("2026-11-25T00:00:00Z")),
        ..role_draft(&partner.client, &partner.kari, SERVICE_SUPPORT)
    };
    register.role_assignments().add(&eligible, now()).unwrap();
    let both = [(AccessEndKind::Eligibility, 1), (AccessEndKind::Request, 7)];
    assert_eq!(ends("2026-11-24T00:00:00Z"), both, "the earliest first");
}

#[test]
fn delegations_say_what_is_wrong_with_them() {
    use DelegationWarning::{CannotExtend, Ended, Ends, LacksRole, NobodyAssigned, NotApproved};
    let partner = partner();
    let register = partner.register();
    let query = |warned| DelegationQuery { text: String::new(), tenant: None, warned, offset: 0, limit: 100 };
    let warnings = |change: &dyn Fn(&mut DelegationDraft)| {
        let mut draft = delegation_draft(&partner.client);
        draft.ends_at = Some(at("2027-10-10T00:00:00Z"));
        change(&mut draft);
        register.delegations().set(partner.delegation.id, &draft, now()).unwrap();
        let page = register.delegation_page(edition(), &query(false), now()).unwrap();
        let warned = register.delegation_page(edition(), &query(true), now()).unwrap();
        assert_eq!(warned.total, u32::from(!page.items[0].warnings.is_empty()));
        page.items[0].warnings.clone()
    };
    assert_eq!(warnings(&|_| {}), []);
    assert_eq!(warnings(&|draft| draft.ends_at = Some(at("2027-02-10T00:00:00Z"))), [Ends]);
    assert_eq!(warnings(&|draft| draft.ends_at = Some(now())), [Ended]);
    assert_eq!(warnings(&|draft| draft.status = "expiring".into()), [Ended], "it is past its end");
    assert_eq!(warnings(&|draft| draft.roles = vec![LICENSE.into()]), [LacksRole]);
    assert_eq!(warnings(&|draft| draft.roles.push(GLOBAL.into())), [CannotExtend]);
    assert_eq!(warnings(&|draft| draft.status = "approvalPending".into()), [NotApproved]);
    let extends = |draft: &mut DelegationDraft| {
        draft.ends_at = Some(at("2027-02-10T00:00:00Z"));
        draft.auto_extend = Some("P180D".into());
    };
    assert_eq!(warnings(&extends), []);
    let access = register.access_assignments().list().unwrap().remove(0);
    register.access_assignments().remove(access.id, now()).unwrap();
    assert_eq!(warnings(&|_| {}), [NobodyAssigned]);
    let found = DelegationQuery { text: "CLIENT as".into(), ..query(false) };
    assert_eq!(register.delegation_page(edition(), &found, now()).unwrap().total, 1);
    let other = DelegationQuery { text: "fjord".into(), ..query(false) };
    assert_eq!(register.delegation_page(edition(), &other, now()).unwrap().total, 0);
}
