//! How long each call takes that the window and the command line make of a register: `time_calls FOLDER AT [NAME]`, called by
//! `cargo xtask bench scale`; with a name, only the calls that have it in theirs. The folder's register is changed.
//!
//! A line for each: its name, the median, the least and the most of several runs, in microseconds of processor time: what
//! else the machine does is not the call's.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../benches/processor/mod.rs"]
mod processor;

use std::cell::Cell;
use std::collections::HashMap;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use processor::processor_time;
use support_policy::Language;
use support_policy::edition::{Edition, Impact};
use support_register::{
    Actor, DelegationQuery, EvidenceOf, ExportFormat, ExportList, Guide, MatrixQuery, Period, PlanFilter, Question,
    Register, RequestDraft, RequestFilter, RequestSort, RequestState, SearchLimits, Through, Watch, local_zone,
};
use uuid::Uuid;

/// Each call is made so often at least, and at most until it took so long together.
const RUNS: usize = 5;
const MOST_RUNS: usize = 15;
const LONG: Duration = Duration::from_millis(400);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("FOLDER AT");
    let (folder, now): (PathBuf, DateTime<Utc>) = (next().into(), next().parse().unwrap());
    let actor = || Actor { who: "bench".into(), through: Through::Window };
    time("open the register", || Register::open(&folder, actor()).unwrap());
    let register = Register::open(&folder, actor()).unwrap();
    let bench = Bench { register: &register, edition: Edition::base().unwrap(), now };
    bench.today();
    bench.lists();
    bench.one_request();
    bench.access();
    bench.plans_and_contracts();
    bench.search();
    bench.papers();
    bench.changes();
}

/// Prints how long a call takes, unless others are asked for.
fn time<T>(name: &str, mut call: impl FnMut() -> T) {
    if std::env::args().nth(3).is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    drop(call());
    let mut times = Vec::new();
    let mut total = Duration::ZERO;
    while times.len() < RUNS || (times.len() < MOST_RUNS && total < LONG) {
        let started = processor_time();
        let answer = black_box(call());
        let took = processor_time().saturating_sub(started);
        drop(answer);
        total += took;
        times.push(took);
    }
    times.sort();
    let at = |place: usize| times.get(place).unwrap().as_micros();
    println!("{name}\t{}\t{}\t{}", at(times.len() / 2), at(0), at(times.len() - 1));
}

struct Bench<'a> {
    register: &'a Register,
    edition: &'a Edition,
    now: DateTime<Utc>,
}

impl Bench<'_> {
    fn today(&self) {
        let Self { register, now, .. } = *self;
        time("start: counts and settings", || {
            register.settings().get().unwrap();
            register.counts(now).unwrap();
        });
        time("Today", || {
            register.counts(now).unwrap();
            register.first_due(None, 200, now).unwrap();
            register.tenants().regions().unwrap();
            register.removed().unwrap();
        });
        time("due within 60 days", || register.due(Some(TimeDelta::days(60)), now).unwrap());
        time("due ever", || register.due(None, now).unwrap());
        time("reminders", || {
            let first = register.first_due(None, 200, now).unwrap();
            register.reminders().of(&first.items, self.edition, local_zone(), now).unwrap()
        });
        time("access that ends", || register.access_ends(self.edition, now).unwrap());
    }

    /// A page as the window asks for it, with the names it shows.
    fn page(&self, name: &str, change: impl Fn(&mut RequestFilter)) {
        let mut filter = RequestFilter { limit: 100, ..RequestFilter::default() };
        change(&mut filter);
        time(&format!("requests: {name}"), || {
            let (requests, _) = self.register.requests().page(&filter, self.now).unwrap();
            let mut tenants = HashMap::new();
            for request in requests {
                tenants
                    .entry(request.tenant)
                    .or_insert_with(|| self.register.tenants().get(request.tenant).unwrap().name);
            }
        });
    }

    fn lists(&self) {
        let (register, now) = (self.register, self.now);
        let some = self.some_request();
        self.page("all", |_| {});
        self.page("all, deep", |filter| filter.offset = 90_000);
        for (name, state) in [
            ("open", RequestState::Open),
            ("overdue", RequestState::Overdue),
            ("answered", RequestState::Answered),
            ("closed", RequestState::Closed),
        ] {
            self.page(name, |filter| filter.state = Some(state));
        }
        for (name, sort) in [
            ("urgency", RequestSort::Urgency),
            ("newest", RequestSort::Newest),
            ("oldest", RequestSort::Oldest),
            ("title", RequestSort::Title),
        ] {
            self.page(&format!("by {name}"), |filter| filter.sort = Some(sort));
            self.page(&format!("closed, by {name}, deep"), |filter| {
                (filter.state, filter.sort, filter.offset) = (Some(RequestState::Closed), Some(sort), 50_000);
            });
        }
        self.page("of a tenant", |filter| filter.tenant = Some(some.tenant));
        self.page("of a tenant, overdue", |filter| {
            (filter.tenant, filter.state) = (Some(some.tenant), Some(RequestState::Overdue));
        });
        self.page("of a tenant, by urgency", |filter| {
            (filter.tenant, filter.sort) = (Some(some.tenant), Some(RequestSort::Urgency));
        });
        self.page("about a product", |filter| filter.product = Some("finance".into()));
        let contracts = register.contracts().list().unwrap();
        self.page("under a contract", |filter| filter.contract = contracts.first().map(|contract| contract.id));
        self.page("of a severity", |filter| filter.severity = Some("b".into()));
        let holders = register.requests().holders().unwrap();
        self.page("of a holder", |filter| filter.holder = holders.first().cloned());
        self.page("of nobody", |filter| filter.holder = Some(String::new()));
        self.page("with a rare text", |filter| filter.text = Some("(4711)".into()));
        self.page("with a common text", |filter| filter.text = Some("after".into()));
        self.page("with a text, by urgency", |filter| {
            (filter.text, filter.sort) = (Some("after".into()), Some(RequestSort::Urgency));
        });
        time("requests: counts", || register.requests().counts(now).unwrap());
        time("requests: holders", || register.requests().holders().unwrap());
        time("requests: select all", || register.requests().ids(&RequestFilter::default(), 10_000, now).unwrap());
        time("saved views", || register.saved_views().list().unwrap());
        time("all tenants", || register.tenants().list().unwrap());
        time("all people", || register.people().list().unwrap());
        time("all groups", || register.groups().list().unwrap());
        time("removed", || register.removed().unwrap());
        time("imports", || register.imports().unwrap());
    }

    fn one_request(&self) {
        let (register, edition) = (self.register, self.edition);
        let some = self.some_request();
        time("request: its sheet", || {
            let request = register.requests().get(some.id).unwrap();
            register.explain_request(edition, &request).unwrap();
            register.would_now_be(edition, &request).unwrap();
            register.timeline(&request).unwrap();
            register.attachments().of(request.id).unwrap();
            register.time_box(edition, &request).unwrap();
        });
        let number = some.case_number.clone().unwrap();
        time("request: find by case number", || register.requests().find(&number).unwrap());
        time("request: find by title", || register.requests().find(&some.title));
        time("request: history", || register.history(Some(some.id)).unwrap());
        let question = Question {
            tenant: some.tenant,
            product: "power-platform".into(),
            concern: "break-fix".into(),
            impact: Impact::Critical,
            entitlement: None,
            filed_at: None,
            partner: true,
            cannot_sign_in: false,
            access: None,
            preview: None,
            scope: None,
            cause: None,
        };
        time("File a request", || register.answer(edition, &question, self.now).unwrap());
    }

    fn access(&self) {
        let Self { register, edition, now } = *self;
        let tenants = register.tenants().list().unwrap();
        let people = register.people().list().unwrap();
        let tenant = tenants.get(tenants.len() / 2).unwrap().id;
        let person = people.get(people.len() / 2).unwrap().id;
        time("can-file", || register.can_file(edition, tenant, person, None, now).unwrap());
        time("who may file for a tenant", || register.who_may_file(edition, tenant, None, now).unwrap());
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
        let deep = u32::try_from(tenants.len() / 2).unwrap();
        for (name, query) in [
            ("first", query.clone()),
            ("deep", MatrixQuery { tenant_offset: deep, ..query.clone() }),
            ("found by name", MatrixQuery { tenants: "handel".into(), ..query.clone() }),
            ("for which nobody may", MatrixQuery { nobody: true, ..query.clone() }),
        ] {
            time(&format!("who may file, table: {name}"), || register.matrix(edition, &query, now).unwrap());
        }
        let query = DelegationQuery { text: String::new(), tenant: None, warned: false, offset: 0, limit: 60 };
        for (name, query) in [
            ("first", query.clone()),
            ("deep", DelegationQuery { offset: deep, ..query.clone() }),
            ("found by name", DelegationQuery { text: "handel".into(), ..query.clone() }),
            ("with a warning", DelegationQuery { warned: true, ..query.clone() }),
        ] {
            time(&format!("delegations: {name}"), || register.delegation_page(edition, &query, now).unwrap());
        }
        time("a person's groups and roles", || {
            register.groups_of(person).unwrap();
            register.roles_of(person).unwrap();
        });
    }

    fn plans_and_contracts(&self) {
        let Self { register, edition, now } = *self;
        let first = PlanFilter { limit: 25, ..PlanFilter::default() };
        time("plans: first page and costs", || register.plan_purchases().page(first, now).unwrap());
        let deep = PlanFilter { offset: 9_000, ..first };
        time("plans: deep page", || register.plan_purchases().page(deep, now).unwrap());
        time("enrollments and what covers them", || register.enrollment_cover(edition, now).unwrap());
        let contracts = register.contracts().list().unwrap();
        time("all contracts", || register.contracts().list().unwrap());
        let contract = contracts.first().unwrap();
        time("a contract's links", || register.contract_links(edition, contract, now).unwrap());
    }

    fn search(&self) {
        let guide = Guide::of(self.edition).unwrap();
        let limits = SearchLimits { each: 6, all: 36 };
        for question in ["reopen", "handel invoice", "f", "lagerbehodlning", "xylophone"] {
            time(&format!("search: {question}"), || {
                self.register.search(&guide, question, Language::En, limits).unwrap()
            });
        }
    }

    fn papers(&self) {
        let Self { register, edition, now } = *self;
        let some = self.some_request();
        let day = now.date_naive();
        time("scorecard: all", || register.scorecard(Period::default(), now).unwrap());
        time("scorecard: a year", || register.scorecard(Period::last_year(day), now).unwrap());
        time("evidence of a request", || {
            let mut out = Vec::new();
            let of = EvidenceOf::Request(some.id);
            register.evidence_page(edition, of, Language::En, &mut out, &Watch::none(), now).unwrap();
        });
        let month = (now - TimeDelta::days(40)).format("%Y-%m").to_string();
        time("statement of a month", || register.statement(&month, None, local_zone(), now).unwrap());
        time("calendar", || register.calendar(edition, Language::En, local_zone(), &Watch::none(), now).unwrap());
        for list in ExportList::ALL {
            time(&format!("export {list} as CSV"), || {
                register.export_list(*list, ExportFormat::Csv, &Watch::none(), now).unwrap()
            });
        }
    }

    fn changes(&self) {
        let Self { register, edition, now } = *self;
        let waiting = self.of_state(RequestState::Open);
        let answered = self.of_state(RequestState::Answered);
        let turn = Cell::new(0_usize);
        let next = |ids: &[Uuid]| {
            turn.set(turn.get() + 1);
            *ids.get(turn.get() % ids.len()).unwrap()
        };
        let some = self.some_request();
        let draft = RequestDraft {
            tenant: some.tenant,
            product: "power-platform".into(),
            plan: Some("subscription".into()),
            contract: None,
            severity: "b".into(),
            title: "A flow does not start".into(),
            filed_at: now - TimeDelta::minutes(5),
            case_number: None,
        };
        time("log a request", || register.log_request(edition, &draft, now).unwrap());
        time("pause and resume", || {
            let request = register.log_request(edition, &draft, now).unwrap();
            register.pause_request(edition, request.id, now - TimeDelta::minutes(2), None, now).unwrap();
            register.resume_request(edition, request.id, now - TimeDelta::minutes(1), now).unwrap();
        });
        if !waiting.is_empty() {
            time("respond", || register.respond_request(edition, next(&waiting), now, now).unwrap());
            time("assign", || register.requests().assign(next(&waiting), Some("Tone"), now, now).unwrap());
            time("note", || register.requests().note(next(&waiting), "Asked again", now, now).unwrap());
        }
        if !answered.is_empty() {
            time("close", || register.requests().close_many(&[next(&answered)], now, "solved", now).unwrap());
        }
    }

    fn of_state(&self, state: RequestState) -> Vec<Uuid> {
        let filter = RequestFilter { state: Some(state), ..RequestFilter::default() };
        self.register.requests().ids(&filter, 100, self.now).unwrap()
    }

    fn some_request(&self) -> support_register::Request {
        let filter = RequestFilter { sort: Some(RequestSort::Oldest), offset: 3, limit: 1, ..RequestFilter::default() };
        self.register.requests().page(&filter, self.now).unwrap().0.remove(0)
    }
}
