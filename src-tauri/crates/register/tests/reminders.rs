//! Reminders of what a register holds: stages, marks that outlive the program, answers, settings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use common::{Desk, add_tenant, at, behind, code, contract_draft, desk, no_keyring, now, open, refusal, request_draft};
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{
    Contract, ContractDraft, DueItem, DueKind, Register, Reminder, ReminderKey, ReminderSettings, ReminderStage,
    Request, RequestDraft, SecretChange, ShownNow, notice,
};

const OSLO: Tz = Tz::Europe__Oslo;

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

/// No reminders of links, which a contract needs besides.
fn settings() -> ReminderSettings {
    ReminderSettings { off: vec![DueKind::LinkMissing], ..ReminderSettings::default() }
}

fn ending(register: &Register, ends: &str) -> Contract {
    if register.reminder_settings().get().unwrap() == ReminderSettings::default() {
        register.reminder_settings().set(&settings(), now()).unwrap();
    }
    let draft = ContractDraft { ends: Some(ends.parse().unwrap()), ..contract_draft("Nordic Premier") };
    register.contracts().add(&draft, &SecretChange::default(), &no_keyring(), now()).unwrap()
}

fn filed(register: &Register, plan: &str, severity: &str, filed_at: &str) -> Request {
    let tenant = add_tenant(register, "Fjord Energi");
    let draft = RequestDraft {
        plan: Some(plan.into()),
        severity: severity.into(),
        product: "customer-engagement".into(),
        filed_at: at(filed_at),
        ..request_draft(&tenant, "Orders do not post")
    };
    register.log_request(edition(), &draft, at(filed_at)).unwrap()
}

/// What a program that runs at `now` shows, and marks as shown.
fn look(register: &Register, session: &mut ShownNow, now: &str) -> Vec<(DueKind, Option<ReminderStage>)> {
    let plan = register.reminders().plan(edition(), OSLO, session, at(now)).unwrap();
    register.reminders().mark(&plan.show, session, at(now)).unwrap();
    plan.show.into_iter().map(|(item, stage)| (item.kind, stage)).collect()
}

fn wake(register: &Register, now: &str) -> Option<DateTime<Utc>> {
    register.reminders().plan(edition(), OSLO, &ShownNow::default(), at(now)).unwrap().wake
}

/// Where the reminders of all that falls due stand.
fn list(register: &Register, now: &str) -> Vec<Reminder> {
    let due = register.due(None, at(now)).unwrap();
    register.reminders().of(&due, edition(), OSLO, at(now)).unwrap()
}

fn only(register: &Register, now: &str) -> Reminder {
    let mut list = list(register, now);
    list.retain(|reminder| reminder.key.kind != DueKind::LinkMissing);
    assert_eq!(list.len(), 1);
    list.remove(0)
}

#[test]
fn a_first_response_is_reminded_of_in_counted_time() {
    let Desk { register, folder: _folder } = &desk();
    // Friday 27 March 2026, 16:30 in Brussels: 1 h 30 until 18:00, then on Monday from 08:00 in summer time.
    let request = filed(register, "subscription", "b", "2026-03-27T15:30:00Z");
    assert_eq!(request.due_at, Some(at("2026-03-30T08:30:00Z")));
    // Two of the four hours are over on Monday at 08:30, 3 h 36 at 10:06.
    assert_eq!(wake(register, "2026-03-27T16:00:00Z"), Some(at("2026-03-30T06:30:00Z")));
    let mut session = ShownNow::default();
    assert_eq!(look(register, &mut session, "2026-03-30T06:29:59Z"), []);
    assert_eq!(
        look(register, &mut session, "2026-03-30T06:30:00Z"),
        [(DueKind::FirstResponse, Some(ReminderStage::Half))]
    );
    assert_eq!(wake(register, "2026-03-30T06:30:01Z"), Some(at("2026-03-30T08:06:00Z")));
    assert_eq!(
        look(register, &mut session, "2026-03-30T08:06:00Z"),
        [(DueKind::FirstResponse, Some(ReminderStage::Most))]
    );
    assert_eq!(
        look(register, &mut session, "2026-03-30T08:30:00Z"),
        [(DueKind::FirstResponse, Some(ReminderStage::Due))]
    );

    register
        .respond_request(Edition::base().unwrap(), request.id, at("2026-03-30T08:31:00Z"), at("2026-03-30T08:31:00Z"))
        .unwrap();
    assert_eq!(list(register, "2026-03-30T09:00:00Z"), []);
}

#[test]
fn severity_a_is_reminded_of_at_night() {
    let Desk { register, folder: _folder } = &desk();
    filed(register, "subscription", "a", "2026-03-28T23:00:00Z");
    let mut session = ShownNow::default();
    assert_eq!(look(register, &mut session, "2026-03-28T23:29:59Z"), []);
    assert_eq!(
        look(register, &mut session, "2026-03-28T23:30:00Z"),
        [(DueKind::FirstResponse, Some(ReminderStage::Half))]
    );
    assert_eq!(
        look(register, &mut session, "2026-03-28T23:54:00Z"),
        [(DueKind::FirstResponse, Some(ReminderStage::Most))]
    );
}

#[test]
fn an_end_is_reminded_of_from_the_beginning_of_the_day() {
    let Desk { register, folder: _folder } = &desk();
    ending(register, "2026-12-31");
    // 90, 60, 30, 7 and 1 days before: 2 October, 1 November, 1 December, 24 and 30 December, from 08:00 on working days.
    let expected = [
        ("2026-10-02T06:00:00Z", ReminderStage::Days90),
        ("2026-11-02T07:00:00Z", ReminderStage::Days60),
        ("2026-12-01T07:00:00Z", ReminderStage::Days30),
        ("2026-12-24T07:00:00Z", ReminderStage::Days7),
        ("2026-12-30T07:00:00Z", ReminderStage::Days1),
        ("2027-01-01T07:00:00Z", ReminderStage::Due),
    ];
    let mut session = ShownNow::default();
    let mut now = "2026-09-01T10:00:00Z".to_owned();
    for (when, stage) in expected {
        assert_eq!(wake(register, &now), Some(at(when)), "{stage}");
        assert_eq!(look(register, &mut session, when), [(DueKind::ContractEnd, Some(stage))]);
        when.clone_into(&mut now);
    }
    assert_eq!(wake(register, "2027-01-01T07:00:00Z"), None);
}

#[test]
fn nothing_is_repeated_after_a_restart_and_a_crash_loses_nothing() {
    let desk = desk();
    ending(&desk.register, "2026-12-31");
    let mut session = ShownNow::default();
    // Planned and shown, but the program died before it was marked.
    let plan = desk.register.reminders().plan(edition(), OSLO, &session, at("2026-12-01T10:00:00Z")).unwrap();
    assert_eq!(plan.show.len(), 1);
    drop(desk.register);

    let register = open(desk.folder.path()).unwrap();
    assert_eq!(
        look(&register, &mut session, "2026-12-01T10:00:05Z"),
        [(DueKind::ContractEnd, Some(ReminderStage::Days30))]
    );
    drop(register);
    let register = open(desk.folder.path()).unwrap();
    assert_eq!(look(&register, &mut ShownNow::default(), "2026-12-01T10:01:00Z"), []);
    assert_eq!(look(&register, &mut ShownNow::default(), "2026-12-23T10:00:00Z"), []);
}

#[test]
fn where_nothing_can_be_written_the_session_remembers() {
    let desk = desk();
    ending(&desk.register, "2026-12-31");
    drop(desk.register);
    let mut session = ShownNow::default();
    let register = open(desk.folder.path()).unwrap();
    behind(desk.folder.path())
        .execute_batch(
            "DROP TABLE reminder_shown;
             CREATE TABLE reminder_shown (kind TEXT, subject TEXT, part TEXT, due_at INTEGER, stage TEXT, shown_at INTEGER, CHECK (0));",
        )
        .unwrap();
    let plan = register.reminders().plan(edition(), OSLO, &session, at("2026-12-01T10:00:00Z")).unwrap();
    assert_eq!(plan.show.len(), 1);
    assert!(register.reminders().mark(&plan.show, &mut session, at("2026-12-01T10:00:00Z")).is_err());
    let plan = register.reminders().plan(edition(), OSLO, &session, at("2026-12-01T10:01:00Z")).unwrap();
    assert_eq!(plan.show, [], "not once a minute");
}

#[test]
fn a_moved_end_is_another_deadline() {
    let Desk { register, folder: _folder } = &desk();
    let contract = ending(register, "2026-12-31");
    let mut session = ShownNow::default();
    assert_eq!(look(register, &mut session, "2026-12-01T10:00:00Z").len(), 1);
    let draft = ContractDraft { ends: Some("2026-12-20".parse().unwrap()), ..contract_draft("Nordic Premier") };
    register.contracts().set(contract.id, &draft, &SecretChange::default(), &no_keyring(), now()).unwrap();
    assert_eq!(
        look(register, &mut session, "2026-12-01T10:01:00Z"),
        [(DueKind::ContractEnd, Some(ReminderStage::Days30))]
    );
}

#[test]
fn what_is_put_off_or_done_stays_silent_and_can_be_taken_back() {
    let Desk { register, folder: _folder } = &desk();
    ending(register, "2026-12-31");
    let mut session = ShownNow::default();
    assert_eq!(look(register, &mut session, "2026-12-01T10:00:00Z").len(), 1);
    let key = only(register, "2026-12-01T10:00:00Z").key;
    let reminders = register.reminders();
    reminders.snooze(&key, Some(at("2026-12-01T11:00:00Z")), at("2026-12-01T10:00:10Z")).unwrap();
    assert_eq!(only(register, "2026-12-01T10:30:00Z").snoozed_until, Some(at("2026-12-01T11:00:00Z")));
    assert_eq!(look(register, &mut session, "2026-12-01T10:59:59Z"), []);
    assert_eq!(look(register, &mut session, "2026-12-01T11:00:00Z").len(), 1, "an hour later");
    assert_eq!(look(register, &mut session, "2026-12-01T11:01:00Z"), [], "once");
    assert_eq!(look(register, &mut ShownNow::default(), "2026-12-01T11:02:00Z"), [], "also after a restart");

    reminders.set_done(&key, true).unwrap();
    assert!(only(register, "2026-12-24T10:00:00Z").done);
    assert_eq!(look(register, &mut session, "2026-12-24T10:00:00Z"), []);
    reminders.set_done(&key, false).unwrap();
    assert_eq!(
        look(register, &mut session, "2026-12-24T10:01:00Z"),
        [(DueKind::ContractEnd, Some(ReminderStage::Days7))]
    );

    reminders.snooze(&key, Some(at("2026-12-28T10:00:00Z")), at("2026-12-24T10:02:00Z")).unwrap();
    reminders.snooze(&key, None, at("2026-12-24T10:03:00Z")).unwrap();
    assert_eq!(only(register, "2026-12-24T10:04:00Z").snoozed_until, None);
    assert_eq!(refusal(reminders.snooze(&key, Some(now()), now())), ("until", "in-the-past"));
    let year_10000 = DateTime::<Utc>::MAX_UTC;
    assert_eq!(refusal(reminders.snooze(&key, Some(year_10000), now())), ("until", "too-late"));
}

#[test]
fn a_kind_that_is_off_and_a_pause_keep_silent() {
    let Desk { register, folder: _folder } = &desk();
    ending(register, "2026-12-31");
    let table = register.reminder_settings();
    let kinds = [DueKind::LinkMissing, DueKind::ContractEnd];
    let off = ReminderSettings { off: vec![kinds[0], kinds[1], kinds[1]], ..ReminderSettings::default() };
    assert_eq!(table.set(&off, now()).unwrap().off, [kinds[1], kinds[0]]);
    assert_eq!(look(register, &mut ShownNow::default(), "2026-12-01T10:00:00Z"), []);
    let paused = ReminderSettings { paused_until: Some(at("2026-12-02T07:00:00Z")), ..settings() };
    table.set(&paused, now()).unwrap();
    assert_eq!(look(register, &mut ShownNow::default(), "2026-12-01T10:00:00Z"), []);
    assert_eq!(look(register, &mut ShownNow::default(), "2026-12-02T07:00:00Z").len(), 1);
}

#[test]
fn settings_are_kept_with_a_row_of_history_or_refused_by_field() {
    let desk = desk();
    let settings = desk.register.reminder_settings();
    assert_eq!(settings.get().unwrap(), ReminderSettings::default());
    let mut draft = ReminderSettings { close_to_tray: true, ..ReminderSettings::default() };
    draft.hours.to = "07:30".into();
    draft.hours.from = "22:00".into();
    settings.set(&draft, now()).unwrap();
    draft.hours.to = "22:00".into();
    assert_eq!(refusal(settings.set(&draft, now())), ("to", "never-opens"));
    let register = open(desk.folder.path()).unwrap();
    assert_eq!(register.reminder_settings().get().unwrap().hours.to, "07:30", "over midnight");
    assert_eq!(register.history(None).unwrap().len(), 1);
    assert_eq!(register.check().unwrap().problems, []);
}

#[test]
fn the_words_of_a_reminder() {
    let Desk { register, folder: _folder } = &desk();
    ending(register, "2026-12-31");
    filed(register, "subscription", "b", "2026-11-20T15:30:00Z");
    let mut items = register.due(None, at("2026-11-23T08:00:00Z")).unwrap();
    items.retain(|item| item.kind != DueKind::LinkMissing);
    let (response, end): (Vec<&DueItem>, Vec<&DueItem>) =
        items.iter().partition(|item| item.kind == DueKind::FirstResponse);
    let said = |items: &[&DueItem], language, now: &str| {
        let notice = notice(items, language, OSLO, at(now)).unwrap();
        format!("{} | {}", notice.title, notice.body.replace('\n', " | "))
    };
    // Filed on Friday at 16:30, four hours: Monday 23 November at 10:30.
    assert_eq!(
        said(&response, Language::En, "2026-11-22T08:00:00Z"),
        "First response tomorrow at 10:30 | Orders do not post | Fjord Energi"
    );
    assert_eq!(
        said(&response, Language::Nb, "2026-11-23T09:30:00Z"),
        "Første svar i dag kl. 10:30 (over fristen) | Orders do not post | Fjord Energi"
    );
    assert_eq!(said(&end, Language::En, "2026-11-23T08:00:00Z"), "Contract ends on 31 December | Nordic Premier");
    assert_eq!(
        said(&end, Language::Nb, "2025-11-23T08:00:00Z"),
        "Kontrakten utløper 31. desember 2026 | Nordic Premier"
    );
    let six: Vec<&DueItem> = items.iter().cycle().take(6).collect();
    let notice = notice(&six, Language::En, OSLO, at("2026-11-23T08:00:00Z")).unwrap();
    assert_eq!((notice.title.as_str(), notice.body.lines().count()), ("6 reminders", 5));
    assert!(notice.body.ends_with("and 2 more"));
    assert_eq!(support_register::notice(&[], Language::En, OSLO, now()), None);
}

#[test]
fn the_last_year_there_is() {
    let Desk { register, folder: _folder } = &desk();
    ending(register, "9999-12-31");
    assert_eq!(look(register, &mut ShownNow::default(), "2026-12-01T10:00:00Z"), []);
    assert_eq!(
        wake(register, "2026-12-01T10:00:00Z"),
        Some(at("9999-10-04T07:00:00Z")),
        "Monday; no summer time is known"
    );
    let key = ReminderKey { kind: DueKind::ContractEnd, subject: uuid::Uuid::nil(), part: String::new(), at: now() };
    register.reminders().set_done(&key, true).unwrap();
    assert_eq!(code(register.reminders().snooze(&key, Some(now()), now())), "invalid");
}
