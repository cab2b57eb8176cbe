//! Reading pasted mails and the portal's text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use support_register::{CaseForm, LARGEST_MAIL, MailError, MailFindings, MarkKind, TimeLabel, read_mail};

fn read(text: &str) -> MailFindings {
    read_mail(text.as_bytes(), Tz::Europe__Oslo).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect(text)
}

#[test]
fn a_mail_is_picked_apart() {
    let found = read(
        "From: Microsoft Support\nSent: Friday, November 20, 2026 9:12 AM (UTC)\nTo: ada@fjordkraft.example\n\
         Subject: RE: FW: [EXTERNAL] Orders stop in posting - TrackingID#2611200040000719\n\nHello Ada,\n\n\
         Thank you. Your request was created on 2026-11-20 08:05 UTC with severity B.\nPhone 004722334455\n",
    );
    assert_eq!(found.case_number.as_deref(), Some("2611200040000719"));
    assert_eq!((found.case_form, found.opened_on), (Some(CaseForm::Dated), "2026-11-20".parse().ok()));
    assert_eq!(found.title.as_deref(), Some("Orders stop in posting"));
    assert_eq!(found.severity.as_deref(), Some("b"));
    let times: Vec<_> = found.times.iter().map(|time| (time.at.unwrap(), time.label)).collect();
    assert_eq!(
        times,
        [(at("2026-11-20T09:12:00Z"), TimeLabel::Sent), (at("2026-11-20T08:05:00Z"), TimeLabel::Created)]
    );
    assert!(found.notes.is_empty(), "{:?}", found.notes);
    let marked = |what| {
        let mark = found.marks.iter().find(|mark| mark.what == what).unwrap();
        let (from, to) = (usize::try_from(mark.from).unwrap(), usize::try_from(mark.to).unwrap());
        found.text.chars().skip(from).take(to - from).collect::<String>()
    };
    assert_eq!(marked(MarkKind::CaseNumber), "2611200040000719");
    assert_eq!(marked(MarkKind::Severity), "B");
}

#[test]
fn the_portal_s_text_in_norwegian() {
    let found = read(
        "Saksnummer\n2611200040000719\nTittel\nBatchjobb stopper på æøå\nAlvorlighetsgrad: Kritisk\n\
         Opprettet: 20. november 2026 kl. 09.05\n",
    );
    assert_eq!(found.case_number.as_deref(), Some("2611200040000719"));
    assert_eq!(found.title.as_deref(), Some("Batchjobb stopper på æøå"));
    assert_eq!(found.severity.as_deref(), Some("critical"));
    let time = &found.times[0];
    assert_eq!((time.at, time.label, time.zone_assumed), (Some(at("2026-11-20T08:05:00Z")), TimeLabel::Created, true));
}

#[test]
fn older_numbers_are_taken_with_a_note_and_telephone_numbers_are_not() {
    for (text, number) in [
        ("Case number: 115010112345678", Some("115010112345678")),
        ("TrackingID#119051234567", Some("119051234567")),
        ("Your request SRX1234567890ID is open", Some("SRX1234567890ID")),
        ("Call 004722334455 now", None),
        ("Order 123456789012345", None),
        ("Case 9913400040000719", None),
        ("Account 4000123412341234", None),
    ] {
        let found = read(text);
        assert_eq!(found.case_number.as_deref(), number, "{text}");
        assert_eq!(found.notes.len(), usize::from(number.is_some()), "{text}");
    }
}

#[test]
fn the_tracked_number_comes_before_others() {
    let found = read("Related 2609140050003837 and TrackingID#2611200040000719");
    assert_eq!(found.case_number.as_deref(), Some("2611200040000719"));
    assert_eq!(found.other_case_numbers, ["2609140050003837"]);
    assert_eq!(found.notes.len(), 1);
}

#[test]
fn times_in_the_ways_they_are_written() {
    for (text, expected) in [
        ("2026-11-20T09:12:00Z", "2026-11-20T09:12:00Z"),
        ("2026-11-20T09:12:00.1234567+01:00", "2026-11-20T08:12:00Z"),
        ("Fri, 20 Nov 2026 09:12:00 +0100", "2026-11-20T08:12:00Z"),
        ("11/20/2026 9:12:30 PM (UTC)", "2026-11-20T21:12:30Z"),
        ("11/20/2026 12:05 AM PST", "2026-11-20T08:05:00Z"),
        ("November 20, 2026 at 9:12 AM PT", "2026-11-20T17:12:00Z"),
        ("Jul 1, 2026 9:12 AM PT", "2026-07-01T16:12:00Z"),
        ("20.11.2026 09:12", "2026-11-20T08:12:00Z"),
        ("20.11.2026 kl. 09.12 CET", "2026-11-20T08:12:00Z"),
        ("1. juli 2026 09:12", "2026-07-01T07:12:00Z"),
        ("20 November 2026 09:12 (UTC+05:30)", "2026-11-20T03:42:00Z"),
        ("25/12/2026 09:12 UTC", "2026-12-25T09:12:00Z"),
    ] {
        let found = read(text);
        assert_eq!(found.times.len(), 1, "{text}: {:?}", found.times);
        assert_eq!(found.times[0].at, Some(at(expected)), "{text}");
    }
    for text in ["2026-13-20 09:12 UTC", "31.02.2026 09:12", "11/20/2026 13:12 PM", "version 10.0.2026 1.2"] {
        assert!(read(text).times.is_empty(), "{text}");
    }
}

#[test]
fn what_can_be_read_twice_is_asked_about() {
    let readings = |text: &str| {
        let found = read(text);
        assert_eq!((found.times[0].at, found.notes.len()), (None, 1), "{text}");
        found.times[0].readings.clone()
    };
    assert_eq!(
        readings("03/04/2026 09:12 UTC"),
        [at("2026-03-04T09:12:00Z"), at("2026-04-03T09:12:00Z")],
        "day or month first"
    );
    assert_eq!(readings("25.10.2026 02:30"), [at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z")], "twice in Oslo");
    assert_eq!(readings("29.03.2026 02:30"), [at("2026-03-29T00:30:00Z"), at("2026-03-29T01:30:00Z")], "skipped");
    let unknown = read("2026-11-20 09:12 CST");
    assert!(unknown.times[0].zone_assumed, "CST names several zones");
}

#[test]
fn html_becomes_text_and_its_scripts_are_gone() {
    let found = read(
        "<html><head><script>steal()</script><style>x{}</style></head><body onload=\"steal()\">\
         <p>Title: <b>Feil &lt;script&gt;</b></p><img src=x onerror=steal()>\
         <table><tr><td>Severity</td><td>A</td></tr></table><a href=\"javascript:steal()\">TrackingID#2611200040000719</a></body></html>",
    );
    assert_eq!(found.title.as_deref(), Some("Feil <script>"), "text that only looks like a tag");
    assert_eq!(found.severity.as_deref(), Some("a"));
    assert_eq!(found.case_number.as_deref(), Some("2611200040000719"));
    assert!(!found.text.contains("steal"), "{}", found.text);
}

#[test]
fn what_is_too_large_or_empty_is_refused() {
    assert_eq!(read_mail(&vec![b'a'; LARGEST_MAIL], Tz::UTC), Err(MailError::TooLarge));
    assert!(read_mail(&vec![b'<'; LARGEST_MAIL - 1], Tz::UTC).is_ok());
    for empty in [&b""[..], b" \r\n\t", b"<script>alert(1)</script>", &[0, 0, 0]] {
        assert_eq!(read_mail(empty, Tz::UTC), Err(MailError::NoText));
    }
}

proptest! {
    #[test]
    fn nothing_pasted_makes_it_stumble(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        if let Ok(found) = read_mail(&bytes, Tz::Europe__Oslo) {
            let length = u32::try_from(found.text.chars().count()).unwrap();
            prop_assert!(found.marks.iter().all(|mark| mark.from <= mark.to && mark.to <= length));
            prop_assert!(found.marks.windows(2).all(|pair| pair[0].to <= pair[1].from));
        }
    }

    #[test]
    fn nothing_that_looks_like_a_mail_does(text in "([<>&#;/a-z0-9:+ \n=?]|TrackingID#|Subject: |<script|</|2611200040000719|20\\.11\\.2026 |09:12|Content-Type: ){0,80}") {
        let _ = read_mail(text.as_bytes(), Tz::America__Los_Angeles);
    }
}

#[test]
fn a_changed_severity_is_the_new_one() {
    for (text, severity) in [
        ("Case severity A was changed to B", Some("b")),
        ("The severity of your case was lowered from A to B.", Some("b")),
        ("Alvorlighetsgraden ble endret fra B til A", Some("a")),
        ("Severity: A\nWe set a reminder to C", Some("a")),
        ("Severity A", Some("a")),
        ("nothing of it", None),
    ] {
        assert_eq!(read(text).severity.as_deref(), severity, "{text}");
    }
}

#[test]
fn titles_without_what_stands_around_them() {
    for (text, title) in [
        ("Subject: [Case #:2611200040000719] Severity A case", "Severity A case"),
        ("Subject: Re: Case number: 2611200040000719 - Orders stop", "Orders stop"),
        (
            "<html><body><table><tr><th>Title</th><td>Orders stop</td></tr><tr><td>Severity</td><td>B</td></tr></table>",
            "Orders stop",
        ),
        (
            "<div><table><tr><td>Case title:</td><td>Orders stop</td><td>Severity</td><td>B</td></tr></table>",
            "Orders stop",
        ),
    ] {
        assert_eq!(read(text).title.as_deref(), Some(title), "{text}");
    }
    let cells =
        read("<table><tr><td>Severity</td><td>B</td></tr><tr><td>Case number</td><td>2611200040000719</td></tr>");
    assert_eq!((cells.severity.as_deref(), cells.case_number.as_deref()), (Some("b"), Some("2611200040000719")));
}

#[test]
fn no_case_was_opened_after_the_mail_about_it() {
    let found = read("Sent: 2026-11-20 09:12 UTC\nTrackingID#2611200040000719\nPaid with 4111111111111111");
    assert_eq!(found.case_number.as_deref(), Some("2611200040000719"));
    assert_eq!(found.other_case_numbers, [""; 0]);
}
