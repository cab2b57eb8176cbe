//! What the screens ask of a register with 100,000 requests, 10,000 tenants and 2,000 contracts; each below
//! 50 ms is the bar.
#![allow(clippy::unwrap_used, missing_docs)]

mod realistic;

use std::hint::black_box;

use chrono::{DateTime, Duration, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use realistic::scratch::copy;
use realistic::{LARGE, open};
use support_register::{
    ContractDraft, ContractKind, Period, RequestDraft, RequestFilter, RequestSort, RequestState, SecretChange,
    TenantDraft, TenantKind,
};
use support_vault::Keyring;

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn screens(criterion: &mut Criterion) {
    let made = copy(LARGE, 1, now());
    let register = open(made.path());
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
    let some = requests.page(&narrowed(&|_| {}), now()).unwrap().0.remove(0);
    let holder = requests.holders().unwrap().remove(0);
    for (name, filter) in [
        ("of a tenant", narrowed(&|filter| filter.tenant = Some(some.tenant))),
        ("of a severity", narrowed(&|filter| filter.severity = Some("b".into()))),
        ("of a holder", narrowed(&|filter| filter.holder = Some(holder.clone()))),
        ("with a rare text", narrowed(&|filter| filter.text = Some("(4711)".into()))),
        ("with a common text", narrowed(&|filter| filter.text = Some("after the update".into()))),
        ("by urgency", narrowed(&|filter| filter.sort = Some(RequestSort::Urgency))),
        (
            "by urgency, with a text",
            narrowed(&|filter| {
                filter.sort = Some(RequestSort::Urgency);
                filter.text = Some("after the update".into());
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
        bench.iter(|| requests.find(black_box(some.case_number.as_deref().unwrap())).unwrap());
    });
    criterion.bench_function("find by title", |bench| {
        bench.iter(|| requests.find(black_box(&some.title.to_uppercase())));
    });
    criterion.bench_function("all 10,000 tenants", |bench| bench.iter(|| register.tenants().list().unwrap()));
    criterion.bench_function("removed", |bench| bench.iter(|| register.removed().unwrap()));
    criterion.bench_function("open the register", |bench| bench.iter(|| open(made.path())));
}

fn changes(criterion: &mut Criterion) {
    let made = copy(LARGE, 1, now());
    let register = open(made.path());
    let tenant = register.tenants().list().unwrap().remove(4_321);
    let draft = TenantDraft {
        name: tenant.name.clone(),
        tenant_id: None,
        kind: TenantKind::Client,
        country: "NO".into(),
        zone: None,
        region: None,
        holidays: None,
        edition: None,
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
        edition: None,
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
