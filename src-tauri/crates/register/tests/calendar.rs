//! The calendar: what is in it, how it changes, and that another program reads what was meant.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use calcard::icalendar::ICalendarProperty as Name;
use calcard::{Entry, Parser};
use chrono_tz::Tz;
use common::{Desk, add_tenant, at, behind, contract_draft, desk, no_keyring, now, request_draft};
use proptest::prelude::*;
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{Contract, ContractDraft, Register, RegisterError, Request, RequestDraft, SecretChange, Watch};

fn written(register: &Register, now: &str) -> String {
    register.calendar(Edition::base().unwrap(), Language::En, Tz::Europe__Oslo, &Watch::none(), at(now)).unwrap()
}

fn draft(name: &str, ends: &str) -> ContractDraft {
    ContractDraft { ends: Some(ends.parse().unwrap()), ..contract_draft(name) }
}

fn ending(register: &Register, name: &str, ends: &str) -> Contract {
    register.contracts().add(&draft(name, ends), &SecretChange::default(), &no_keyring(), now()).unwrap()
}

fn filed(register: &Register, title: &str) -> Request {
    let tenant = add_tenant(register, "Fjord, Energi; AS");
    let draft = RequestDraft {
        plan: Some("subscription".into()),
        product: "customer-engagement".into(),
        filed_at: at("2026-03-27T15:30:00Z"),
        ..request_draft(&tenant, title)
    };
    register.log_request(Edition::base().unwrap(), &draft, at("2026-03-27T15:30:00Z")).unwrap()
}

/// Events as lines of `NAME → value`, unfolded by hand as RFC 5545 3.1 says, alarms apart.
struct Seen {
    lines: BTreeMap<String, String>,
    triggers: Vec<String>,
}

fn seen(calendar: &str) -> Vec<Seen> {
    let unfolded = calendar.replace("\r\n ", "");
    let mut events = Vec::new();
    let mut in_alarm = false;
    for line in unfolded.split("\r\n") {
        match line {
            "BEGIN:VEVENT" => events.push(Seen { lines: BTreeMap::new(), triggers: Vec::new() }),
            "BEGIN:VALARM" => in_alarm = true,
            "END:VALARM" => in_alarm = false,
            line => {
                let (Some(event), Some((name, value))) = (events.last_mut(), line.split_once(':')) else { continue };
                if in_alarm && name.starts_with("TRIGGER") {
                    event.triggers.push(value.to_owned());
                } else if !in_alarm {
                    event.lines.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
    // A contract is due to be linked besides; these tests are about what else is due of it.
    events.retain(|event| !event.lines.get("UID").is_some_and(|uid| uid.starts_with("link-missing")));
    events
}

#[test]
fn a_date_is_a_day_and_a_deadline_an_instant() {
    let Desk { register, folder: _folder } = &desk();
    let contract = ending(register, "Nordic Premier", "2026-12-31");
    let request = filed(register, "Orders, invoices; and \\ more");
    let events = seen(&written(register, "2026-03-27T16:00:00Z"));
    assert_eq!(events.len(), 2);
    let (end, response) = (&events[0], &events[1]);
    assert_eq!(end.lines["UID"], format!("contract-end-{}@support-atlas", contract.id));
    assert_eq!(end.lines["DTSTART;VALUE=DATE"], "20261231");
    assert_eq!(end.lines["DTEND;VALUE=DATE"], "20270101", "the day after, which is not in it");
    assert_eq!((end.lines["SEQUENCE"].as_str(), end.lines["STATUS"].as_str()), ("0", "CONFIRMED"));
    assert_eq!(end.lines["DTSTAMP"], "20260327T160000Z");
    // 90 days before 31 December is Friday 2 October; from 08:00 is 89 days and 16 hours before midnight. The 60th is a
    // Sunday, so Monday 2 November. The 30th is Tuesday 1 December, the 7th Thursday, the 1st Wednesday.
    let hours = |days: i64, hours: i64| days * 24 + hours;
    let seconds: Vec<i64> = end.triggers.iter().map(|trigger| duration(trigger)).collect();
    let expected = [hours(89, 16), hours(58, 16), hours(29, 16), hours(6, 16), hours(0, 16)].map(|hours| -hours * 3600);
    assert_eq!(seconds, expected);

    assert_eq!(response.lines["UID"], format!("first-response-{}@support-atlas", request.id));
    assert_eq!(response.lines["DTSTART"], "20260330T083000Z");
    assert_eq!(response.lines["SUMMARY"], r"First response: Orders\, invoices\; and \\ more");
    // Half is over at 06:30 UTC, nine tenths at 08:06.
    assert_eq!(response.triggers.iter().map(|trigger| duration(trigger)).collect::<Vec<_>>(), [-7200, -1440]);
}

#[test]
fn a_calendar_that_is_stopped_leaves_nothing_behind() {
    let Desk { register, folder } = &desk();
    ending(register, "Nordic Premier", "2026-12-31");
    filed(register, "Orders");
    let now = at("2026-03-27T16:00:00Z");
    let second = Watch::new(|progress| progress.done < 2);
    let stopped = register.calendar(Edition::base().unwrap(), Language::En, Tz::Europe__Oslo, &second, now);
    assert_eq!(stopped, Err(RegisterError::Cancelled));
    let kept = common::behind(folder.path()).query_row("SELECT count(*) FROM calendar_event", [], |row| row.get(0));
    assert_eq!(kept, Ok(0));
}

/// Seconds of an ISO 8601 duration, by hand.
fn duration(text: &str) -> i64 {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut number = 0;
    let mut seconds = 0;
    for c in rest.chars() {
        match c {
            '0'..='9' => number = number * 10 + i64::from(c.to_digit(10).unwrap()),
            'W' | 'D' | 'H' | 'M' | 'S' => {
                seconds += number
                    * match c {
                        'W' => 604_800,
                        'D' => 86_400,
                        'H' => 3_600,
                        'M' => 60,
                        _ => 1,
                    };
                number = 0;
            }
            'P' | 'T' => {}
            other => panic!("{other} in {text}"),
        }
    }
    sign * seconds
}

#[test]
fn the_sequence_grows_with_each_change_and_what_is_gone_is_called_off() {
    let Desk { register, folder: _folder } = &desk();
    let contract = ending(register, "Nordic Premier", "2026-12-31");
    let first = written(register, "2026-03-27T16:00:00Z");
    assert_eq!(written(register, "2026-03-29T16:00:00Z"), first, "unchanged, not a byte differs");

    let state = |now: &str| {
        let events = seen(&written(register, now));
        let line = |event: &Seen, name: &str| event.lines[name].clone();
        events.iter().map(|event| (line(event, "SEQUENCE"), line(event, "STATUS"))).collect::<Vec<_>>()
    };
    let expect = |sequence: &str, status: &str| vec![(sequence.to_owned(), status.to_owned())];
    register
        .contracts()
        .set(contract.id, &draft("Nordic Premier", "2027-01-31"), &SecretChange::default(), &no_keyring(), now())
        .unwrap();
    assert_eq!(state("2026-04-01T10:00:00Z"), expect("1", "CONFIRMED"));
    register.contracts().remove(contract.id, now()).unwrap();
    assert_eq!(state("2026-04-02T10:00:00Z"), expect("2", "CANCELLED"));
    assert_eq!(state("2026-04-03T10:00:00Z"), expect("2", "CANCELLED"), "said again, not changed again");
    register.contracts().undo_remove(contract.id, now()).unwrap();
    assert_eq!(state("2026-04-04T10:00:00Z"), expect("3", "CONFIRMED"));
    register.contracts().remove(contract.id, now()).unwrap();
    assert_eq!(state("2026-04-05T10:00:00Z"), expect("4", "CANCELLED"));
    assert_eq!(state("2028-04-05T10:00:00Z"), vec![], "two years later every calendar has heard");
    register.contracts().undo_remove(contract.id, now()).unwrap();
    assert_eq!(state("2028-04-06T10:00:00Z"), expect("5", "CONFIRMED"), "never below what was said before");
}

#[test]
fn an_answered_request_is_called_off() {
    let Desk { register, folder: _folder } = &desk();
    let request = filed(register, "Orders do not post");
    assert_eq!(seen(&written(register, "2026-03-27T16:00:00Z"))[0].lines["STATUS"], "CONFIRMED");
    register
        .respond_request(Edition::base().unwrap(), request.id, at("2026-03-27T17:00:00Z"), at("2026-03-27T17:00:00Z"))
        .unwrap();
    let events = seen(&written(register, "2026-03-27T18:00:00Z"));
    assert_eq!((events[0].lines["STATUS"].as_str(), events[0].lines["SEQUENCE"].as_str()), ("CANCELLED", "1"));
    assert_eq!(events[0].triggers, Vec::<String>::new());
}

#[test]
fn an_empty_register_and_the_last_day_there_is() {
    let Desk { register, folder: _folder } = &desk();
    let empty = written(register, "2026-03-27T16:00:00Z");
    assert!(empty.starts_with("BEGIN:VCALENDAR\r\n") && empty.ends_with("END:VCALENDAR\r\n"), "{empty}");
    ending(register, "Nordic Premier", "9999-12-31");
    let events = seen(&written(register, "2026-03-27T16:00:00Z"));
    assert_eq!(events[0].lines["DTSTART;VALUE=DATE"], "99991231");
    assert!(!events[0].lines.contains_key("DTEND;VALUE=DATE"), "there is no day after");
}

/// What any calendar program demands of the text itself.
fn assert_well_formed(calendar: &str) {
    assert!(!calendar.replace("\r\n", "").contains(['\r', '\n']), "every line ends in CR LF");
    for line in calendar.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

#[test]
fn a_value_that_was_written_behind_the_programs_back_does_no_harm() {
    let desk = desk();
    ending(&desk.register, "Nordic Premier", "2026-12-31");
    for name in [
        "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:b",
        "nul\0and\u{7}bell",
        "\u{202E}right to left",
        &"æøå 老虎 ".repeat(1500),
    ] {
        behind(desk.folder.path()).execute("UPDATE contract SET name = ?1", [name]).unwrap();
        let calendar = written(&desk.register, "2026-03-27T16:00:00Z");
        assert_well_formed(&calendar);
        assert_eq!(seen(&calendar).len(), 1, "{name:?}");
        read_by_another(&calendar);
    }
}

/// What calcard, which shares no code with us, reads: UID, start, summary, sequence and status of each event.
fn read_by_another(calendar: &str) -> Vec<[String; 4]> {
    let mut parser = Parser::new(calendar);
    let Entry::ICalendar(calendar) = parser.entry() else { panic!("not a calendar:\n{calendar}") };
    assert!(matches!(parser.entry(), Entry::Eof));
    let mut events = Vec::new();
    for component in &calendar.components {
        if component.component_type != calcard::icalendar::ICalendarComponentType::VEvent {
            continue;
        }
        let text = |name: Name| {
            let entry = component.property(&name).expect("the property is there");
            let value = &entry.values[0];
            value.as_text().map_or_else(|| format!("{value:?}"), str::to_owned)
        };
        events.push([Name::Uid, Name::Summary, Name::Sequence, Name::Status].map(text));
    }
    events
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_title_is_read_by_another_program_as_it_was_written(title in "[\\PC]{1,500}") {
        let Desk { register, folder: _folder } = &desk();
        let tenant = add_tenant(register, "Fjord");
        let draft = RequestDraft { filed_at: at("2026-03-27T15:30:00Z"), ..request_draft(&tenant, &title) };
        let logged = register.log_request(Edition::base().unwrap(), &draft, at("2026-03-27T15:30:00Z"));
        // Blank ones and those that change the direction of writing are refused by the register.
        prop_assume!(logged.is_ok());
        let calendar = written(register, "2026-03-27T16:00:00Z");
        assert_well_formed(&calendar);
        let title = logged.unwrap().title.split_whitespace().collect::<Vec<_>>().join(" ");
        let events = read_by_another(&calendar);
        prop_assert_eq!(&events[0][1], &format!("First response: {title}"));
    }
}

/// The file that the window's own tests give to ical.js. Ids differ from run to run, and nothing else does.
#[test]
fn the_calendar_in_the_cases_is_the_one_that_is_written() {
    let Desk { register, folder: _folder } = &desk();
    let contract = ending(register, "Nordic Premier", "2026-12-31");
    let moved = ending(
        register,
        "Partner benefit: «æøå», 老虎; a name that is long enough to be folded twice over, or three times",
        "2027-01-31",
    );
    let request = filed(register, "Orders, invoices; and \\ more");
    let gone = ending(register, "Called off", "2026-09-30");
    written(register, "2026-03-27T15:45:00Z");
    register.contracts().remove(gone.id, now()).unwrap();
    let calendar = written(register, "2026-03-27T16:00:00Z");
    let mut same = calendar;
    for (id, stand_in) in [contract.id, moved.id, request.id, gone.id].iter().zip(1..) {
        same = same.replace(&id.to_string(), &format!("00000000-0000-7000-8000-00000000000{stand_in}"));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/cases/calendar.ics");
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(&path, sorted(&same)).unwrap();
    }
    let hint = "run UPDATE_CASES=1 cargo nextest run -p support-register -E 'binary(calendar)'";
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), sorted(&same), "{hint}");
    assert_eq!(read_by_another(&same).len(), same.matches("BEGIN:VEVENT\r\n").count());
}

/// The events in the order of their stand-in ids.
fn sorted(calendar: &str) -> String {
    let (head, rest) = calendar.split_once("BEGIN:VEVENT\r\n").unwrap();
    let rest = rest.strip_suffix("END:VCALENDAR\r\n").unwrap();
    let mut events: Vec<&str> = rest.split("BEGIN:VEVENT\r\n").collect();
    events.sort_by_key(|event| event.lines().find(|line| line.starts_with("UID")).unwrap());
    format!("{head}BEGIN:VEVENT\r\n{}END:VCALENDAR\r\n", events.join("BEGIN:VEVENT\r\n"))
}
