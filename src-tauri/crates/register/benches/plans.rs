//! What *Plans & billing*, the due list and `atlas plan list` ask of a register with 10,000 plan purchases of 10,000
//! tenants; each below 50 ms is the bar.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use support_policy::edition::Edition;
use support_policy::plan_purchase::PlanState;
use support_register::{Actor, PlanFilter, Register, Through};
use tempfile::TempDir;
use uuid::Uuid;

const PLANS: u32 = 10_000;

fn open(folder: &Path) -> Register {
    Register::open(folder, Actor { who: "bench".into(), through: Through::Atlas }).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

/// Filled in one transaction behind the register's back.
fn fill(folder: &Path) {
    let mut connection = rusqlite::Connection::open(folder.join("register.sqlite")).unwrap();
    let change = connection.transaction().unwrap();
    let at = now().timestamp_micros();
    let id = |kind: u128, number: u32| Uuid::from_u128(kind << 64 | u128::from(number)).to_string();
    for number in 0..PLANS {
        change
            .execute(
                "INSERT INTO tenant (id, name, folded, kind, country, created_at, changed_at)
                 VALUES (?1, ?2, lower(?2), 'client', 'NO', ?3, ?3)",
                (id(1, number), format!("Tenant {number}"), at),
            )
            .unwrap();
        // Every seventh is cancelled, every fifth in another currency; bought over four years, on all days of a month.
        let purchased = format!("{}-{:02}-{:02}", 2022 + number % 4, number % 12 + 1, number % 28 + 1);
        let cancelled = (number % 7 == 0).then(|| format!("{}-{:02}-28", 2026, number % 10 + 1));
        change
            .execute(
                "INSERT INTO plan_purchase (id, name, folded, plan, tenant, bought_through, purchased, term_months,
                 amount, currency, cancelled, created_at, changed_at)
                 VALUES (?1, ?2, lower(?2), 'professional-direct', ?3, 'online', ?4, 12, '189.50', ?5, ?6, ?7, ?7)",
                rusqlite::params![
                    id(4, number),
                    format!("Plan {number}"),
                    id(1, number),
                    purchased,
                    if number % 5 == 0 { "NOK" } else { "EUR" },
                    cancelled,
                    at,
                ],
            )
            .unwrap();
    }
    change.commit().unwrap();
}

fn plans(criterion: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    drop(open(folder.path()));
    fill(folder.path());
    let register = open(folder.path());
    let plans = register.plan_purchases();
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
    criterion.bench_function("plans: find by name", |bench| bench.iter(|| plans.find(black_box("PLAN 5000")).unwrap()));
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
