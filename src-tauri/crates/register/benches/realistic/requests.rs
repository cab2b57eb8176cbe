//! Requests in every state: most closed long ago, some answered, a few waiting, a few of those too long.

use chrono::{DateTime, Duration, Utc};
use support_policy::edition::Edition;
use support_register::{Contract, FileOptions, Register, Request, RequestFilter, RequestState, Tenant};

use super::files::{table, written};
use super::import;
use super::names::{self, Random};

const HEADER: &str =
    "tenant,product,plan,contract,severity,title,filed_at,case_number,responded_at,closed_at,close_reason";
const PLANS: [&str; 3] = ["subscription", "professional-direct", "professional-direct"];
const REASONS: [&str; 4] = ["solved", "workaround given", "known issue, fixed in the next update", "no longer happens"];
const MINUTES_A_DAY: u32 = 24 * 60;

pub fn add(
    register: &Register,
    edition: &Edition,
    count: u32,
    (clients, contracts): (&[Tenant], &[Option<Contract>]),
    random: &mut Random,
    now: DateTime<Utc>,
) {
    let lines = (0..count).map(|number| line(edition, number, (clients, contracts), random, now)).collect::<Vec<_>>();
    import(register, edition, vec![("requests.csv".into(), table(HEADER, lines), FileOptions::default())], now);
    hold(register, random, now);
    interrupt(register, edition, count as usize / 500, now);
}

fn line(
    edition: &Edition,
    number: u32,
    (clients, contracts): (&[Tenant], &[Option<Contract>]),
    random: &mut Random,
    now: DateTime<Utc>,
) -> Vec<String> {
    // A few clients file most: the smaller of two.
    let all = u32::try_from(clients.len()).unwrap();
    let place = random.below(all).min(random.below(all)) as usize;
    let (client, contract) = (clients.get(place).unwrap(), contracts.get(place).unwrap().as_ref());
    let recent = random.in_thousand(30);
    let minutes = random.below(if recent { 2 } else { 1_000 } * MINUTES_A_DAY) + 30;
    let filed_at = now - Duration::minutes(i64::from(minutes));
    let filed_on = filed_at.date_naive();
    // Days on the client's calendar may begin earlier or later.
    let contract = contract.filter(|contract| {
        contract.starts.is_some_and(|starts| starts + Duration::days(1) < filed_on)
            && contract.ends.is_some_and(|ends| filed_on + Duration::days(1) < ends)
    });
    let contract = contract.and_then(|contract| Some((contract, contract.kind.plan()?)));
    let contract = contract.filter(|_| random.in_thousand(800));
    let plan = contract.map_or_else(|| random.of(&PLANS), |(_, plan)| plan);
    let products: Vec<&str> = edition
        .products
        .iter()
        .filter(|product| product.channel(plan).is_some())
        .map(|product| product.id.as_str())
        .collect();
    let severities = edition.plan(plan).unwrap().severities();
    // The gravest are the fewest.
    let graver = random.in_thousand(120);
    let severity = severities.iter().rev().nth(usize::from(graver) + usize::from(random.in_thousand(300)));
    let severity = severity.or_else(|| severities.first()).unwrap();
    let answered = if recent { random.in_thousand(500) } else { random.in_thousand(996) };
    let waited = Duration::minutes(i64::from(random.below(600).min(random.below(600)) + 5));
    let responded_at = (answered && filed_at + waited < now).then(|| filed_at + waited);
    let worked = Duration::minutes(i64::from(random.below(20 * MINUTES_A_DAY)) + 30);
    let closed_at = responded_at.map(|at| at + worked).filter(|at| *at < now && random.in_thousand(985));
    vec![
        client.tenant_id.clone().unwrap(),
        random.of(&products).to_owned(),
        if contract.is_none() { plan.to_owned() } else { String::new() },
        contract.map(|(contract, _)| contract.id.to_string()).unwrap_or_default(),
        severity.clone(),
        names::title(random),
        written(filed_at),
        format!("{}{:010}", filed_at.format("%y%m%d"), u64::from(number) * 7_919 % 10_000_000_000),
        responded_at.map(written).unwrap_or_default(),
        closed_at.map(written).unwrap_or_default(),
        closed_at.map(|_| random.of(&REASONS).to_owned()).unwrap_or_default(),
    ]
}

/// Gives a part of the requests to those who look after them.
fn hold(register: &Register, random: &mut Random, now: DateTime<Utc>) {
    for state in [RequestState::Open, RequestState::Overdue, RequestState::Answered, RequestState::Closed] {
        for some in of_state(register, state, now).chunks(200).take(20) {
            let ids: Vec<_> = some.iter().map(|request| request.id).collect();
            let holder = names::person(random.below(13));
            register.requests().assign_many(&ids, Some(&holder), now, now).unwrap();
        }
    }
}

/// Stops the clock of some that wait: Microsoft has asked for something.
fn interrupt(register: &Register, edition: &Edition, count: usize, now: DateTime<Utc>) {
    for (number, request) in of_state(register, RequestState::Open, now).iter().take(count).enumerate() {
        let at = request.filed_at + (now - request.filed_at) / 2;
        register.pause_request(edition, request.id, at, Some("Traces are to be sent"), now).unwrap();
        if number % 2 == 0 {
            register.resume_request(edition, request.id, at + (now - at) / 2, now).unwrap();
        }
    }
}

/// By case number: ids are others each time.
fn of_state(register: &Register, state: RequestState, now: DateTime<Utc>) -> Vec<Request> {
    let filter = RequestFilter { state: Some(state), limit: u32::MAX, ..RequestFilter::default() };
    let (mut requests, _) = register.requests().page(&filter, now).unwrap();
    requests.sort_by(|a, b| a.case_number.cmp(&b.case_number));
    requests
}
