//! The scorecard and the evidence pack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Utc};
use common::{Desk, add_tenant, at, desk, now, refusal, request_draft};
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{EvidenceOf, Period, RequestDraft, Score};

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
    let count = desk.register.evidence_sheet(edition(), EvidenceOf::Period(november), &mut sheet, &mut |_| true, now());
    assert_eq!(count.unwrap(), Some(1), "the evidence counts the same");
}

fn page(desk: &Desk, of: EvidenceOf, language: Language) -> String {
    let mut out = Vec::new();
    desk.register.evidence_page(edition(), of, language, &mut out, &mut |_| true, now()).unwrap().unwrap();
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
        for time in
            ["2026-11-20 10:00:00 CET", "2026-11-20 09:00:00 UTC", "2026-11-20 11:30:00 UTC", "S21", "R5", "2023-10"]
        {
            assert!(page.contains(time), "{time} in {page}");
        }
    }
    let en = page(&desk, EvidenceOf::Request(request.id), Language::En);
    assert!(en.contains("Met: the response came") && en.contains("no time counts while Microsoft waits"));
    let nb = page(&desk, EvidenceOf::Request(request.id), Language::Nb);
    assert!(nb.contains("Innfridd") && nb.contains("ingen tid telles mens Microsoft venter"));
}

#[test]
fn the_sheet_has_a_line_for_each_and_no_formula() {
    let desk = desk();
    five(&desk);
    let tenant = desk.register.tenants().find("Fjord").unwrap();
    let formula = request_draft(&tenant, "=cmd|'/C calc'!A0");
    desk.register.log_request(edition(), &formula, now()).unwrap();
    let mut out = Vec::new();
    let all = EvidenceOf::Period(Period::default());
    let count = desk.register.evidence_sheet(edition(), all, &mut out, &mut |_| true, now()).unwrap();
    assert_eq!(count, Some(6));
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
    assert!(rows.iter().any(|row| row[column("title")].starts_with("'=cmd")), "shown, not run");
    let mut stopped = Vec::new();
    let none = desk.register.evidence_sheet(edition(), all, &mut stopped, &mut |done| done < 2, now()).unwrap();
    assert_eq!(none, None);
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
    let answer = desk.register.evidence_page(edition(), all, Language::En, &mut out, &mut |_| true, now());
    assert_eq!(refusal(answer), ("ids", "too-many"));
    assert!(out.is_empty(), "nothing is half written");
}
