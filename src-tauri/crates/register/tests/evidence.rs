//! The scorecard and the evidence pack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Utc};
use common::{Desk, add_tenant, at, desk, now, refusal, request_draft};
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{EvidenceOf, Period, RegisterError, RequestDraft, Score, Stage, Watch};

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

fn t(time: &str) -> DateTime<Utc> {
    at(&format!("2026-11-20T{time}:00Z"))
}

/// Professional Direct, severity B, two business hours: one met after an hour, one met after 90 minutes with a pause, one late by an
/// hour, one that was never answered; and one of the subscription that waits.
fn five(desk: &Desk) {
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let log = |title: &str| register.log_request(edition(), &request_draft(&tenant, title), now()).unwrap().id;
    let respond = |id, at| register.respond_request(edition(), id, at, now()).unwrap();
    respond(log("Met"), t("10:00"));
    let paused = log("Paused");
    register.pause_request(edition(), paused, t("10:00"), Some("Logs asked for"), now()).unwrap();
    register.resume_request(edition(), paused, t("12:00"), now()).unwrap();
    respond(paused, t("12:30"));
    respond(log("Late"), t("12:00"));
    log("Never");
    let waits = RequestDraft {
        plan: Some("subscription".into()),
        severity: "c".into(),
        filed_at: at("2026-11-22T07:30:00Z"),
        ..request_draft(&tenant, "Waits")
    };
    register.log_request(edition(), &waits, now()).unwrap();
}

#[test]
fn promised_against_actual() {
    let desk = desk();
    five(&desk);
    let card = desk.register.scorecard(Period::default(), now()).unwrap();
    let counts = |score: &Score| (score.requests, score.met, score.missed, score.waiting);
    assert_eq!(counts(&card.all), (5, 2, 2, 1));
    assert_eq!((card.all.closed_unanswered, card.all.no_deadline), (0, 0));
    // An hour, an hour and a half, three hours: the mean is 110 minutes, the median 90.
    let times = (card.all.promised, card.all.actual, card.all.median, card.all.slowest);
    assert_eq!(times, (Some(7200), Some(6600), Some(5400), Some(10800)));
    let keys = |scores: &[Score]| scores.iter().map(|score| score.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&card.by_plan), ["professional-direct", "subscription"]);
    assert_eq!(keys(&card.by_severity), ["b", "c"]);
    assert_eq!(keys(&card.by_month), ["2026-11"]);
    assert_eq!(card.by_tenant[0].name.as_deref(), Some("Fjord"));
    let slowest: Vec<_> = card.slowest.iter().map(|request| request.title.as_str()).collect();
    assert_eq!(slowest, ["Late", "Paused", "Met"]);

    let through = "2026-11-21".parse().ok();
    let earlier = desk.register.scorecard(Period { through, ..Period::default() }, now()).unwrap();
    assert_eq!(earlier.all.requests, 4);
    let from = "2026-11-23".parse().ok();
    assert_eq!(desk.register.scorecard(Period { from, ..Period::default() }, now()).unwrap().all.requests, 0);
}

/// Two business hours from 09:00 UTC. What was closed without an answer no longer waits: it was given up before the
/// deadline, or the deadline had passed.
#[test]
fn what_is_closed_unanswered_waits_no_longer() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let log = |title: &str| register.log_request(edition(), &request_draft(&tenant, title), now()).unwrap().id;
    register.requests().close(log("Given up"), t("10:59"), "Solved", now()).unwrap();
    register.requests().close(log("Overdue"), t("11:00"), "Solved", now()).unwrap();
    let paused = log("Paused");
    register.pause_request(edition(), paused, t("10:00"), None, now()).unwrap();
    register.requests().close(paused, t("14:00"), "Solved", now()).unwrap();
    let benefit = RequestDraft {
        plan: Some("advantage".into()),
        product: "customer-engagement-on-premises".into(),
        ..request_draft(&tenant, "Nothing is promised")
    };
    register.log_request(edition(), &benefit, now()).unwrap();
    let card = register.scorecard(Period::default(), now()).unwrap();
    let Score { requests, met, missed, waiting, closed_unanswered, no_deadline, .. } = card.all;
    assert_eq!((requests, met, missed, waiting, closed_unanswered, no_deadline), (4, 0, 1, 0, 2, 1));
    assert!(card.assumed[0].en.contains("closed without an answer"));
    let page = page(&desk, EvidenceOf::Request(paused), Language::Nb);
    assert!(page.contains("Lukket uten svar før fristen: verken innfridd eller ikke innfridd"), "{page}");
}

#[test]
fn a_month_is_that_of_the_tenant_s_calendar() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    // 23:30 UTC on 31 October is 1 November in Oslo.
    let draft = RequestDraft { filed_at: at("2026-10-31T23:30:00Z"), ..request_draft(&tenant, "Night") };
    desk.register.log_request(edition(), &draft, now()).unwrap();
    assert_eq!(desk.register.scorecard(Period::default(), now()).unwrap().by_month[0].key, "2026-11");
    let november = Period { from: "2026-11-01".parse().ok(), ..Period::default() };
    assert_eq!(desk.register.scorecard(november, now()).unwrap().all.requests, 1);
    let mut sheet = Vec::new();
    let count =
        desk.register.evidence_sheet(edition(), EvidenceOf::Period(november), &mut sheet, &Watch::none(), now());
    assert_eq!(count.unwrap(), 1, "the evidence counts the same");
}

fn page(desk: &Desk, of: EvidenceOf, language: Language) -> String {
    let mut out = Vec::new();
    desk.register.evidence_page(edition(), of, language, &mut out, &Watch::none(), now()).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_page_stands_by_itself_and_runs_nothing() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord & \"Sønner\"");
    let title = "<script>alert(1)</script> <img src=x onerror=alert(1)>";
    let request = desk.register.log_request(edition(), &request_draft(&tenant, title), now()).unwrap();
    desk.register.pause_request(edition(), request.id, t("10:00"), Some("</td><script>x</script>"), now()).unwrap();
    desk.register.resume_request(edition(), request.id, t("10:30"), now()).unwrap();
    desk.register.requests().note(request.id, "Our own business", t("10:00"), now()).unwrap();
    desk.register.respond_request(edition(), request.id, t("11:00"), now()).unwrap();
    for language in [Language::En, Language::Nb] {
        let page = page(&desk, EvidenceOf::Request(request.id), language);
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("Fjord &amp; &quot;Sønner&quot;")
        );
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("Our own business"));
        // Filed 09:00 UTC: 10:00 in Oslo and Brussels. Due at 11:30 UTC with half an hour of pause.
        let day = if language == Language::En { "Fri 20 Nov 2026," } else { "fre. 20. nov. 2026 kl." };
        for time in ["10:00:00 CET", "09:00:00 UTC", "11:30:00 UTC"] {
            assert!(page.contains(&format!("{day} {time}")), "{time} in {page}");
        }
        for said in ["S21", "R5", "2023-10", "<svg class=\"clock\"", "role=\"img\"", "<desc"] {
            assert!(page.contains(said), "{said} in {page}");
        }
        assert!(!page.contains("<th>"), "each heading says what it is of");
    }
    let en = page(&desk, EvidenceOf::Request(request.id), Language::En);
    assert!(en.contains("Met: the response came") && en.contains("no time counts while Microsoft waits"));
    let nb = page(&desk, EvidenceOf::Request(request.id), Language::Nb);
    assert!(nb.contains("Innfridd") && nb.contains("ingen tid telles mens Microsoft venter"));
}

/// Severity B of Professional Direct in two business hours: due at 11:00 UTC on Friday. Raised to A on Saturday.
#[test]
fn the_promise_that_was_judged_is_the_one_that_is_told() {
    let desk = desk();
    let register = &desk.register;
    let tenant = add_tenant(register, "Fjord");
    let id = register.log_request(edition(), &request_draft(&tenant, "Batch stops"), now()).unwrap().id;
    register.change_severity(edition(), id, "a", at("2026-11-21T09:00:00Z"), now()).unwrap();
    let en = page(&desk, EvidenceOf::Request(id), Language::En);
    for said in [
        "Filed as B. Changed to A: Sat 21 Nov 2026, 10:00:00 CET. The promise of severity B stands.",
        "less than 2 h of business hours",
        "<li>S04 ",
        "<li>R4: ",
        "<title>First response, evidence: Batch stops</title>",
        "Public holidays left out: those of Norway (NO), as the table of this program gives them, made from python-holidays",
    ] {
        assert!(en.contains(said), "{said} in {en}");
    }
    let nb = page(&desk, EvidenceOf::Request(id), Language::Nb);
    for said in
        ["mindre enn 2 t i åpningstiden", "blir stående", "lør. 21. nov. 2026 kl. 10:00:00 CET", "de i Norge (NO)"]
    {
        assert!(nb.contains(said), "{said} in {nb}");
    }
    // Raised in time, the promise of A takes the place of the first.
    let raised = register.log_request(edition(), &request_draft(&tenant, "Raised"), now()).unwrap().id;
    register.change_severity(edition(), raised, "a", t("09:30"), now()).unwrap();
    let en = page(&desk, EvidenceOf::Request(raised), Language::En);
    assert!(en.contains("The promise of severity A replaced the first one."), "{en}");
    assert!(en.contains("less than 1 h round the clock") && !en.contains("<li>S04 "), "{en}");
    let mut sheet = Vec::new();
    let all = EvidenceOf::Period(Period::default());
    register.evidence_sheet(edition(), all, &mut sheet, &Watch::none(), now()).unwrap();
    let mut reader = csv::Reader::from_reader(&sheet[..]);
    let column = reader.headers().unwrap().iter().position(|each| each == "promised_severity").unwrap();
    let mut promised: Vec<_> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
    // Both were filed at the same instant.
    promised.sort_unstable();
    assert_eq!(promised, ["a", "b"]);
}

/// A row of a version that cited the last severity for a deadline that rested on the first.
#[test]
fn an_older_row_is_told_by_the_promise_it_rests_on() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let id = desk.register.log_request(edition(), &request_draft(&tenant, "Old"), now()).unwrap().id;
    desk.register.change_severity(edition(), id, "a", at("2026-11-21T09:00:00Z"), now()).unwrap();
    common::behind(desk.folder.path())
        .execute(
            "UPDATE request SET promised_severity = NULL, deadline = json_set(json_remove(deadline, '$.severity'),
             '$.because', json('[\"S21\",\"S03\"]'), '$.assumptions', json('[\"R5\"]')) WHERE id = ?1",
            [id.to_string()],
        )
        .unwrap();
    let en = page(&desk, EvidenceOf::Request(id), Language::En);
    assert!(
        en.contains("The promise of severity B stands.") && en.contains("<li>S04 ") && en.contains("<li>R4: "),
        "{en}"
    );
}

#[test]
fn what_is_made_up_is_marked() {
    let desk = desk();
    desk.register.add_sample(edition(), Language::Nb, &common::no_keyring(), now()).unwrap();
    let one = desk.register.requests().list().unwrap().remove(0);
    assert!(page(&desk, EvidenceOf::Request(one.id), Language::En).contains("<p class=\"sample\">Sample data</p>"));
    let tenant = add_tenant(&desk.register, "Our own");
    let own = register_one(&desk, &tenant);
    assert!(!page(&desk, EvidenceOf::Request(own), Language::En).contains("class=\"sample\""));
}

#[test]
fn the_sheet_has_a_line_for_each_and_no_formula() {
    let desk = desk();
    five(&desk);
    let tenant = desk.register.tenants().find("Fjord").unwrap();
    let formula = request_draft(&tenant, "=cmd|'/C calc'!A0");
    let id = desk.register.log_request(edition(), &formula, now()).unwrap().id;
    desk.register.pause_request(edition(), id, t("10:00"), None, now()).unwrap();
    desk.register.respond_request(edition(), id, t("10:30"), now()).unwrap();
    let mut out = Vec::new();
    let all = EvidenceOf::Period(Period::default());
    let count = desk.register.evidence_sheet(edition(), all, &mut out, &Watch::none(), now()).unwrap();
    assert_eq!(count, 6);
    let mut reader = csv::Reader::from_reader(&out[..]);
    let heading = reader.headers().unwrap().clone();
    let column = |name: &str| heading.iter().position(|each| each == name).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let paused = rows.iter().find(|row| &row[column("title")] == "Paused").unwrap();
    for (name, value) in [
        ("filed_at", "2026-11-20T09:00:00Z"),
        ("filed_local", "2026-11-20T10:00:00+01:00"),
        ("due_vendor", "2026-11-20T14:00:00+01:00"),
        ("counted", "PT1H30M"),
        ("met", "yes"),
        ("paused", "2026-11-20T10:00:00Z/2026-11-20T12:00:00Z"),
        ("vendor_zone", "Europe/Brussels"),
        ("edition", "2023-10"),
    ] {
        assert_eq!(&paused[column(name)], value, "{name}");
    }
    let formula = rows.iter().find(|row| row[column("title")].starts_with("'=cmd")).expect("shown, not run");
    let ended = "2026-11-20T10:00:00Z/2026-11-20T10:30:00Z";
    assert_eq!(&formula[column("paused")], ended, "the response ended it");
    let second = Watch::new(|progress| (progress.stage, progress.done, progress.total) != (Stage::Saving, 2, 6));
    let stopped = desk.register.evidence_sheet(edition(), all, &mut Vec::new(), &second, now());
    assert_eq!(stopped, Err(RegisterError::Cancelled));
}

fn register_one(desk: &Desk, tenant: &support_register::Tenant) -> uuid::Uuid {
    desk.register.log_request(edition(), &request_draft(tenant, "X"), now()).unwrap().id
}

#[test]
fn a_page_explains_no_more_than_somebody_reads() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let one = register_one(&desk, &tenant);
    // Copied in the file itself: through the register, each would be written to disk for itself.
    common::behind(desk.folder.path())
        .execute(
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2000)
             INSERT INTO request (id, tenant, product, plan, severity, title, folded, filed_at, logged_at, changed_at, filed_on)
             SELECT printf('00000000-0000-7000-8000-%012d', n), tenant, product, plan, severity, title, folded, filed_at + n,
             logged_at, changed_at, filed_on FROM request, number WHERE id = ?1",
            [one.to_string()],
        )
        .unwrap();
    let all = EvidenceOf::Period(Period::default());
    let mut out = Vec::new();
    let answer = desk.register.evidence_page(edition(), all, Language::En, &mut out, &Watch::none(), now());
    assert_eq!(refusal(answer), ("ids", "too-many"));
    assert!(out.is_empty(), "nothing is half written");
}
