//! What *Plans & billing*, the due list and `atlas plan list` ask of a register with 10,000 plan purchases of 10,000
//! tenants; each below 50 ms is the bar.
#![allow(clippy::unwrap_used, missing_docs)]

mod realistic;

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use realistic::scratch::copy;
use realistic::{LARGE, Size, open};
use support_policy::edition::Edition;
use support_policy::plan_purchase::PlanState;
use support_register::PlanFilter;

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn plans(criterion: &mut Criterion) {
    let made = copy(Size { requests: 10, ..LARGE }, 1, now());
    let register = open(made.path());
    let plans = register.plan_purchases();
    let name = plans.list().unwrap().remove(5_000).name.to_uppercase();
    let all = PlanFilter { limit: 25, ..PlanFilter::default() };
    for (name, filter) in [
        ("page of 25 with the costs of all", all),
        ("deep page", PlanFilter { offset: 9_000, ..all }),
        ("those that end", PlanFilter { state: Some(PlanState::EndsAtTerm), ..all }),
        ("all 10,000, as the command line lists them", PlanFilter { limit: u32::MAX, ..all }),
    ] {
        criterion.bench_function(&format!("plans: {name}"), |bench| {
            bench.iter(|| plans.page(black_box(filter), now()).unwrap());
        });
    }
    criterion.bench_function("plans: due within 60 days", |bench| {
        bench.iter(|| register.due(black_box(Some(TimeDelta::days(60))), now()).unwrap());
    });
    criterion.bench_function("plans: due ever", |bench| bench.iter(|| register.due(None, now()).unwrap()));
    criterion.bench_function("plans: find by name", |bench| bench.iter(|| plans.find(black_box(&name)).unwrap()));
    let edition = Edition::base().unwrap();
    criterion.bench_function("plans: enrollments", |bench| {
        bench.iter(|| register.enrollment_cover(edition, now()).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = plans
}
criterion_main!(benches);
