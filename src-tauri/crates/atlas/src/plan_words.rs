//! What `atlas plan …` says to people: the ways to go on, a change in steps, and the words of a purchase.

use crate::output::{Output, facts};
use support_policy::billing::BilledThrough;
use support_policy::money::Money;
use support_policy::plan_change::{PlanChange, PlanWay, WhatIf};
use support_policy::plan_purchase::PlanState;

pub(crate) fn way_for_people(output: Output, way: &WhatIf) -> String {
    let title = match way.way {
        PlanWay::Renew => output.say("Let it renew", "La den fornyes"),
        PlanWay::CancelNow => output.say("Cancel now", "Avbestill nå"),
        PlanWay::CancelAtTerm => {
            output.say("Cancel on the last day before it renews", "Avbestill siste dag før den fornyes")
        }
        PlanWay::ChangeNow => output.say("Change now", "Bytt nå"),
        PlanWay::ChangeAtTerm => output.say("Change when the term ends", "Bytt når avtaleperioden er slutt"),
    };
    let cost = way.cost.iter().map(money).collect::<Vec<_>>().join(" + ");
    let mut text = format!("{title}\n");
    text += &facts(&[
        (
            output.say("Costs from now on", "Koster fra nå av"),
            format!("{cost} ({} {})", output.say("until", "til"), way.until),
        ),
        (
            output.say("First day without it", "Første dag uten"),
            way.ends_on.map_or_else(String::new, |ends| ends.to_string()),
        ),
    ]);
    match &way.change {
        Some(change) => text + &change_for_people(output, change),
        None => text + &dated(output, &way.steps),
    }
}

pub(crate) fn change_for_people(output: Output, change: &PlanChange) -> String {
    let double = change.double_cost.as_ref();
    let days = |days: support_policy::billing::Term| {
        format!("{} – {}", days.starts, days.ends.pred_opt().unwrap_or(days.ends))
    };
    dated(output, &change.steps)
        + &facts(&[
            (output.say("Old plan ends", "Gammel plan slutter"), change.ends_on.to_string()),
            (output.say("Still owed for it", "Gjenstår for den"), money(&change.owed)),
            (
                output.say("Both at once", "Begge samtidig"),
                double.map_or_else(String::new, |double| {
                    let total = double.total.iter().map(money).collect::<Vec<_>>().join(" + ");
                    format!("{} ({})", total, days(double.days))
                }),
            ),
            (output.say("No plan", "Uten plan"), change.gap.map_or_else(String::new, days)),
        ])
}

pub(crate) fn dated(output: Output, list: &[support_policy::plan_change::DatedStep]) -> String {
    list.iter().fold(String::new(), |text, step| text + &format!("  {}  {}\n", step.on, output.text(&step.text)))
}

pub(crate) fn money(money: &Money) -> String {
    format!("{} {}", money.amount, money.currency)
}

pub(crate) fn state(output: Output, state: PlanState) -> &'static str {
    match state {
        PlanState::Draft => output.say("draft", "utkast"),
        PlanState::Active => output.say("active", "aktiv"),
        PlanState::EndsAtTerm => output.say("ends at term", "slutter ved periodens slutt"),
        PlanState::Ended => output.say("ended", "avsluttet"),
        PlanState::Replaced => output.say("replaced", "erstattet"),
    }
}

pub(crate) fn way(output: Output, way: BilledThrough) -> &'static str {
    match way {
        BilledThrough::Online => output.say("online", "nettet"),
        BilledThrough::EnterpriseAgreement => output.say("Enterprise Agreement", "Enterprise Agreement"),
    }
}
