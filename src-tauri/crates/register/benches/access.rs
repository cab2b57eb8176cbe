//! Who may file, on a register with 10,000 delegations and 50,000 assignments of groups to them, 200 groups, 100 people
//! and 20,000 directly held roles; each below 50 ms is the bar.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use support_policy::edition::Edition;
use support_register::{Actor, DelegationQuery, MatrixQuery, Register, Through};
use tempfile::TempDir;
use uuid::Uuid;

const DELEGATIONS: i64 = 10_000;
const ASSIGNMENTS: i64 = 50_000;
const GROUPS: i64 = 200;
const PEOPLE: i64 = 100;
const ROLES: i64 = 20_000;
const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
const LICENSE: &str = "4d6ac14f-3453-41d0-bef9-a3e0c569773a";

fn open(folder: &Path) -> Register {
    Register::open(folder, Actor { who: "bench".into(), through: Through::Atlas }).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn id(kind: u128, number: i64) -> String {
    Uuid::from_u128(kind << 64 | u128::try_from(number).unwrap()).to_string()
}

/// Filled in one transaction behind the register's back, as the other benchmarks are.
fn fill(folder: &Path) {
    let mut connection = rusqlite::Connection::open(folder.join("register.sqlite")).unwrap();
    let change = connection.transaction().unwrap();
    let at = now().timestamp_micros();
    let put = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        change.prepare_cached(sql).unwrap().execute(values).unwrap();
    };
    put(
        "INSERT INTO tenant (id, name, folded, kind, country, created_at, changed_at)
         VALUES (?1, 'Partner', 'partner', 'own', 'NO', ?2, ?2)",
        &[&id(9, 0), &at],
    );
    for number in 0..DELEGATIONS {
        let name = format!("client {number:05}");
        put(
            "INSERT INTO tenant (id, name, folded, kind, country, created_at, changed_at)
             VALUES (?1, ?2, ?2, 'client', 'NO', ?3, ?3)",
            &[&id(1, number), &name, &at],
        );
        // One in fifty has lapsed; the others end within two years.
        let days = if number % 50 == 0 { -5 } else { number % 700 + 1 };
        let ends = (now() + Duration::days(days)).timestamp_micros();
        put(
            "INSERT INTO delegation (id, tenant, display_name, folded, external_id, status, roles, ends_at, created_at,
             changed_at) VALUES (?1, ?2, ?3, ?3, ?1 || '-' || ?1, 'active', ?4, ?5, ?6, ?6)",
            &[&id(2, number), &id(1, number), &name, &format!("{LICENSE} {SERVICE_SUPPORT}"), &ends, &at],
        );
    }
    for number in 0..GROUPS {
        put(
            "INSERT INTO security_group (id, name, folded, object_id, created_at, changed_at)
             VALUES (?1, ?2, ?2, ?1, ?3, ?3)",
            &[&id(3, number), &format!("group {number:03}"), &at],
        );
    }
    for number in 0..PEOPLE {
        put(
            "INSERT INTO person (id, name, folded, upn, tenant, created_at, changed_at)
             VALUES (?1, ?2, ?2, ?2 || '@partner.example', ?3, ?4, ?4)",
            &[&id(4, number), &format!("person {number:03}"), &id(9, 0), &at],
        );
        for place in 0..5 {
            put(
                "INSERT INTO membership (id, person, security_group, created_at, changed_at)
                 VALUES (?1, ?2, ?3, ?4, ?4)",
                &[&id(5, number * 5 + place), &id(4, number), &id(3, (number * 7 + place) % GROUPS), &at],
            );
        }
    }
    for number in 0..ASSIGNMENTS {
        let role = if number % 5 == 0 { SERVICE_SUPPORT } else { LICENSE };
        put(
            "INSERT INTO access_assignment (id, delegation, security_group, roles, status, created_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, 'active', ?5, ?5)",
            &[&id(6, number), &id(2, number % DELEGATIONS), &id(3, number % GROUPS), &role, &at],
        );
    }
    for number in 0..ROLES {
        put(
            "INSERT INTO role_assignment (id, tenant, person, role, scope, state, created_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, '/', 'active', ?5, ?5)",
            &[&id(7, number), &id(1, number % DELEGATIONS), &id(4, number % PEOPLE), &LICENSE, &at],
        );
    }
    change.commit().unwrap();
}

fn screens(criterion: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    drop(open(folder.path()));
    fill(folder.path());
    let register = open(folder.path());
    let edition = Edition::base().unwrap();
    let uuid = |kind: u128, number: i64| id(kind, number).parse::<Uuid>().unwrap();

    criterion.bench_function("can-file, one person and tenant", |bench| {
        bench.iter(|| register.can_file(edition, black_box(uuid(1, 4_321)), uuid(4, 21), None, now()).unwrap());
    });
    criterion.bench_function("who may file for a tenant", |bench| {
        bench.iter(|| register.who_may_file(edition, black_box(uuid(1, 4_321)), None, now()).unwrap());
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
        ("found by name", MatrixQuery { tenants: "client 09".into(), ..query.clone() }),
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
