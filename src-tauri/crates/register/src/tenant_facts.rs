//! Where a tenant is, which clock and which holidays hold for it: what the policy asks of a tenant.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use support_policy::countries;
use support_policy::customer::{Customer, HolidayChoice, SupportHours};
use support_policy::edition::Edition;

use crate::error::Result;
use crate::settings::Settings;
use crate::tenant::{Tenant, TenantDraft};

impl TenantDraft {
    /// The draft with country, region, zone and holidays known to `edition`. Where the country has only one time zone
    /// and its region counts in the customer's own, that zone is filled in.
    ///
    /// # Errors
    /// [`crate::RegisterError::Policy`] for a country, region, zone or calendar that does not exist, and where a zone is
    /// needed.
    pub fn known_to(mut self, edition: &Edition) -> Result<Self> {
        let country = countries::country(self.country.trim())?;
        country.code.clone_into(&mut self.country);
        let region = edition.region(self.region.as_deref().unwrap_or(country.region))?;
        if self.zone.is_none()
            && region.zone().is_none()
            && let [only] = country.zones.as_slice()
        {
            self.zone = Some(only.name().to_owned());
        }
        let holidays = match holiday_choice(self.holidays.as_deref()) {
            // A country without known holidays can still be kept; a deadline will ask for a calendar.
            HolidayChoice::OfCountry => HolidayChoice::None,
            named => named,
        };
        let customer = Customer {
            country: Some(&self.country),
            region: self.region.as_deref(),
            zone: self.zone.as_deref(),
            ..Customer::default()
        };
        SupportHours::of(edition, &customer, &holidays)?;
        Ok(self)
    }
}

impl Tenant {
    /// Where the tenant is, as the policy asks.
    pub fn customer(&self, settings: Settings) -> Customer<'_> {
        Customer {
            country: Some(&self.country),
            region: self.region.as_deref(),
            zone: self.known_zone(),
            emea_clock: settings.emea_clock,
            ..Customer::default()
        }
    }

    /// The zone kept, or the only one of its country: editions differ in whether they ask for one.
    pub(crate) fn known_zone(&self) -> Option<&str> {
        let only = || match countries::country(&self.country).ok()?.zones.as_slice() {
            [only] => Some(only.name()),
            _ => None,
        };
        self.zone.as_deref().or_else(only)
    }

    /// The tenant's own zone; the customary one of its country where none is kept.
    pub fn local_zone(&self) -> Tz {
        zone_of(self.zone.as_deref(), &self.country)
    }

    /// The date on the tenant's calendar.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.local_zone()).date_naive()
    }

    /// The days left out for the tenant.
    pub fn holiday_choice(&self) -> HolidayChoice {
        holiday_choice(self.holidays.as_deref())
    }
}

/// A zone that is kept, else the customary one of a country.
pub(crate) fn zone_of(kept: Option<&str>, country: &str) -> Tz {
    let customary = || countries::country(country).ok()?.zones.first().copied();
    kept.and_then(|zone| zone.parse().ok()).or_else(customary).unwrap_or(Tz::UTC)
}

/// The days left out: what is kept, else the holidays of the country.
pub(crate) fn holiday_choice(holidays: Option<&str>) -> HolidayChoice {
    match holidays {
        None => HolidayChoice::OfCountry,
        Some("none") => HolidayChoice::None,
        Some(code) => HolidayChoice::Of(code.to_owned()),
    }
}
