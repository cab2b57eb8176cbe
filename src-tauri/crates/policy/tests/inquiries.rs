//! The questions of the guide against the policy's rules, worked out by hand; and questions that are not in order.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::path::PathBuf;
use support_policy::edition::{Edition, EditionError};
use support_policy::inquiry::{FieldKind, Finding, Given, Verdict, forms, inquire};
use support_policy::ruling::Ruling;

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

fn given(facts: &str) -> Given {
    facts
        .split_whitespace()
        .map(|fact| fact.split_once('=').unwrap())
        .map(|(field, value)| (field.to_owned(), value.to_owned()))
        .collect()
}

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn ask(inquiry: &str, facts: &str) -> Ruling<Finding> {
    inquire(base(), inquiry, &given(facts), today()).unwrap_or_else(|error| panic!("{inquiry} {facts}: {error}"))
}

/// `yes`, `limited`, `no`, or `!` and the refusal's code; then the channel.
fn verdict(ruling: &Ruling<Finding>) -> String {
    let Some(finding) = ruling.answered() else { return format!("! {}", ruling.refusal().unwrap().code) };
    let word = match finding.verdict {
        Verdict::Yes => "yes",
        Verdict::Limited => "limited",
        Verdict::No => "no",
    };
    finding.channel.as_ref().map_or_else(|| word.to_owned(), |channel| format!("{word} {channel}"))
}

#[test]
fn questions_answered_from_the_rules() {
    const PPAC: &str = "yes power-platform-admin-center";
    const LCS: &str = "yes lifecycle-services";
    const M365: &str = "yes microsoft-365-admin-center";
    let table: &[(&str, &str, &str, &[&str])] = &[
        ("availability", "stage=offered", "yes", &["S01"]),
        ("availability", "stage=new", "limited", &["S01"]),
        ("availability", "stage=preview", "limited", &["S01", "S11"]),
        ("availability", "stage=not-offered", "no", &["S01"]),
        // S03 and S21: A is round the clock on every plan, B on Premier, everything on Unified.
        ("round-the-clock", "plan=subscription severity=a preview=no", "yes", &["S03", "S21"]),
        ("round-the-clock", "plan=subscription severity=b preview=no", "no", &["S03", "S04"]),
        ("round-the-clock", "plan=professional-direct severity=b preview=no", "no", &["S03"]),
        ("round-the-clock", "plan=premier severity=b preview=no", "yes", &["S03"]),
        ("round-the-clock", "plan=premier severity=c preview=no", "no", &["S03"]),
        ("round-the-clock", "plan=unified-core severity=standard preview=no", "yes", &["S03"]),
        ("round-the-clock", "plan=subscription severity=a preview=yes", "no", &["S11"]),
        ("round-the-clock", "plan=unified-core severity=b preview=no", "! plan-has-no-such-severity", &["S21"]),
        ("plan-needed", "help=technical included=yes", "yes", &["S05"]),
        ("plan-needed", "help=technical included=no", "yes microsoft-365-admin-center", &["S05", "S29"]),
        ("plan-needed", "help=technical included=unknown", "yes", &["S05"]),
        ("plan-needed", "help=billing included=no", "no microsoft-365-admin-center", &["S05", "S15"]),
        ("plan-needed", "help=self included=no", "no", &["S05"]),
        ("kind-of-service", "failed=yes intervention=yes", "yes", &["S08"]),
        ("kind-of-service", "failed=yes intervention=no", "limited", &["S08"]),
        ("kind-of-service", "failed=no intervention=no", "no", &["S08", "S07"]),
        ("kind-of-preview", "who=everybody", "limited", &["S10", "S11"]),
        ("kind-of-preview", "who=few", "no", &["S10", "S11"]),
        ("kind-of-preview", "who=fixed", "no", &["S10", "S11"]),
        ("online-or-phone", "sign_in=yes file=yes", "yes", &["S13", "S14"]),
        ("online-or-phone", "sign_in=no file=no", "limited phone", &["S16", "S14"]),
        ("online-or-phone", "sign_in=yes file=no", "limited phone", &["S14"]),
        ("resolution", "plan=unified-performance", "no", &["S22"]),
        ("outage", "service_health=yes message_center=unseen", "no", &["S24"]),
        ("outage", "service_health=no message_center=yes", "no", &["S24"]),
        ("outage", "service_health=no message_center=no", "yes", &["S24"]),
        ("outage", "service_health=no message_center=unseen", "limited", &["S24"]),
        ("outage", "service_health=unseen message_center=no", "limited", &["S24"]),
        ("root-cause", "published=yes several=yes", "limited", &["S25"]),
        ("root-cause", "published=yes several=no", "no", &["S25"]),
        ("root-cause", "published=no several=yes", "no", &["S25"]),
        ("correcting-script", "author=us tested=yes", "limited", &["S27"]),
        ("correcting-script", "author=us tested=no", "no", &["S27"]),
        ("correcting-script", "author=nobody tested=yes", "no", &["S27"]),
        ("link-contract", "portal=power-platform-admin-center plan=premier ids=both", PPAC, &["S37"]),
        ("link-contract", "portal=power-platform-admin-center plan=unified-core ids=password", PPAC, &["S37"]),
        ("link-contract", "portal=lifecycle-services plan=unified-advanced ids=both", LCS, &["S37"]),
        ("link-contract", "portal=lifecycle-services plan=premier ids=missing", "no", &["S37", "S39"]),
        ("link-contract", "portal=premier-portal plan=premier ids=password", "limited premier-portal", &["S37"]),
        ("premier-help", "want=buy", "yes account-manager", &["S38", "S34"]),
        ("premier-help", "want=name", "yes premier-portal", &["S39"]),
        ("premier-help", "want=size", "yes", &["S39"]),
        ("premier-help", "want=ids", "yes", &["S37"]),
        // The rules with a test of their own, through a form.
        ("route", "product=finance plan=subscription partner=no cannot_sign_in=no", LCS, &["S06"]),
        (
            "route",
            "product=finance plan=advantage partner=no cannot_sign_in=no",
            "! plan-does-not-cover-product",
            &["S06"],
        ),
        ("turn-to", "concern=no-subscription", M365, &["S17"]),
        (
            "turn-to",
            "concern=licensing bought_through=volume-licensing",
            "yes volume-licensing-service-center",
            &["S41"],
        ),
        ("turn-to", "concern=buy-plan plan=subscription", "! plan-is-included", &["S05"]),
        ("coverage", "concern=how-to plan=subscription", "no", &["S08"]),
        ("coverage", "concern=performance plan=premier scope=isolated", "limited", &["S26"]),
        ("coverage", "concern=preview plan=premier preview=private", "no", &["S11"]),
        ("coverage", "concern=outage plan=subscription", "yes", &["S24"]),
        ("partner", "benefit=premier-for-partners delegated=no", "no", &["S40"]),
        ("partner", "benefit=partner-network delegated=yes", "yes", &["S20"]),
        ("incidents", "program=msdn for=online", "no", &["S42"]),
        ("incidents", "program=msdn for=on-premises", "yes visual-studio-subscriptions", &["S42"]),
        ("enrollment", "plan_enrollment=8812345 enrollment=8812345", "yes", &["S36"]),
        ("enrollment", "plan_enrollment=8812345 enrollment=8899999", "! plan-under-another-enrollment", &["S36"]),
        ("plan-contents", "plan=subscription", "yes", &["S07", "S09"]),
        ("plan-choice", "product=finance feature=break-fix", "yes", &["S05", "S07"]),
        ("plan-choice", "product=finance feature=advisory", "limited", &["S07"]),
        (
            "plan-choice",
            "product=customer-engagement-on-premises feature=escalation",
            "! no-plan-includes-it",
            &["S09"],
        ),
    ];
    for (inquiry, facts, expected, topics) in table {
        let ruling = ask(inquiry, facts);
        assert_eq!(verdict(&ruling), *expected, "{inquiry} {facts}");
        for topic in *topics {
            assert!(ruling.basis.because.iter().any(|id| id == topic), "{inquiry} {facts}: {topic}");
        }
        if let Some(finding) = ruling.answered() {
            assert!(!finding.headline.en.is_empty() && !finding.headline.nb.is_empty(), "{inquiry} {facts}");
        }
    }
    let asked: BTreeSet<&str> = table.iter().map(|(inquiry, ..)| *inquiry).chain(["bill", "reopen"]).collect();
    let all: BTreeSet<&str> = base().inquiries.iter().map(|inquiry| inquiry.id.as_str()).collect();
    assert_eq!(asked, all, "every question is asked here");
}

#[test]
fn bills_and_reopening_in_words() {
    let bill = ask("bill", "bought_through=online purchased=2026-01-31 term_months=3 amount=9 currency=eur");
    let finding = bill.answered().unwrap();
    assert_eq!(finding.headline.en, "27.00 EUR in 3 charges.");
    let charges: Vec<&str> = finding.sections[0].items.iter().map(|charge| charge.nb.as_str()).collect();
    assert_eq!(charges, ["31. januar 2026: 9,00 EUR", "28. februar 2026: 9,00 EUR", "31. mars 2026: 9,00 EUR"]);
    let facts: Vec<&str> = finding.facts.iter().map(|fact| fact.value.en.as_str()).collect();
    assert_eq!(facts[..2], ["30 April 2026", "30 April 2026"], "the term ends, and renews, on the clamped day");

    let facts = "closed=2025-11-30 on=2026-02-28 same_build=yes updates_installed=no same_error=yes same_place=yes same_user=yes after_hotfix=no";
    let reopening = ask("reopen", facts);
    assert_eq!(verdict(&reopening), "limited");
    assert_eq!(reopening.answered().unwrap().facts[0].value.nb, "28. februar 2026");
    let other = ask("reopen", &facts.replace("same_error=yes", "same_error=no"));
    assert_eq!(verdict(&other), "no");
    assert_eq!(reopening.basis.assumptions, ["R8"]);
}

#[test]
fn what_is_missing_or_unknown_is_named() {
    for (inquiry, facts, code, field) in [
        ("availability", "", "value-needed", "answer"),
        ("availability", "stage=gone", "unknown-id", "answer"),
        ("imagine", "", "unknown-id", "question"),
        ("coverage", "concern=preview plan=premier", "value-needed", "answer"),
        ("turn-to", "concern=licensing", "value-needed", "bought_through"),
        (
            "bill",
            "bought_through=online purchased=31.1.26 term_months=3 amount=9 currency=EUR",
            "not-a-date",
            "purchased",
        ),
        (
            "bill",
            "bought_through=online purchased=2026-01-31 term_months=x amount=9 currency=EUR",
            "out-of-range",
            "term_months",
        ),
        (
            "bill",
            "bought_through=enterprise-agreement purchased=2026-01-31 term_months=3 amount=9 currency=EUR",
            "value-needed",
            "answer",
        ),
    ] {
        let error = inquire(base(), inquiry, &given(facts), today()).unwrap_err();
        assert_eq!((error.code(), error.field()), (code, field), "{inquiry} {facts}");
        assert!(!error.message().en.is_empty() && !error.message().nb.is_empty());
    }
    // What plays no part is not looked at.
    assert_eq!(verdict(&ask("coverage", "concern=outage plan=premier preview=nonsense")), "yes");
}

#[test]
fn a_topic_offers_its_questions_with_what_is_likely() {
    let found = forms(base(), "S26");
    assert_eq!(found.len(), 1);
    let likely: Vec<_> = found[0].fields.iter().map(|field| (field.id.as_str(), field.likely.as_deref())).collect();
    assert_eq!(
        likely,
        [
            ("concern", Some("performance")),
            ("plan", Some("premier")),
            ("preview", None),
            ("scope", Some("isolated")),
            ("cause", None)
        ]
    );
    assert_eq!(found[0].fields[3].only_if.as_ref().unwrap().values, ["performance"]);
    let bill = forms(base(), "S30");
    let kinds: Vec<FieldKind> = bill[0].fields.iter().map(|field| field.kind).collect();
    assert_eq!(
        kinds,
        [
            FieldKind::Choice,
            FieldKind::Day,
            FieldKind::Number,
            FieldKind::Number,
            FieldKind::Amount,
            FieldKind::Words,
            FieldKind::Day
        ]
    );
    assert!(forms(base(), "S99").is_empty());
}

/// Topics that decide something, and are decided elsewhere in the window than by a question of the guide.
const ELSEWHERE: [&str; 3] = [
    "S04", // the response clock, and the regions of *Today*
    "S18", "S19", // who may file, of *Tenants & access*
];

#[test]
fn every_topic_has_its_question() {
    let without: Vec<String> = Edition::topic_ids().filter(|topic| forms(base(), topic).is_empty()).collect();
    assert_eq!(without, ELSEWHERE);
}

#[test]
fn questions_that_are_not_in_order_are_refused() {
    for (old, new, why) in [
        ("when = { stage = [\"new\"] }", "when = { stage = [\"old\"] }", "field stage has no value old"),
        ("when = { stage = [\"new\"] }", "when = { state = [\"new\"] }", "state is no field"),
        ("when = { stage = [\"new\"] }", "when = { stage = [\"offered\"] }", "no row answers"),
        ("when = { stage = [\"new\"] }", "", "answers nothing"),
        ("about = { concern = \"preview\" }", "about = { concern = \"previews\" }", "names concern previews"),
        ("S01 = {} }", "S01 = { stage = \"gone\" } }", "presets stage with gone"),
        ("S01 = {} }", "S77 = {} }", "names topic S77"),
        ("because = [\"S01\"]", "because = [\"S77\"]", "names topic S77"),
        ("rule = \"bill\"", "", "decided either by a rule or by rows"),
        ("rule = \"bill\"", "rule = \"guess\"", "unknown variant"),
        ("typed = \"amount\"", "typed = \"amount\"\nyes_no = true", "exactly one of"),
        ("id = \"plan-needed\"", "id = \"availability\"", "question availability stands twice"),
        ("values = [\"preview\"] }", "values = [\"preview\", \"dream\"] }", "field concern has no value dream"),
        ("steps_en = [\"Ask whether", "steps_en = [\"One more\", \"Ask whether", "the steps differ in number"),
    ] {
        let error = load_with("inquiries.toml", old, new).unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
    for (file, old, new, why) in [
        (
            "features.toml",
            "\"unified-performance\", \"software-assurance\"",
            "\"unified-gold\"",
            "names plan unified-gold",
        ),
        ("prefiling.toml", "id = \"broad\"", "id = \"wide\"", "has not the answers isolated, broad"),
        ("prefiling.toml", "concerns = [\"how-to\"]", "concerns = [\"how\"]", "names concern how"),
        ("prefiling.toml", "id = \"timings\"", "id = \"environment\"", "evidence environment stands twice"),
    ] {
        let error = load_with(file, old, new).unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
}

fn load_with(changed: &str, old: &str, new: &str) -> Result<Edition, EditionError> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("editions/2023-10");
    Edition::load(&|file| {
        let text = std::fs::read_to_string(folder.join(file)).ok()?;
        if file != changed {
            return Some(text);
        }
        assert!(text.contains(old), "{file} has {old}");
        Some(text.replacen(old, new, 1))
    })
}
