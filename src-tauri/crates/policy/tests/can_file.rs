//! Who may file: every role and every way, worked out by hand from S18 to S20 and the published lists of roles.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use std::collections::BTreeSet;
use support_policy::can_file::{
    Account, Agreement, Asked, FilingFacts, HeldAccess, HeldDelegation, HeldRole, MayFile, Verdict, WayKind, can_file,
    verdict,
};
use support_policy::edition::{Edition, EditionError};
use support_policy::roles::MayFileBy;
use support_policy::ruling::Ruling;

const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";
const BUSINESS_CENTRAL: &str = "963797fb-eb3b-4cde-8ce3-5878b3f32a3f";
const LICENSE: &str = "4d6ac14f-3453-41d0-bef9-a3e0c569773a";
const TEAMS: &str = "69091246-20e8-4a56-aa4d-066075b2a7a8";

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-22T08:00:00Z")
}

fn role(name: &str) -> HeldRole {
    HeldRole {
        role: name.into(),
        group: None,
        whole_tenant: true,
        eligible: false,
        starts: None,
        ends: None,
        missing: false,
    }
}

fn access(member: bool) -> HeldAccess {
    HeldAccess {
        group: "Support desk".into(),
        roles: vec![SERVICE_SUPPORT.into()],
        status: "active".into(),
        ends: None,
        member,
        member_until: None,
    }
}

fn delegation(groups: Vec<HeldAccess>) -> HeldDelegation {
    HeldDelegation {
        name: "Fjord support".into(),
        status: "active".into(),
        roles: vec![SERVICE_SUPPORT.into()],
        activated: Some(at("2025-02-10T11:26:44Z")),
        ends: Some(at("2027-02-10T11:24:42Z")),
        missing: false,
        extends: false,
        groups,
    }
}

#[derive(Debug)]
struct Case {
    roles: Vec<HeldRole>,
    delegations: Vec<HeldDelegation>,
    enabled: bool,
    account: Account,
    agreement: Agreement,
    product: Option<&'static str>,
    at: DateTime<Utc>,
    zone: Tz,
}

impl Case {
    fn of(roles: Vec<HeldRole>, delegations: Vec<HeldDelegation>) -> Self {
        Self {
            roles,
            delegations,
            enabled: true,
            account: Account::Elsewhere { guest: false },
            agreement: Agreement::Nothing,
            product: None,
            at: now(),
            zone: chrono_tz::Europe::Oslo,
        }
    }

    fn facts(&self) -> FilingFacts<'_> {
        FilingFacts {
            person: "Kari",
            enabled: self.enabled,
            account: self.account,
            tenant: "Fjord",
            client: true,
            roles: &self.roles,
            delegations: &self.delegations,
            agreement: self.agreement,
            product: self.product,
            at: self.at,
            zone: self.zone,
        }
    }

    fn ruling(&self) -> Ruling<MayFile> {
        let ruling = can_file(base(), &self.facts()).unwrap();
        let answer = ruling.answered().unwrap();
        let word = verdict(base(), &self.facts()).unwrap();
        match (&answer.through, &answer.refusal) {
            (Some(way), None) => assert_eq!(word, Verdict::May { kind: way.kind, until: answer.until }),
            (None, Some(refusal)) => assert!(matches!(word, Verdict::MayNot(code) if code == refusal.code)),
            _ => panic!("neither or both: {answer:?}"),
        }
        assert_eq!(answer.allowed, answer.through.is_some());
        assert_eq!(answer.allowed, answer.remedy.is_none());
        ruling
    }

    fn answer(&self) -> MayFile {
        self.ruling().answered().unwrap().clone()
    }

    #[track_caller]
    fn code(&self) -> String {
        self.answer().refusal.expect("expected a refusal").code
    }

    #[track_caller]
    fn through(&self) -> (WayKind, String) {
        let way = self.answer().through.expect("expected a way");
        (way.kind, way.name)
    }
}

/// Facts 2.1: the lists of 27 May 2021 and 15 May 2026, and the reference of permissions of 20 January 2026.
#[test]
fn the_roles_are_those_of_the_lists() {
    use MayFileBy::{No, Stated, Yes};
    let table: &[(&str, Option<&str>, MayFileBy, Option<&str>)] = &[
        ("global-administrator", Some(GLOBAL), Yes, Some("Company Admin")),
        ("service-support-administrator", Some(SERVICE_SUPPORT), Yes, Some("Service Admin")),
        ("dynamics-365-administrator", Some("44367163-eba1-44c3-98af-f5787879f96a"), Yes, Some("CRM Service Admin")),
        (
            "power-platform-administrator",
            Some("11648597-926c-4cf3-9c36-bcebb0ba8dcc"),
            Yes,
            Some("Power Platform Admin"),
        ),
        ("billing-administrator", Some("b0f54661-2d74-4c50-afa3-1ec803f12efe"), Yes, Some("Billing Admin")),
        ("helpdesk-administrator", Some("729827e3-9c14-49f7-bb1b-9608f156bbb8"), Yes, Some("Helpdesk Admin")),
        ("fabric-administrator", Some("a9ea8996-122f-4c74-9520-8edcd192826c"), Yes, Some("Fabric Admin")),
        ("security-administrator", Some("194ae4cb-b126-40b2-bd5b-6091b380977d"), Stated, Some("Security Admin")),
        ("compliance-administrator", Some("17315797-102d-40b4-93e0-432062caca18"), Stated, Some("Compliance Admin")),
        ("exchange-administrator", Some("29232cdf-9323-42fd-ade2-1d097af3e4de"), Stated, Some("Exchange Admin")),
        ("sharepoint-administrator", Some("f28a1f50-f6e7-4571-818b-6a12f2af6b6c"), Stated, Some("SharePoint Admin")),
        ("teams-administrator", Some(TEAMS), Stated, Some("Teams Admin")),
        (
            "privileged-role-administrator",
            Some("e8611ab8-c189-46e8-94e1-60213ab1f814"),
            Stated,
            Some("Entra Role Admin"),
        ),
        ("dynamics-365-business-central-administrator", Some(BUSINESS_CENTRAL), No, None),
        ("license-administrator", Some(LICENSE), No, None),
        ("crm-organization-admin", None, Stated, Some("CRM Organization Admin")),
        ("environment-admin", None, Stated, Some("Environment Admin")),
        ("dataverse-system-administrator", None, Stated, Some("Power Apps Environment Admin")),
        ("power-apps-full-admin", None, Stated, Some("Power Apps Full Admin")),
        ("partner-delegated-admin", None, Stated, Some("Partner Delegated Admin")),
        ("lcs-user", None, No, Some("LCS User")),
    ];
    let book = &base().roles;
    assert_eq!(book.roles.len(), table.len());
    for (id, template, may, today) in table {
        let role = base().role(id).unwrap();
        let found = (role.template_id.as_deref(), role.may_file(), role.today.as_deref());
        assert_eq!(found, (*template, *may, *today), "{id}");
        if let Some(template) = template {
            assert_eq!(base().role(&template.to_uppercase()).unwrap().id, *id);
        }
    }
    let names = |of: fn(&support_policy::roles::Role) -> Option<&String>| {
        book.roles.iter().filter_map(of).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(names(|role| role.base.as_ref()), 17, "the list of 2021");
    assert_eq!(names(|role| role.today.as_ref()), 19, "the list of 2026");
    assert_eq!((book.base.dated.to_string(), book.today.dated.to_string()), ("2021-05-27".into(), "2026-05-15".into()));
    assert_eq!(base().role("service-administrator").unwrap().id, "service-support-administrator", "as it was called");
}

#[test]
fn each_role_of_the_list_files_and_no_other() {
    for held in &base().roles.roles {
        let case = Case::of(vec![role(held.key())], vec![]);
        if held.may_file() == MayFileBy::No {
            assert_eq!(case.code(), "role-cannot-file", "{}", held.id);
        } else {
            assert_eq!(case.through(), (WayKind::Role, held.id.clone()));
        }
    }
    assert_eq!(Case::of(vec![role("00000000-0000-0000-0000-000000000001")], vec![]).code(), "role-cannot-file");
    assert_eq!(Case::of(vec![], vec![]).code(), "no-role");
}

#[test]
fn a_role_of_a_group_names_the_group() {
    let held = HeldRole { group: Some("Admins".into()), ..role(SERVICE_SUPPORT) };
    assert_eq!(Case::of(vec![held], vec![]).through(), (WayKind::Group, "Admins".into()));
}

#[test]
fn eligible_scoped_ended_and_future_roles_do_not_do() {
    let case = |held: HeldRole| Case::of(vec![held], vec![]);
    let eligible = case(HeldRole { eligible: true, ..role(SERVICE_SUPPORT) });
    assert_eq!(eligible.code(), "not-activated");
    assert_eq!(eligible.answer().remedy.unwrap().ask, Asked::Person, "they can do it alone");
    assert_eq!(case(HeldRole { whole_tenant: false, ..role(SERVICE_SUPPORT) }).code(), "scope");
    assert_eq!(case(HeldRole { whole_tenant: false, eligible: true, ..role(GLOBAL) }).code(), "scope");
    assert_eq!(case(HeldRole { ends: Some(now()), ..role(SERVICE_SUPPORT) }).code(), "no-role", "the end is too late");
    assert_eq!(case(HeldRole { starts: Some(now() + Duration::seconds(1)), ..role(GLOBAL) }).code(), "not-activated");
    let just =
        case(HeldRole { starts: Some(now()), ends: Some(now() + Duration::seconds(1)), ..role(SERVICE_SUPPORT) });
    assert_eq!(just.answer().until, Some(now() + Duration::seconds(1)), "from the first instant to before the end");
}

#[test]
fn a_delegation_holds_until_it_ends() {
    let mut case = Case::of(vec![], vec![delegation(vec![access(true)])]);
    let answer = case.answer();
    let way = answer.through.unwrap();
    assert_eq!((way.kind, way.name.as_str()), (WayKind::Delegation, "Fjord support"));
    assert_eq!((way.role.as_str(), way.group.as_deref()), ("service-support-administrator", Some("Support desk")));
    assert_eq!(answer.until, Some(at("2027-02-10T11:24:42Z")));
    case.at = at("2027-02-10T11:24:41.999999Z");
    assert!(case.answer().allowed);
    case.at = at("2027-02-10T11:24:42Z");
    assert_eq!(case.code(), "delegation-ended");
    case.at = at("2025-02-10T11:26:43Z");
    assert_eq!(case.code(), "not-activated", "before it was activated");
}

#[test]
fn each_status_of_a_delegation() {
    for (status, code) in [
        ("created", "not-activated"),
        ("approvalPending", "not-activated"),
        ("approved", "not-activated"),
        ("activating", "not-activated"),
        ("unknownFutureValue", "not-activated"),
        ("expiring", "delegation-ended"),
        ("expired", "delegation-ended"),
        ("terminationRequested", "delegation-ended"),
        ("terminating", "delegation-ended"),
        ("terminated", "delegation-ended"),
    ] {
        let held = HeldDelegation { status: status.into(), ..delegation(vec![access(true)]) };
        assert_eq!(Case::of(vec![], vec![held]).code(), code, "{status}");
    }
    let pascal = HeldDelegation { status: "Active".into(), ..delegation(vec![access(true)]) };
    assert!(Case::of(vec![], vec![pascal]).answer().allowed, "as PowerShell writes it");
    for status in ["pending", "deleting", "deleted", "error", "unknownFutureValue"] {
        let held = delegation(vec![HeldAccess { status: status.into(), ..access(true) }]);
        assert_eq!(Case::of(vec![], vec![held]).code(), "delegation-not-assigned", "{status}");
    }
}

#[test]
fn a_delegation_needs_the_role_the_assignment_and_the_membership() {
    let case = |held: HeldDelegation| Case::of(vec![], vec![held]);
    let lacks = |roles: &[&str], groups| HeldDelegation {
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        ..delegation(groups)
    };
    assert_eq!(case(lacks(&[LICENSE], vec![access(true)])).code(), "delegation-lacks-role");
    assert_eq!(case(lacks(&[BUSINESS_CENTRAL], vec![])).code(), "delegation-lacks-role");
    assert_eq!(case(delegation(vec![])).code(), "delegation-not-assigned", "no group at all");
    assert_eq!(case(delegation(vec![access(false)])).code(), "delegation-not-assigned", "not in the group");
    let other = HeldAccess { roles: vec![LICENSE.into()], ..access(true) };
    assert_eq!(case(delegation(vec![other])).code(), "delegation-not-assigned", "the group uses another role");
    let more = HeldAccess { roles: vec![GLOBAL.into()], ..access(true) };
    assert_eq!(case(delegation(vec![more])).code(), "delegation-not-assigned", "more than was consented to");
    let unknown = HeldDelegation { roles: vec![], ..delegation(vec![access(true)]) };
    assert!(case(unknown).answer().allowed, "a list without roles; the assignment says which");
    let left = HeldAccess { member_until: Some(now()), ..access(true) };
    assert_eq!(case(delegation(vec![left])).code(), "delegation-not-assigned", "no longer in the group");
}

#[test]
fn guests_of_the_partner_get_nothing_and_the_tenants_own_accounts_need_no_delegation() {
    let mut case = Case::of(vec![], vec![delegation(vec![access(true)])]);
    case.account = Account::Elsewhere { guest: true };
    assert_eq!(case.code(), "delegation-not-assigned");
    assert!(case.answer().refusal.unwrap().message.en.contains("guest"));
    case.account = Account::Tenant;
    assert_eq!(case.code(), "no-role", "an account of the client is no partner's");
    case.roles.push(role(SERVICE_SUPPORT));
    assert!(case.answer().allowed, "also as a guest there");
}

#[test]
fn a_delegation_does_not_cover_an_enterprise_agreement() {
    let mut case = Case::of(vec![], vec![delegation(vec![access(true)])]);
    case.agreement = Agreement::All;
    assert_eq!(case.code(), "enterprise-agreement");
    assert_eq!(case.answer().remedy.unwrap().role.as_deref(), Some("service-support-administrator"));
    for held in [delegation(vec![]), HeldDelegation { status: "expired".into(), ..delegation(vec![access(false)]) }] {
        let mut other = Case::of(vec![], vec![held]);
        other.agreement = Agreement::All;
        assert_eq!(other.code(), "enterprise-agreement", "whatever else the delegation lacks");
    }
    case.agreement = Agreement::Some;
    let answer = case.answer();
    assert!(answer.allowed && answer.notes.iter().any(|note| note.en.contains("Enterprise Agreement")));
    case.agreement = Agreement::All;
    case.roles.push(role(SERVICE_SUPPORT));
    assert_eq!(case.through().0, WayKind::Role, "a native admin is not a delegation");
}

#[test]
fn a_disabled_account_files_nothing() {
    let mut case = Case::of(vec![role(GLOBAL)], vec![delegation(vec![access(true)])]);
    case.enabled = false;
    assert_eq!(case.code(), "no-role");
    assert!(case.answer().refusal.unwrap().message.nb.contains("deaktivert"));
}

#[test]
fn the_product_decides_who_files() {
    let with = |product, held: &str| {
        let mut case = Case::of(vec![role(held)], vec![]);
        case.product = Some(product);
        case
    };
    for product in ["power-platform", "customer-engagement", "ai-apps"] {
        assert!(with(product, SERVICE_SUPPORT).answer().allowed, "{product}");
        assert_eq!(with(product, "lcs-user").code(), "role-cannot-file", "{product}");
    }
    for product in ["finance", "supply-chain-management", "commerce"] {
        assert_eq!(with(product, SERVICE_SUPPORT).code(), "role-cannot-file", "{product}");
        assert_eq!(with(product, "lcs-user").through(), (WayKind::Role, "lcs-user".into()), "{product}");
    }
    assert_eq!(with("business-central", BUSINESS_CENTRAL).code(), "role-cannot-file");
    assert_eq!(with("business-central", GLOBAL).code(), "role-cannot-file");
    assert_eq!(with("customer-engagement-on-premises", GLOBAL).code(), "role-cannot-file");
    let mut partner = Case::of(vec![], vec![delegation(vec![access(true)])]);
    partner.product = Some("business-central");
    assert_eq!(partner.through().0, WayKind::Delegation, "the partner files");
    partner.delegations.clear();
    assert_eq!(partner.answer().remedy.unwrap().ask, Asked::Partner);
    partner.product = Some("finance");
    partner.delegations.push(delegation(vec![access(true)]));
    assert_eq!(partner.code(), "no-role", "a delegation is no project of Lifecycle Services");
    partner.product = Some("abacus");
    assert_eq!(can_file(base(), &partner.facts()).unwrap_err().code(), "unknown-product");
}

#[test]
fn the_way_that_holds_longest_is_named_and_then_the_nearest_one() {
    let until = |text: &str| Some(at(text));
    let short = HeldRole { ends: until("2026-12-01T00:00:00Z"), ..role(SERVICE_SUPPORT) };
    let group = HeldRole { group: Some("Admins".into()), ends: until("2027-01-01T00:00:00Z"), ..role(SERVICE_SUPPORT) };
    let case = Case::of(vec![short.clone(), group.clone()], vec![delegation(vec![access(true)])]);
    assert_eq!(case.through(), (WayKind::Delegation, "Fjord support".into()), "to February");
    let case = Case::of(vec![short, group.clone()], vec![]);
    assert_eq!(case.through(), (WayKind::Group, "Admins".into()), "to January");
    let forever = |group: Option<&str>, name: &str| HeldRole { group: group.map(Into::into), ..role(name) };
    let endless = HeldDelegation { ends: None, ..delegation(vec![access(true)]) };
    let case = Case::of(vec![forever(Some("Admins"), GLOBAL), forever(None, GLOBAL)], vec![endless]);
    assert_eq!(case.through(), (WayKind::Role, "global-administrator".into()), "one's own before a group's");
    let case = Case::of(vec![forever(None, GLOBAL), forever(None, SERVICE_SUPPORT)], vec![]);
    assert_eq!(case.through().1, "service-support-administrator", "the lesser one");
}

#[test]
fn of_the_ways_that_are_shut_the_nearest_is_explained() {
    let eligible = HeldRole { eligible: true, ..role(SERVICE_SUPPORT) };
    let scoped = HeldRole { whole_tenant: false, ..role(SERVICE_SUPPORT) };
    let ended = HeldDelegation { status: "expired".into(), ..delegation(vec![access(true)]) };
    let code = |roles, delegations| Case::of(roles, delegations).code();
    assert_eq!(code(vec![role(LICENSE), scoped.clone(), eligible.clone()], vec![ended.clone()]), "not-activated");
    assert_eq!(code(vec![role(LICENSE), scoped], vec![ended.clone()]), "scope");
    assert_eq!(code(vec![role(LICENSE)], vec![ended]), "delegation-ended", "a group the person is in");
    assert_eq!(code(vec![role(LICENSE)], vec![delegation(vec![access(false)])]), "role-cannot-file");
    assert_eq!(code(vec![], vec![delegation(vec![access(false)])]), "delegation-not-assigned");
}

#[test]
fn what_has_changed_stands_beside_the_ruling() {
    let notes = |case: &Case| {
        let changed = case.ruling().basis.changed_since;
        changed.into_iter().map(|change| (change.topic, change.since)).collect::<Vec<_>>()
    };
    let of = |topic: &str, since: &str| (topic.to_owned(), since.to_owned());
    let renamed = of("S18", "2021");
    assert!(notes(&Case::of(vec![role(SERVICE_SUPPORT)], vec![])).contains(&renamed), "service administrator");
    let lcs = notes(&Case::of(vec![role("lcs-user")], vec![]));
    assert!(lcs.contains(&of("S18", "2025-06")), "on today's list, not on the base one: {lcs:?}");
    let gdap = notes(&Case::of(vec![], vec![delegation(vec![access(true)])]));
    assert!(gdap.contains(&of("S20", "2022–23")), "{gdap:?}");
    let mut finance = Case::of(vec![role("lcs-user")], vec![]);
    finance.product = Some("finance");
    assert!(notes(&finance).contains(&of("S12", "2026-02")), "new customers file in the Power Platform admin center");
    let because = Case::of(vec![], vec![]).ruling().basis.because;
    assert_eq!(because, ["S18", "S19", "S20"]);
}

#[test]
fn who_could_grant_a_role() {
    let place = |name: &str| base().may_grant(name);
    assert!(place("privileged-role-administrator") < place("global-administrator"), "the lesser first");
    assert_eq!(place("service-support-administrator"), None, "it may file, but Entra lets it assign no role");
    assert_eq!((place("license-administrator"), place("lcs-user"), place("nobody")), (None, None, None));
}

/// A role kept until the end of a day ends with the first instant of the next one, on the tenant's clock.
#[test]
fn starts_and_ends_are_told_as_days_of_the_tenant() {
    let said = |case: &Case| case.answer().refusal.unwrap().message;
    let mut oslo =
        Case::of(vec![HeldRole { starts: Some(at("2026-11-30T23:00:00Z")), ..role(SERVICE_SUPPORT) }], vec![]);
    assert!(said(&oslo).en.contains("only from 2026-12-01 on"), "{}", said(&oslo).en);
    assert!(said(&oslo).nb.contains("først fra 2026-12-01"), "{}", said(&oslo).nb);
    oslo.roles = vec![HeldRole { ends: Some(at("2026-11-10T23:00:00Z")), ..role(SERVICE_SUPPORT) }];
    assert!(said(&oslo).en.contains("ended on 2026-11-10"), "{}", said(&oslo).en);
    let mut york = Case::of(vec![HeldRole { ends: Some(at("2026-11-11T05:00:00Z")), ..role(SERVICE_SUPPORT) }], vec![]);
    york.zone = chrono_tz::America::New_York;
    assert!(said(&york).en.contains("ended on 2026-11-10"), "{}", said(&york).en);
    york.roles = vec![];
    york.delegations =
        vec![HeldDelegation { ends: Some(at("2026-11-11T05:00:00Z")), ..delegation(vec![access(true)]) }];
    assert!(said(&york).en.contains("end: 2026-11-10"), "{}", said(&york).en);
}

#[test]
fn what_an_export_no_longer_contains_did_not_end() {
    let gone = Some(at("2026-11-20T10:00:00Z"));
    let lost = Case::of(vec![HeldRole { ends: gone, missing: true, ..role(SERVICE_SUPPORT) }], vec![]);
    let said = lost.answer().refusal.unwrap();
    assert_eq!(said.code, "no-role");
    assert!(
        said.message.en.contains("no longer contains it") && !said.message.en.contains("ended"),
        "{:?}",
        said.message
    );
    let lost = HeldDelegation { ends: gone, missing: true, ..delegation(vec![access(true)]) };
    let said = Case::of(vec![], vec![lost]).answer().refusal.unwrap();
    assert_eq!(said.code, "delegation-ended");
    assert!(
        said.message.en.contains("no longer contains") && !said.message.en.contains("has ended"),
        "{:?}",
        said.message
    );
}

#[test]
fn before_a_delegation_was_active_nobody_is_said_to_owe_an_approval() {
    let mut early = Case::of(vec![], vec![delegation(vec![access(true)])]);
    early.at = at("2025-02-01T00:00:00Z");
    let said = early.answer().refusal.unwrap();
    assert_eq!(said.code, "not-activated");
    assert!(said.message.en.contains("only from 2025-02-10"), "{:?}", said.message);
    assert!(!said.message.en.contains("approved"), "{:?}", said.message);
}

#[test]
fn a_delegation_is_approved_by_the_global_administrator() {
    let ended = HeldDelegation { status: "expired".into(), ..delegation(vec![access(true)]) };
    assert!(Case::of(vec![], vec![ended]).answer().remedy.unwrap().global_administrator);
    assert!(!Case::of(vec![], vec![]).answer().remedy.unwrap().global_administrator);
}

#[test]
fn everything_said_is_said_in_both_languages() {
    let mut cases = vec![
        Case::of(vec![], vec![]),
        Case::of(vec![role(LICENSE)], vec![]),
        Case::of(vec![role("11111111-1111-1111-1111-111111111111")], vec![]),
        Case::of(vec![HeldRole { eligible: true, group: Some("Admins".into()), ..role(GLOBAL) }], vec![]),
        Case::of(vec![HeldRole { whole_tenant: false, ..role(GLOBAL) }], vec![]),
        Case::of(vec![HeldRole { ends: Some(now()), ..role(GLOBAL) }], vec![]),
        Case::of(vec![], vec![delegation(vec![])]),
        Case::of(vec![], vec![delegation(vec![access(false)])]),
        Case::of(vec![], vec![HeldDelegation { roles: vec![LICENSE.into()], ..delegation(vec![]) }]),
        Case::of(vec![], vec![HeldDelegation { extends: true, status: "expired".into(), ..delegation(vec![]) }]),
        Case::of(vec![], vec![HeldDelegation { status: "approvalPending".into(), ends: None, ..delegation(vec![]) }]),
    ];
    for product in ["finance", "business-central", "customer-engagement-on-premises"] {
        let mut case = Case::of(vec![], vec![]);
        case.product = Some(product);
        cases.push(case);
    }
    let mut seen = BTreeSet::new();
    for case in &cases {
        let answer = case.answer();
        let (message, remedy) = (answer.refusal.unwrap().message, answer.remedy.unwrap());
        for text in [&message.en, &message.nb] {
            assert!(text.ends_with('.') && !text.contains("  ") && !text.contains('{'), "{text}");
        }
        assert_ne!(message.en, message.nb);
        assert!(seen.insert(message.en.clone()), "said twice: {}", message.en);
        assert!(!remedy.steps.is_empty());
    }
}

#[test]
fn a_file_of_roles_that_is_not_in_order_is_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("editions/2023-10");
    let load = |change: &dyn Fn(String) -> String| {
        Edition::load(&|file| {
            let text = std::fs::read_to_string(folder.join(file)).ok()?;
            Some(if file == "roles.toml" { change(text) } else { text })
        })
    };
    let refused = |from: &str, to: &str| match load(&|text| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    }) {
        Err(EditionError::Invalid(problems)) => problems[0].message.en.clone(),
        other => panic!("{other:?}"),
    };
    assert!(refused("id = \"helpdesk-administrator\"", "id = \"service-admin\"").contains("another role already"));
    assert!(refused("least = \"service-support-administrator\"", "least = \"clerk\"").contains("no role clerk"));
    assert!(refused("since = \"2025-06\"\n", "").contains("both languages"));
    assert!(refused("base_dated = \"2021-05-27\"", "base_dated = \"spring\"").contains("is not a date"));
    assert!(refused("support_tickets = \"verified\"", "support_tickets = \"perhaps\"").contains("perhaps"));
    assert!(refused("support_tickets = \"verified\"", "support_tickets = \"none\"").contains("stated not to file"));
}

fn any_role() -> impl Strategy<Value = HeldRole> {
    let names = prop::sample::select(base().roles.roles.iter().map(|role| role.key().to_owned()).collect::<Vec<_>>());
    let instant = || prop::option::of((-100i64..100).prop_map(|days| now() + Duration::days(days)));
    (names, prop::option::of("[A-C]"), any::<bool>(), any::<bool>(), instant(), instant()).prop_map(
        |(role, group, whole_tenant, eligible, starts, ends)| HeldRole {
            missing: false,
            role,
            group,
            whole_tenant,
            eligible,
            starts,
            ends,
        },
    )
}

fn any_access() -> impl Strategy<Value = HeldAccess> {
    let roles = prop::collection::vec(prop::sample::select(vec![SERVICE_SUPPORT, LICENSE, TEAMS]), 0..3);
    let status = prop::sample::select(vec!["active", "pending", "error"]);
    let instant = || prop::option::of((-100i64..100).prop_map(|days| now() + Duration::days(days)));
    (roles, status, any::<bool>(), instant(), instant()).prop_map(|(roles, status, member, ends, member_until)| {
        HeldAccess {
            group: "Support desk".into(),
            roles: roles.into_iter().map(Into::into).collect(),
            status: status.into(),
            ends,
            member,
            member_until,
        }
    })
}

fn any_delegation() -> impl Strategy<Value = HeldDelegation> {
    let status = prop::sample::select(vec!["active", "approvalPending", "expiring", "terminated"]);
    let ends = prop::option::of((-100i64..100).prop_map(|days| now() + Duration::days(days)));
    (prop::collection::vec(any_access(), 0..3), status, ends, any::<bool>()).prop_map(
        |(groups, status, ends, knows)| {
            let roles = if knows { vec![SERVICE_SUPPORT.to_owned(), TEAMS.to_owned()] } else { Vec::new() };
            HeldDelegation { status: status.into(), ends, roles, ..delegation(groups) }
        },
    )
}

fn any_case() -> impl Strategy<Value = Case> {
    let agreement = prop::sample::select(vec![Agreement::Nothing, Agreement::Some, Agreement::All]);
    let account = prop::sample::select(vec![
        Account::Tenant,
        Account::Elsewhere { guest: false },
        Account::Elsewhere { guest: true },
    ]);
    let product = prop::sample::select(vec![None, Some("power-platform"), Some("finance"), Some("business-central")]);
    let parts = (prop::collection::vec(any_role(), 0..4), prop::collection::vec(any_delegation(), 0..3));
    (parts, agreement, account, product, any::<bool>(), -120i64..120).prop_map(
        |((roles, delegations), agreement, account, product, enabled, days)| Case {
            enabled,
            account,
            agreement,
            product,
            at: now() + Duration::days(days),
            ..Case::of(roles, delegations)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whoever may file still may when given another role or delegation, and not for a shorter time.
    #[test]
    fn more_never_takes_away(mut case in any_case(), role in any_role(), delegation in any_delegation()) {
        let before = case.answer();
        case.roles.push(role);
        case.delegations.push(delegation);
        let after = case.answer();
        if before.allowed {
            prop_assert!(after.allowed);
            let until = |answer: &MayFile| answer.until.unwrap_or(DateTime::<Utc>::MAX_UTC);
            prop_assert!(until(&after) >= until(&before));
        }
    }

    /// What is allowed ends: before the end it still holds, and at the end that way does not.
    #[test]
    fn allowed_never_reaches_its_end(mut case in any_case()) {
        let answer = case.answer();
        if let Some(until) = answer.until {
            prop_assert!(until > case.at);
            case.at = until;
            let then = case.answer();
            prop_assert!(!then.allowed || then.until.is_none_or(|later| later > until));
        }
    }

    /// The order in which facts are kept is no fact.
    #[test]
    fn order_does_not_matter(mut case in any_case()) {
        let before = case.answer();
        case.roles.reverse();
        case.delegations.reverse();
        let after = case.answer();
        prop_assert_eq!((before.allowed, before.until), (after.allowed, after.until));
        prop_assert_eq!(before.refusal.map(|refusal| refusal.code), after.refusal.map(|refusal| refusal.code));
    }
}
