//! `atlas role …`

use crate::access::missing;
use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{RoleCommand, RoleGrant};
use crate::input;
use crate::output::{Output, table};
use crate::people::tenant_of;
use crate::session::Session;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde_json::{Value, json};
use std::collections::HashMap;
use support_policy::edition::Edition;
use support_register::{
    Flaw, RecordType, Register, RegisterError, RoleAssignment, RoleAssignmentDraft, RoleState, Tenant, end_of_day,
};
use uuid::Uuid;

pub(crate) fn run(session: &Session, command: RoleCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let roles = register.role_assignments();
    let changed = match command {
        RoleCommand::List { tenant, person } => {
            let tenant = tenant_of(&register, tenant)?;
            let person = person.map(|name| register.people().find(&name)).transpose().about("person")?;
            let mut all = roles.list()?;
            all.retain(|role| tenant.is_none_or(|tenant| role.tenant == tenant));
            all.retain(|role| person.as_ref().is_none_or(|person| role.person == Some(person.id)));
            let tenants = tenants_by_id(&register)?;
            let documents: Vec<Value> = all.iter().map(|role| document(session.edition, &tenants, role)).collect();
            return output.items(&documents, || list(output, session.edition, &tenants, &all));
        }
        RoleCommand::Grant(flags) => roles.add(&draft(&register, session.edition, flags)?, now)?,
        RoleCommand::Revoke { id } => {
            let revoked = roles.get(assignment(&id)?)?;
            roles.remove(revoked.id, now)?;
            revoked
        }
        RoleCommand::UndoRevoke { id } => {
            roles.undo_remove(Session::removed(&register, RecordType::RoleAssignment, &id)?, now)?
        }
    };
    let tenants = tenants_by_id(&register)?;
    let shown = document(session.edition, &tenants, &changed);
    output.answer(&shown, || list(output, session.edition, &tenants, std::slice::from_ref(&changed)))
}

fn draft(register: &Register, edition: &Edition, flags: RoleGrant) -> Result<RoleAssignmentDraft, Failure> {
    let tenant = register.tenants().find(&flags.tenant).about("tenant")?;
    let person = flags.person.map(|name| register.people().find(&name)).transpose().about("person")?;
    let group = flags.group.map(|name| register.groups().find(&name)).transpose().about("group")?;
    let day = |text: Option<String>, flag: &'static str| text.map(|text| input::date(&text, flag)).transpose();
    let (from, until) = (day(flags.from, "from")?, day(flags.until, "until")?);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return Err(RegisterError::Invalid { field: "until", flaw: Flaw::BeforeStart, other: None }.into());
    }
    let before_start = from.and_then(|day| day.checked_sub_days(Days::new(1)));
    Ok(RoleAssignmentDraft {
        tenant: tenant.id,
        person: person.map(|person| person.id),
        group: group.map(|group| group.id),
        role: role(edition, &flags.role)?,
        scope: flags.scope,
        state: if flags.eligible { RoleState::Eligible } else { RoleState::Active },
        starts_at: before_start.and_then(|day| end_of_day(day, Some(&tenant))),
        ends_at: until.and_then(|day| end_of_day(day, Some(&tenant))),
        external_id: None,
    })
}

/// A role as it is kept. One that the edition does not know can only be named by its id in Entra.
fn role(edition: &Edition, name: &str) -> Result<String, Failure> {
    let name = name.trim();
    match edition.role(&name.to_ascii_lowercase()) {
        Ok(role) => Ok(role.key().to_owned()),
        Err(_) if Uuid::try_parse(name).is_ok() => Ok(name.to_owned()),
        Err(error) => Err(error.into()),
    }
}

fn assignment(id: &str) -> Result<Uuid, Failure> {
    let missing = || RegisterError::NotFound { what: RecordType::RoleAssignment, name: id.to_owned() };
    Ok(Uuid::try_parse(id).map_err(|_| missing())?)
}

/// The assignment, its role by its kebab-case name, with the last day as a date of the tenant's calendar.
fn document(edition: &Edition, tenants: &Tenants, assignment: &RoleAssignment) -> Value {
    let mut document = json!(assignment);
    if let Value::Object(fields) = &mut document {
        if let Ok(role) = edition.role(&assignment.role) {
            fields.insert("role".to_owned(), json!(role.id));
            fields.insert("template_id".to_owned(), json!(role.template_id));
        }
        fields.insert("until".to_owned(), json!(last_day(tenants, assignment)));
    }
    document
}

/// The tenants by id: there may be thousands, and roles in all of them.
type Tenants = HashMap<Uuid, Tenant>;

fn tenants_by_id(register: &Register) -> Result<Tenants, Failure> {
    Ok(register.tenants().list()?.into_iter().map(|tenant| (tenant.id, tenant)).collect())
}

fn last_day(tenants: &Tenants, assignment: &RoleAssignment) -> Option<NaiveDate> {
    let zone = tenants.get(&assignment.tenant).map(Tenant::local_zone)?;
    let last = assignment.ends_at?.checked_sub_signed(chrono::TimeDelta::microseconds(1))?;
    Some(last.with_timezone(&zone).date_naive())
}

fn list(output: Output, edition: &Edition, tenants: &Tenants, roles: &[RoleAssignment]) -> String {
    if roles.is_empty() {
        return output
            .say(
                "No roles. Add one: atlas role grant --tenant T --person P --role service-support-administrator",
                "Ingen roller. Legg til en: atlas role grant --tenant T --person P --role service-support-administrator",
            )
            .to_owned();
    }
    let rows = roles
        .iter()
        .map(|role| {
            let tenant = tenants.get(&role.tenant);
            vec![
                role.name.clone(),
                edition.role(&role.role).map_or_else(|_| role.role.clone(), |role| role.name.clone()),
                tenant.map(|tenant| tenant.name.clone()).unwrap_or_default(),
                match role.state {
                    RoleState::Active => output.say("active", "aktiv").to_owned(),
                    RoleState::Eligible => output.say("eligible", "kan aktiveres").to_owned(),
                },
                last_day(tenants, role).map(|day| day.to_string()).unwrap_or_default(),
                missing(output, role.origin.missing_since, tenant.map_or(Tz::UTC, Tenant::local_zone)),
                role.id.to_string(),
            ]
        })
        .collect();
    let heading = [
        output.say("Who", "Hvem"),
        output.say("Role", "Rolle"),
        output.say("Tenant", "Leier"),
        output.say("State", "Tilstand"),
        output.say("Until", "Til og med"),
        "",
        "Id",
    ];
    table(&heading, rows)
}
