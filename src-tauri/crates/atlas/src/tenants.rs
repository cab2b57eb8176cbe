//! `atlas tenant …`

use crate::failure::Failure;
use crate::flags::{Kind, TenantAdd, TenantChanges, TenantCommand};
use crate::output::{Output, facts, table};
use crate::session::Session;
use support_register::{RecordType, Tenant, TenantDraft, TenantKind};

pub(crate) fn run(session: &Session, command: TenantCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let tenants = register.tenants();
    let changed = match command {
        TenantCommand::List => {
            let all = tenants.list()?;
            return output.items(&all, || list(output, &all));
        }
        TenantCommand::Add(flags) => tenants.add(&draft(session, flags).known_to(session.edition)?, now)?,
        TenantCommand::Show { tenant } => tenants.find(&tenant)?,
        TenantCommand::Set { tenant, changes } => {
            let before = tenants.find(&tenant)?;
            let id = before.id;
            let draft = changed(session, before, changes);
            let edition = register.editions().named_or(draft.edition.as_deref(), session.edition)?;
            tenants.set(id, &draft.known_to(&edition)?, now)?
        }
        TenantCommand::Remove { tenant } => {
            let removed = tenants.find(&tenant)?;
            tenants.remove(removed.id, now)?;
            removed
        }
        TenantCommand::UndoRemove { tenant } => {
            tenants.undo_remove(Session::removed(&register, RecordType::Tenant, &tenant)?, now)?
        }
    };
    output.answer(&changed, || show(output, &changed))
}

fn draft(session: &Session, flags: TenantAdd) -> TenantDraft {
    TenantDraft {
        name: flags.name,
        tenant_id: flags.tenant_id,
        kind: kind(flags.kind),
        country: flags.country,
        zone: flags.zone,
        region: flags.region,
        holidays: flags.holidays,
        edition: cleared_or(session.named_edition.clone(), None),
    }
}

fn changed(session: &Session, before: Tenant, changes: TenantChanges) -> TenantDraft {
    TenantDraft {
        name: changes.name.unwrap_or(before.name),
        tenant_id: cleared_or(changes.tenant_id, before.tenant_id),
        kind: changes.kind.map_or(before.kind, kind),
        country: changes.country.unwrap_or(before.country),
        zone: cleared_or(changes.zone, before.zone),
        region: cleared_or(changes.region, before.region),
        holidays: cleared_or(changes.holidays, before.holidays),
        edition: cleared_or(session.named_edition.clone(), before.edition),
    }
}

/// What a flag makes of an optional field: absent keeps it, empty clears it.
pub(crate) fn cleared_or(flag: Option<String>, before: Option<String>) -> Option<String> {
    match flag {
        None => before,
        Some(text) if text.is_empty() => None,
        Some(text) => Some(text),
    }
}

fn kind(kind: Kind) -> TenantKind {
    match kind {
        Kind::Own => TenantKind::Own,
        Kind::Client => TenantKind::Client,
    }
}

fn list(output: Output, tenants: &[Tenant]) -> String {
    if tenants.is_empty() {
        return output
            .say(
                "No tenant yet. Add one: atlas tenant add --name NAME --country CC",
                "Ingen leiere ennå. Legg til en: atlas tenant add --name NAVN --country CC",
            )
            .to_owned();
    }
    let rows = tenants
        .iter()
        .map(|tenant| vec![tenant.name.clone(), tenant.country.clone(), tenant.kind.to_string(), tenant.id.to_string()])
        .collect();
    table(&[output.say("Name", "Navn"), output.say("Country", "Land"), output.say("Kind", "Type"), "Id"], rows)
}

fn show(output: Output, tenant: &Tenant) -> String {
    facts(&[
        (output.say("Name", "Navn"), tenant.name.clone()),
        (output.say("Kind", "Type"), tenant.kind.to_string()),
        (output.say("Country", "Land"), tenant.country.clone()),
        (output.say("Tenant id", "Leier-ID"), tenant.tenant_id.clone().unwrap_or_default()),
        (output.say("Region", "Region"), tenant.region.clone().unwrap_or_default()),
        (output.say("Zone", "Tidssone"), tenant.zone.clone().unwrap_or_default()),
        (output.say("Holidays", "Helligdager"), tenant.holidays.clone().unwrap_or_default()),
        (output.say("Edition", "Utgave"), tenant.edition.clone().unwrap_or_default()),
        ("Id", tenant.id.to_string()),
    ])
}
