//! Questions that need the register and the policy: worked out by hand from the policy's tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use chrono::NaiveDate;
use common::{add_tenant, at, code, contract_draft, desk, now, request_draft, tenant_draft};
use support_policy::Text;
use support_policy::customer::EmeaClock;
use support_policy::edition::{Edition, Impact};
use support_policy::entitlement::{Entitlement, EntitlementOption, Whose};
use support_policy::explain::{ClosedBecause, DayKind, StepKind};
use support_policy::file_request::FilingAnswer;
use support_register::{
    Contract, ContractDraft, ContractKind, DueKind, Question, Register, RequestDraft, SecretChange, Settings, Tenant,
    TenantDraft, TenantKind,
};
use support_vault::Keyring;

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

fn add_contract(register: &Register, draft: &ContractDraft) -> Contract {
    register.contracts().add(draft, &SecretChange::default(), &Keyring::system(), now()).unwrap()
}

/// Friday 27 March 2026, 16:30 in Oslo; EMEA closes at 18:00 and clocks go forward on Sunday.
fn question(tenant: &Tenant) -> Question {
    Question {
        tenant: tenant.id,
        product: "customer-engagement".into(),
        concern: "break-fix".into(),
        impact: Impact::Moderate,
        entitlement: None,
        filed_at: Some(at("2026-03-27T15:30:00Z")),
        partner: false,
        cannot_sign_in: false,
        access: None,
        preview: None,
        scope: None,
        cause: None,
    }
}

fn ask(register: &Register, question: &Question) -> FilingAnswer {
    register.answer(edition(), question, now()).unwrap()
}

#[test]
fn the_page_answers_for_the_included_plan() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let answer = ask(&desk.register, &question(&tenant));
    assert_eq!((answer.plan.as_str(), answer.severity.as_deref()), ("subscription", Some("b")));
    assert_eq!(answer.route.answered().unwrap().channel, "power-platform-admin-center");
    assert_eq!(answer.respond_by.answered().unwrap().due_at, at("2026-03-30T08:30:00Z"));
    let limits: Vec<_> = answer
        .severities
        .iter()
        .map(|option| (option.severity.as_str(), option.limit.as_str(), option.chosen))
        .collect();
    assert_eq!(limits, [("a", "PT1H", false), ("b", "PT4H", true), ("c", "PT8H", false)]);
    assert_eq!(answer.severities[0].due_at, at("2026-03-27T16:30:00Z"));
    assert!(!answer.commits_round_the_clock);
    let critical = ask(&desk.register, &Question { impact: Impact::Critical, ..question(&tenant) });
    assert!(critical.severity.as_deref() == Some("a") && critical.commits_round_the_clock);
    let check = &answer.check;
    assert!(!check.first.is_empty() && !check.gather.is_empty() && !check.will_not.is_empty());
    assert!(!answer.who.is_empty() && check.follow_ups.is_empty() && check.time_box.is_none());

    // The clock: Friday to Monday, an hour and a half and two and a half counted.
    let clock = answer.clock.unwrap();
    let days: Vec<_> = clock.days.iter().map(|day| (day.date.to_string(), day.kind)).collect();
    assert_eq!(
        days,
        [
            ("2026-03-27".to_owned(), DayKind::Working),
            ("2026-03-28".to_owned(), DayKind::Weekend),
            ("2026-03-29".to_owned(), DayKind::Weekend),
            ("2026-03-30".to_owned(), DayKind::Working),
        ]
    );
    assert_eq!(clock.days[2].to - clock.days[2].from, chrono::TimeDelta::hours(23), "clocks go forward");
    let counted: Vec<_> =
        clock.counted.iter().map(|counted| (counted.from, counted.to, counted.duration.as_str())).collect();
    assert_eq!(
        counted,
        [
            (at("2026-03-27T15:30:00Z"), at("2026-03-27T17:00:00Z"), "PT1H30M"),
            (at("2026-03-30T06:00:00Z"), at("2026-03-30T08:30:00Z"), "PT2H30M"),
        ]
    );
    let steps: Vec<_> = answer.steps.iter().map(|step| (step.kind, step.reason)).collect();
    assert_eq!(
        steps,
        [
            (StepKind::Filed, None),
            (StepKind::Counts, None),
            (StepKind::Closed, Some(ClosedBecause::Weekend)),
            (StepKind::Counts, None),
            (StepKind::Due, None),
        ]
    );
}

#[test]
fn the_quickest_contract_is_chosen_and_plans_to_buy_are_not() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let premier = add_contract(&desk.register, &contract_draft("Nordic"));
    let answer = ask(&desk.register, &question(&tenant));
    // Premier B is two hours round the clock; Professional Direct would have to be bought.
    assert_eq!(answer.plan, "premier");
    assert_eq!(answer.respond_by.answered().unwrap().due_at, at("2026-03-27T17:30:00Z"));
    let chosen: Vec<_> = answer.entitlements.iter().filter(|option| option.chosen).collect();
    assert_eq!(chosen[0].entitlement, Entitlement::Contract { contract: premier.id.to_string() });
    assert_eq!(chosen[0].name, Text::same("Nordic"));

    let wished =
        Question { entitlement: Some(Entitlement::Plan { plan: "professional-direct".into() }), ..question(&tenant) };
    assert_eq!(ask(&desk.register, &wished).plan, "professional-direct");
}

#[test]
fn contracts_that_have_lapsed_or_belong_to_another_tenant_do_not_count() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let other = add_tenant(&desk.register, "Contoso");
    let ended = NaiveDate::from_ymd_opt(2026, 3, 26);
    let last_day = NaiveDate::from_ymd_opt(2026, 3, 27);
    add_contract(&desk.register, &ContractDraft { ends: ended, ..contract_draft("Ended") });
    add_contract(&desk.register, &ContractDraft { tenant: Some(other.id), ..contract_draft("Theirs") });
    let answer = ask(&desk.register, &question(&tenant));
    assert_eq!(answer.plan, "subscription");
    let ended = answer.entitlements.iter().find(|option| option.name.en == "Ended").unwrap();
    assert_eq!(ended.refusal.as_ref().unwrap().code, "contract-ended");
    assert!(answer.entitlements.iter().all(|option| option.name.en != "Theirs"));

    add_contract(&desk.register, &ContractDraft { ends: last_day, ..contract_draft("Last day") });
    assert_eq!(ask(&desk.register, &question(&tenant)).plan, "premier", "a contract holds on its last day");
    // 22:30 UTC is still the 27th in Oslo, 23:30 is not.
    let filed = |at_utc| Question { filed_at: Some(at(at_utc)), ..question(&tenant) };
    assert_eq!(ask(&desk.register, &filed("2026-03-27T22:30:00Z")).plan, "premier");
    assert_eq!(ask(&desk.register, &filed("2026-03-27T23:30:00Z")).plan, "subscription");
}

#[test]
fn unified_has_no_severity_for_minimal_impact_and_is_asked_at_its_mildest() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let contract =
        add_contract(&desk.register, &ContractDraft { kind: ContractKind::UnifiedCore, ..contract_draft("Unified") });
    let answer = ask(&desk.register, &Question { impact: Impact::Minimal, ..question(&tenant) });
    // Standard, eight hours round the clock: 23:30 UTC on Friday; the included plan's C would take until Tuesday.
    assert_eq!((answer.plan.as_str(), answer.severity.as_deref()), ("unified-core", Some("standard")));
    assert_eq!(answer.respond_by.answered().unwrap().due_at, at("2026-03-27T23:30:00Z"));
    let entitlement = Some(Entitlement::Contract { contract: contract.id.to_string() });
    let critical = ask(&desk.register, &Question { impact: Impact::Critical, entitlement, ..question(&tenant) });
    assert_eq!(critical.severity.as_deref(), Some("critical"));
    assert!(!critical.commits_round_the_clock, "only severity A does");
}

#[test]
fn an_on_premises_product_is_routed_and_has_no_published_time() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let answer =
        ask(&desk.register, &Question { product: "customer-engagement-on-premises".into(), ..question(&tenant) });
    assert_eq!(answer.plan, "software-assurance");
    assert_eq!(answer.route.answered().unwrap().channel, "support-for-business");
    assert_eq!(answer.respond_by.refusal().unwrap().code, "plan-has-no-such-severity");
    assert_eq!(answer.severity, None);
    assert!(answer.clock.is_none());
}

#[test]
fn a_tenant_must_be_somewhere_that_exists() {
    let known = |draft: TenantDraft| draft.known_to(edition());
    let draft = |country: &str, zone: Option<&str>| TenantDraft {
        country: country.into(),
        zone: zone.map(str::to_owned),
        ..tenant_draft("T")
    };
    assert_eq!(known(draft("no", None)).unwrap().country, "NO");
    assert_eq!(known(draft("UY", None)).unwrap().zone.as_deref(), Some("America/Montevideo"));
    assert_eq!(code(known(draft("BR", None))), "zone-needed");
    assert_eq!(known(draft("BR", Some("America/Manaus"))).unwrap().zone.as_deref(), Some("America/Manaus"));
    assert_eq!(code(known(draft("ZZ", None))), "unknown-country");
    assert_eq!(code(known(draft("NO", Some("Europe/Atlantis")))), "unknown-zone");
    assert_eq!(code(known(TenantDraft { region: Some("mars".into()), ..draft("NO", None) })), "unknown-region");
    assert_eq!(code(known(TenantDraft { holidays: Some("ZZ".into()), ..draft("NO", None) })), "no-holidays-known");
}

#[test]
fn a_logged_request_keeps_its_deadline_until_what_it_rests_on_changes() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    // Friday 20 November 2026, 10:00 in Oslo: Professional Direct B is two business hours, 12:00.
    let draft = request_draft(&tenant, "Posting fails");
    let request = desk.register.log_request(edition(), &draft, now()).unwrap();
    assert_eq!(request.due_at, Some(at("2026-11-20T11:00:00Z")));
    let ruling = request.deadline.as_ref().unwrap();
    assert_eq!((ruling["limit"].as_str(), ruling["edition"].as_str()), (Some("PT2H"), Some("2023-10")));
    assert_eq!(ruling["inputs"]["country"], "NO");

    let set = |draft: &RequestDraft| desk.register.change_request(edition(), request.id, draft, now()).unwrap();
    let fixed = Settings { emea_clock: EmeaClock::Fixed, ..desk.register.settings().get().unwrap() };
    desk.register.settings().set(fixed, now()).unwrap();
    let renamed = set(&RequestDraft { title: "Posting fails again".into(), ..draft.clone() });
    assert_eq!(renamed.deadline, request.deadline, "a new title moves nothing");
    let raised = set(&RequestDraft { severity: "a".into(), ..draft.clone() });
    assert_eq!(raised.due_at, Some(at("2026-11-20T10:00:00Z")));
    assert_eq!(
        code(desk.register.change_request(
            edition(),
            request.id,
            &RequestDraft { severity: "standard".into(), ..draft },
            now()
        )),
        "plan-has-no-such-severity"
    );
    assert_eq!(desk.register.requests().get(request.id).unwrap(), raised, "nothing was stored by half");
}

#[test]
fn a_stored_deadline_keeps_its_picture_and_says_what_it_would_now_be() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    // EMEA opens at 08:00 CEST, 06:00 UTC; two business hours are over at 08:00 UTC.
    let draft = RequestDraft { filed_at: at("2026-07-06T05:00:00Z"), ..request_draft(&tenant, "Early") };
    let request = desk.register.log_request(edition(), &draft, now()).unwrap();
    assert_eq!(desk.register.would_now_be(edition(), &request).unwrap(), None);
    // Read as fixed UTC+1, EMEA opens an hour later in July.
    let fixed = Settings { emea_clock: EmeaClock::Fixed, ..desk.register.settings().get().unwrap() };
    desk.register.settings().set(fixed, now()).unwrap();
    assert_eq!(desk.register.would_now_be(edition(), &request).unwrap(), Some(at("2026-07-06T09:00:00Z")));
    let (clock, _) = desk.register.explain_request(edition(), &request).unwrap().expect("the stored picture");
    assert_eq!((clock.starts_at, clock.due_at), (at("2026-07-06T06:00:00Z"), at("2026-07-06T08:00:00Z")));
    assert_eq!(desk.register.requests().get(request.id).unwrap(), request, "history does not move");
}

#[test]
fn a_request_is_logged_only_under_a_contract_that_fits() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let other = add_tenant(&desk.register, "Contoso");
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let draft = |name: &str| ContractDraft { tenant: Some(tenant.id), ..contract_draft(name) };
    let mine = add_contract(&desk.register, &draft("Mine"));
    let ended = add_contract(&desk.register, &ContractDraft { ends: day(2026, 11, 19), ..draft("Ended") });
    let later = add_contract(&desk.register, &ContractDraft { starts: day(2026, 11, 21), ..draft("Later") });
    let last_day = add_contract(&desk.register, &ContractDraft { ends: day(2026, 11, 20), ..draft("Last day") });
    let studio = add_contract(&desk.register, &ContractDraft { kind: ContractKind::VisualStudio, ..draft("Studio") });
    // Filed on 20 November 2026.
    let log = |tenant: &Tenant, contract: &Contract, product: &str| {
        let draft = RequestDraft {
            plan: None,
            contract: Some(contract.id),
            product: product.into(),
            ..request_draft(tenant, "X")
        };
        code(desk.register.log_request(edition(), &draft, now()).map(|_| ()))
    };
    assert_eq!(log(&other, &mine, "finance"), "contract-of-another-tenant");
    assert_eq!(log(&tenant, &ended, "finance"), "contract-ended");
    assert_eq!(log(&tenant, &later, "finance"), "contract-not-started");
    assert_eq!(log(&tenant, &studio, "finance"), "plan-does-not-cover-product", "S42: on-premises only");
    assert_eq!(desk.register.requests().list().unwrap(), [], "nothing was stored by half");
    let fits = RequestDraft { plan: None, contract: Some(last_day.id), ..request_draft(&tenant, "Fits") };
    assert!(desk.register.log_request(edition(), &fits, now()).is_ok());
    let on_premises = RequestDraft {
        plan: None,
        contract: Some(studio.id),
        product: "customer-engagement-on-premises".into(),
        ..request_draft(&tenant, "On premises")
    };
    assert_eq!(desk.register.log_request(edition(), &on_premises, now()).unwrap().due_at, None);
}

#[test]
fn what_is_wished_and_does_not_do_is_answered_with_a_refusal() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let wish = |entitlement, product: &str| Question {
        entitlement: Some(entitlement),
        product: product.into(),
        ..question(&tenant)
    };
    let subscription = Entitlement::Plan { plan: "subscription".into() };
    let answer = ask(&desk.register, &wish(subscription.clone(), "customer-engagement-on-premises"));
    assert_eq!(answer.route.refusal().unwrap().code, "plan-does-not-cover-product");
    assert_eq!(answer.respond_by.refusal().unwrap().code, "plan-does-not-cover-product");
    let options: Vec<_> =
        answer.entitlements.iter().map(|option| (option.plan.as_deref().unwrap(), option.chosen)).collect();
    assert_eq!(
        options,
        [("subscription", true), ("software-assurance", false), ("advantage", false), ("advantage-plus", false)]
    );

    let gone = Entitlement::Contract { contract: "00000000-0000-7000-8000-000000000000".into() };
    assert_eq!(ask(&desk.register, &wish(gone, "finance")).plan, "subscription", "the best there is");

    let ends = NaiveDate::from_ymd_opt(2026, 1, 31);
    let ended = add_contract(&desk.register, &ContractDraft { ends, ..contract_draft("Ended") });
    let wished = Entitlement::Contract { contract: ended.id.to_string() };
    assert_eq!(ask(&desk.register, &wish(wished, "finance")).respond_by.refusal().unwrap().code, "contract-ended");
}

#[test]
fn a_preview_has_no_promised_response_and_the_included_plan_is_enough() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    add_contract(&desk.register, &contract_draft("Nordic"));
    let preview = Question { concern: "preview".into(), impact: Impact::Critical, ..question(&tenant) };
    let answer = ask(&desk.register, &preview);
    assert_eq!(answer.respond_by.refusal().unwrap().code, "no-response-time-promised");
    assert_eq!(answer.respond_by.basis.because, ["S10", "S11"]);
    assert!(answer.respond_by.basis.changed_since.iter().any(|change| change.since == "2025"), "covered since 2025");
    assert_eq!(answer.plan, "subscription", "a contract gives nothing more");
    assert!(answer.clock.is_none() && answer.severities.is_empty() && !answer.commits_round_the_clock);
}

#[test]
fn a_filing_time_in_the_future_is_a_slip() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let log = |filed_at| {
        let draft = RequestDraft { filed_at: at(filed_at), ..request_draft(&tenant, "X") };
        desk.register.log_request(edition(), &draft, now())
    };
    assert_eq!(code(log("2027-11-20T09:00:00Z")), "invalid");
    assert_eq!(code(log("2026-11-22T09:00:00Z")), "invalid", "an hour ahead a zone was left out");
    assert!(log("2026-11-22T08:04:59Z").is_ok(), "clocks differ a little");
}

#[test]
fn what_is_due_comes_in_order() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjordkraft");
    let late = desk.register.log_request(edition(), &request_draft(&tenant, "Late"), now()).unwrap();
    let soon =
        RequestDraft { filed_at: at("2026-11-22T07:30:00Z"), severity: "a".into(), ..request_draft(&tenant, "Soon") };
    let soon = desk.register.log_request(edition(), &soon, now()).unwrap();
    let ends = NaiveDate::from_ymd_opt(2026, 12, 31);
    let contract =
        add_contract(&desk.register, &ContractDraft { ends, tenant: Some(tenant.id), ..contract_draft("Nordic") });
    // Requests about finance go to Lifecycle Services; there the contract is linked, and nothing is missing.
    let contracts = desk.register.contracts();
    contracts.link(edition(), contract.id, "lifecycle-services", "kari@fjordkraft.no", None, now()).unwrap();
    let due = desk.register.due(None, now()).unwrap();
    let listed: Vec<_> = due.iter().map(|item| (item.kind, item.subject.id, item.overdue, item.at)).collect();
    assert_eq!(
        listed,
        [
            (DueKind::FirstResponse, late.id, true, at("2026-11-20T11:00:00Z")),
            (DueKind::FirstResponse, soon.id, false, at("2026-11-22T08:30:00Z")),
            (DueKind::ContractEnd, contract.id, false, at("2026-12-31T23:00:00Z")),
        ]
    );
    let within_a_day = desk.register.due(Some(chrono::TimeDelta::days(1)), now()).unwrap();
    assert_eq!(within_a_day.len(), 2, "overdue items always, others when they fall due in time");
}

/// S20, S40: what a partner keeps under its own organisation may be used for a client, and nothing else of it.
#[test]
fn a_partner_files_for_a_client_under_its_own_benefits() {
    let desk = desk();
    let register = &desk.register;
    let own = add_tenant(register, "Fjordkraft");
    let client =
        register.tenants().add(&TenantDraft { kind: TenantKind::Client, ..tenant_draft("Nordlys") }, now()).unwrap();
    let kept = |kind, name: &str, tenant: &Tenant| {
        let draft = ContractDraft { kind, tenant: Some(tenant.id), ..contract_draft(name) };
        add_contract(register, &draft)
    };
    let benefit = kept(ContractKind::AdvancedSupportForPartners, "ASfP", &own);
    kept(ContractKind::PremierForPartners, "PSfP", &own);
    let own_premier = kept(ContractKind::Premier, "Ours", &own);
    kept(ContractKind::UnifiedCore, "Theirs", &client);

    let names = |partner| -> Vec<(String, Whose)> {
        let answer = ask(register, &Question { partner, ..question(&client) });
        let contracts = answer.entitlements.into_iter().filter(|option| option.entitlement != plan_of(option));
        contracts.map(|option| (option.name.en, option.whose)).collect()
    };
    let mut for_client = names(true);
    for_client.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        for_client,
        [
            ("ASfP".to_owned(), Whose::Partner),
            ("PSfP".to_owned(), Whose::Partner),
            ("Theirs".to_owned(), Whose::Customer)
        ]
    );
    assert_eq!(names(false), [("Theirs".to_owned(), Whose::Customer)]);

    // Such a request is logged, without a deadline: the policy publishes none.
    let draft = RequestDraft { contract: Some(benefit.id), plan: None, ..request_draft(&client, "Slow") };
    let logged = register.log_request(edition(), &draft, now()).unwrap();
    assert_eq!(logged.due_at, None);
    let refused = register.log_request(edition(), &RequestDraft { contract: Some(own_premier.id), ..draft }, now());
    assert_eq!(code(refused), "contract-of-another-tenant");
}

/// The option's plan as an entitlement of its own.
fn plan_of(option: &EntitlementOption) -> Entitlement {
    Entitlement::Plan { plan: option.plan.clone().unwrap_or_default() }
}
