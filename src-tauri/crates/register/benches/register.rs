//! What the screens ask of a register with 100,000 requests, 10,000 tenants and 500 contracts; each below
//! 50 ms is the bar.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use support_register::{
    Actor, ContractDraft, ContractKind, Period, Register, RequestDraft, RequestFilter, RequestSort, RequestState,
    SecretChange, TenantDraft, TenantKind, Through,
};
use support_vault::Keyring;
use tempfile::TempDir;
use uuid::Uuid;

const REQUESTS: i64 = 100_000;
const TENANTS: i64 = 10_000;
const CONTRACTS: i64 = 500;

fn open(folder: &Path) -> Register {
    Register::open(folder, Actor { who: "bench".into(), through: Through::Atlas }).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

/// Filled in one transaction behind the register's back: through its verbs, each of the 110,500 records would be
/// written to disk by itself.
fn fill(folder: &Path) {
    let mut connection = rusqlite::Connection::open(folder.join("register.sqlite")).unwrap();
    let change = connection.transaction().unwrap();
    let instant = |minutes: i64| (now() + Duration::minutes(minutes)).timestamp_micros();
    let id = |kind: u128, number: i64| Uuid::from_u128(kind << 64 | u128::try_from(number).unwrap()).to_string();
    for number in 0..TENANTS {
        change
            .execute(
                "INSERT INTO tenant (id, name, folded, kind, country, created_at, changed_at)
                 VALUES (?1, ?2, lower(?2), 'client', 'NO', ?3, ?3)",
                (id(1, number), format!("Tenant {number}"), instant(0)),
            )
            .unwrap();
    }
    for number in 0..CONTRACTS {
        change
            .execute(
                "INSERT INTO contract (id, name, folded, kind, tenant, created_at, changed_at)
                 VALUES (?1, ?2, lower(?2), 'premier', ?3, ?4, ?4)",
                (id(2, number), format!("Contract {number}"), id(1, number), instant(0)),
            )
            .unwrap();
    }
    for number in 0..REQUESTS {
        // A tenth each is open and overdue, a fifth answered, the rest closed.
        let due = if number % 10 == 0 { number % 9_000 + 1 } else { -(number % 90_000) - 1 };
        let responded = (number % 10 > 1).then(|| instant(due - 5));
        let closed = (number % 10 > 3).then(|| instant(due));
        change
            .execute(
                "INSERT INTO request (id, tenant, product, plan, severity, title, folded, filed_at, case_number,
                 logged_at, due_at, deadline, responded_at, closed_at, close_reason, changed_at, terms, filed_on, promised,
                 counted, holder)
                 VALUES (?1, ?2, 'finance', 'professional-direct', 'b', ?3, lower(?3), ?4, ?5, ?4, ?6, ?7, ?8, ?9, ?10, ?4,
                 'professional-direct', date(?4 / 1000000, 'unixepoch'), 7200, ?11, ?12)",
                rusqlite::params![
                    id(3, number),
                    id(1, number % TENANTS),
                    format!("Batch jobs of module {number} stop after the update"),
                    instant(due - 120),
                    format!("26112200{number:08}"),
                    instant(due),
                    r#"{"due_at":"2026-11-20T11:00:00Z","limit":"PT2H","because":["S23"],"assumptions":["R1"]}"#,
                    responded,
                    closed,
                    closed.map(|_| "solved"),
                    responded.map(|_| number % 9_000),
                    (number % 7 == 0).then(|| format!("Holder {}", number % 13)),
                ],
            )
            .unwrap();
    }
    change.commit().unwrap();
}

fn screens(criterion: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    drop(open(folder.path()));
    fill(folder.path());
    let register = open(folder.path());
    let requests = register.requests();

    for (name, state) in [
        ("all", None),
        ("open", Some(RequestState::Open)),
        ("overdue", Some(RequestState::Overdue)),
        ("answered", Some(RequestState::Answered)),
        ("closed", Some(RequestState::Closed)),
    ] {
        for (place, offset) in [("first", 0), ("deep", 9_000)] {
            let filter = RequestFilter { state, offset, limit: 100, ..RequestFilter::default() };
            criterion.bench_function(&format!("page of 100, {name}, {place}"), |bench| {
                bench.iter(|| requests.page(black_box(&filter), now()).unwrap());
            });
        }
    }
    criterion.bench_function("counts", |bench| bench.iter(|| register.counts(now()).unwrap()));
    criterion.bench_function("due within a day", |bench| {
        bench.iter(|| requests.due_before(black_box(now() + Duration::days(1))).unwrap());
    });
    let narrowed = |change: &dyn Fn(&mut RequestFilter)| {
        let mut filter = RequestFilter { limit: 100, ..RequestFilter::default() };
        change(&mut filter);
        filter
    };
    let tenant = register.tenants().find("Tenant 7").unwrap().id;
    for (name, filter) in [
        ("of a tenant", narrowed(&|filter| filter.tenant = Some(tenant))),
        ("of a severity", narrowed(&|filter| filter.severity = Some("b".into()))),
        ("of a holder", narrowed(&|filter| filter.holder = Some("Holder 3".into()))),
        ("with a rare text", narrowed(&|filter| filter.text = Some("module 50000".into()))),
        ("with a common text", narrowed(&|filter| filter.text = Some("after the".into()))),
        ("by urgency", narrowed(&|filter| filter.sort = Some(RequestSort::Urgency))),
        (
            "by urgency, with a text",
            narrowed(&|filter| {
                filter.sort = Some(RequestSort::Urgency);
                filter.text = Some("after the".into());
            }),
        ),
        ("by title", narrowed(&|filter| filter.sort = Some(RequestSort::Title))),
        (
            "overdue, of a product",
            narrowed(&|filter| {
                filter.state = Some(RequestState::Overdue);
                filter.product = Some("finance".into());
            }),
        ),
    ] {
        criterion.bench_function(&format!("page of 100, {name}"), |bench| {
            bench.iter(|| requests.page(black_box(&filter), now()).unwrap());
        });
    }
    criterion.bench_function("what is due first, 200", |bench| {
        bench.iter(|| register.first_due(None, black_box(200), now()).unwrap());
    });
    criterion.bench_function("scorecard of all", |bench| {
        bench.iter(|| register.scorecard(black_box(Period::default()), now()).unwrap());
    });
    let year = Period::last_year(now().date_naive());
    criterion.bench_function("scorecard of a year", |bench| {
        bench.iter(|| register.scorecard(black_box(year), now()).unwrap());
    });
    criterion.bench_function("holders", |bench| bench.iter(|| requests.holders().unwrap()));
    criterion.bench_function("find by case number", |bench| {
        bench.iter(|| requests.find(black_box("2611220000050000")).unwrap());
    });
    criterion.bench_function("find by title", |bench| {
        bench.iter(|| requests.find(black_box("batch JOBS of module 50000 stop after the update")).unwrap());
    });
    criterion.bench_function("all 10,000 tenants", |bench| bench.iter(|| register.tenants().list().unwrap()));
    criterion.bench_function("removed", |bench| bench.iter(|| register.removed().unwrap()));
    criterion.bench_function("open the register", |bench| bench.iter(|| open(folder.path())));
}

fn changes(criterion: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    drop(open(folder.path()));
    fill(folder.path());
    let register = open(folder.path());
    let tenant = register.tenants().find("Tenant 7").unwrap();
    let draft = TenantDraft {
        name: "Tenant 7".into(),
        tenant_id: None,
        kind: TenantKind::Client,
        country: "NO".into(),
        zone: None,
        region: None,
        holidays: None,
    };
    criterion.bench_function("change a tenant", |bench| {
        bench.iter(|| register.tenants().set(tenant.id, &draft, now()).unwrap());
    });
    let request = RequestDraft {
        tenant: tenant.id,
        product: "finance".into(),
        plan: Some("professional-direct".into()),
        contract: None,
        severity: "b".into(),
        title: "Batch jobs stop".into(),
        filed_at: now(),
        case_number: None,
    };
    criterion.bench_function("log a request", |bench| {
        bench.iter(|| register.requests().log(&request, None, now()).unwrap());
    });
    let contract = ContractDraft {
        kind: ContractKind::Premier,
        name: "Premier".into(),
        tenant: None,
        holder: None,
        starts: None,
        ends: None,
    };
    let keyring = Keyring::system();
    criterion.bench_function("add a contract without secrets", |bench| {
        bench.iter(|| register.contracts().add(&contract, &SecretChange::default(), &keyring, now()).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = screens, changes
}
criterion_main!(benches);
