//! Made-up registers: what is asked for is what comes, twice the same, and sound; and lists of them that are read by
//! index are the ones that looking at every record gives.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "../benches/realistic/mod.rs"]
mod realistic;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use realistic::{Size, fill, open};
use support_policy::edition::Edition;
use support_register::{
    DueItem, DueKind, ExportFormat, ExportList, MatrixQuery, Person, RecordType, Register, Request, RequestFilter,
    RequestSort, RequestState, RoleAssignmentDraft, RoleState, Watch,
};
use tempfile::TempDir;

const SIZE: Size = Size { requests: 600, tenants: 40 };

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn register(size: Size, seed: u64) -> (TempDir, Register) {
    let folder = TempDir::new().unwrap();
    let register = open(folder.path());
    fill(&register, size, seed, now());
    (folder, register)
}

#[test]
fn as_much_is_made_as_is_asked_for_and_the_register_is_sound() {
    let (_folder, register) = register(SIZE, 1);
    let counts = register.counts(now()).unwrap();
    assert_eq!((counts.requests, counts.tenants, counts.contracts), (600, 40, 8));
    let count = |list| register.export_list(list, ExportFormat::Json, &Watch::none(), now()).unwrap().1;
    assert_eq!((count(ExportList::Delegations), count(ExportList::Plans), count(ExportList::People)), (39, 39, 44));
    assert_eq!(register.check().unwrap().problems, []);
    let requests = register.requests().counts(now()).unwrap();
    assert!([requests.open, requests.overdue, requests.answered, requests.closed].iter().all(|count| *count > 0));
    assert!(register.requests().list().unwrap().iter().all(|request| request.due_at.is_some()), "each has a deadline");
}

#[test]
fn the_same_seed_makes_the_same_register_and_another_does_not() {
    // Ids and what they are part of are new each time; all else is not.
    let all = |seed| {
        let (_folder, register) = register(Size { requests: 60, tenants: 12 }, seed);
        let names = register.tenants().list().unwrap();
        let name = |request: &Request| names.iter().find(|tenant| tenant.id == request.tenant).unwrap().name.clone();
        let mut requests: Vec<_> = register
            .requests()
            .list()
            .unwrap()
            .into_iter()
            .map(|one| {
                (one.case_number.clone(), name(&one), one.title, one.filed_at, one.due_at, one.holder, one.paused_at)
            })
            .collect();
        requests.sort();
        let mut due: Vec<_> =
            register.due(None, now()).unwrap().into_iter().map(|item| (item.at, item.subject.name)).collect();
        due.sort();
        (requests, due)
    };
    assert_eq!(all(7), all(7));
    assert_ne!(all(7), all(8));
}

/// Every request that fits, in the order asked for.
fn expected(all: &[Request], filter: &RequestFilter) -> Vec<Request> {
    let text = filter.text.as_deref().map(str::to_lowercase);
    let fits = |one: &&Request| {
        filter.state.is_none_or(|state| one.state(now()) == state)
            && filter.tenant.is_none_or(|tenant| one.tenant == tenant)
            && filter.product.as_ref().is_none_or(|product| one.product == *product)
            && filter.contract.is_none_or(|contract| one.contract == Some(contract))
            && filter.severity.as_ref().is_none_or(|severity| one.severity == *severity)
            && filter.holder.as_ref().is_none_or(|holder| one.holder.as_deref().unwrap_or_default() == holder)
            && text.as_ref().is_none_or(|text| one.title.to_lowercase().contains(text))
    };
    let mut found: Vec<Request> = all.iter().filter(fits).cloned().collect();
    let newest = |a: &Request, b: &Request| (b.filed_at, b.id).cmp(&(a.filed_at, a.id));
    let due = |one: &Request| (one.due_at.is_none(), one.due_at, one.filed_at, one.id);
    let rank = |one: &Request| match one.state(now()) {
        RequestState::Overdue => 0,
        RequestState::Open => 1,
        RequestState::Answered => 2,
        RequestState::Closed => 3,
    };
    let waits = |one: &Request| rank(one) < 2;
    found.sort_by(|a, b| match filter.sort {
        Some(RequestSort::Oldest) => newest(b, a),
        Some(RequestSort::Title) => (a.title.to_lowercase(), a.id).cmp(&(b.title.to_lowercase(), b.id)),
        Some(RequestSort::Newest) => newest(a, b),
        None if filter.state.is_none() => newest(a, b),
        None | Some(RequestSort::Urgency) => {
            let order = if waits(a) { due(a).cmp(&due(b)) } else { newest(a, b) };
            rank(a).cmp(&rank(b)).then(order)
        }
    });
    found
}

#[test]
fn a_list_read_by_index_is_the_one_that_looking_at_every_request_gives() {
    let (_folder, register) = register(SIZE, 3);
    let all = register.requests().list().unwrap();
    let some = all.iter().find(|one| one.contract.is_some() && one.holder.is_some()).unwrap();
    let narrowings: [RequestFilter; 9] = [
        RequestFilter::default(),
        RequestFilter { tenant: Some(some.tenant), ..RequestFilter::default() },
        RequestFilter { product: Some(some.product.clone()), ..RequestFilter::default() },
        RequestFilter { contract: some.contract, ..RequestFilter::default() },
        RequestFilter { severity: Some(some.severity.clone()), ..RequestFilter::default() },
        RequestFilter { holder: some.holder.clone(), ..RequestFilter::default() },
        RequestFilter { holder: Some(String::new()), ..RequestFilter::default() },
        RequestFilter { text: Some("EN".into()), ..RequestFilter::default() },
        RequestFilter { tenant: Some(some.tenant), text: Some("e".into()), ..RequestFilter::default() },
    ];
    let states = [None].into_iter().chain(RequestState::ALL.iter().copied().map(Some));
    for state in states {
        for sort in [None].into_iter().chain(RequestSort::ALL.iter().copied().map(Some)) {
            for narrowing in &narrowings {
                let filter = RequestFilter { state, sort, limit: u32::MAX, ..narrowing.clone() };
                let expected = expected(&all, &filter);
                let page = |offset, limit| {
                    let filter = RequestFilter { offset, limit, ..filter.clone() };
                    let (requests, total) = register.requests().page(&filter, now()).unwrap();
                    (requests.iter().map(|one| one.id).collect::<Vec<_>>(), total)
                };
                let ids: Vec<_> = expected.iter().map(|one| one.id).collect();
                let total = u32::try_from(ids.len()).unwrap();
                assert_eq!(page(0, u32::MAX), (ids.clone(), total), "{filter:?}");
                let part: Vec<_> = ids.iter().copied().skip(7).take(5).collect();
                assert_eq!(page(7, 5), (part, total), "{filter:?}");
                let found: BTreeSet<_> =
                    register.requests().ids(&filter, usize::MAX >> 1, now()).unwrap().into_iter().collect();
                assert_eq!(found, ids.into_iter().collect(), "{filter:?}");
            }
        }
    }
}

#[test]
fn the_first_that_falls_due_is_the_beginning_of_all_and_says_how_much_is_left_out() {
    let (_folder, register) = register(SIZE, 5);
    let all = register.due(None, now()).unwrap();
    let first = register.first_due(None, 6, now()).unwrap();
    let late = |kind: DueKind| kind != DueKind::FirstResponse;
    let overdue = all.iter().filter(|item| item.overdue && late(item.kind)).count();
    assert_eq!(first.overdue, u32::try_from(overdue).unwrap());
    assert!(first.more);
    assert!(!register.first_due(None, all.len(), now()).unwrap().more, "all of it is there");
    for item in &first.items {
        assert!(all.contains(item));
    }
    // Of each table, none that was left out comes before one that was not.
    let responses: Vec<_> = all.iter().filter(|item| item.kind == DueKind::FirstResponse).take(6).collect();
    assert_eq!(first.items.iter().filter(|item| item.kind == DueKind::FirstResponse).collect::<Vec<_>>(), responses);
}

/// On every day of a month and over the ends of months of each length, for few and for many, and for a while only.
#[test]
fn the_first_of_plans_is_what_all_of_them_say_on_any_day() {
    let (_folder, register) = register(Size { requests: 10, tenants: 150 }, 9);
    let of_plans = |items: &[DueItem]| -> Vec<DueItem> {
        let of_plans = items.iter().filter(|item| item.subject.record == RecordType::PlanPurchase);
        of_plans.cloned().collect()
    };
    let mut sorted = 0;
    for days in (0..100).step_by(3) {
        // Just before a day ends in the west, and just after one has begun in the east.
        let at = now() + TimeDelta::days(days) + TimeDelta::hours(days % 24 - 12);
        for within in [None, Some(TimeDelta::days(10))] {
            let all = of_plans(&register.due(within, at).unwrap());
            for most in [1, 7, 40, 400] {
                let first = register.first_due(within, most, at).unwrap();
                let times = |items: &[DueItem]| items.iter().map(|item| item.at).collect::<Vec<_>>();
                let found = of_plans(&first.items);
                assert_eq!(times(&found), times(&all[..all.len().min(most)]), "{at} {most}");
                assert!(found.iter().all(|item| all.contains(item)), "{at} {most}");
                assert!(first.more || found.len() == all.len(), "{at} {most}");
                sorted += found.len();
            }
        }
    }
    assert!(sorted > 1000, "{sorted}");
}

#[test]
fn nobody_may_file_is_answered_anew_once_somebody_is_added_or_time_has_passed() {
    let (_folder, register) = register(SIZE, 9);
    let edition = Edition::base().unwrap();
    let ask = |nobody, at| {
        let query = MatrixQuery {
            tenants: String::new(),
            people: String::new(),
            ours: false,
            nobody,
            product: None,
            tenant_offset: 0,
            tenant_limit: 200,
            person_offset: 0,
            person_limit: 1,
        };
        register.matrix(edition, &query, at).unwrap().rows
    };
    // The table of all tenants counts who may for each.
    let counted = |at| ask(false, at).into_iter().filter(|row| row.may == 0).map(|row| row.id).collect::<Vec<_>>();
    let listed = |at| ask(true, at).into_iter().map(|row| row.id).collect::<Vec<_>>();
    for days in [0, 0, 30, 200, 900, 0] {
        let at = now() + TimeDelta::days(days);
        assert_eq!(listed(at), counted(at), "{days} days on");
    }
    // All delegations have ended by then.
    let later = now() + TimeDelta::days(900);
    let lacking = listed(later);
    assert!(lacking.len() > listed(now()).len());
    let of_lacking = |person: &Person| lacking.first() == person.tenant.as_ref();
    let somebody = register.people().list().unwrap().into_iter().find(of_lacking).unwrap();
    let draft = RoleAssignmentDraft {
        tenant: lacking[0],
        person: Some(somebody.id),
        group: None,
        role: "f023fd81-a637-4b56-95fd-791ac0226033".into(),
        scope: "/".into(),
        state: RoleState::Active,
        starts_at: None,
        ends_at: None,
        external_id: None,
    };
    register.role_assignments().add(&draft, now()).unwrap();
    assert_eq!(listed(later), counted(later));
    assert_eq!(listed(later), lacking[1..]);
}
