//! The administrator's own working hours: when reminders may be shown.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use support_policy::hours::TimeOfDay;
use support_policy::local_time::{Repeated, instant_of};

use crate::error::{RegisterError, Result};
use crate::field;
use crate::flaw::Flaw;
use crate::word::words;

words! {
    /// A day of the week.
    WorkingDay {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

/// Working hours as the administrator says them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WorkingHours {
    /// The days on which a window opens, at least one.
    pub days: Vec<WorkingDay>,
    /// When it opens, `HH:MM`.
    pub from: String,
    /// When it closes, `HH:MM` up to `24:00`. Earlier than `from`: on the day after.
    pub to: String,
    /// Whose wall clock, an IANA zone; `None`: this machine's.
    pub zone: Option<String>,
}

impl Default for WorkingHours {
    fn default() -> Self {
        let days = WorkingDay::ALL.iter().copied().take(5).collect();
        Self { days, from: "08:00".to_owned(), to: "16:00".to_owned(), zone: None }
    }
}

impl WorkingHours {
    /// The same, days in order and once each, if they can be kept.
    pub(crate) fn checked(&self) -> Result<Self> {
        let days: Vec<WorkingDay> = WorkingDay::ALL.iter().copied().filter(|day| self.days.contains(day)).collect();
        if days.is_empty() {
            return Err(RegisterError::invalid("days", Flaw::Required));
        }
        let (from, to) = (time("from", &self.from)?, time("to", &self.to)?);
        if from == to || from.seconds() == DAY {
            return Err(RegisterError::invalid("to", Flaw::NeverOpens));
        }
        let zone = self.zone.as_deref().filter(|zone| !zone.trim().is_empty());
        let zone = zone.map(|zone| field::zone("zone", zone)).transpose()?;
        Ok(Self { days, from: from.to_string(), to: to.to_string(), zone })
    }

    /// Ready to be asked, on the wall clock of `local` where no zone is kept.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for hours that never open, or times and zones that do not exist.
    pub fn on(&self, local: Tz) -> Result<OpenHours> {
        let kept = self.checked()?;
        let zone = kept.zone.as_deref().and_then(|zone| zone.parse().ok()).unwrap_or(local);
        Ok(OpenHours { from: time("from", &kept.from)?, to: time("to", &kept.to)?, days: kept.days, zone })
    }
}

/// Working hours on one wall clock. A window belongs to the day on which it opens; it contains its opening and not its
/// closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenHours {
    days: Vec<WorkingDay>,
    from: TimeOfDay,
    to: TimeOfDay,
    zone: Tz,
}

impl OpenHours {
    /// The wall clock.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether `at` is within the hours.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.next(at) == at
    }

    /// The first instant from `at` on that is within the hours; `at` itself if it is.
    pub fn next(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let today = at.with_timezone(&self.zone).date_naive();
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        // A window that falls into the hour skipped in spring does not open, so one week may not be enough.
        yesterday
            .iter_days()
            .take(17)
            .filter_map(|date| self.window(date))
            .find(|(_, closes)| *closes > at)
            .map_or(DateTime::<Utc>::MAX_UTC, |(opens, _)| opens.max(at))
    }

    fn window(&self, date: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let weekday = usize::try_from(date.weekday().num_days_from_monday()).ok()?;
        if !self.days.contains(WorkingDay::ALL.get(weekday)?) {
            return None;
        }
        let at = |date: NaiveDate, time: TimeOfDay, repeated| {
            let local = date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(time.seconds().into()))?;
            Some(instant_of(local, self.zone, repeated))
        };
        let closes_on = if self.to < self.from { date.succ_opt()? } else { date };
        let window = (at(date, self.from, Repeated::Earlier)?, at(closes_on, self.to, Repeated::Later)?);
        (window.0 < window.1).then_some(window)
    }
}

const DAY: u32 = 86_400;

fn time(field: &'static str, text: &str) -> Result<TimeOfDay> {
    TimeOfDay::parse(text.trim(), field).map_err(|_| RegisterError::invalid(field, Flaw::Malformed))
}
