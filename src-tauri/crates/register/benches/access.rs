//! Who may file, on a register with 10,000 delegations and 50,000 assignments of groups to them, 200 groups, 10,000 people
//! and 20,000 directly held roles; each below 50 ms is the bar.
#![allow(clippy::unwrap_used, missing_docs)]

mod realistic;

use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use realistic::scratch::copy;
use realistic::{LARGE, Size, open};
use support_policy::edition::Edition;
use support_register::{DelegationQuery, MatrixQuery};

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn screens(criterion: &mut Criterion) {
    let made = copy(Size { requests: 10, ..LARGE }, 1, now());
    let register = open(made.path());
    let edition = Edition::base().unwrap();
    let tenant = register.tenants().list().unwrap().remove(4_321).id;
    let person = register.people().list().unwrap().remove(21).id;

    criterion.bench_function("can-file, one person and tenant", |bench| {
        bench.iter(|| register.can_file(edition, black_box(tenant), person, None, now()).unwrap());
    });
    criterion.bench_function("who may file for a tenant", |bench| {
        bench.iter(|| register.who_may_file(edition, black_box(tenant), None, now()).unwrap());
    });
    let query = MatrixQuery {
        tenants: String::new(),
        people: String::new(),
        ours: true,
        nobody: false,
        product: None,
        tenant_offset: 0,
        tenant_limit: 60,
        person_offset: 0,
        person_limit: 12,
    };
    for (name, query) in [
        ("first", query.clone()),
        ("deep", MatrixQuery { tenant_offset: 9_000, person_offset: 80, ..query.clone() }),
        ("found by name", MatrixQuery { tenants: "handel".into(), ..query.clone() }),
        ("for which nobody may", MatrixQuery { nobody: true, ..query.clone() }),
    ] {
        criterion.bench_function(&format!("matrix of 60 tenants and 12 people, {name}"), |bench| {
            bench.iter(|| register.matrix(edition, black_box(&query), now()).unwrap());
        });
    }
    let query = DelegationQuery { text: String::new(), tenant: None, warned: false, offset: 0, limit: 60 };
    for (name, query) in [
        ("first", query.clone()),
        ("deep", DelegationQuery { offset: 9_000, ..query.clone() }),
        ("with a warning", DelegationQuery { warned: true, ..query.clone() }),
    ] {
        criterion.bench_function(&format!("page of 60 delegations, {name}"), |bench| {
            bench.iter(|| register.delegation_page(edition, black_box(&query), now()).unwrap());
        });
    }
    criterion.bench_function("what about access ends within 90 days", |bench| {
        bench.iter(|| register.access_ends(edition, black_box(now())).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = screens
}
criterion_main!(benches);
