//! What should be looked at about a request: nothing of it is wrong by itself, and nothing is refused.

use chrono::{DateTime, NaiveDate, Utc};
use support_policy::edition::Edition;
use support_policy::route::{RouteQuestion, route};
use support_policy::{Text, text};

use crate::error::Result;
use crate::field;
use crate::register::Register;
use crate::request::Request;

/// Who alone files for what is sold by partners (S06).
const PARTNER_ALONE: &str = "cloud-solution-provider";

impl Register {
    /// What should be looked at about a request.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn remarks(&self, edition: &Edition, request: &Request) -> Result<Vec<Text>> {
        let number = request.case_number.as_deref().and_then(|number| about_number(number, request.filed_at));
        let plan = self.plan_of(request.plan.as_deref(), request.contract)?;
        let partner = plan.as_deref().and_then(|plan| about_partner(edition, &request.product, plan));
        Ok(number.into_iter().chain(partner).collect())
    }
}

/// What should be looked at about a case number as somebody types or pastes it, for a request filed then; of what is no case
/// number nothing is said here.
pub fn case_number_remark(number: &str, filed_at: Option<DateTime<Utc>>) -> Option<Text> {
    let number = field::case_number("case_number", number).ok()?;
    match filed_at {
        Some(filed_at) => about_number(&number, filed_at),
        None => opened_on(&number).is_none().then(older_form),
    }
}

/// The day a case was opened, by its number: 16 digits that begin with it (YYMMDD).
pub(crate) fn opened_on(number: &str) -> Option<NaiveDate> {
    let dated = number.len() == 16 && number.bytes().all(|byte| byte.is_ascii_digit());
    let day = number.get(..6).filter(|_| dated)?;
    NaiveDate::parse_from_str(&format!("20{day}"), "%Y%m%d").ok()
}

/// Said of a case number that does not begin with a day.
pub(crate) fn older_form() -> Text {
    text!(
        "The case number has an older form. Check it against the portal.",
        "Saksnummeret har en eldre form. Kontroller det mot portalen."
    )
}

/// The day of the number and the day of the filing are the same or, as clocks differ, next to each other.
fn about_number(number: &str, filed_at: DateTime<Utc>) -> Option<Text> {
    let Some(opened) = opened_on(number) else { return Some(older_form()) };
    let filed = filed_at.date_naive();
    ((opened - filed).num_days().abs() > 1).then(|| {
        text!("By its number the case was opened on {opened}, but it says that it was filed on {filed}. Check the case number and the time of filing.", "Etter nummeret ble saken åpnet {opened}, men det står at den ble sendt {filed}. Kontroller saksnummeret og sendetidspunktet.", opened, filed)
    })
}

fn about_partner(edition: &Edition, product: &str, plan: &str) -> Option<Text> {
    let question = RouteQuestion { product, plan, partner: false, cannot_sign_in: false };
    let ruling = route(edition, &question).ok()?;
    ruling.answered().filter(|route| route.channel == PARTNER_ALONE)?;
    let name = &edition.product(product).ok()?.name;
    Some(text!(
        "Requests about {name} are filed by the Cloud Solution Provider partner alone (S06). The deadline holds for what the partner filed; ask them for the case number.",
        "Forespørsler om {name} sendes bare av Cloud Solution Provider-partneren (S06). Fristen gjelder det partneren har sendt; be dem om saksnummeret.",
        name
    ))
}

#[cfg(test)]
mod tests {
    use super::{about_number, about_partner, case_number_remark};
    use support_policy::edition::Edition;

    #[test]
    fn a_number_of_another_day_is_told() {
        let filed = "2026-11-20T23:30:00Z".parse().expect("an instant");
        for (number, told) in [
            ("2611200040000719", None),
            ("2611210040000719", None),
            ("2611190040000719", None),
            ("2611180040000719", Some("2026-11-18")),
            ("2601010040000719", Some("2026-01-01")),
            ("119112012345678", Some("older form")),
            ("SRX616123456789ID", Some("older form")),
        ] {
            let text = about_number(number, filed).map(|text| text.en);
            match told {
                None => assert_eq!(text, None, "{number}"),
                Some(words) => assert!(text.is_some_and(|text| text.contains(words)), "{number}"),
            }
        }
    }

    #[test]
    fn a_number_is_looked_at_as_it_is_pasted() {
        let filed = "2026-11-20T09:00:00Z".parse().ok();
        let told = |number: &str, filed_at| case_number_remark(number, filed_at).is_some();
        assert!(!told("TrackingID#2611200040000719", filed) && !told(" 2611200040000719 ", filed));
        assert!(told("TrackingID#2611180040000719", filed) && told("119112012345678", filed));
        assert!(!told("2611180040000719", None), "there is nothing yet to compare it with");
        assert!(told("119112012345678", None) && !told("", filed) && !told("æ!", filed));
    }

    #[test]
    fn only_the_partner_files_for_business_central() {
        let edition = Edition::base().expect("the base edition");
        assert!(about_partner(edition, "business-central", "subscription").is_some());
        assert!(about_partner(edition, "finance", "subscription").is_none());
    }
}
