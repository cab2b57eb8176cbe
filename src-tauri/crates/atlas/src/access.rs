//! `atlas delegation …` and `atlas can-file`

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{CanFileFlags, DelegationCommand};
use crate::input;
use crate::output::{Output, facts, table};
use crate::people::tenant_of;
use crate::rules::steps;
use crate::session::Session;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use support_policy::edition::Edition;
use support_register::{Delegation, Filer, Filers, FilingRuling, RecordType, Reference, Register, Tenant};

pub(crate) fn delegation(session: &Session, command: DelegationCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let DelegationCommand::List { tenant } = command;
    let tenant = tenant_of(&register, tenant)?;
    let mut all = register.delegations().list()?;
    all.retain(|delegation| tenant.is_none_or(|tenant| delegation.tenant == tenant));
    let documents: Vec<Value> = all.iter().map(|delegation| document(session.edition, delegation)).collect();
    output.items(&documents, || list(output, &register, &all))
}

pub(crate) fn can_file(session: &Session, flags: &CanFileFlags) -> Result<(), Failure> {
    let register = session.register()?;
    let at = match &flags.at {
        Some(text) => input::instant(text, "at")?,
        None => Session::now(),
    };
    let tenant = register.tenants().find(&flags.tenant).about("tenant")?;
    let Some(person) = &flags.person else {
        let filers = register.who_may_file(session.edition, tenant.id, flags.product.as_deref(), at)?;
        let named = Reference { record: RecordType::Tenant, id: tenant.id, name: tenant.name.clone() };
        let document = json!({ "tenant": named, "at": at, "may": filers.may, "nearest": filers.nearest,
            "people": filers.people });
        return session.output.answer(&document, || filers_for_people(session.output, &tenant, &filers));
    };
    let person = register.people().find(person).about("person")?;
    let ruling = register.can_file(session.edition, tenant.id, person.id, flags.product.as_deref(), at)?;
    session.output.answer(&ruling, || ruling_for_people(session.output, &ruling, tenant.local_zone()))
}

/// A delegation with its roles by their kebab-case names, where the edition knows them.
fn document(edition: &Edition, delegation: &Delegation) -> Value {
    let mut document = json!(delegation);
    if let Value::Object(fields) = &mut document {
        let named = |role: &String| edition.role(role).map_or_else(|_| role.clone(), |role| role.id.clone());
        fields.insert("roles".to_owned(), delegation.roles.iter().map(named).collect());
        fields.insert("template_ids".to_owned(), json!(delegation.roles));
        fields.insert("auto_extends".to_owned(), json!(delegation.extends()));
    }
    document
}

fn list(output: Output, register: &Register, delegations: &[Delegation]) -> String {
    if delegations.is_empty() {
        return output
            .say(
                "No delegations. Import them from Partner Center or Microsoft Graph.",
                "Ingen delegeringer. Importer dem fra Partner Center eller Microsoft Graph.",
            )
            .to_owned();
    }
    let rows = delegations
        .iter()
        .map(|delegation| {
            let tenant = register.tenants().get(delegation.tenant).ok();
            let zone = tenant.as_ref().map_or(Tz::UTC, Tenant::local_zone);
            let ends = delegation.ends_at.map(|at| output.local(at, zone)).unwrap_or_default();
            let tenant = tenant.map(|tenant| tenant.name).unwrap_or_default();
            let extends = if delegation.extends() { output.say("extends itself", "forlenges automatisk") } else { "" };
            let missing = missing(output, delegation.origin.missing_since, zone);
            let notes: Vec<&str> =
                [extends, missing.as_str()].into_iter().filter(|note| !note.is_empty()).collect();
            vec![delegation.display_name.clone(), tenant, delegation.status.clone(), ends, notes.join("; ")]
        })
        .collect();
    let heading = [
        output.say("Name", "Navn"),
        output.say("Tenant", "Leier"),
        output.say("Status", "Tilstand"),
        output.say("Ends", "Slutter"),
        "",
    ];
    table(&heading, rows)
}

/// That the newest export no longer contains a record; blank where nothing says so.
pub(crate) fn missing(output: Output, since: Option<DateTime<Utc>>, zone: Tz) -> String {
    let Some(since) = since else { return String::new() };
    let day = since.with_timezone(&zone).date_naive();
    format!("{} {day}", output.say("missing since", "savnet siden"))
}

/// Who may file for a tenant; where nobody may, why the nearest may not.
fn filers_for_people(output: Output, tenant: &Tenant, filers: &Filers) -> String {
    let zone = tenant.local_zone();
    if !filers.may.is_empty() {
        let until = |filer: &Filer| match filer.until {
            Some(until) => output.local(until, zone),
            None => output.say("without end", "uten sluttdato").to_owned(),
        };
        let rows =
            filers.may.iter().map(|filer| vec![filer.name.clone(), filer.through.clone(), until(filer)]).collect();
        let heading =
            [output.say("May file", "Kan sende inn"), output.say("Through", "Gjennom"), output.say("Until", "Til")];
        return table(&heading, rows);
    }
    let nobody = output.say("Nobody may file for this tenant.", "Ingen kan sende inn for denne leieren.");
    match &filers.nearest {
        Some(nearest) => format!("{nobody}\n{}", ruling_for_people(output, nearest, zone)),
        None => nobody.to_owned(),
    }
}

fn ruling_for_people(output: Output, ruling: &FilingRuling, zone: Tz) -> String {
    let answer = &ruling.answer;
    if let Some(way) = &answer.through {
        let until = match answer.until {
            Some(until) => output.local(until, zone),
            None => output.say("without end", "uten sluttdato").to_owned(),
        };
        let role =
            if way.name == way.role { way.role_name.clone() } else { format!("{} ({})", way.name, way.role_name) };
        let notes: Vec<String> = answer.notes.iter().map(|note| output.text(note).to_owned()).collect();
        let allowed = output.say("yes", "ja").to_owned();
        return facts(&[
            (output.say("May file", "Kan sende inn"), allowed),
            (output.say("Through", "Gjennom"), role),
            (output.say("Until", "Til"), until),
            (output.say("Note", "Merk"), notes.join(" ")),
        ]);
    }
    let mut text = answer.refusal.as_ref().map(|refusal| output.text(&refusal.message).to_owned()).unwrap_or_default();
    if let Some(remedy) = &answer.remedy {
        text.push('\n');
        text.push_str(&steps(output, &remedy.steps));
    }
    if !ruling.could_grant.is_empty() {
        let named = |granter: &support_register::Granter| format!("{} ({})", granter.name, granter.role_name);
        let names: Vec<String> = ruling.could_grant.iter().map(named).collect();
        text = [text, format!("{}: {}", output.say("Could grant it", "Kan gi tilgang"), names.join(", "))].join("\n");
    }
    text
}
