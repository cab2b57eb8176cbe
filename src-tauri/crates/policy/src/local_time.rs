//! From wall-clock time to an instant: the one place where a local time is resolved, with its rule for the hour that
//! daylight saving skips and the hour it repeats.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// Which instant a wall-clock time means where it happens twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeated {
    /// The first of the two; how an opening time is read.
    Earlier,
    /// The second of the two; how a closing time is read.
    Later,
}

/// The instant of a wall-clock time in `zone`. A time that is skipped (clocks go forward over it, or a whole day is
/// left out) is the first instant after the gap; a time that happens twice is resolved by `repeated`.
pub fn instant_of(local: NaiveDateTime, zone: Tz, repeated: Repeated) -> DateTime<Utc> {
    let at_offset = |offset: chrono_tz::TzOffset| {
        let seconds = i64::from(offset.fix().local_minus_utc());
        local.checked_sub_signed(TimeDelta::seconds(seconds)).unwrap_or(local).and_utc()
    };
    match zone.offset_from_local_datetime(&local) {
        MappedLocalTime::Single(offset) => at_offset(offset),
        MappedLocalTime::Ambiguous(one, other) => {
            let (one, other) = (at_offset(one), at_offset(other));
            match repeated {
                Repeated::Earlier => one.min(other),
                Repeated::Later => one.max(other),
            }
        }
        MappedLocalTime::None => GapInfo::new(&local, &zone)
            .and_then(|gap| gap.end)
            .map_or_else(|| local.and_utc(), |end| end.with_timezone(&Utc)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Repeated, instant_of};
    use chrono::{DateTime, NaiveDateTime};
    use chrono_tz::Tz;

    #[track_caller]
    fn check(zone: Tz, local: &str, repeated: Repeated, expected: &str) {
        let local: NaiveDateTime = local.parse().expect("a local time");
        let expected: DateTime<chrono::Utc> = expected.parse().expect("an instant");
        assert_eq!(instant_of(local, zone, repeated), expected, "{local} in {zone}");
    }

    #[test]
    fn an_ordinary_time_has_one_instant() {
        check(Tz::Europe__Brussels, "2026-01-15T08:00:00", Repeated::Earlier, "2026-01-15T07:00:00Z");
        check(Tz::Asia__Kathmandu, "2026-01-15T09:00:00", Repeated::Earlier, "2026-01-15T03:15:00Z");
    }

    #[test]
    fn a_skipped_time_is_the_end_of_the_gap() {
        // Brussels, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
        check(Tz::Europe__Brussels, "2026-03-29T02:30:00", Repeated::Earlier, "2026-03-29T01:00:00Z");
        check(Tz::Europe__Brussels, "2026-03-29T02:30:00", Repeated::Later, "2026-03-29T01:00:00Z");
        // Apia left out the whole of 30 December 2011; the 31st began at 10:00 UTC on the 30th.
        check(Tz::Pacific__Apia, "2011-12-30T09:00:00", Repeated::Earlier, "2011-12-30T10:00:00Z");
    }

    #[test]
    fn a_repeated_time_is_read_as_asked() {
        // Brussels, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC, so 02:30 happens at 00:30 and at 01:30 UTC.
        check(Tz::Europe__Brussels, "2026-10-25T02:30:00", Repeated::Earlier, "2026-10-25T00:30:00Z");
        check(Tz::Europe__Brussels, "2026-10-25T02:30:00", Repeated::Later, "2026-10-25T01:30:00Z");
    }
}
