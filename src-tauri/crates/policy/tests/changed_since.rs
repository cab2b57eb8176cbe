//! What has changed since the base edition stands beside every ruling it touches: the table of later changes, row by row,
//! typed out by hand, each with the rulings that must show it and one that must not.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing wrong"
)]

use std::collections::BTreeSet;
use support_policy::choice::Choice;
use support_policy::concern_route::{BoughtThrough, ConcernQuestion, RouteConcern, concern_route};
use support_policy::coverage::{CoverageQuestion, PreviewKind, coverage};
use support_policy::customer::Customer;
use support_policy::customer::HolidayChoice;
use support_policy::edition::{Edition, Subject};
use support_policy::inquiry::{Given, inquire};
use support_policy::partner::partner;
use support_policy::plan_choice::plan_contents;
use support_policy::respond_by::{Terms, respond_by};
use support_policy::round_the_clock::round_the_clock;
use support_policy::route::{RouteQuestion, route};
use support_policy::ruling::Basis;

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

fn filed(product: &str, plan: &str) -> Basis {
    route(base(), &RouteQuestion { product, plan, partner: false, cannot_sign_in: false }).unwrap().basis
}

fn respond(plan: &str, severity: &str) -> Basis {
    let customer = Customer { country: Some("NO"), ..Customer::default() };
    let terms = Terms { plan, severity, customer, holidays: HolidayChoice::OfCountry, within: None };
    respond_by(base(), &terms, "2026-03-27T15:30:00Z".parse().unwrap()).unwrap().basis
}

fn covered(concern: &str, plan: &str, preview: Option<PreviewKind>) -> Basis {
    coverage(base(), &CoverageQuestion { concern, plan, preview, scope: None, cause: None }).unwrap().basis
}

fn turn_to(concern: &str, way: &str, plan: Option<&str>) -> Basis {
    let concern = RouteConcern::parse(concern).unwrap();
    let bought_through = Some(BoughtThrough::parse(way).unwrap());
    concern_route(base(), &ConcernQuestion { concern, bought_through, plan }).unwrap().basis
}

fn asked(inquiry: &str, facts: &[(&str, &str)]) -> Basis {
    let given: Given = facts.iter().map(|&(field, value)| (field.to_owned(), value.to_owned())).collect();
    inquire(base(), inquiry, &given, "2026-11-22".parse().unwrap()).unwrap().basis
}

/// The words of a note, when it holds since, the rulings that it touches, and rulings that it does not.
struct Row {
    now: &'static str,
    since: &'static str,
    touches: Vec<(&'static str, Basis)>,
    leaves: Vec<(&'static str, Basis)>,
}

fn table() -> Vec<Row> {
    let link = |portal, ids| asked("link-contract", &[("portal", portal), ("plan", "premier"), ("ids", ids)]);
    vec![
        Row {
            now: "file in the Power Platform admin center",
            since: "2026-02",
            touches: vec![
                ("finance", filed("finance", "subscription")),
                ("commerce", filed("commerce", "unified-core")),
                ("linking in Lifecycle Services", link("lifecycle-services", "both")),
            ],
            leaves: vec![("power-platform", filed("power-platform", "subscription"))],
        },
        Row {
            now: "Microsoft Engage Center",
            since: "2026",
            touches: vec![
                ("on-premises", filed("customer-engagement-on-premises", "premier")),
                ("Premier also files in its portal", filed("customer-engagement", "premier")),
                ("linking", link("premier-portal", "both")),
                ("the manager's name", asked("premier-help", &[("want", "name")])),
            ],
            leaves: vec![("Subscription", filed("customer-engagement", "subscription"))],
        },
        Row {
            now: "Unified has taken the place",
            since: "2017–18",
            touches: vec![
                ("first response", respond("premier", "b")),
                ("coverage", covered("performance", "premier", None)),
                ("contents", plan_contents(base(), "premier").unwrap().basis),
                ("buying", turn_to("buy-plan", "online", Some("premier"))),
                ("buying by agreement", turn_to("buy-plan", "enterprise-agreement", Some("premier"))),
                ("partners", partner(base(), "premier-for-partners", true).unwrap().basis),
                ("help", asked("premier-help", &[("want", "size")])),
                ("linking", link("power-platform-admin-center", "both")),
            ],
            leaves: vec![
                ("Unified", respond("unified-core", "standard")),
                ("other benefits", partner(base(), "partner-network", true).unwrap().basis),
            ],
        },
        Row {
            now: "Customer Success Account Manager",
            since: "2021",
            touches: vec![
                ("missing IDs", link("power-platform-admin-center", "missing")),
                ("right-sizing", asked("premier-help", &[("want", "size")])),
                ("filing with a contract", filed("customer-engagement", "unified-core")),
            ],
            leaves: vec![("Subscription", filed("customer-engagement", "subscription"))],
        },
        Row {
            now: "severities A, B and C",
            since: "2025",
            touches: vec![
                ("critical", respond("unified-performance", "critical")),
                ("a severity it lacks", respond("unified-core", "b")),
                ("round the clock", round_the_clock(base(), "unified-advanced", "standard", false).unwrap().basis),
            ],
            leaves: vec![("Premier", respond("premier", "a"))],
        },
        Row {
            now: "covered by all support plans",
            since: "2025",
            touches: vec![
                ("a public preview", covered("preview", "subscription", Some(PreviewKind::Public))),
                ("a fault in one", covered("break-fix", "premier", Some(PreviewKind::Public))),
                ("its hours", round_the_clock(base(), "premier", "a", true).unwrap().basis),
                ("its kind", asked("kind-of-preview", &[("who", "everybody")])),
                ("availability", asked("availability", &[("stage", "preview")])),
            ],
            leaves: vec![("no preview", covered("break-fix", "premier", None))],
        },
        Row {
            now: "may be lowered to B",
            since: "2025",
            touches: vec![
                ("Subscription", respond("subscription", "a")),
                ("Premier", respond("premier", "a")),
                ("round the clock", round_the_clock(base(), "subscription", "a", false).unwrap().basis),
            ],
            leaves: vec![("severity B", respond("subscription", "b"))],
        },
        Row {
            now: "Microsoft 365 admin center",
            since: "2023-04",
            touches: vec![("volume licensing", turn_to("licensing", "volume-licensing", None))],
            leaves: vec![("direct", turn_to("licensing", "direct", None))],
        },
        Row {
            now: "Open licences were retired",
            since: "2021-12",
            touches: vec![("volume licensing", turn_to("licensing", "volume-licensing", None))],
            leaves: vec![("a reseller", turn_to("licensing", "cloud-solution-provider", None))],
        },
        Row {
            now: "AI Cloud Partner Program",
            since: "2022–23",
            touches: vec![("partners", partner(base(), "partner-network", true).unwrap().basis)],
            leaves: vec![("incidents", asked("incidents", &[("program", "msdn"), ("for", "on-premises")]))],
        },
        Row {
            now: "GDAP",
            since: "2022–23",
            touches: vec![
                ("with access", partner(base(), "advanced-support-for-partners", true).unwrap().basis),
                ("without", partner(base(), "premier-for-partners", false).unwrap().basis),
            ],
            leaves: vec![("own organisation", filed("customer-engagement", "subscription"))],
        },
        Row {
            now: "Service Support Administrator",
            since: "2021",
            touches: ["S18", "S19"]
                .map(|topic| ("who may file", base().basis(vec![topic.to_owned()], Vec::new(), &Subject::default())))
                .to_vec(),
            leaves: vec![("where", filed("finance", "subscription"))],
        },
        Row {
            now: "Support → Support requests → Get support",
            since: "2025",
            touches: vec![
                ("the steps", filed("power-platform", "subscription")),
                ("linking", link("power-platform-admin-center", "password")),
            ],
            leaves: vec![("other portals", filed("finance", "subscription"))],
        },
    ]
}

#[test]
fn every_change_stands_beside_the_rulings_it_touches() {
    for row in table() {
        let shown = |basis: &Basis| {
            basis.changed_since.iter().any(|change| change.note.en.contains(row.now) && change.since == row.since)
        };
        for (ruling, basis) in &row.touches {
            assert!(shown(basis), "{} ({}) beside {ruling}: {:?}", row.now, row.since, basis.changed_since);
        }
        for (ruling, basis) in &row.leaves {
            assert!(!shown(basis), "{} ({}) beside {ruling}", row.now, row.since);
        }
    }
}

#[test]
fn no_other_change_is_told() {
    let told: BTreeSet<(String, String)> = table()
        .iter()
        .flat_map(|row| row.touches.iter().flat_map(|(_, basis)| &basis.changed_since))
        .map(|change| (change.note.en.clone(), change.since.clone()))
        .collect();
    assert_eq!(told.len(), 13, "the rows of the table, that of the Premier plan and the manager as two: {told:#?}");
}
