//! The request desk: the clock with its pauses, the timeline, reopening, many at once, attachments, saved views.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Desk, add_tenant, at, behind, code, desk, now, refusal, request_draft};
use proptest::prelude::*;
use serde_json::Value;
use support_policy::edition::Edition;
use support_policy::reopen::Decision;
use support_register::{
    DelegationDraft, DeskFacts, DueKind, EventKind, LARGEST_ATTACHMENT, ReopenAnswers, Request, RequestDraft,
    RequestFilter, RequestSort, RequestState, Tenant,
};

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

/// Professional Direct, severity B: two business hours; filed on Friday 20 November 2026 at 09:00 UTC, due at 11:00.
fn filed(desk: &Desk, title: &str) -> Request {
    let tenant = desk.register.tenants().find("Fjord").unwrap_or_else(|_| add_tenant(&desk.register, "Fjord"));
    desk.register.log_request(edition(), &request_draft(&tenant, title), now()).unwrap()
}

fn t(time: &str) -> DateTime<Utc> {
    at(&format!("2026-11-20T{time}:00Z"))
}

#[test]
fn a_pause_moves_the_deadline_when_it_ends() {
    let desk = desk();
    let (register, request) = (&desk.register, filed(&desk, "Batch stops"));
    assert_eq!(request.due_at, Some(t("11:00")));
    let pause = |from| register.pause_request(edition(), request.id, from, Some("Logs asked for"), now());
    let resume = |to| register.resume_request(edition(), request.id, to, now());
    assert_eq!(refusal(resume(t("10:00"))), ("at", "not-paused"));
    assert_eq!(refusal(pause(t("08:59"))), ("at", "before-filed"));
    assert_eq!(refusal(pause(at("2026-11-22T08:06:00Z"))), ("at", "in-the-future"));

    let paused = pause(t("10:00")).unwrap();
    assert_eq!((paused.paused_at, paused.due_at), (Some(t("10:00")), Some(t("11:00"))));
    assert_eq!((paused.state(now()), paused.met(now())), (RequestState::Open, None), "it was stopped in time");
    assert_eq!(register.requests().due_before(now()).unwrap(), [], "nothing falls due while the clock stands");
    assert_eq!(register.counts(now()).unwrap().open, 1);
    assert_eq!(refusal(pause(t("10:30"))), ("at", "already-paused"));
    assert_eq!(refusal(resume(t("10:00"))), ("at", "before-pause"));

    let resumed = resume(t("12:00")).unwrap();
    assert_eq!((resumed.paused_at, resumed.due_at), (None, Some(t("13:00"))));
    assert_eq!(refusal(pause(t("11:30"))), ("at", "overlapping-pause"));
    let ruling = resumed.deadline.clone().unwrap();
    assert_eq!(ruling["due_at"], "2026-11-20T13:00:00Z");
    assert_eq!(ruling["limit"], "PT2H");
    assert!(ruling["assumed"][0]["en"].as_str().unwrap().contains("pauses"), "the reading is said: {ruling}");

    let answered = register.respond_request(edition(), request.id, t("12:59"), now()).unwrap();
    assert_eq!((answered.met(now()), answered.counted), (Some(true), Some(119 * 60)));
    let late = register.respond_request(edition(), request.id, t("13:00"), now()).unwrap();
    assert_eq!((late.met(now()), late.counted), (Some(false), Some(120 * 60)));
    let (clock, _) = register.explain_request(edition(), &late).unwrap().unwrap();
    assert_eq!((clock.paused.len(), clock.counted.len(), clock.answered_at), (1, 2, Some(t("13:00"))));

    let kinds: Vec<_> = register.timeline(&late).unwrap().iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Filed, EventKind::Paused, EventKind::Resumed, EventKind::FirstResponse]);
    assert!(register.check().unwrap().problems.is_empty());
}

#[test]
fn a_request_that_was_overdue_when_it_was_paused_stays_so() {
    let desk = desk();
    let request = filed(&desk, "Batch stops");
    let paused = desk.register.pause_request(edition(), request.id, t("11:00"), None, now()).unwrap();
    assert_eq!((paused.state(now()), paused.met(now())), (RequestState::Overdue, Some(false)));
    assert_eq!(desk.register.requests().due_before(now()).unwrap().len(), 1);
    assert_eq!(desk.register.counts(now()).unwrap().overdue, 1);
}

#[test]
fn what_was_noted_by_mistake_is_taken_back() {
    let desk = desk();
    let (register, request) = (&desk.register, filed(&desk, "Batch stops"));
    register.pause_request(edition(), request.id, t("10:00"), None, now()).unwrap();
    let moved = register.resume_request(edition(), request.id, t("12:00"), now()).unwrap();
    let event = |kind| {
        let request = register.requests().get(request.id).unwrap();
        register.timeline(&request).unwrap().into_iter().find(|event| event.kind == kind).unwrap().id.unwrap()
    };
    let withdraw = |kind| register.withdraw_event(edition(), request.id, event(kind), now());
    assert_eq!(moved.due_at, Some(t("13:00")));
    assert_eq!(refusal(withdraw(EventKind::Paused)), ("event", "not-last"));
    assert_eq!(withdraw(EventKind::Resumed).unwrap().paused_at, Some(t("10:00")));
    let back = withdraw(EventKind::Paused).unwrap();
    assert_eq!((back.paused_at, back.due_at), (None, Some(t("11:00"))));
    assert_eq!(back.deadline.as_ref().unwrap().get("assumed"), None);
    assert!(register.check().unwrap().problems.is_empty());
    assert_eq!(register.would_now_be(edition(), &back).unwrap(), None);
}

/// The subscription, severity B: four business hours, 07:00 to 17:00 UTC; filed on Wednesday 18 November at 09:00 UTC.
fn of_subscription(desk: &Desk, title: &str, severity: &str, filed_at: &str) -> Request {
    let tenant = desk.register.tenants().find("Fjord").unwrap_or_else(|_| add_tenant(&desk.register, "Fjord"));
    let draft = RequestDraft {
        plan: Some("subscription".into()),
        severity: severity.into(),
        filed_at: at(filed_at),
        ..request_draft(&tenant, title)
    };
    desk.register.log_request(edition(), &draft, now()).unwrap()
}

/// One hour counted before the pause, three hours left: due at closing time, whether or not somebody says that the pause
/// is over.
#[test]
fn a_response_ends_the_pause_that_it_finds() {
    let desk = desk();
    let register = &desk.register;
    let w = |time: &str| at(&format!("2026-11-18T{time}:00Z"));
    for resumed in [None, Some("14:00"), Some("15:00")] {
        let title = format!("resumed {resumed:?}");
        let id = of_subscription(&desk, &title, "b", "2026-11-18T09:00:00Z").id;
        let paused = register.pause_request(edition(), id, w("10:00"), None, now()).unwrap();
        assert_eq!((paused.state(now()), paused.waiting_since()), (RequestState::Open, Some(w("10:00"))));
        let answered = register.respond_request(edition(), id, w("14:00"), now()).unwrap();
        let judged = |request: &Request| (request.due_at, request.met(now()), request.counted, request.paused_at);
        assert_eq!(judged(&answered), (Some(w("17:00")), Some(true), Some(3600), None), "{title}");
        if let Some(time) = resumed {
            let resumed = register.resume_request(edition(), id, w(time), now()).unwrap();
            assert_eq!(judged(&resumed), judged(&answered), "{title}");
        }
        assert_eq!(register.would_now_be(edition(), &answered).unwrap(), None);
        // What is paused after the response moves nothing.
        let later = register.pause_request(edition(), id, w("15:30"), None, now()).unwrap();
        assert_eq!((later.due_at, later.paused_at), (Some(w("17:00")), Some(w("15:30"))), "{title}");
        // The response was noted at the wrong time: the pause is judged by the right one.
        let late = register.respond_request(edition(), id, w("09:30"), now()).unwrap();
        assert_eq!((late.due_at, late.counted), (Some(w("13:00")), Some(1800)), "{title}");
    }
    let id = of_subscription(&desk, "Paused after", "b", "2026-11-18T09:00:00Z").id;
    register.respond_request(edition(), id, w("09:30"), now()).unwrap();
    register.pause_request(edition(), id, w("10:00"), None, now()).unwrap();
    let resumed = register.resume_request(edition(), id, w("12:00"), now()).unwrap();
    assert_eq!((resumed.due_at, resumed.counted), (Some(w("13:00")), Some(1800)));
    assert!(register.check().unwrap().problems.is_empty());
}

#[test]
fn a_closing_ends_the_pause_that_it_finds() {
    let desk = desk();
    let register = &desk.register;
    let [one, many] = ["One", "Many"].map(|title| of_subscription(&desk, title, "b", "2026-11-18T09:00:00Z").id);
    for id in [one, many] {
        register.pause_request(edition(), id, at("2026-11-18T10:00:00Z"), None, now()).unwrap();
    }
    let closed_at = at("2026-11-18T14:00:00Z");
    register.requests().close(one, closed_at, "Solved", now()).unwrap();
    register.requests().close_many(&[many], closed_at, "Solved", now()).unwrap();
    for id in [one, many] {
        let closed = register.requests().get(id).unwrap();
        assert_eq!((closed.paused_at, closed.due_at), (None, Some(at("2026-11-18T17:00:00Z"))));
        assert_eq!(closed.met(now()), None, "it was given up before it was due");
        let reopened = register.reopen_request(id, at("2026-11-19T08:00:00Z"), now()).unwrap();
        assert_eq!((reopened.paused_at, reopened.due_at), (None, closed.due_at));
        assert_eq!(refusal(register.resume_request(edition(), id, at("2026-11-19T09:00:00Z"), now())).1, "not-paused");
        assert_eq!(register.would_now_be(edition(), &reopened).unwrap(), None);
    }
    assert!(register.check().unwrap().problems.is_empty());
}

/// Written by a version that let a pause last beyond the response: history stays as it is, what it would be now is told.
#[test]
fn a_wrong_verdict_of_an_older_version_is_told_and_not_moved() {
    let desk = desk();
    let request = of_subscription(&desk, "Old", "b", "2026-11-18T09:00:00Z");
    let id = request.id;
    desk.register.pause_request(edition(), id, at("2026-11-18T10:00:00Z"), None, now()).unwrap();
    behind(desk.folder.path())
        .execute(
            "UPDATE request SET responded_at = ?2, counted = 3600 WHERE id = ?1",
            (id.to_string(), at("2026-11-18T14:00:00Z").timestamp_micros()),
        )
        .unwrap();
    let old = desk.register.requests().get(id).unwrap();
    assert_eq!((old.due_at, old.met(now())), (Some(at("2026-11-18T13:00:00Z")), Some(false)));
    assert_eq!(desk.register.would_now_be(edition(), &old).unwrap(), Some(at("2026-11-18T17:00:00Z")));
    assert_eq!(old.waiting_since(), None, "it was answered since");
    let noted = desk.register.respond_request(edition(), id, at("2026-11-18T14:00:00Z"), now()).unwrap();
    assert_eq!((noted.due_at, noted.met(now())), (Some(at("2026-11-18T17:00:00Z")), Some(true)), "noted again");
}

#[test]
fn an_earlier_pause_is_noted_with_its_end() {
    let desk = desk();
    let register = &desk.register;
    let w = |time: &str| at(&format!("2026-11-18T{time}:00Z"));
    let id = of_subscription(&desk, "Forgotten", "b", "2026-11-18T07:00:00Z").id;
    let between = |from: &str, to: &str| register.paused_request(edition(), id, (w(from), w(to)), Some("Logs"), now());
    assert_eq!(between("10:00", "10:30").unwrap().due_at, Some(w("11:30")));
    assert_eq!(refusal(register.pause_request(edition(), id, w("08:00"), None, now())), ("until", "earlier-pause"));
    assert_eq!(refusal(between("08:00", "10:01")), ("until", "overlapping-pause"));
    assert_eq!(refusal(between("10:10", "12:00")), ("at", "overlapping-pause"));
    assert_eq!(refusal(between("08:00", "08:00")), ("until", "before-pause"));
    assert_eq!(refusal(between("06:00", "08:00")), ("at", "before-filed"));
    // Up to the very beginning of the other, and from the very end.
    assert_eq!(between("09:00", "10:00").unwrap().due_at, Some(w("12:30")));
    let both = between("10:30", "11:00").unwrap();
    assert_eq!((both.due_at, both.paused_at), (Some(w("13:00")), None));
    let (clock, _) = register.explain_request(edition(), &both).unwrap().unwrap();
    assert_eq!(clock.paused.len(), 3);
    // Nor may it reach into one that lasts.
    register.pause_request(edition(), id, w("11:30"), None, now()).unwrap();
    assert_eq!(refusal(between("11:10", "11:40")), ("until", "overlapping-pause"));
    assert_eq!(between("11:10", "11:20").unwrap().paused_at, Some(w("11:30")));
    assert!(register.check().unwrap().problems.is_empty());
}

/// S21: severity C of the subscription in eight business hours, B in four, A in one hour round the clock.
#[test]
fn a_severity_that_does_not_move_the_deadline_lends_it_nothing() {
    let business = ["S21", "S03", "S04"];
    let round_the_clock = ["S21", "S03"];
    let desk = desk();
    let register = &desk.register;
    for (filed_as, filed_at, to, changed, responded, rests_on, limit, because) in [
        // Raised two days after the deadline of C.
        ("c", "2026-11-17T08:00:00Z", "a", "2026-11-19T09:00:00Z", None, "c", "PT8H", &business[..]),
        // Raised after the response.
        (
            "b",
            "2026-11-18T09:00:00Z",
            "a",
            "2026-11-18T10:00:00Z",
            Some("2026-11-18T09:30:00Z"),
            "b",
            "PT4H",
            &business[..],
        ),
        // Filed on Monday at 13:00 UTC: due at closing time. Raised on Tuesday.
        ("b", "2026-11-16T13:00:00Z", "a", "2026-11-17T08:00:00Z", None, "b", "PT4H", &business[..]),
        // Lowered after the hour of A had passed.
        ("a", "2026-11-18T09:00:00Z", "b", "2026-11-18T10:30:00Z", None, "a", "PT1H", &round_the_clock[..]),
        // Raised in time: A replaces B.
        ("b", "2026-11-18T09:00:00Z", "a", "2026-11-18T10:00:00Z", None, "a", "PT1H", &round_the_clock[..]),
    ] {
        let title = format!("{filed_as} at {filed_at} to {to} at {changed}");
        let id = of_subscription(&desk, &title, filed_as, filed_at).id;
        if let Some(responded) = responded {
            register.respond_request(edition(), id, at(responded), now()).unwrap();
        }
        let changed = register.change_severity(edition(), id, to, at(changed), now()).unwrap();
        let ruling = changed.deadline.as_ref().unwrap();
        assert_eq!(
            (changed.severity.as_str(), &ruling["severity"], &ruling["limit"]),
            (to, &rests_on.into(), &limit.into()),
            "{title}"
        );
        let cited: Vec<_> = ruling["because"].as_array().unwrap().iter().map(|topic| topic.as_str().unwrap()).collect();
        assert_eq!(cited, because, "{title}");
        let counted_in_hours = ruling["assumptions"].as_array().unwrap().contains(&"R4".into());
        assert_eq!(counted_in_hours, because.contains(&"S04"), "{title}");
        assert_eq!(changed.promised_severity(), Some(rests_on).filter(|rests_on| *rests_on != to), "{title}");
    }
    // Filed as C, B, B, A and B; judged by C, B, B, A and A.
    let card = register.scorecard(support_register::Period::default(), now()).unwrap();
    let by: Vec<_> = card.by_severity.iter().map(|score| (score.key.as_str(), score.requests)).collect();
    assert_eq!(by, [("a", 2), ("b", 2), ("c", 1)]);
    assert!(register.check().unwrap().problems.is_empty());
}

/// By hand: Professional Direct has A in one hour round the clock, B in two business hours, C in four.
#[test]
fn a_changed_severity_has_its_own_limit() {
    let desk = desk();
    let register = &desk.register;
    for (to, changed, due) in [
        ("c", "10:00", "13:00"), // milder: four hours from the filing
        ("a", "09:30", "10:30"), // graver: one hour from the change
        ("a", "10:30", "11:00"), // … and no later than it was
        ("c", "11:00", "11:00"), // it had passed
    ] {
        let request = filed(&desk, &format!("{to} at {changed}"));
        let changed = register.change_severity(edition(), request.id, to, t(changed), now()).unwrap();
        assert_eq!((changed.severity.as_str(), changed.due_at), (to, Some(t(due))), "{}", request.title);
        assert_eq!(changed.deadline.as_ref().unwrap()["inputs"]["severity"], "b", "what it was filed with");
        assert_eq!(register.would_now_be(edition(), &changed).unwrap(), None, "{}", request.title);
        assert_eq!(refusal(register.change_severity(edition(), request.id, to, t("12:00"), now())).1, "same-severity");
    }
    let request = filed(&desk, "Refused");
    let lacks = register.change_severity(edition(), request.id, "critical", t("10:00"), now());
    assert_eq!(code(lacks), "plan-has-no-such-severity");
    assert_eq!(register.requests().get(request.id).unwrap().severity, "b", "nothing is half stored");
    assert_eq!(code(register.change_severity(edition(), request.id, "d", t("10:00"), now())), "unknown-severity");
}

#[test]
fn what_changes_later_moves_no_history() {
    let desk = desk();
    let (register, request) = (&desk.register, filed(&desk, "Batch stops"));
    let tenant = register.tenants().get(request.tenant).unwrap();
    let elsewhere = support_register::TenantDraft { country: "US".into(), ..common::tenant_draft("Fjord") };
    register.tenants().set(tenant.id, &elsewhere, now()).unwrap();
    let kept = register.requests().get(request.id).unwrap();
    assert_eq!(kept.due_at, Some(t("11:00")));
    // North America opens at 14:00 UTC.
    assert_eq!(register.would_now_be(edition(), &kept).unwrap(), Some(t("16:00")));
    let paused = register.pause_request(edition(), request.id, t("10:00"), None, now()).unwrap();
    assert_eq!(paused.due_at, Some(t("11:00")), "a pause counts on with what was stored");
}

#[test]
fn a_closed_request_is_reopened_with_its_conditions_asked_once() {
    let desk = desk();
    let (register, request) = (&desk.register, filed(&desk, "Batch stops"));
    let ask =
        |on: &str, answers| register.reopen_check(edition(), request.id, Some(on.parse().unwrap()), answers, now());
    assert_eq!(refusal(ask("2026-11-22", ReopenAnswers::default())), ("at", "not-closed"));
    // 23:30 UTC on Friday is Saturday in Oslo.
    register.requests().close(request.id, t("23:30"), "Solved", now()).unwrap();
    let open = ask("2026-11-22", ReopenAnswers { same_build: Some(true), ..ReopenAnswers::default() }).unwrap();
    assert_eq!(
        (open.closed.to_string(), open.last_day.unwrap().to_string()),
        ("2026-11-21".into(), "2027-02-20".into())
    );
    assert_eq!(open.missing, ["updates_installed", "same_error", "same_place"]);
    assert!(open.ruling.is_none());
    let rest = ReopenAnswers {
        updates_installed: Some(false),
        same_error: Some(true),
        same_place: Some(true),
        ..ReopenAnswers::default()
    };
    let decision = |check: &support_register::ReopenCheck| check.ruling.as_ref().unwrap().answered().unwrap().decision;
    assert_eq!(decision(&ask("2026-11-22", rest).unwrap()), Decision::Reopen, "the first answer is remembered");
    assert_eq!(decision(&ask("2027-02-20", ReopenAnswers::default()).unwrap()), Decision::Reopen);
    let late = ask("2027-02-21", ReopenAnswers::default()).unwrap();
    assert_eq!(decision(&late), Decision::FileNewRecommended);

    assert_eq!(refusal(register.reopen_request(request.id, t("23:00"), now())), ("at", "before-closed"));
    let reopened = register.reopen_request(request.id, at("2026-11-21T09:00:00Z"), now()).unwrap();
    assert_eq!((reopened.closed_at, reopened.reopen), (None, None));
    let timeline = register.timeline(&reopened).unwrap();
    let kinds: Vec<_> = timeline.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Filed, EventKind::Closed, EventKind::Reopened]);
    assert_eq!(timeline[1].reason.as_deref(), Some("Solved"));
    assert!(register.check().unwrap().problems.is_empty());
}

#[test]
fn many_are_changed_together_or_not_at_all() {
    let desk = desk();
    let requests = desk.register.requests();
    let ids: Vec<_> = ["One", "Two", "Three"].iter().map(|title| filed(&desk, title).id).collect();
    assert_eq!(requests.assign_many(&ids, Some("Ada"), t("10:00"), now()).unwrap(), 3);
    assert_eq!(requests.assign_many(&ids, Some("Ada"), t("10:00"), now()).unwrap(), 0);
    assert_eq!(requests.holders().unwrap(), ["Ada"]);
    let missing = [&ids[..], &[uuid::Uuid::nil()]].concat();
    assert_eq!(code(requests.close_many(&missing, t("12:00"), "Solved", now())), "not-found");
    assert_eq!(requests.counts(now()).unwrap().closed, 0);
    assert_eq!(refusal(requests.close_many(&ids, t("08:00"), "Solved", now())), ("at", "before-filed"));
    assert_eq!(requests.close_many(&ids, t("12:00"), "Solved", now()).unwrap(), 3);
    assert_eq!(requests.counts(now()).unwrap().closed, 3);
    assert!(desk.register.check().unwrap().problems.is_empty());
}

#[test]
fn notes_and_promised_contacts_stand_on_the_timeline() {
    let desk = desk();
    let (requests, request) = (desk.register.requests(), filed(&desk, "Batch stops"));
    assert_eq!(refusal(requests.note(request.id, " ", t("10:00"), now())), ("note", "required"));
    assert_eq!(refusal(requests.note(request.id, &"x".repeat(10_001), t("10:00"), now())), ("note", "too-long"));
    assert_eq!(refusal(requests.note(request.id, "a\u{202E}b", t("10:00"), now())), ("note", "control-character"));
    requests.note(request.id, "Two\r\nlines <script>", t("10:00"), now()).unwrap();
    assert_eq!(refusal(requests.promise_contact(request.id, Some(t("10:00")), t("10:00"), now())).1, "not-later");
    let until = at("2026-11-24T09:00:00Z");
    let promised = requests.promise_contact(request.id, Some(until), t("10:30"), now()).unwrap();
    assert_eq!(promised.next_contact_at, Some(until));
    let timeline = desk.register.timeline(&promised).unwrap();
    assert_eq!(timeline[1].reason.as_deref(), Some("Two\nlines <script>"));
    assert_eq!(timeline[2].until, Some(until));
    // A row changed behind the program's back shows.
    behind(desk.folder.path()).execute("UPDATE request_event SET at = at - 1 WHERE kind = 'note'", []).unwrap();
    assert_eq!(desk.register.check().unwrap().problems[0].code, "record-changed");
}

#[test]
fn the_four_hours_are_shown_for_what_has_them() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let draft = RequestDraft { plan: Some("premier".into()), severity: "c".into(), ..request_draft(&tenant, "Slow") };
    let facts = |concern: &str| DeskFacts { concern: Some(concern.into()), holder: None };
    let slow = register.log_request_with(edition(), &draft, &facts("performance"), now()).unwrap();
    let before = register.time_box(edition(), &slow).unwrap().unwrap();
    assert_eq!((before.limit.as_str(), before.ends_at), ("PT4H", None), "it starts with the first response");
    let slow = register.respond_request(edition(), slow.id, t("15:00"), now()).unwrap();
    let running = register.time_box(edition(), &slow).unwrap().unwrap();
    // Two hours on Friday until 17:00 UTC, two from 07:00 on Monday.
    assert_eq!(running.ends_at, Some(at("2026-11-23T09:00:00Z")));
    assert!(!running.then.is_empty() && running.basis.because.iter().any(|topic| topic == "S26"));
    let plain = register.log_request_with(edition(), &draft, &facts("break-fix"), now()).unwrap();
    assert_eq!(register.time_box(edition(), &plain).unwrap(), None);
    assert_eq!(code(register.log_request_with(edition(), &draft, &facts("nonsense"), now())), "unknown-concern");
}

#[test]
fn a_list_is_narrowed_searched_and_sorted() {
    let desk = desk();
    let requests = desk.register.requests();
    let (fjord, dal) = (add_tenant(&desk.register, "Fjord"), add_tenant(&desk.register, "Dal"));
    let log = |tenant: &Tenant, title: &str, severity: &str, filed: &str, number: Option<&str>| {
        let draft = RequestDraft {
            severity: severity.into(),
            filed_at: at(filed),
            case_number: number.map(Into::into),
            ..request_draft(tenant, title)
        };
        desk.register.log_request(edition(), &draft, now()).unwrap().id
    };
    log(&fjord, "Ærlig feil", "b", "2026-11-20T09:00:00Z", None);
    log(&fjord, "Batch stops", "c", "2026-11-22T07:00:00Z", Some("2611220040000719"));
    let answered = log(&dal, "Zulu", "b", "2026-11-19T09:00:00Z", None);
    desk.register.respond_request(Edition::base().unwrap(), answered, at("2026-11-19T10:00:00Z"), now()).unwrap();
    let closed = log(&dal, "Closed", "b", "2026-11-18T09:00:00Z", None);
    requests.close(closed, at("2026-11-18T10:00:00Z"), "Solved", now()).unwrap();
    requests.assign(answered, Some("Ada"), at("2026-11-19T11:00:00Z"), now()).unwrap();

    let all = RequestFilter { limit: 10, ..RequestFilter::default() };
    let titles = |filter: RequestFilter| {
        let (page, total) = requests.page(&filter, now()).unwrap();
        let titles: Vec<_> = page.into_iter().map(|request| request.title).collect();
        assert_eq!(usize::try_from(total).unwrap(), titles.len());
        assert_eq!(requests.ids(&filter, 100, now()).unwrap().len(), titles.len());
        titles
    };
    let sorted = |sort| titles(RequestFilter { sort: Some(sort), ..all.clone() });
    assert_eq!(sorted(RequestSort::Urgency), ["Ærlig feil", "Batch stops", "Zulu", "Closed"]);
    assert_eq!(sorted(RequestSort::Newest), ["Batch stops", "Ærlig feil", "Zulu", "Closed"]);
    assert_eq!(sorted(RequestSort::Oldest), ["Closed", "Zulu", "Ærlig feil", "Batch stops"]);
    assert_eq!(sorted(RequestSort::Title), ["Batch stops", "Closed", "Zulu", "Ærlig feil"]);
    let text = |text: &str| titles(RequestFilter { text: Some(text.into()), ..all.clone() });
    assert_eq!(text("ÆRLIG"), ["Ærlig feil"]);
    assert_eq!(text(" 0040000719 "), ["Batch stops"]);
    assert_eq!(text("%"), [""; 0], "no sign means anything else than itself");
    assert_eq!(titles(RequestFilter { tenant: Some(dal.id), ..all.clone() }), ["Zulu", "Closed"]);
    assert_eq!(titles(RequestFilter { severity: Some("c".into()), ..all.clone() }), ["Batch stops"]);
    assert_eq!(titles(RequestFilter { holder: Some("Ada".into()), ..all.clone() }), ["Zulu"]);
    assert_eq!(titles(RequestFilter { holder: Some(String::new()), tenant: Some(dal.id), ..all.clone() }), ["Closed"]);
    let overdue = RequestFilter { state: Some(RequestState::Overdue), product: Some("finance".into()), ..all.clone() };
    assert_eq!(titles(overdue), ["Ærlig feil"]);
    for offset in 0..5 {
        let page = RequestFilter { offset, limit: 2, sort: Some(RequestSort::Urgency), ..all.clone() };
        let (page, total) = requests.page(&page, now()).unwrap();
        let expected = ["Ærlig feil", "Batch stops", "Zulu", "Closed"];
        let expected: Vec<_> = expected.into_iter().skip(usize::try_from(offset).unwrap()).take(2).collect();
        let found: Vec<_> = page.iter().map(|request| request.title.as_str()).collect();
        assert_eq!((found, total), (expected, 4), "across the lists that make up the order");
    }
}

#[test]
fn a_view_is_saved_replaced_and_removed() {
    let desk = desk();
    let views = desk.register.saved_views();
    let mine = RequestFilter { holder: Some("Ada".into()), offset: 100, ..RequestFilter::default() };
    let saved = views.save(" Mine ", &mine, now()).unwrap();
    assert_eq!((saved.name.as_str(), saved.filter.offset), ("Mine", 0));
    let again = views.save("MINE", &RequestFilter::default(), now()).unwrap();
    assert_eq!((again.id, again.filter.holder.clone()), (saved.id, None));
    assert_eq!(views.list().unwrap(), [again]);
    views.remove(saved.id, now()).unwrap();
    assert_eq!(views.list().unwrap(), []);
    assert!(desk.register.check().unwrap().problems.is_empty());
}

fn entries(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn a_file_is_copied_whole_or_not_at_all() {
    let desk = desk();
    let (attachments, request) = (desk.register.attachments(), filed(&desk, "Batch stops"));
    let outside = tempfile::TempDir::new().unwrap();
    let path = |name: &str| outside.path().join(name);
    let add = |name: &str| attachments.add(request.id, &path(name), now());
    std::fs::write(path("trace.har"), "abc").unwrap();
    let kept = add("trace.har").unwrap();
    // SHA-256 of "abc", from the standard.
    assert_eq!(kept.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!((kept.name.as_str(), kept.bytes), ("trace.har", 3));
    let folder = desk.folder.path().join("attachments");
    assert_eq!(std::fs::read(attachments.file(kept.id).unwrap()).unwrap(), b"abc");

    std::fs::create_dir(path("folder")).unwrap();
    let huge = std::fs::File::create(path("huge")).unwrap();
    huge.set_len(5 * 1024 * 1024 * 1024).unwrap();
    let edge = std::fs::File::create(path("edge")).unwrap();
    edge.set_len(LARGEST_ATTACHMENT + 1).unwrap();
    for (name, why) in
        [("folder", "not-a-plain-file"), ("huge", "too-large"), ("edge", "too-large"), ("gone", "unreadable")]
    {
        assert_eq!(refusal(add(name)), ("file", why), "{name}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(path("trace.har"), path("link")).unwrap();
        assert_eq!(refusal(add("link")), ("file", "not-a-plain-file"));
        assert!(std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
        assert_eq!(refusal(add("pipe")), ("file", "not-a-plain-file"), "without waiting for somebody to write");
        let device = attachments.add(request.id, std::path::Path::new("/dev/zero"), now());
        assert_eq!(refusal(device), ("file", "not-a-plain-file"));
    }
    assert_eq!(code(attachments.add(uuid::Uuid::nil(), &path("trace.har"), now())), "not-found");
    assert_eq!((entries(&folder), attachments.of(request.id).unwrap().len()), (1, 1), "nothing is half stored");

    let stored = attachments.file(kept.id).unwrap();
    std::fs::write(&stored, "abd").unwrap();
    assert_eq!(code(attachments.file(kept.id)), "tampered");
    attachments.remove(kept.id, now()).unwrap();
    assert_eq!(attachments.of(request.id).unwrap(), []);
    attachments.undo_remove(kept.id, now()).unwrap();
    attachments.remove(kept.id, now()).unwrap();
    desk.register.purge_removed(at("2026-11-23T00:00:00Z"), now()).unwrap();
    assert_eq!(entries(&folder), 0, "a purge takes the file along");
    assert!(desk.register.check().unwrap().problems.is_empty());
}

#[test]
fn a_purged_request_takes_its_timeline_along() {
    let desk = desk();
    let (register, request) = (&desk.register, filed(&desk, "Batch stops"));
    register.requests().note(request.id, "x", t("10:00"), now()).unwrap();
    let file = desk.folder.path().join("a.txt");
    std::fs::write(&file, "a").unwrap();
    register.attachments().add(request.id, &file, now()).unwrap();
    register.requests().remove(request.id, now()).unwrap();
    register.purge_removed(at("2026-11-23T00:00:00Z"), now()).unwrap();
    assert_eq!(entries(&desk.folder.path().join("attachments")), 0);
    assert!(register.check().unwrap().problems.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is noted, in whatever order: what is refused changes nothing, and the register stays sound.
    #[test]
    fn no_order_of_events_breaks_the_register(steps in prop::collection::vec((0_u8..8, 0_i64..3_000), 1..12)) {
        let desk = desk();
        let (register, request) = (&desk.register, filed(&desk, "Batch stops"));
        let id = request.id;
        for (what, minutes) in steps {
            let when = request.filed_at + chrono::TimeDelta::minutes(minutes - 60);
            let before = register.requests().get(id).unwrap();
            let answer = match what {
                0 => register.pause_request(edition(), id, when, None, now()),
                1 => register.resume_request(edition(), id, when, now()),
                2 => register.change_severity(edition(), id, "a", when, now()),
                3 => register.change_severity(edition(), id, "c", when, now()),
                4 => register.respond_request(edition(), id, when, now()),
                5 => register.requests().close(id, when, "Solved", now()),
                6 => register.paused_request(edition(), id, (when, when + chrono::TimeDelta::hours(1)), None, now()),
                _ => register.reopen_request(id, when, now()),
            };
            let after = register.requests().get(id).unwrap();
            prop_assert_eq!(&answer.unwrap_or(before), &after);
            let state = register.requests().page(
                &RequestFilter { state: Some(after.state(now())), limit: 10, ..RequestFilter::default() },
                now(),
            );
            prop_assert_eq!(state.unwrap().1, 1, "SQL and the record agree");
            let ruled = after.deadline.as_ref().and_then(|ruling| ruling.get("due_at")).and_then(Value::as_str);
            prop_assert_eq!(ruled.map(at), after.due_at);
            prop_assert!(register.explain_request(edition(), &after).unwrap().is_some());
            prop_assert_eq!(after.paused_at, after.waiting_since());
            prop_assert_eq!(register.would_now_be(edition(), &after).unwrap(), None);
        }
        prop_assert!(register.check().unwrap().problems.is_empty());
    }
}

/// What Microsoft owes after the first response is watched like everything else that falls due.
#[test]
fn promised_contacts_boxes_and_unapproved_delegations_fall_due() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let draft = RequestDraft { plan: Some("premier".into()), severity: "c".into(), ..request_draft(&tenant, "Slow") };
    let facts = DeskFacts { concern: Some("performance".into()), holder: None };
    let slow = register.log_request_with(edition(), &draft, &facts, now()).unwrap();
    register.respond_request(edition(), slow.id, t("15:00"), now()).unwrap();
    let requests = register.requests();
    requests.promise_contact(slow.id, Some(at("2026-11-22T07:00:00Z")), t("16:00"), now()).unwrap();
    let delegation = DelegationDraft {
        tenant: tenant.id,
        display_name: "Support".into(),
        external_id: None,
        status: "approvalPending".into(),
        roles: Vec::new(),
        requested_at: Some(at("2026-09-01T08:00:00Z")),
        activated_at: None,
        ends_at: None,
        duration: None,
        auto_extend: None,
        partner_tenant_id: None,
        indirect_provider: None,
        consent_pending: None,
    };
    register.delegations().add(&delegation, now()).unwrap();
    let due = |days| {
        let items = register.due(Some(TimeDelta::days(days)), now()).unwrap();
        items.into_iter().map(|item| (item.kind, item.at, item.overdue, item.tenant_name.unwrap())).collect::<Vec<_>>()
    };
    let fjord = || "Fjord".to_owned();
    let contact = (DueKind::NextContact, at("2026-11-22T07:00:00Z"), true, fjord());
    // Two hours on Friday until 17:00 UTC, two from 07:00 on Monday.
    let time_box = (DueKind::TimeBoxEnd, at("2026-11-23T09:00:00Z"), false, fjord());
    // Ninety days after it was requested.
    let approval = (DueKind::DelegationApproval, at("2026-11-30T08:00:00Z"), false, fjord());
    assert_eq!(due(0), std::slice::from_ref(&contact));
    assert_eq!(due(30), [contact, time_box, approval.clone()]);
    requests.close(slow.id, now(), "Solved", now()).unwrap();
    assert_eq!(due(30), [approval], "nobody waits for what is closed");
}
