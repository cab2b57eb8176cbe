//! `atlas due`: what is overdue, and what falls due soon.

use crate::failure::Failure;
use crate::flags::DueFlags;
use crate::output::{Output, table};
use crate::session::Session;
use chrono_tz::Tz;
use support_policy::duration;
use support_register::{DueItem, DueKind, RecordType};

pub(crate) fn run(session: &Session, flags: &DueFlags) -> Result<(), Failure> {
    let within = flags.within.as_deref().map(|text| duration::parse(text, "within")).transpose()?;
    let items = session.register()?.due(within, Session::now())?;
    let output = session.output;
    output.items(&items, || list(output, &items))
}

fn list(output: Output, items: &[DueItem]) -> String {
    if items.is_empty() {
        return output.say("Nothing is due.", "Ingenting forfaller.").to_owned();
    }
    let rows = items
        .iter()
        .map(|item| {
            let what = match item.kind {
                DueKind::FirstResponse => output.say("first response", "første svar"),
                DueKind::ContractEnd if item.subject.record == RecordType::PlanPurchase => {
                    output.say("plan ends", "plan slutter")
                }
                DueKind::ContractEnd => output.say("contract ends", "kontrakt slutter"),
                DueKind::DelegationEnd => output.say("delegation ends", "delegering slutter"),
                DueKind::RoleEnd => output.say("role ends", "rolle slutter"),
                DueKind::Charge => output.say("charge", "belastning"),
                DueKind::Renewal => output.say("plan renews", "plan fornyes"),
                DueKind::LinkMissing => output.say("link missing", "kobling mangler"),
                DueKind::LinkRenewal => output.say("link to renew", "kobling må fornyes"),
            };
            let amount = item.amount.as_ref().map(|money| format!("{} {}", money.amount, money.currency));
            let link = item.link.as_ref().map(|link| {
                [Some(link.channel.clone()), link.sign_in.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
            });
            let passed = if item.overdue { output.say("overdue", "over fristen") } else { "" };
            let tenant = item.tenant_name.clone().unwrap_or_default();
            // A contract ends with its last day; an instant in UTC would name the next.
            let when = item.date.map_or_else(|| output.local(item.at, Tz::UTC), |date| date.to_string());
            vec![
                when,
                passed.to_owned(),
                what.to_owned(),
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
