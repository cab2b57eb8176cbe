//! `atlas due`: what is overdue, and what falls due soon.

use crate::failure::Failure;
use crate::flags::DueFlags;
use crate::output::{Output, table};
use crate::session::Session;
use chrono_tz::Tz;
use std::collections::HashMap;
use support_policy::duration;
use support_register::DueItem;

pub(crate) fn run(session: &Session, flags: &DueFlags) -> Result<(), Failure> {
    let within = flags.within.as_deref().map(|text| duration::parse(text, "within")).transpose()?;
    let register = session.register()?;
    let items = register.due(within, Session::now())?;
    let output = session.output;
    output.items(&items, || {
        let tenants = register.tenants().list().unwrap_or_default();
        let zones = tenants.into_iter().map(|tenant| (tenant.name.clone(), tenant.local_zone())).collect();
        list(output, &items, &zones)
    })
}

fn list(output: Output, items: &[DueItem], zones: &HashMap<String, Tz>) -> String {
    if items.is_empty() {
        return output.say("Nothing is due.", "Ingenting forfaller.").to_owned();
    }
    let rows = items
        .iter()
        .map(|item| {
            let what = item.name();
            let amount = item.amount.as_ref().map(|money| format!("{} {}", money.amount, money.currency));
            let link = item.link.as_ref().map(|link| {
                [Some(link.channel.clone()), link.sign_in.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
            });
            let passed = if item.overdue { output.say("overdue", "over fristen") } else { "" };
            let tenant = item.tenant_name.clone().unwrap_or_default();
            // A contract ends with its last day; an instant in UTC would name the next.
            let zone = zones.get(&tenant).copied().unwrap_or(Tz::UTC);
            let when = item.date.map_or_else(|| output.local(item.at, zone), |date| date.to_string());
            vec![
                when,
                passed.to_owned(),
                output.text(&what).to_owned(),
                item.subject.name.clone(),
                tenant,
                amount.or(link).unwrap_or_default(),
            ]
        })
        .collect();
    let heading = [
        output.say("When", "Når"),
        "",
        output.say("What", "Hva"),
        output.say("Name", "Navn"),
        output.say("Tenant", "Leier"),
        "",
    ];
    table(&heading, rows)
}
