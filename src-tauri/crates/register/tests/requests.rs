//! Requests: what is stored and refused, where they stand, and their pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::unnecessary_wraps, clippy::type_complexity, reason = "tables of cases and short spellings")]

mod common;

use chrono::{DateTime, Duration, Utc};
use common::{add_contract, add_tenant, at, code, desk, now, refusal, request_draft};
use serde_json::json;
use support_policy::edition::Edition;
use support_register::{
    Register, RegisterError, Request, RequestCounts, RequestDraft, RequestFilter, RequestState, StoredDeadline, Tenant,
};
use uuid::Uuid;

fn deadline(due_at: &str) -> Option<StoredDeadline> {
    Some(StoredDeadline { due_at: at(due_at), ruling: json!({ "due_at": due_at, "limit": "PT2H" }) })
}

#[test]
fn a_request_is_logged_answered_and_closed() {
    let desk = desk();
    let requests = desk.register.requests();
    let tenant = add_tenant(&desk.register, "Fjord");
    let mut draft = request_draft(&tenant, "Batch jobs stop");
    draft.case_number = Some(" 2611200040001234 ".into());
    let request = requests.log(&draft, deadline("2026-11-20T11:00:00Z"), now()).unwrap();
    assert_eq!(request.case_number.as_deref(), Some("2611200040001234"));
    assert_eq!(request.due_at, Some(at("2026-11-20T11:00:00Z")));
    assert_eq!(request.deadline, Some(json!({ "due_at": "2026-11-20T11:00:00Z", "limit": "PT2H" })));
    assert_eq!((request.logged_at, request.changed_at), (now(), now()));
    for name in ["2611200040001234", "batch JOBS stop", &request.id.to_string()] {
        assert_eq!(requests.find(name).unwrap(), request, "{name}");
    }

    let answered =
        desk.register.respond_request(Edition::base().unwrap(), request.id, at("2026-11-20T10:59:59Z"), now()).unwrap();
    assert_eq!((answered.state(now()), answered.met(now())), (RequestState::Answered, Some(true)));
    let corrected =
        desk.register.respond_request(Edition::base().unwrap(), request.id, at("2026-11-20T11:00:00Z"), now()).unwrap();
    assert_eq!(corrected.met(now()), Some(false), "due means before, not at");
    let closed = requests.close(request.id, at("2026-11-21T08:00:00Z"), "solved", now()).unwrap();
    assert_eq!((closed.state(now()), closed.close_reason.as_deref()), (RequestState::Closed, Some("solved")));
    assert_eq!(requests.get(request.id).unwrap(), closed);

    let actions: Vec<_> =
        desk.register.history(Some(request.id)).unwrap().iter().map(|change| change.action.as_str()).collect();
    assert_eq!(actions, ["added", "responded", "responded", "closed"]);
}

/// By hand: due at 12:00.
#[test]
fn state_and_success_at_every_moment() {
    use RequestState::{Answered, Closed, Open, Overdue};
    let t = |time: &str| at(&format!("2026-11-20T{time}Z"));
    let table: [(&str, Option<&str>, Option<&str>, Option<&str>, &str, RequestState, Option<bool>); 12] = [
        // what                        due               answered          closed            now         state     met
        ("no deadline", None, None, None, "23:00:00", Open, None),
        ("no deadline, answered", None, Some("10:00:00"), None, "23:00:00", Answered, None),
        ("just before", Some("12:00:00"), None, None, "11:59:59", Open, None),
        ("on the dot", Some("12:00:00"), None, None, "12:00:00", Overdue, Some(false)),
        ("long after", Some("12:00:00"), None, None, "20:00:00", Overdue, Some(false)),
        ("answered just before", Some("12:00:00"), Some("11:59:59"), None, "20:00:00", Answered, Some(true)),
        ("answered on the dot", Some("12:00:00"), Some("12:00:00"), None, "20:00:00", Answered, Some(false)),
        ("answered late", Some("12:00:00"), Some("12:00:01"), None, "20:00:00", Answered, Some(false)),
        (
            "closed after an answer",
            Some("12:00:00"),
            Some("11:00:00"),
            Some("13:00:00"),
            "20:00:00",
            Closed,
            Some(true),
        ),
        ("closed unanswered in time", Some("12:00:00"), None, Some("11:00:00"), "20:00:00", Closed, None),
        ("closed unanswered, overdue", Some("12:00:00"), None, Some("13:00:00"), "20:00:00", Closed, Some(false)),
        ("closed unanswered, on time", Some("12:00:00"), None, Some("12:00:00"), "20:00:00", Closed, Some(false)),
    ];
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let plain = desk.register.requests().log(&request_draft(&tenant, "x"), None, now()).unwrap();
    for (what, due, answered, closed, now, state, met) in table {
        let request =
            Request { due_at: due.map(t), responded_at: answered.map(t), closed_at: closed.map(t), ..plain.clone() };
        assert_eq!((request.state(t(now)), request.met(t(now))), (state, met), "{what}");
    }
}

#[test]
fn what_cannot_be_stored_is_refused_by_field() {
    let desk = desk();
    let requests = desk.register.requests();
    let tenant = add_tenant(&desk.register, "Fjord");
    let contract = add_contract(&desk.register, "Premier");
    let log = |change: &dyn Fn(&mut RequestDraft)| {
        let mut draft = request_draft(&tenant, "Batch stops");
        change(&mut draft);
        requests.log(&draft, None, now())
    };
    assert_eq!(refusal(log(&|draft| draft.title = "  ".into())), ("title", "required"));
    assert_eq!(refusal(log(&|draft| draft.title = "x".repeat(501))), ("title", "too-long"));
    assert_eq!(refusal(log(&|draft| draft.title = "a\u{2066}b".into())), ("title", "control-character"));
    assert_eq!(refusal(log(&|draft| draft.product = "Finance".into())), ("product", "malformed"));
    assert_eq!(refusal(log(&|draft| draft.severity = String::new())), ("severity", "required"));
    assert_eq!(refusal(log(&|draft| draft.plan = Some("a--b".into()))), ("plan", "malformed"));
    assert_eq!(refusal(log(&|draft| draft.plan = None)), ("plan", "required"));
    assert_eq!(refusal(log(&|draft| draft.contract = Some(contract.id))), ("contract", "exclusive"));
    assert_eq!(refusal(log(&|draft| draft.filed_at = at("1999-12-31T23:59:59Z"))), ("filed_at", "too-early"));
    assert_eq!(refusal(log(&|draft| draft.filed_at = DateTime::<Utc>::MAX_UTC)), ("filed_at", "too-late"));
    let unknown = log(&|draft| draft.tenant = Uuid::nil()).unwrap_err();
    assert_eq!((unknown.code(), unknown.field()), ("refers-to-removed", Some("tenant")));
    let unknown = log(&|draft| {
        draft.plan = None;
        draft.contract = Some(Uuid::nil());
    });
    assert_eq!(unknown.unwrap_err().field(), Some("contract"));
    assert_eq!(requests.list().unwrap(), []);

    log(&|draft| draft.filed_at = at("2000-01-01T00:00:00Z")).unwrap();
    let under_contract = log(&|draft| {
        draft.plan = None;
        draft.contract = Some(contract.id);
    });
    assert_eq!(under_contract.unwrap().contract, Some(contract.id));
    assert_eq!(code(desk.register.contracts().remove(contract.id, now())), "in-use");
}

#[test]
fn case_numbers_begin_with_a_day_or_are_of_the_older_form() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let log = |number: &str| {
        let mut draft = request_draft(&tenant, number);
        draft.case_number = Some(number.into());
        desk.register.requests().log(&draft, None, now())
    };
    for (given, kept) in [
        ("2402290040009999", "2402290040009999"),
        ("SRX123456789", "SRX123456789"),
        ("rep12345", "REP12345"),
        ("115010112345678", "115010112345678"),
        ("abcdefgh901234567890", "ABCDEFGH901234567890"),
    ] {
        assert_eq!(log(given).unwrap().case_number.as_deref(), Some(kept));
    }
    for (given, why) in [
        ("2302290040009999", "malformed"),
        ("9913010040009999", "malformed"),
        ("0000000000000000", "malformed"),
        ("1234567", "too-short"),
        ("12345678901234567", "too-long"),
        ("abcdefgh9012345678901", "too-long"),
        ("2402-2900-4000", "malformed"),
        ("２４０２２９００４０００９９９９", "malformed"),
    ] {
        assert_eq!(refusal(log(given)), ("case_number", why), "{given}");
    }
}

#[test]
fn a_case_number_is_kept_once() {
    let desk = desk();
    let requests = desk.register.requests();
    let tenant = add_tenant(&desk.register, "Fjord");
    let with =
        |title: &str, number: &str| RequestDraft { case_number: Some(number.into()), ..request_draft(&tenant, title) };
    let first = requests.log(&with("First", "SRX12345678"), None, now()).unwrap();
    let error = requests.log(&with("Second", "srx12345678"), None, now()).unwrap_err();
    assert_eq!((error.code(), error.field(), error.exit_code()), ("duplicate", Some("case_number"), 2));
    let RegisterError::Invalid { other: Some(other), .. } = &error else { panic!("{error:?}") };
    assert_eq!((other.id, other.name.as_str()), (first.id, "First"));
    assert!(error.message().en.contains("First"));

    requests.set(first.id, &with("First, again", "SRX12345678"), None, now()).unwrap();
    requests.remove(first.id, now()).unwrap();
    let second = requests.log(&with("Second", "SRX12345678"), None, now()).unwrap();
    assert_eq!(refusal(requests.undo_remove(first.id, now())), ("case_number", "duplicate"));
    requests.remove(second.id, now()).unwrap();
    requests.undo_remove(first.id, now()).unwrap();
}

#[test]
fn events_come_in_order() {
    let desk = desk();
    let requests = desk.register.requests();
    let tenant = add_tenant(&desk.register, "Fjord");
    let draft = request_draft(&tenant, "Batch stops");
    let id = requests.log(&draft, deadline("2026-11-20T11:00:00Z"), now()).unwrap().id;
    let (before, filed, later, latest) = (
        at("2026-11-20T08:59:59Z"),
        at("2026-11-20T09:00:00Z"),
        at("2026-11-20T10:00:00Z"),
        at("2026-11-20T12:00:00Z"),
    );

    assert_eq!(
        refusal(desk.register.respond_request(Edition::base().unwrap(), id, before, now())),
        ("at", "before-filed")
    );
    assert_eq!(refusal(requests.close(id, before, "solved", now())), ("at", "before-filed"));
    assert_eq!(refusal(requests.close(id, later, " ", now())), ("reason", "required"));
    desk.register.respond_request(Edition::base().unwrap(), id, filed, now()).unwrap();
    desk.register.respond_request(Edition::base().unwrap(), id, later, now()).unwrap();
    assert_eq!(refusal(requests.close(id, filed, "solved", now())), ("at", "before-response"));
    requests.close(id, latest, "solved", now()).unwrap();
    assert_eq!(refusal(requests.close(id, latest, "solved", now())), ("at", "already-closed"));
    assert_eq!(
        refusal(desk.register.respond_request(Edition::base().unwrap(), id, latest + Duration::seconds(1), now())),
        ("at", "after-closed")
    );
    let moved = RequestDraft { filed_at: later + Duration::seconds(1), ..draft };
    assert_eq!(refusal(requests.set(id, &moved, None, now())), ("filed_at", "after-response"));
    assert_eq!(code(desk.register.respond_request(Edition::base().unwrap(), Uuid::nil(), later, now())), "not-found");
}

#[test]
fn a_change_replaces_the_deadline_or_keeps_it() {
    let desk = desk();
    let requests = desk.register.requests();
    let tenant = add_tenant(&desk.register, "Fjord");
    let request =
        requests.log(&request_draft(&tenant, "Batch stops"), deadline("2026-11-20T11:00:00Z"), now()).unwrap();
    let renamed =
        requests.set(request.id, &request_draft(&tenant, "Batch stands"), request.stored_deadline(), now()).unwrap();
    assert_eq!(
        (renamed.title.as_str(), renamed.due_at, &renamed.deadline),
        ("Batch stands", request.due_at, &request.deadline)
    );
    let replaced = requests
        .set(request.id, &request_draft(&tenant, "Batch stands"), deadline("2026-11-20T13:00:00Z"), now())
        .unwrap();
    assert_eq!(replaced.due_at, Some(at("2026-11-20T13:00:00Z")));
    let none = requests.set(request.id, &request_draft(&tenant, "Batch stands"), None, now()).unwrap();
    assert_eq!((none.due_at, none.deadline), (None, None));
}

/// Ten requests: 4 open (one without deadline), 3 overdue, 2 answered, 1 closed; one more is removed.
fn ten(register: &Register) -> Tenant {
    let tenant = add_tenant(register, "Fjord");
    let requests = register.requests();
    let log = |title: &str, filed: &str, due: Option<&str>| {
        let draft = RequestDraft { filed_at: at(filed), ..request_draft(&tenant, title) };
        requests.log(&draft, due.and_then(deadline), now()).unwrap().id
    };
    log("o3", "2026-11-22T01:00:00Z", Some("2026-11-22T12:00:00Z"));
    log("o1", "2026-11-22T02:00:00Z", Some("2026-11-22T08:00:01Z"));
    log("o2", "2026-11-22T03:00:00Z", Some("2026-11-22T09:00:00Z"));
    log("none", "2026-11-22T04:00:00Z", None);
    log("v2", "2026-11-21T01:00:00Z", Some("2026-11-22T07:00:00Z"));
    log("v3", "2026-11-21T02:00:00Z", Some("2026-11-22T08:00:00Z"));
    log("v1", "2026-11-21T03:00:00Z", Some("2026-11-21T07:00:00Z"));
    for (title, filed) in [("a1", "2026-11-19T01:00:00Z"), ("a2", "2026-11-19T02:00:00Z")] {
        let id = log(title, filed, Some("2026-11-19T07:00:00Z"));
        register.respond_request(Edition::base().unwrap(), id, at("2026-11-19T06:00:00Z"), now()).unwrap();
    }
    let id = log("c1", "2026-11-18T01:00:00Z", None);
    requests.close(id, at("2026-11-18T06:00:00Z"), "solved", now()).unwrap();
    let id = log("gone", "2026-11-22T05:00:00Z", Some("2026-11-22T07:00:00Z"));
    requests.remove(id, now()).unwrap();
    tenant
}

fn titles(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|request| request.title.as_str()).collect()
}

#[test]
fn pages_by_state_in_their_order() {
    let desk = desk();
    ten(&desk.register);
    let page = |state, offset, limit| {
        let filter = RequestFilter { state, offset, limit, ..RequestFilter::default() };
        desk.register.requests().page(&filter, now()).unwrap()
    };
    for (state, expected) in [
        (None, vec!["none", "o2", "o1", "o3", "v1", "v3", "v2", "a2", "a1", "c1"]),
        (Some(RequestState::Open), vec!["o1", "o2", "o3", "none"]),
        (Some(RequestState::Overdue), vec!["v1", "v2", "v3"]),
        (Some(RequestState::Answered), vec!["a2", "a1"]),
        (Some(RequestState::Closed), vec!["c1"]),
    ] {
        let total = u32::try_from(expected.len()).unwrap();
        let (all, counted) = page(state, 0, 100);
        assert_eq!((titles(&all), counted), (expected.clone(), total), "{state:?}");
        if let Some(state) = state {
            assert!(all.iter().all(|request| request.state(now()) == state), "SQL and the record agree");
        }
        let (part, counted) = page(state, 1, 2);
        assert_eq!((titles(&part), counted), (expected.into_iter().skip(1).take(2).collect(), total), "{state:?}");
        assert_eq!(page(state, 1000, 10).0, []);
    }
}

#[test]
fn counts_and_what_is_due() {
    let desk = desk();
    ten(&desk.register);
    add_contract(&desk.register, "Premier");
    let counts = desk.register.requests().counts(now()).unwrap();
    assert_eq!(counts, RequestCounts { all: 10, open: 4, overdue: 3, answered: 2, closed: 1 });
    let all = desk.register.counts(now()).unwrap();
    assert_eq!((all.tenants, all.contracts, all.requests, all.open, all.overdue), (1, 1, 10, 4, 3));
    let due = desk.register.requests().due_before(at("2026-11-22T09:00:00Z")).unwrap();
    assert_eq!(titles(&due), ["v1", "v2", "v3", "o1"], "before, not at");
}
