//! From a time on somebody's wall clock to the one instant that is meant. Where daylight saving leaves a doubt, the
//! doubt is told, never settled by itself.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// What a time on a wall clock means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// One instant.
    One(DateTime<Utc>),
    /// The clock shows it twice: the earlier and the later instant.
    Twice(DateTime<Utc>, DateTime<Utc>),
    /// The clock skips it: the instants it would be with the offset after the change and with that before it.
    Skipped(DateTime<Utc>, DateTime<Utc>),
}

/// What `wall` means on the clock of `zone`.
pub fn meant(wall: NaiveDateTime, zone: Tz) -> Meant {
    match zone.from_local_datetime(&wall) {
        MappedLocalTime::Single(at) => Meant::One(at.to_utc()),
        MappedLocalTime::Ambiguous(one, other) => {
            let (one, other) = (one.to_utc(), other.to_utc());
            Meant::Twice(one.min(other), one.max(other))
        }
        MappedLocalTime::None => match around_gap(wall, zone).as_slice() {
            &[one, other] => Meant::Skipped(one, other),
            other => Meant::One(other.first().copied().unwrap_or_else(|| wall.and_utc())),
        },
    }
}

/// The instants that a skipped time would be with the offsets around the gap, the earlier first.
pub(crate) fn around_gap(wall: NaiveDateTime, zone: Tz) -> Vec<DateTime<Utc>> {
    let mut instants: Vec<DateTime<Utc>> = [-1, 1]
        .into_iter()
        .filter_map(|day| {
            let near = zone.from_utc_datetime(&wall.checked_add_signed(TimeDelta::days(day))?);
            let offset = near.naive_local() - near.naive_utc();
            wall.checked_sub_signed(offset).map(|at| at.and_utc())
        })
        .collect();
    instants.sort();
    instants.dedup();
    instants
}

#[cfg(test)]
mod tests {
    use super::{Meant, meant};
    use chrono_tz::Tz;

    #[test]
    fn a_doubt_is_told() {
        let at = |text: &str| text.parse().expect(text);
        let wall = |text: &str| meant(text.parse().expect(text), Tz::Europe__Oslo);
        assert_eq!(wall("2026-11-20T09:00:00"), Meant::One(at("2026-11-20T08:00:00Z")));
        // 25 October 2026, 03:00 becomes 02:00: 02:30 is at 00:30 and at 01:30 UTC.
        assert_eq!(wall("2026-10-25T02:30:00"), Meant::Twice(at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z")));
        // 29 March 2026, 02:00 becomes 03:00: 02:30 would be 00:30 UTC in summer time, 01:30 in winter time.
        assert_eq!(wall("2026-03-29T02:30:00"), Meant::Skipped(at("2026-03-29T00:30:00Z"), at("2026-03-29T01:30:00Z")));
    }
}
