//! Opening hours: a window of wall-clock time on certain weekdays in one zone.

use crate::error::PolicyError;
use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use std::fmt;

/// A time of day, from 00:00 to 24:00, in whole seconds after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u32);

impl TimeOfDay {
    /// Seconds after midnight, 0 to 86,400.
    pub fn seconds(self) -> u32 {
        self.0
    }

    /// Reads `HH:MM`, from `00:00` to `24:00`.
    ///
    /// # Errors
    /// [`PolicyError::NotATime`] for anything else.
    pub fn parse(text: &str, field: &'static str) -> Result<Self, PolicyError> {
        let digits = |part: &str| (part.len() == 2).then(|| part.parse::<u32>().ok()).flatten();
        text.split_once(':')
            .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':'))
            .and_then(|(hour, minute)| Some((digits(hour)?, digits(minute)?)))
            .filter(|&(hour, minute)| minute < 60 && hour * 60 + minute <= 24 * 60)
            .map(|(hour, minute)| Self(hour * 3600 + minute * 60))
            .ok_or_else(|| PolicyError::NotATime { field, given: text.to_owned() })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 % 3600 / 60)
    }
}

/// When support is open: Monday to Friday (S04), from `opens` to `closes` on the wall clock of `zone`.
///
/// A window belongs to the day on which it opens. `closes` before `opens` is a window over midnight; `closes` equal to
/// `opens` never opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hours {
    /// When it opens.
    pub opens: TimeOfDay,
    /// When it closes; the first instant that is closed again.
    pub closes: TimeOfDay,
    /// Whose wall clock.
    pub zone: Tz,
}

impl Hours {
    /// Whether the window of a working day closes on the day after.
    pub fn is_overnight(&self) -> bool {
        self.closes < self.opens
    }

    /// Whether `date` is a day of the week on which support works.
    pub fn works_on(date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
    }
}

#[cfg(test)]
mod tests {
    use super::TimeOfDay;

    #[test]
    fn times_of_day_reach_from_midnight_to_midnight() {
        assert_eq!(TimeOfDay::parse("00:00", "open").map(TimeOfDay::seconds), Ok(0));
        assert_eq!(TimeOfDay::parse("17:30", "open").map(TimeOfDay::seconds), Ok(63_000));
        assert_eq!(TimeOfDay::parse("24:00", "close").map(TimeOfDay::seconds), Ok(86_400));
        for wrong in ["24:01", "25:00", "7:00", "07:60", "0700", "07:00:00", "", ":", "+7:00", "٠٧:٠٠"] {
            assert!(TimeOfDay::parse(wrong, "open").is_err(), "{wrong}");
        }
    }
}
