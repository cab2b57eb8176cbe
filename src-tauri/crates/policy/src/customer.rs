//! Where a customer is, and so when support works for them: region, zone, business hours, holidays.

use crate::countries;
use crate::edition::{Cell, Edition, Region, Unstated};
use crate::error::PolicyError;
use crate::holidays::HolidayCalendar;
use crate::hours::{Hours, TimeOfDay};
use crate::open_time::{OpenTime, Stretch};
use crate::ruling::Refusal;
use crate::text;
use crate::text::Text;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use std::sync::Arc;

/// How reading R1 takes EMEA's "CET (UTC+1)".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum EmeaClock {
    /// Central European wall-clock time with summer time.
    #[default]
    SummerTime,
    /// UTC+1 all year.
    Fixed,
}

impl EmeaClock {
    /// The word, `summer-time` or `fixed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SummerTime => "summer-time",
            Self::Fixed => "fixed",
        }
    }
}

impl FromStr for EmeaClock {
    type Err = PolicyError;

    fn from_str(word: &str) -> Result<Self, PolicyError> {
        let known = [Self::SummerTime, Self::Fixed];
        known.into_iter().find(|reading| reading.as_str() == word).ok_or_else(|| PolicyError::Unknown {
            field: "emea_clock",
            given: word.to_owned(),
            known: known.map(|reading| reading.as_str().to_owned()).to_vec(),
        })
    }
}

/// Which days are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HolidayChoice {
    /// The public holidays of the customer's country (R3).
    #[default]
    OfCountry,
    /// Those of another country, by its code.
    Of(String),
    /// None at all.
    None,
    /// The user's own dates.
    Dates(Vec<NaiveDate>),
    /// The user's calendar file, already read.
    Calendar(Arc<HolidayCalendar>),
}

/// Where a customer is, as far as a question says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Customer<'a> {
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// A region that replaces the country's (R9).
    pub region: Option<&'a str>,
    /// The customer's IANA zone.
    pub zone: Option<&'a str>,
    /// Opening hours that replace the region's, each on its own.
    pub opens: Option<TimeOfDay>,
    /// See `opens`.
    pub closes: Option<TimeOfDay>,
    /// How R1 is read.
    pub emea_clock: EmeaClock,
}

/// When support works for a customer.
#[derive(Debug, Clone)]
pub struct SupportHours {
    /// The region's id.
    pub region: String,
    /// The hours, on the wall clock they are counted on; not stated where the edition does not say.
    pub hours: Cell<Hours>,
    /// The zone of that wall clock; the customer's own, or a customary one of the country, where no hours are stated.
    pub zone: Tz,
    /// The customer's own zone; the zone of the hours where it is not known.
    pub local_zone: Tz,
    /// The days left out.
    pub holidays: Arc<HolidayCalendar>,
    /// The readings all this rests on, for a question that counts business hours.
    pub readings: Vec<String>,
    open_time: Option<Arc<OpenTime>>,
}

/// The first and the last day for which open time is compiled where the holidays are known for all days.
const FIRST_DAY: (i32, u32, u32) = (1970, 1, 1);
/// Zone rules are known no further.
const LAST_DAY: (i32, u32, u32) = (2099, 12, 31);

impl SupportHours {
    /// Works out region, zone and holidays for `customer`.
    ///
    /// # Errors
    /// Unknown country, region or zone; [`PolicyError::ZoneNeeded`] where the region counts in the customer's own zone
    /// and none is given; [`PolicyError::NoHolidays`] where the chosen country's are not known.
    pub fn of(edition: &Edition, customer: &Customer<'_>, holidays: &HolidayChoice) -> Result<Self, PolicyError> {
        let country = customer.country.map(countries::country).transpose()?;
        let own_zone = customer.zone.map(countries::zone).transpose()?;
        let region = match (customer.region, country) {
            (Some(id), _) => edition.region(id)?,
            (None, Some(country)) => edition.region(country.region)?,
            (None, None) => return Err(PolicyError::CountryOrRegionNeeded),
        };
        let zone_needed = || PolicyError::ZoneNeeded(region.id.clone());
        let (hours, zone) = match (&region.hours, customer.opens, customer.closes) {
            // The caller's own hours need none of the region's.
            (Cell::Unstated(_), Some(opens), Some(closes)) => {
                let zone = own_zone.ok_or_else(zone_needed)?;
                (Cell::Stated(Hours { opens, closes, zone }), zone)
            }
            (Cell::Unstated(state), ..) => {
                let customary = country.and_then(|country| country.zones.first().copied());
                (Cell::Unstated(*state), own_zone.or(customary).unwrap_or(Tz::UTC))
            }
            (Cell::Stated(hours), opens, closes) => {
                let zone = counting_zone(region, customer.emea_clock).or(own_zone).ok_or_else(zone_needed)?;
                let of_region = hours.on(zone);
                let opens = opens.unwrap_or(of_region.opens);
                let closes = closes.unwrap_or(of_region.closes);
                (Cell::Stated(Hours { opens, closes, zone }), zone)
            }
        };
        let only_zone = country.and_then(|country| match country.zones.as_slice() {
            &[only] => Some(only),
            _ => None,
        });
        let holidays = calendar(holidays, country.map(|country| country.code), &region.id)?;

        let mut readings = region.readings.clone();
        let mut also = |reading: &str| readings.push(reading.to_owned());
        also("R3");
        also("R4");
        also("R5");
        also("R6");
        if customer.region.is_none() {
            also("R9");
        }
        Ok(Self {
            region: region.id.clone(),
            hours,
            zone,
            local_zone: own_zone.or(only_zone).unwrap_or(zone),
            holidays,
            readings,
            open_time: None,
        })
    }

    /// Compiles the open time for every day that is known, so that any number of deadlines can be worked out at once.
    ///
    /// # Errors
    /// [`PolicyError::NeverOpens`].
    pub fn compiled(mut self) -> Result<Self, PolicyError> {
        let (from, through) = self.known_days();
        self.open_time = Some(Arc::new(self.compile(from, through)?));
        Ok(self)
    }

    /// Asks `question` of the open time around `at`.
    ///
    /// Compiled hours answer from their one table. Otherwise only a stretch of days is compiled, and a longer one
    /// wherever the answer lies outside it, up to all days that are known.
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] where the answer needs days that are not known; [`PolicyError::NeverOpens`].
    pub fn ask<T>(
        &self,
        at: DateTime<Utc>,
        question: impl Fn(&OpenTime) -> Result<T, PolicyError>,
    ) -> Result<T, PolicyError> {
        if let Some(open_time) = &self.open_time {
            return question(open_time);
        }
        let (first, last) = self.known_days();
        let date = at.date_naive();
        for days in [40, 400, 4000] {
            let from = (date - Days::new(10)).max(first);
            let through = (date + Days::new(days)).min(last);
            if from > through {
                break;
            }
            match self.compile(from, through).and_then(|open_time| question(&open_time)) {
                Err(PolicyError::OutsideCalendar { .. } | PolicyError::NeverOpens { .. }) => {}
                answer => return answer,
            }
        }
        question(&self.compile(first, last)?)
    }

    /// When support is open from `from` to `to`.
    ///
    /// # Errors
    /// [`PolicyError::EndsBeforeStart`]; as for [`Self::ask`].
    pub fn open_within(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Stretch>, PolicyError> {
        if to < from {
            return Err(PolicyError::EndsBeforeStart { field: "to" });
        }
        let answer = self.ask(from, |open_time| open_time.open_within(from, to));
        match answer {
            // Hours that never open are an answer to "when is it open", not a fault.
            Err(PolicyError::NeverOpens { .. }) => Ok(Vec::new()),
            answer => answer,
        }
    }

    /// The interval that is open at `at`, or the next that opens.
    ///
    /// # Errors
    /// As for [`Self::ask`].
    pub fn current_or_next(&self, at: DateTime<Utc>) -> Result<Stretch, PolicyError> {
        self.ask(at, |open_time| open_time.current_or_next(at))
    }

    /// When `amount` of open time from `filed_at` is over.
    ///
    /// # Errors
    /// As for [`Self::ask`].
    pub fn add(&self, filed_at: DateTime<Utc>, amount: TimeDelta) -> Result<crate::open_time::Due, PolicyError> {
        self.ask(filed_at, |open_time| open_time.add(filed_at, amount))
    }

    /// A refusal where the edition does not state the hours, or states nothing about business hours at all.
    pub fn refuse_unstated(&self, edition: &Edition) -> Option<Refusal> {
        let hours = |state: Unstated| {
            let name =
                edition.region(&self.region).map_or_else(|_| Text::same(&self.region), |region| region.name.clone());
            let what = text!("the business hours of {name} (S04)", "åpningstiden i {name} (S04)", name);
            edition.not_stated(state, what)
        };
        self.hours.unstated().map(hours)
    }

    fn compile(&self, from: NaiveDate, through: NaiveDate) -> Result<OpenTime, PolicyError> {
        let hours = self.hours.stated().ok_or_else(|| PolicyError::HoursNotStated(self.region.clone()))?;
        OpenTime::compile(hours, &self.holidays.dates(), from, through)
    }

    fn known_days(&self) -> (NaiveDate, NaiveDate) {
        let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN);
        self.holidays.known.unwrap_or((day(FIRST_DAY), day(LAST_DAY)))
    }
}

fn counting_zone(region: &Region, emea_clock: EmeaClock) -> Option<Tz> {
    let hours = region.hours.stated()?;
    match emea_clock {
        EmeaClock::Fixed => hours.fixed_zone.or(hours.zone),
        EmeaClock::SummerTime => hours.zone,
    }
}

/// R3: the customer country's public holidays. Japan is a region of one country; for other regions without a country
/// none are known.
fn calendar(choice: &HolidayChoice, country: Option<&str>, region: &str) -> Result<Arc<HolidayCalendar>, PolicyError> {
    let of = |code: &str| HolidayCalendar::of_country(&code.to_ascii_uppercase()).map(Arc::new);
    match choice {
        HolidayChoice::OfCountry => match (country, region) {
            (Some(code), _) => of(code),
            (None, "japan") => of("JP"),
            (None, _) => Ok(Arc::new(HolidayCalendar::none())),
        },
        HolidayChoice::Of(code) => of(code),
        HolidayChoice::None => Ok(Arc::new(HolidayCalendar::none())),
        HolidayChoice::Dates(dates) => Ok(Arc::new(HolidayCalendar::of_dates(dates.iter().copied()))),
        HolidayChoice::Calendar(calendar) => Ok(Arc::clone(calendar)),
    }
}
