//! Who may file: people, groups, roles, delegations, and what clients have bought.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use support_policy::edition::Edition;
use support_register::{ColumnMap, FileOptions, GroupDraft, MembershipDraft, Register, Target, Tenant};

use super::files::{self, Access, Relationship, table, written};
use super::import;
use super::names::{self, Random, guid};

const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
const DYNAMICS: &str = "44367163-eba1-44c3-98af-f5787879f96a";
const LICENSE: &str = "4d6ac14f-3453-41d0-bef9-a3e0c569773a";
const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";
/// Groups that use each delegation.
const GROUPS_EACH: u32 = 5;

pub fn add(
    register: &Register,
    edition: &Edition,
    own: &Tenant,
    clients: &[Tenant],
    random: &mut Random,
    now: DateTime<Utc>,
) {
    let tenants = u32::try_from(clients.len()).unwrap() + 1;
    let groups: Vec<String> = (0..(tenants / 50).clamp(3, 200))
        .map(|number| {
            let id = guid(random);
            let draft = GroupDraft {
                name: format!("Support team {:03}", number + 1),
                object_id: Some(id.clone()),
                tenant: Some(own.id),
            };
            register.groups().add(&draft, now).unwrap();
            id
        })
        .collect();
    let (relationships, accesses) = delegations(clients, &groups, random, now);
    let accesses: Vec<Access<'_>> = accesses
        .iter()
        .filter_map(|(relationship, group, role, id)| {
            let relationship = relationships.get(*relationship)?;
            Some(Access { id: id.clone(), relationship: &relationship.id, group, role })
        })
        .collect();
    let subscriptions: Vec<(&str, String, DateTime<Utc>)> = clients
        .iter()
        .map(|client| (directory(client), guid(random), now + Duration::days(i64::from(random.below(365)))))
        .collect();
    let staff = (tenants / 100).clamp(5, 100);
    let roles = roles(own, clients, staff, random, now);
    import(
        register,
        edition,
        vec![
            ("relationships.json".into(), files::relationships(&relationships), FileOptions::default()),
            ("access.json".into(), files::accesses(&accesses), FileOptions::default()),
            ("subscriptions.json".into(), files::subscriptions(&subscriptions), FileOptions::default()),
            ("roles.csv".into(), roles, role_columns()),
        ],
        now,
    );
    add_members(register, own, random, now);
}

fn directory(tenant: &Tenant) -> &str {
    tenant.tenant_id.as_deref().unwrap()
}

/// A group's role of a delegation: the delegation's place, the group, the role and the assignment's id.
type Assigned<'a> = (usize, &'a String, &'static str, String);

/// One for each client: most active, some lapsed, about to end, or not yet approved; some that nobody may file by.
fn delegations<'a>(
    clients: &'a [Tenant],
    groups: &'a [String],
    random: &mut Random,
    now: DateTime<Utc>,
) -> (Vec<Relationship<'a>>, Vec<Assigned<'a>>) {
    let mut relationships = Vec::new();
    let mut accesses = Vec::new();
    for (place, client) in clients.iter().enumerate() {
        let lapsed = random.in_thousand(20);
        let requested = !lapsed && random.in_thousand(20);
        let days = if lapsed { -i64::from(random.below(60)) - 1 } else { i64::from(random.below(720)) + 1 };
        let mut roles = if random.in_thousand(970) { vec![DYNAMICS, SERVICE_SUPPORT] } else { vec![LICENSE] };
        if random.in_thousand(30) {
            roles.push(GLOBAL);
        }
        let carries = roles.contains(&SERVICE_SUPPORT) && random.in_thousand(960);
        relationships.push(Relationship {
            id: format!("{}-{}", guid(random), guid(random)),
            name: client.name.clone(),
            customer: directory(client),
            status: if requested { "approvalPending" } else { "active" },
            roles,
            created: now - Duration::days(if requested { 20 } else { 730 - days }),
            ends: (!requested).then(|| now + Duration::days(days)),
            extends: random.in_thousand(600),
        });
        if requested {
            continue;
        }
        let first = random.below(u32::try_from(groups.len()).unwrap()) as usize;
        for (number, group) in groups.iter().cycle().skip(first).take(groups.len()).enumerate() {
            if number >= GROUPS_EACH as usize {
                break;
            }
            let role = if carries && number < 2 { SERVICE_SUPPORT } else { LICENSE };
            accesses.push((place, group, role, guid(random)));
        }
    }
    (relationships, accesses)
}

/// Two roles in every client's tenant, and those of one's own people in one's own.
fn roles(own: &Tenant, clients: &[Tenant], staff: u32, random: &mut Random, now: DateTime<Utc>) -> String {
    let line = |person: u32, domain: &str, role: &str, until: Option<DateTime<Utc>>, tenant: &Tenant| {
        vec![
            names::person(person),
            names::sign_in(person, domain),
            role.to_owned(),
            until.map(written).unwrap_or_default(),
            directory(tenant).to_owned(),
        ]
    };
    let mut lines = Vec::new();
    for person in 0..staff {
        lines.push(line(person, "partner.example", if person < 2 { GLOBAL } else { LICENSE }, None, own));
    }
    for (person, client) in (staff..).zip(clients) {
        let until = random.in_thousand(100).then(|| now + Duration::days(i64::from(random.below(400)) + 1));
        let domain = format!("client{person}.example");
        let role = if random.in_thousand(50) { SERVICE_SUPPORT } else { LICENSE };
        lines.push(line(person, &domain, if random.in_thousand(800) { GLOBAL } else { LICENSE }, None, client));
        lines.push(line(person, &domain, if role == LICENSE { DYNAMICS } else { role }, until, client));
    }
    table("Person,UPN,Role,Until,Tenant", lines)
}

fn role_columns() -> FileOptions {
    let columns =
        [("person", "Person"), ("upn", "UPN"), ("role", "Role"), ("until", "Until"), ("tenant", "Tenant")].map(own);
    let columns = ColumnMap { target: Target::RoleAssignments, columns: BTreeMap::from(columns) };
    FileOptions { columns: Some(columns), ..FileOptions::default() }
}

fn own((field, column): (&str, &str)) -> (String, String) {
    (field.to_owned(), column.to_owned())
}

/// One's own people, each in up to five groups.
fn add_members(register: &Register, own: &Tenant, random: &mut Random, now: DateTime<Utc>) {
    let groups = register.groups().list().unwrap();
    let people = register.people().list().unwrap();
    for person in people.iter().filter(|person| person.tenant == Some(own.id)) {
        let first = random.below(u32::try_from(groups.len()).unwrap()) as usize;
        for group in groups.iter().cycle().skip(first).take(groups.len().min(5)) {
            let draft = MembershipDraft { person: person.id, group: group.id };
            register.memberships().add(&draft, now).unwrap();
        }
    }
}
