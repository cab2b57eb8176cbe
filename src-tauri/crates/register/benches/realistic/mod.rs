//! Registers as large partners have them: tenants, people, groups, roles, delegations, contracts, plans and requests in
//! every state. The same size, seed and instant give the same register, down to everything but the records' ids, which
//! are new each time. All names are made up.
//!
//! Everything goes in by the register's own doors, exports by the import and the rest by its verbs, so that deadlines,
//! history and search index are all there.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, unreachable_pub)]

mod access;
mod files;
mod money;
pub mod names;
mod requests;
pub mod scratch;

use std::path::Path;

use chrono::{DateTime, Utc};
use support_policy::edition::Edition;
use support_register::{
    Actor, FileOptions, Register, Source, Tenant, TenantDraft, TenantKind, Through, Watch, read_files,
};

use names::{Random, guid};

/// How much a register holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Requests.
    pub requests: u32,
    /// Tenants, of which one is one's own. As many people, delegations and plans come with them, five times as many
    /// groups that use delegations, twice as many roles, and a fifth as many contracts.
    pub tenants: u32,
}

/// The most that is promised to be quick.
pub const LARGE: Size = Size { requests: 100_000, tenants: 10_000 };

/// The countries of clients; those that stand more than once are likelier. Each has one time zone, or its support
/// region does.
const COUNTRIES: [&str; 16] =
    ["NO", "NO", "NO", "NO", "SE", "SE", "DK", "FI", "DE", "DE", "NL", "FR", "GB", "US", "JP", "IN"];

pub fn open(folder: &Path) -> Register {
    Register::open(folder, Actor { who: "generator".into(), through: Through::Atlas }).unwrap()
}

/// Fills an empty register.
pub fn fill(register: &Register, size: Size, seed: u64, now: DateTime<Utc>) {
    let edition = Edition::base().unwrap();
    let random = &mut Random::new(seed);
    let mut clients = add_tenants(register, edition, size.tenants.max(2), random, now);
    let own = clients.remove(0);
    access::add(register, edition, &own, &clients, random, now);
    let contracts = money::add(register, edition, &clients, random, now);
    requests::add(register, edition, size.requests, (&clients, &contracts), random, now);
}

/// One's own organisation first, then the clients, each with a name of its own.
fn add_tenants(
    register: &Register,
    edition: &Edition,
    count: u32,
    random: &mut Random,
    now: DateTime<Utc>,
) -> Vec<Tenant> {
    let own = TenantDraft {
        name: "Velunor Partner AS".into(),
        tenant_id: Some(guid(random)),
        kind: TenantKind::Own,
        country: "NO".into(),
        zone: None,
        region: None,
        holidays: None,
        edition: None,
    };
    register.tenants().add(&own.known_to(edition).unwrap(), now).unwrap();
    // An export names no country, so there is a file for each.
    let mut by_country: Vec<(&str, Vec<(String, String)>)> = Vec::new();
    for number in 1..count {
        let country = random.of(&COUNTRIES);
        let customer = (guid(random), names::company(random, number, country));
        match by_country.iter_mut().find(|(known, _)| *known == country) {
            Some((_, customers)) => customers.push(customer),
            None => by_country.push((country, vec![customer])),
        }
    }
    let sources = by_country.iter().map(|(country, customers)| {
        let options = FileOptions { country: Some((*country).to_owned()), ..FileOptions::default() };
        (format!("customers-{country}.json"), files::customers(customers), options)
    });
    import(register, edition, sources.collect(), now);
    let mut tenants = register.tenants().list().unwrap();
    tenants.sort_by_key(|tenant| tenant.kind != TenantKind::Own);
    tenants
}

/// Takes files in; a row that is not taken would make the register smaller than it says.
fn import(register: &Register, edition: &Edition, files: Vec<(String, String, FileOptions)>, now: DateTime<Utc>) {
    let mut options = Vec::new();
    let mut sources = Vec::new();
    for (name, text, of_file) in files {
        sources.push(Source::of_bytes(&name, text.into_bytes()));
        options.push(of_file);
    }
    let mut read = read_files(sources, &Watch::none()).unwrap();
    for (file, options) in read.iter_mut().zip(options) {
        file.options = options;
    }
    let report = register.import(edition, &read, now, &Watch::none()).unwrap();
    for file in report.files {
        assert!(file.skipped.is_empty(), "{}: {:?}", file.file, file.skipped.first());
    }
}
