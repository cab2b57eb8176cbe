//! When the clocks of a zone are moved, found by looking at the offset of every so many days and closing in on each
//! difference to the second. Uses nothing but the offset at an instant, so it can judge what is worked out from local
//! times.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use std::ops::Range;

pub(crate) const DAY: i64 = 86_400;

/// One change of a zone's offset from UTC. Offsets are seconds east of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transition {
    pub(crate) zone: Tz,
    /// The first second, since 1970 UTC, that has the new offset.
    pub(crate) at: i64,
    pub(crate) before: i64,
    pub(crate) after: i64,
}

/// Seconds by which the clocks of `zone` are ahead of UTC at `second` since 1970 UTC.
pub(crate) fn offset(zone: Tz, second: i64) -> i64 {
    let at = DateTime::from_timestamp(second, 0).unwrap_or_default().naive_utc();
    i64::from(zone.offset_from_utc_datetime(&at).fix().local_minus_utc())
}

/// The first second of the year, UTC.
pub(crate) fn new_year(year: i32) -> i64 {
    chrono::NaiveDate::from_ymd_opt(year, 1, 1)
        .unwrap_or_default()
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp()
}

/// The transitions of `zone` in those years that are seen by looking every `step` seconds.
pub(crate) fn transitions(zone: Tz, years: &Range<i32>, step: i64) -> Vec<Transition> {
    let mut found = Vec::new();
    let (mut at, end) = (new_year(years.start), new_year(years.end));
    let mut before = offset(zone, at);
    while at < end {
        let next = at + step;
        let after = offset(zone, next);
        if after != before {
            found.push(Transition { zone, at: first_second(zone, at, next, before), before, after });
        }
        (at, before) = (next, after);
    }
    found
}

/// The first second after `old`, which has the offset `before`, that no longer has it; `new` no longer has it.
fn first_second(zone: Tz, mut old: i64, mut new: i64, before: i64) -> i64 {
    while new - old > 1 {
        let middle = i64::midpoint(old, new);
        if offset(zone, middle) == before { old = middle } else { new = middle }
    }
    new
}
