//! The words that cells hold: what stands in the tables of an edition as ids and numbers, as people read it.

use crate::concern_route::{BoughtThrough, RouteConcern};
use crate::coverage::{Cause, CoverageRow, Covered, PreviewKind, Scope, Service};
use crate::edition::{Clock, Family, Impact, Point, RegionHours};
use crate::partner::Installation;
use crate::text;
use crate::text::Text;

/// The zone of the hours, with the other reading of R1 where there is one.
pub(super) fn zones(hours: &RegionHours) -> Text {
    let zone = hours.zone.map_or_else(|| text!("the customer’s own", "kundens egen"), |zone| Text::same(zone.name()));
    match hours.fixed_zone {
        None => zone,
        Some(fixed) => text!("{zone} (R1: or {fixed})", "{zone} (R1: eller {fixed})", zone, fixed = fixed.name()),
    }
}

pub(super) fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().trim().to_owned()
}

pub(super) fn named(name: &Text, what: &Text) -> Text {
    Text::joined([name, what], ": ")
}

pub(super) fn number(number: u32) -> Text {
    Text::same(number.to_string())
}

pub(super) fn list(items: impl Iterator<Item = String>) -> Text {
    let all: Vec<String> = items.collect();
    Text::same(if all.is_empty() { "–".to_owned() } else { all.join(", ") })
}

pub(super) fn joined(texts: &[Text]) -> Text {
    if texts.is_empty() { Text::same("–") } else { Text::joined(texts, ", ") }
}

pub(super) fn in_brackets(parts: &[Text]) -> Text {
    match parts {
        [] => Text::same(""),
        parts => {
            let all = joined(parts);
            Text::each(|language| format!(" ({})", all.in_language(language)))
        }
    }
}

pub(super) fn lines(texts: &[Text]) -> Text {
    if texts.is_empty() { Text::same("–") } else { Text::joined(texts, " → ") }
}

pub(super) fn point(point: &Point) -> Text {
    let topics = point.topics.join(" ");
    Text::joined([&point.text, &Text::same(format!("({topics})"))], " ")
}

pub(super) fn clock(clock: Clock) -> Text {
    match clock {
        Clock::Continuous => text!("round the clock", "døgnet rundt"),
        Clock::BusinessHours => text!("business hours", "åpningstid"),
    }
}

pub(super) fn family(family: Family) -> Text {
    match family {
        Family::Standard => text!("A, B and C", "A, B og C"),
        Family::Unified => Text::same("Unified"),
        Family::OnPremises => text!("on-premises", "lokalt installert"),
    }
}

pub(super) fn impact(impact: Impact) -> Text {
    match impact {
        Impact::Critical => text!("critical", "kritisk"),
        Impact::Moderate => text!("moderate", "moderat"),
        Impact::Minimal => text!("minimal", "minimal"),
    }
}

pub(super) fn installation(place: Installation) -> Text {
    match place {
        Installation::OnPremises => text!("on-premises products", "lokalt installerte produkter"),
        Installation::Online => text!("online products", "produkter på nettet"),
    }
}

pub(super) fn covered(row: &CoverageRow) -> Text {
    let covered = match row.covered.stated() {
        Some(Covered::Yes) => text!("yes", "ja"),
        Some(Covered::Limited) => text!("with limits", "med begrensninger"),
        Some(Covered::No) | None => text!("no", "nei"),
    };
    match row.service {
        Service::None => covered,
        Service::BreakFix => text!("{covered}, break-fix", "{covered}, feilretting (break-fix)", covered),
        Service::Advisory => text!("{covered}, advisory", "{covered}, rådgivning", covered),
    }
}

pub(super) fn concern(concern: RouteConcern) -> Text {
    match concern {
        RouteConcern::Billing => text!("A question about a bill", "Et spørsmål om en regning"),
        RouteConcern::NoSubscription => text!("An error while signing up", "En feil ved registrering"),
        RouteConcern::Licensing => text!("Licences", "Lisenser"),
        RouteConcern::BuyPlan => text!("Buying a support plan", "Kjøp av en støtteplan"),
        RouteConcern::UpgradePlan => text!("Moving to another plan", "Bytte til en annen plan"),
        RouteConcern::CancelPlan => text!("Cancelling a plan", "Avbestilling av en plan"),
    }
}

pub(super) fn bought_through(way: BoughtThrough) -> Text {
    match way {
        BoughtThrough::Direct => text!("from Microsoft directly", "direkte fra Microsoft"),
        BoughtThrough::Online => text!("online", "på nettet"),
        BoughtThrough::VolumeLicensing => text!("volume licensing", "volumlisensiering"),
        BoughtThrough::CloudSolutionProvider => {
            text!("a Cloud Solution Provider partner", "en Cloud Solution Provider-partner")
        }
        BoughtThrough::EnterpriseAgreement => text!("an Enterprise Agreement", "en Enterprise Agreement"),
    }
}

pub(super) fn preview(kind: PreviewKind) -> Text {
    match kind {
        PreviewKind::Public => text!("public", "offentlig"),
        PreviewKind::Private => text!("private", "privat"),
        PreviewKind::Limited => text!("limited", "begrenset"),
    }
}

pub(super) fn scope(scope: Scope) -> Text {
    match scope {
        Scope::Isolated => text!("one function", "én funksjon"),
        Scope::Broad => text!("several areas", "flere områder"),
    }
}

pub(super) fn cause(cause: Cause) -> Text {
    match cause {
        Cause::Platform => text!("caused by the platform", "plattformen er årsaken"),
        Cause::Custom => text!("caused by custom code", "egen kode er årsaken"),
    }
}
