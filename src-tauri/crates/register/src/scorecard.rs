//! How fast Microsoft answered: promised against actual first responses, over a period.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use chrono::{DateTime, Months, NaiveDate, TimeZone, Utc};
use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};
use support_policy::{Text, text};
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::flaw::Flaw;
use crate::record::{self, Record};
use crate::register::Register;
use crate::request::Request;
use crate::watch::Saving;

/// Which requests are counted: by the day of filing on the tenant's calendar, both days included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Period {
    /// The first day; none from the beginning.
    pub from: Option<NaiveDate>,
    /// The last day; none to the end.
    pub through: Option<NaiveDate>,
    /// Only those of one tenant.
    pub tenant: Option<Uuid>,
}

/// A line of the scorecard. Times are counted time: pauses and closed hours are not in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Score {
    /// A plan, a severity, a month `YYYY-MM`, or a tenant's id; blank for all.
    pub key: String,
    /// The name of a tenant.
    pub name: Option<String>,
    /// Requests filed.
    pub requests: u32,
    /// First responses that came in time.
    pub met: u32,
    /// Deadlines that passed without one, or before it.
    pub missed: u32,
    /// Requests that have a deadline, are undecided and still wait for the first response.
    pub waiting: u32,
    /// Requests that were closed without an answer before it was due: neither met nor missed.
    pub closed_unanswered: u32,
    /// Requests without a deadline. With those met, missed, waiting and closed unanswered they are all.
    pub no_deadline: u32,
    /// The promised time on average, in seconds, over those answered.
    pub promised: Option<u32>,
    /// The time taken on average, in seconds.
    pub actual: Option<u32>,
    /// The time that half of the answers took at most, in seconds.
    pub median: Option<u32>,
    /// The time that the slowest took, in seconds.
    pub slowest: Option<u32>,
}

/// Promised against actual first responses.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Scorecard {
    /// All requests of the period.
    pub all: Score,
    /// By plan, most requests first.
    pub by_plan: Vec<Score>,
    /// By the severity whose promise was judged, most requests first.
    pub by_severity: Vec<Score>,
    /// By month, oldest first.
    pub by_month: Vec<Score>,
    /// By tenant, most requests first; no more than fifty.
    pub by_tenant: Vec<Score>,
    /// How many tenants had requests.
    pub tenants: u32,
    /// Those whose first response took longest, the slowest first; no more than ten.
    pub slowest: Vec<Request>,
    /// How it was counted.
    pub assumed: Vec<Text>,
}

const TENANTS_SHOWN: usize = 50;
const SLOWEST_SHOWN: usize = 10;

impl Period {
    /// The instants between which the requests of the period can have been filed: a day more on either side, as
    /// tenants live on different calendars.
    pub(crate) fn bounds(self) -> (i64, i64) {
        let midnight =
            |date: NaiveDate| Utc.from_utc_datetime(&date.and_time(chrono::NaiveTime::MIN)).timestamp_micros();
        let from = self.from.and_then(|from| from.pred_opt()).map_or(i64::MIN, midnight);
        let through = self.through.and_then(|through| through.succ_opt()?.succ_opt()).map_or(i64::MAX, midnight);
        (from, through)
    }

    /// The twelve months up to a day.
    pub fn last_year(today: NaiveDate) -> Self {
        Self { from: today.checked_sub_months(Months::new(12)), through: Some(today), tenant: None }
    }
}

impl Register {
    /// The scorecard of a period, as things stand at `now`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn scorecard(&self, period: Period, now: DateTime<Utc>) -> Result<Scorecard> {
        let mut tally = Tally::default();
        let (from, to) = period.bounds();
        let tenant = period.tenant.map(|id| id.to_string());
        let (first, last) = (period.from.map(|day| day.to_string()), period.through.map(|day| day.to_string()));
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT tenant, coalesce(terms, plan), coalesce(promised_severity, severity), filed_on, filed_at, due_at, paused_at, responded_at,
                 closed_at, promised, counted, rowid FROM request INDEXED BY request_scores
                 WHERE removed_at IS NULL AND filed_at BETWEEN ?1 AND ?2 AND (?3 IS NULL OR tenant = ?3)",
            )?;
            let mut rows = statement.query(rusqlite::params![from, to, tenant])?;
            while let Some(row) = rows.next()? {
                tally.take(row, (first.as_deref(), last.as_deref()), now.timestamp_micros())?;
            }
            let mut card = tally.card();
            for score in &mut card.by_tenant {
                let sql = "SELECT name FROM tenant WHERE id = ?1";
                score.name = connection.prepare_cached(sql)?.query_row([&score.key], |row| row.get(0)).ok();
            }
            let sql = format!("SELECT {} FROM request WHERE rowid = ?1", Request::COLUMNS);
            for Reverse((_, rowid)) in std::mem::take(&mut tally.slowest).into_sorted_vec() {
                card.slowest.push(connection.prepare_cached(&sql)?.query_row([rowid], Request::read)?);
            }
            Ok(card)
        })
    }

    /// Reads the requests of a period one after the other, oldest first, and gives each to `take` with the timeline's
    /// connection closed: `take` may ask the register. Says how many there were.
    ///
    /// # Errors
    /// When the register cannot be read, and what `take` fails with; [`RegisterError::Invalid`] (`too-many`) for more than
    /// `most`; [`RegisterError::Cancelled`].
    pub(crate) fn each_of(
        &self,
        period: Period,
        most: usize,
        saving: &Saving<'_>,
        mut take: impl FnMut(Request) -> Result<()>,
    ) -> Result<u32> {
        const PART: usize = 200;
        let (from, to) = period.bounds();
        let tenant = period.tenant.map(|id| id.to_string());
        let (first, last) = (period.from.map(|day| day.to_string()), period.through.map(|day| day.to_string()));
        let ids: Vec<Uuid> = self.read(|connection| {
            let ids = connection
                .prepare_cached(
                    "SELECT id FROM request INDEXED BY request_scores WHERE removed_at IS NULL
                     AND filed_at BETWEEN ?1 AND ?2 AND (?3 IS NULL OR tenant = ?3)
                     AND coalesce(filed_on, date(filed_at / 1000000, 'unixepoch')) BETWEEN coalesce(?4, '') AND coalesce(?5, 'z')
                     ORDER BY filed_at, id",
                )?
                .query_map(rusqlite::params![from, to, tenant, first, last], |row| crate::field::id_of(row, "id"))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(ids)
        })?;
        if ids.len() > most {
            return Err(RegisterError::invalid("ids", Flaw::TooMany));
        }
        saving.more(ids.len());
        let mut count = 0;
        for part in ids.chunks(PART) {
            let requests: Vec<Request> = self.read(|connection| {
                part.iter().map(|id| record::get::<Request>(connection, *id)).collect::<Result<_>>()
            })?;
            for request in requests {
                count += 1;
                take(request)?;
                saving.step()?;
            }
        }
        Ok(count)
    }
}

/// Said beside a scorecard.
fn closing_reading() -> Text {
    text!(
        "The policy does not mention requests that are closed without an answer. We count one that was closed before the answer was due as neither met nor missed, and one that was closed later as missed.",
        "Forespørsler som lukkes uten svar, er ikke nevnt i reglene. En som ble lukket før fristen, teller vi verken som innfridd eller ikke innfridd, og en som ble lukket senere, som ikke innfridd."
    )
}

/// What became of the first response.
#[derive(Clone, Copy)]
enum End {
    Met,
    Missed,
    Waiting,
    ClosedUnanswered,
    NoDeadline,
}

/// What a line is made of while it is counted.
#[derive(Default)]
struct Line {
    requests: u32,
    met: u32,
    missed: u32,
    waiting: u32,
    closed_unanswered: u32,
    no_deadline: u32,
    promised: u64,
    actual: u64,
    taken: Vec<u32>,
}

impl Line {
    fn count(&mut self, end: End, times: Option<(u32, u32)>) {
        self.requests += 1;
        *match end {
            End::Met => &mut self.met,
            End::Missed => &mut self.missed,
            End::Waiting => &mut self.waiting,
            End::ClosedUnanswered => &mut self.closed_unanswered,
            End::NoDeadline => &mut self.no_deadline,
        } += 1;
        if let Some((promised, counted)) = times {
            self.promised += u64::from(promised);
            self.actual += u64::from(counted);
            self.taken.push(counted);
        }
    }

    fn score(mut self, key: String) -> Score {
        let answers = self.taken.len() as u64;
        let mean = |sum: u64| sum.checked_div(answers).and_then(|mean| u32::try_from(mean).ok());
        let slowest = self.taken.iter().max().copied();
        // Found without sorting: there are several lines with as many times as there are requests.
        let middle = self.taken.len().saturating_sub(1) / 2;
        let median = slowest.map(|_| *self.taken.select_nth_unstable(middle).1);
        Score {
            key,
            name: None,
            requests: self.requests,
            met: self.met,
            missed: self.missed,
            waiting: self.waiting,
            closed_unanswered: self.closed_unanswered,
            no_deadline: self.no_deadline,
            promised: mean(self.promised),
            actual: mean(self.actual),
            median,
            slowest,
        }
    }
}

/// Lines of few keys, of which the last is asked for most often: looking through them is quicker than hashing. A key is a
/// text as SQLite hands it over; that it is one is looked at once for each line, not for each request.
#[derive(Default)]
struct Lines(Vec<(Vec<u8>, Line)>);

impl Lines {
    fn count(&mut self, key: &[u8], end: End, times: Option<(u32, u32)>) {
        if let Some((_, line)) = self.0.iter_mut().rev().find(|(known, _)| known == key) {
            line.count(end, times);
        } else {
            let mut line = Line::default();
            line.count(end, times);
            self.0.push((key.to_vec(), line));
        }
    }
}

#[derive(Default)]
struct Tally {
    all: Line,
    plans: Lines,
    severities: Lines,
    months: Lines,
    tenants: HashMap<Vec<u8>, Line>,
    slowest: BinaryHeap<Reverse<(u32, i64)>>,
}

impl Tally {
    fn take(&mut self, row: &Row<'_>, days: (Option<&str>, Option<&str>), now: i64) -> Result<()> {
        fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a [u8]> {
            Ok(match row.get_ref(column)? {
                ValueRef::Text(text) => text,
                _ => &[],
            })
        }
        let number = |column: usize| -> Result<Option<i64>> {
            Ok(match row.get_ref(column)? {
                ValueRef::Integer(number) => Some(number),
                _ => None,
            })
        };
        let on_utc;
        let mut filed_on = text(row, 3)?;
        if filed_on.is_empty() {
            let filed_at = number(4)?.unwrap_or_default();
            on_utc = DateTime::from_timestamp_micros(filed_at).unwrap_or_default().date_naive().to_string();
            filed_on = on_utc.as_bytes();
        }
        if days.0.is_some_and(|first| filed_on < first.as_bytes())
            || days.1.is_some_and(|last| filed_on > last.as_bytes())
        {
            return Ok(());
        }
        // As of `Request::met`. Most are answered, and of those no more is read than that takes.
        let end = match (number(5)?, number(7)?) {
            (None, _) => End::NoDeadline,
            (Some(due), Some(responded)) if responded < due => End::Met,
            (Some(_), Some(_)) => End::Missed,
            (Some(due), None) => {
                let (stopped, closed) = (number(6)?.is_some_and(|paused| paused < due), number(8)?);
                match closed {
                    closed if !stopped && closed.unwrap_or(now) >= due => End::Missed,
                    Some(_) => End::ClosedUnanswered,
                    None => End::Waiting,
                }
            }
        };
        let seconds =
            |column| Ok::<_, crate::RegisterError>(number(column)?.and_then(|number| u32::try_from(number).ok()));
        let times = seconds(9)?.zip(seconds(10)?);
        if let Some((_, counted)) = times {
            self.among_slowest((counted, number(11)?.unwrap_or_default()));
        }
        self.all.count(end, times);
        self.plans.count(text(row, 1)?, end, times);
        self.severities.count(text(row, 2)?, end, times);
        self.months.count(filed_on.get(..7).unwrap_or(filed_on), end, times);
        let tenant = text(row, 0)?;
        match self.tenants.get_mut(tenant) {
            Some(line) => line.count(end, times),
            None => self.tenants.entry(tenant.to_owned()).or_default().count(end, times),
        }
        Ok(())
    }

    fn among_slowest(&mut self, request: (u32, i64)) {
        if self.slowest.len() < SLOWEST_SHOWN {
            self.slowest.push(Reverse(request));
        } else if let Some(mut quickest) = self.slowest.peek_mut().filter(|quickest| quickest.0 < request) {
            *quickest = Reverse(request);
        }
    }

    fn card(&mut self) -> Scorecard {
        let scored = |lines: Vec<(Vec<u8>, Line)>| -> Vec<Score> {
            lines.into_iter().map(|(key, line)| line.score(String::from_utf8_lossy(&key).into_owned())).collect()
        };
        let most_first = |mut lines: Vec<(Vec<u8>, Line)>, most| {
            lines.sort_by(|(a, this), (b, that)| that.requests.cmp(&this.requests).then_with(|| a.cmp(b)));
            lines.truncate(most);
            scored(lines)
        };
        let mut by_month = scored(std::mem::take(&mut self.months.0));
        by_month.sort_by(|a, b| a.key.cmp(&b.key));
        let tenants = u32::try_from(self.tenants.len()).unwrap_or(u32::MAX);
        Scorecard {
            all: std::mem::take(&mut self.all).score(String::new()),
            by_plan: most_first(std::mem::take(&mut self.plans.0), usize::MAX),
            by_severity: most_first(std::mem::take(&mut self.severities.0), usize::MAX),
            by_month,
            by_tenant: most_first(self.tenants.drain().collect(), TENANTS_SHOWN),
            tenants,
            slowest: Vec::new(),
            assumed: vec![closing_reading()],
        }
    }
}
