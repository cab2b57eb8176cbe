//! What *File a request* says before filing: what is covered, what to ask for, what to try and to gather (S08, S11, S13,
//! S21–S28), worked out by hand.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing wrong"
)]

use support_policy::coverage::{Cause, CoverageQuestion, PreviewKind, Scope};
use support_policy::edition::{Edition, Impact};
use support_policy::prefiling::{FollowUpFact, PrefilingCheck, PrefilingQuestion, prefiling};
use support_policy::ruling::Ruling;

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

fn about<'a>(concern: &'a str, plan: &'a str) -> CoverageQuestion<'a> {
    CoverageQuestion { concern, plan, preview: None, scope: None, cause: None }
}

fn check(coverage: CoverageQuestion<'_>, product: &str, impact: Impact) -> PrefilingCheck {
    prefiling(base(), &PrefilingQuestion { coverage, product, impact, not_entitled: None }).unwrap()
}

fn gathered(concern: &str, plan: &str, product: &str, impact: Impact) -> Vec<String> {
    check(about(concern, plan), product, impact).gather.into_iter().map(|item| item.id).collect()
}

#[test]
fn facts_are_asked_for_only_where_they_decide() {
    use FollowUpFact::{Cause, Preview, Scope};
    // S26: scope and cause decide for Premier and Unified alone; S23: the cause; S11: the kind of preview.
    let table: [(&str, &str, &[FollowUpFact]); 9] = [
        ("break-fix", "premier", &[]),
        ("how-to", "subscription", &[]),
        ("performance", "premier", &[Scope, Cause]),
        ("performance", "unified-core", &[Scope, Cause]),
        ("performance", "professional-direct", &[]),
        ("performance", "subscription", &[]),
        ("third-party", "subscription", &[Cause]),
        ("preview", "subscription", &[Preview]),
        ("not-reproducible", "premier", &[]),
    ];
    for (concern, plan, facts) in table {
        let found = check(about(concern, plan), "customer-engagement", Impact::Moderate);
        let asked: Vec<_> = found.follow_ups.iter().map(|follow_up| follow_up.fact).collect();
        assert_eq!(asked, facts, "{concern} under {plan}");
    }
}

#[test]
fn it_waits_for_the_kind_of_preview() {
    let unknown = check(about("preview", "premier"), "power-platform", Impact::Minimal);
    assert!(unknown.coverage.is_none() && unknown.time_box.is_none());
    let private = CoverageQuestion { preview: Some(PreviewKind::Private), ..about("preview", "premier") };
    let known = check(private, "power-platform", Impact::Minimal);
    assert!(known.coverage.as_ref().and_then(Ruling::answered).unwrap().says.as_ref().unwrap().en.contains("private"));
    assert!(known.gather.is_empty(), "there is nothing to file");
}

#[test]
fn an_advisory_question_without_advisory_is_said_plainly() {
    for (concern, plan) in
        [("how-to", "subscription"), ("performance", "subscription"), ("performance", "professional-direct")]
    {
        let found = check(about(concern, plan), "customer-engagement", Impact::Moderate);
        let coverage = found.coverage.as_ref().and_then(Ruling::answered).unwrap().clone();
        let says = coverage.says.unwrap();
        assert!(says.en.contains("no advisory") && says.en.contains("will not take it"), "{}", says.en);
        assert!(says.nb.contains("ingen rådgivning") && says.nb.contains("tar det ikke"), "{}", says.nb);
        let instead: Vec<_> = coverage.then.iter().map(|step| step.en.as_str()).collect();
        assert!(instead.join(" ").contains("partner") && instead.join(" ").contains("forums"), "{instead:?}");
        assert!(found.gather.is_empty() && !found.first.is_empty(), "{concern} under {plan}");
    }
    let advised = check(about("how-to", "professional-direct"), "customer-engagement", Impact::Moderate);
    assert_eq!(advised.gather.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["question"]);
}

#[test]
fn every_row_of_coverage_has_its_sentence() {
    for row in &base().coverage {
        assert!(
            row.says.as_ref().is_some_and(|says| says.en.ends_with('.') && says.nb.ends_with('.')),
            "{}",
            row.concern
        );
    }
}

#[test]
fn the_four_hours() {
    let of = |question| check(question, "finance", Impact::Moderate).time_box;
    for plan in ["premier", "unified-core", "unified-advanced", "unified-performance"] {
        // S26: one business function; then advisory, a partner or the community, and it is closed.
        let isolated = CoverageQuestion { scope: Some(Scope::Isolated), ..about("performance", plan) };
        let time_box = of(isolated).unwrap();
        assert_eq!(time_box.limit, "PT4H", "{plan}");
        let then = time_box.then.iter().map(|step| step.en.as_str()).collect::<Vec<_>>().join(" ");
        for word in ["advisory", "partner", "community", "closed"] {
            assert!(then.contains(word), "{plan}: {word} in {then}");
        }
        assert!(time_box.starts.en.contains("engineer begins"), "{}", time_box.starts.en);
        let broad = CoverageQuestion { scope: Some(Scope::Broad), ..about("performance", plan) };
        assert!(of(broad).is_none(), "{plan}: several areas are advisory");
        let custom = CoverageQuestion { cause: Some(Cause::Custom), ..isolated };
        assert!(of(custom).unwrap().then[0].en.contains("what support has found"), "{plan}");
    }
    // S28: any plan, without an advisory request.
    for plan in ["subscription", "professional-direct", "premier"] {
        for concern in ["not-reproducible", "customized-database"] {
            let then = of(about(concern, plan)).unwrap().then;
            let then = then.iter().map(|step| step.en.as_str()).collect::<Vec<_>>().join(" ");
            assert!(
                then.contains("partner") && then.contains("closed") && !then.contains("advisory"),
                "{concern}: {then}"
            );
        }
        assert!(of(about("break-fix", plan)).is_none());
    }
    assert!(of(about("performance", "subscription")).is_none());
}

#[test]
fn what_to_gather_depends_on_trouble_product_and_impact() {
    let all = ["reproduction", "expected-and-actual", "time", "error-text", "business-impact"];
    let of = |product, impact| gathered("break-fix", "subscription", product, impact);
    let has = |items: &[String], id: &str| items.iter().any(|item| item == id);
    for product in ["power-platform", "finance", "customer-engagement-on-premises"] {
        let items = of(product, Impact::Moderate);
        assert!(all.iter().all(|id| has(&items, id)), "{product}: {items:?}");
        assert!(!has(&items, "loss"), "{product}");
        assert!(
            has(&of(product, Impact::Critical), "loss"),
            "{product}: business and financial loss of a critical one"
        );
    }
    // Where it runs: an environment, a project, or a build of one's own.
    for (product, own) in
        [("power-platform", "environment"), ("finance", "project"), ("customer-engagement-on-premises", "build")]
    {
        let items = of(product, Impact::Moderate);
        let places: Vec<_> = ["environment", "project", "build"].into_iter().filter(|id| has(&items, id)).collect();
        assert_eq!(places, [own], "{product}");
        assert_eq!(has(&items, "diagnostic-consent"), product == "power-platform", "{product}");
    }
    let damaged = gathered("data-corruption", "subscription", "finance", Impact::Moderate);
    assert_eq!(damaged, ["damage", "script"], "refused, and yet of use");
    assert!(gathered("root-cause", "premier", "finance", Impact::Critical).is_empty());
}

#[test]
fn every_item_has_its_topics_and_a_tick_of_its_own() {
    for concern in &base().concerns {
        for plan in &base().plans {
            let question = CoverageQuestion { preview: Some(PreviewKind::Public), ..about(&concern.id, &plan.id) };
            let found = check(question, "power-platform", Impact::Critical);
            let items: Vec<_> = found.first.iter().chain(&found.gather).collect();
            let mut ids: Vec<_> = items.iter().map(|item| &item.id).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), items.len(), "{} under {}", concern.id, plan.id);
            assert!(items.iter().all(|item| !item.topics.is_empty()));
            assert!(found.gather.iter().all(|item| item.why.is_some()));
        }
    }
    // A tick stays when the plan changes: the same item has the same id.
    let id = |plan: &str| {
        let first = check(about("performance", plan), "finance", Impact::Minimal).first;
        first.into_iter().find(|item| item.text.en == "Reproduce it in an unmodified environment.").unwrap().id
    };
    assert_eq!(id("subscription"), id("premier"));
}
