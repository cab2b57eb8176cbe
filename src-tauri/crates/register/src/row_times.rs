//! The times of a row of requests, on the clock of its tenant. Where daylight saving leaves a doubt, the other times of the
//! row may settle it; nothing else does.

use chrono::{DateTime, NaiveDateTime, NaiveTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use support_policy::text;

use crate::import::{Moment, RowProblem};
use crate::tenant::Tenant;
use crate::wall_clock::{Meant, meant};

/// When a request was filed, answered and closed (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowTimes {
    pub(crate) filed_at: DateTime<Utc>,
    pub(crate) responded_at: Option<DateTime<Utc>>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
}

impl RowTimes {
    /// What the times of a row mean.
    pub(crate) fn of(
        (filed, responded, closed): (Moment, Option<Moment>, Option<Moment>),
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<Self, RowProblem> {
        let filed_at = readings(filed, tenant)?;
        let responded_at = optional(responded, tenant)?;
        let closed_at = optional(closed, tenant)?;
        let mut all = Vec::new();
        for &filed_at in &filed_at {
            for &responded_at in &responded_at {
                all.extend(closed_at.iter().map(|&closed_at| Self { filed_at, responded_at, closed_at }));
            }
        }
        let possible: Vec<Self> = all.iter().copied().filter(|times| times.are_in_order(now)).collect();
        match (possible.as_slice(), all.as_slice()) {
            // Out of order whatever is meant: that is said of them.
            (&[only], _) | (&[], &[only, ..]) => Ok(only),
            _ => {
                let written = [Some(filed), responded, closed].into_iter().flatten();
                let doubtful = written.filter_map(Moment::wall).find_map(|wall| twice(wall, tenant.clock_at(wall)?));
                Err(doubtful.unwrap_or_else(unreadable))
            }
        }
    }

    fn are_in_order(&self, now: DateTime<Utc>) -> bool {
        let times = [Some(self.filed_at), self.responded_at, self.closed_at, Some(now)];
        times.into_iter().flatten().is_sorted()
    }
}

fn optional(moment: Option<Moment>, tenant: &Tenant) -> Result<Vec<Option<DateTime<Utc>>>, RowProblem> {
    match moment {
        None => Ok(vec![None]),
        Some(moment) => Ok(readings(moment, tenant)?.into_iter().map(Some).collect()),
    }
}

fn readings(moment: Moment, tenant: &Tenant) -> Result<Vec<DateTime<Utc>>, RowProblem> {
    let wall = match moment {
        Moment::Instant(at) => return Ok(vec![at]),
        Moment::Local(wall) => wall,
        Moment::Date(day) => day.and_time(NaiveTime::MIN),
    };
    let Some(zone) = tenant.clock_at(wall) else {
        let (name, country) = (&tenant.name, &tenant.country);
        return Err(RowProblem::new(
            "zone-needed",
            text!(
                "{wall} says no zone, the country {country} has several, and none is set for {name}. Write the time with its offset, or set the tenant's time zone.",
                "{wall} sier ingen tidssone, landet {country} har flere, og ingen er satt for {name}. Skriv tidspunktet med forskyvning, eller sett leierens tidssone.",
                wall,
                country,
                name
            ),
        ));
    };
    match meant(wall, zone) {
        Meant::One(at) => Ok(vec![at]),
        Meant::Twice(one, other) => Ok(vec![one, other]),
        Meant::Skipped(one, other) => {
            let (one, other) = (offered(one, wall), offered(other, wall));
            Err(RowProblem::new(
                "time-skipped",
                text!(
                    "The clock in {zone} skips {wall}. Write the one that is meant with its offset: {one} or {other}.",
                    "Klokken i {zone} hopper over {wall}. Skriv det som menes, med forskyvning: {one} eller {other}.",
                    zone,
                    wall,
                    one,
                    other
                ),
            ))
        }
    }
}

fn twice(wall: NaiveDateTime, zone: Tz) -> Option<RowProblem> {
    let Meant::Twice(one, other) = meant(wall, zone) else { return None };
    let (one, other) = (offered(one, wall), offered(other, wall));
    Some(RowProblem::new(
        "time-shown-twice",
        text!(
            "The clock in {zone} shows {wall} twice. Write the one that is meant with its offset: {one} or {other}.",
            "Klokken i {zone} viser {wall} to ganger. Skriv det som menes, med forskyvning: {one} eller {other}.",
            zone,
            wall,
            one,
            other
        ),
    ))
}

/// The time as it is written, with the offset that makes it this instant.
fn offered(at: DateTime<Utc>, wall: NaiveDateTime) -> String {
    let offset = i32::try_from((wall - at.naive_utc()).num_seconds()).ok().and_then(chrono::FixedOffset::east_opt);
    match offset {
        Some(offset) => at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Secs, false),
        None => at.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

fn unreadable() -> RowProblem {
    RowProblem::new(
        "time-shown-twice",
        text!(
            "A time can mean two instants. Write it with its offset.",
            "Et tidspunkt kan bety to ulike øyeblikk. Skriv det med forskyvning."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::{Moment, RowTimes, Tenant};

    /// What a row says, read on the clock of Oslo: 25 October 2026, 03:00 becomes 02:00; 29 March, 02:00 becomes 03:00.
    #[test]
    fn a_doubt_is_settled_by_the_other_times_or_told() {
        let of = |tenant: &Tenant, text: &str| {
            let moment = |text: &str| match text.parse() {
                Ok(at) => Moment::Instant(at),
                Err(_) => Moment::Local(text.parse().expect(text)),
            };
            let mut times = text.split(' ').map(moment);
            let row = (times.next().expect("filed"), times.next(), times.next());
            let now = "2026-11-22T08:00:00Z".parse().expect("now");
            match RowTimes::of(row, tenant, now) {
                Ok(times) => [Some(times.filed_at), times.responded_at, times.closed_at]
                    .into_iter()
                    .flatten()
                    .map(|at| at.format("%m-%d %H:%M").to_string())
                    .collect::<Vec<_>>()
                    .join(", "),
                Err(problem) => format!("{}: {}", problem.code, problem.reason.en),
            }
        };
        let oslo = tenant("NO", None);
        for (row, meant) in [
            ("2026-10-25T02:50:00 2026-10-25T02:10:00", "10-25 00:50, 10-25 01:10"),
            ("2026-10-25T02:10:00 2026-10-25T02:00:00+02:00", "10-25 00:10, 10-25 00:00"),
            ("2026-10-25T02:30:00 2026-10-25T00:45:00Z", "10-25 00:30, 10-25 00:45"),
            ("2026-10-25T01:30:00 2026-10-25T03:30:00", "10-24 23:30, 10-25 02:30"),
            ("2026-10-25T02:30:00", "time-shown-twice"),
            ("2026-10-25T02:30:00 2026-10-25T05:00:00", "time-shown-twice"),
            ("2026-10-25T01:30:00 2026-10-25T02:30:00 2026-10-25T09:00:00", "time-shown-twice"),
            ("2026-03-29T02:30:00", "time-skipped"),
            ("2026-03-29T01:30:00 2026-03-29T02:30:00", "time-skipped"),
        ] {
            let found = of(&oslo, row);
            assert!(found == meant || found.starts_with(&format!("{meant}: ")), "{row}: {found}");
        }
        let gap = of(&oslo, "2026-03-29T02:30:00");
        assert!(gap.contains("2026-03-29T02:30:00+02:00 or 2026-03-29T02:30:00+01:00"), "{gap}");
        let doubled = of(&oslo, "2026-10-25T02:30:00");
        assert!(doubled.contains("2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00"), "{doubled}");

        // New York and Los Angeles differ; Berlin and Büsingen do not.
        let american = of(&tenant("US", None), "2026-11-19T15:00:00");
        assert!(american.starts_with("zone-needed: "), "{american}");
        assert_eq!(of(&tenant("US", None), "2026-11-19T15:00:00-08:00"), "11-19 23:00");
        assert_eq!(of(&tenant("US", Some("America/Chicago")), "2026-11-19T15:00:00"), "11-19 21:00");
        assert_eq!(of(&tenant("DE", None), "2026-11-19T15:00:00"), "11-19 14:00");
    }

    fn tenant(country: &str, zone: Option<&str>) -> Tenant {
        let document = serde_json::json!({
            "id": uuid::Uuid::nil(), "name": "Fjord AS", "kind": "own", "country": country, "zone": zone,
            "created_at": "2026-11-01T00:00:00Z", "changed_at": "2026-11-01T00:00:00Z",
        });
        serde_json::from_value(document).expect("a tenant")
    }
}
