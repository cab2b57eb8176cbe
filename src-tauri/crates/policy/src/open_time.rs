//! The deadline engine: opening hours compiled into a table of open intervals in which business time is added,
//! subtracted and measured.
//!
//! Each interval knows how much open time lies before it, so a question is two look-ups and one subtraction, the same
//! cost for one hour and for a thousand. Two directories of evenly spaced buckets take each look-up straight to its
//! interval.
//!
//! All times are half-open: an interval contains its opening instant and not its closing instant. Instants are
//! nanoseconds since 1970 UTC; elapsed time is real time, so an interval with a daylight-saving change in it is an
//! hour longer or shorter (R6).

use crate::error::PolicyError;
use crate::hours::Hours;
use crate::local_time::{Repeated, instant_of};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};

const SECOND: i64 = 1_000_000_000;
const DAY_SECONDS: i64 = 86_400;
/// Days whose zone offset is looked up together.
const STRETCH: i64 = 7;

/// One stretch of open time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Interval {
    opens: i64,
    closes: i64,
    /// Open time before `opens`, since the table begins.
    before: i64,
    /// The date of `opens`, UTC.
    date: NaiveDate,
}

impl Interval {
    fn new(opens: i64, closes: i64, before: i64) -> Self {
        Self { opens, closes, before, date: instant(opens).date_naive() }
    }

    /// Open time up to `closes`, since the table begins.
    fn through(&self) -> i64 {
        self.before + (self.closes - self.opens)
    }

    /// An instant in this interval. Most lie on the day of its opening, and working out the date of one that does not
    /// takes longer than the look-up.
    fn instant(&self, at: i64) -> DateTime<Utc> {
        let since_midnight = at - (self.opens - self.opens.rem_euclid(DAY_SECONDS * SECOND));
        let (seconds, nanoseconds) = (since_midnight / SECOND, since_midnight % SECOND);
        u32::try_from(seconds)
            .ok()
            .zip(u32::try_from(nanoseconds).ok())
            .and_then(|(seconds, nanoseconds)| NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanoseconds))
            .map_or_else(|| instant(at), |time| self.date.and_time(time).and_utc())
    }
}

/// A stretch of open time: its opening, and its closing, which is not in it.
pub type Stretch = (DateTime<Utc>, DateTime<Utc>);

/// When the clock of a request runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// When counting started: the filing instant, or the next opening (R5).
    pub starts_at: DateTime<Utc>,
    /// The first instant that is too late (R5).
    pub due_at: DateTime<Utc>,
}

/// Open time between two dates, ready for arithmetic.
#[derive(Debug, Clone)]
pub struct OpenTime {
    intervals: Vec<Interval>,
    by_instant: Directory,
    by_amount: Directory,
    /// The first instant for which it is known whether it is open.
    begins: i64,
    /// The first instant for which it is no longer known.
    ends: i64,
    from: NaiveDate,
    through: NaiveDate,
}

impl OpenTime {
    /// Compiles `hours` without `closed` (dates in the zone of the hours, ascending) from `from` to `through`, both
    /// included.
    ///
    /// # Errors
    /// [`PolicyError::NeverOpens`] when no window opens between the dates.
    pub fn compile(
        hours: &Hours,
        closed: &[NaiveDate],
        from: NaiveDate,
        through: NaiveDate,
    ) -> Result<Self, PolicyError> {
        let intervals = intervals(hours, closed, from, through);
        if intervals.is_empty() {
            return Err(PolicyError::NeverOpens { from, through });
        }
        let midnight = |date: NaiveDate| {
            instant_of(date.and_time(NaiveTime::MIN), hours.zone, Repeated::Earlier).timestamp() * SECOND
        };
        // It is not known whether a window of the day before reaches into the first day.
        let (_, day_before_closes) = window(hours, from - Days::new(1));
        let begins = midnight(from).max(day_before_closes);
        let ends = midnight(through + Days::new(1));
        let by_instant = Directory::over(&intervals, begins, ends, |interval| interval.closes);
        let total = intervals.last().map_or(0, Interval::through);
        let by_amount = Directory::over(&intervals, 0, total, Interval::through);
        Ok(Self { intervals, by_instant, by_amount, begins, ends, from, through })
    }

    /// The instant after `amount`, zero or more, of open time from `start` on. An amount that is used up exactly at a
    /// closing ends at that closing; a start exactly at a closing counts from the next opening (R5).
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] when the start or the result lies outside the days of the table.
    pub fn add(&self, start: DateTime<Utc>, amount: TimeDelta) -> Result<Due, PolicyError> {
        let start = self.known(start)?;
        let amount = amount.num_nanoseconds().ok_or_else(|| self.outside())?;
        let first = self.interval_closing_after(start).ok_or_else(|| self.outside())?;
        let starts = start.max(first.opens);
        if amount == 0 {
            let starts_at = first.instant(self.inside(starts)?);
            return Ok(Due { starts_at, due_at: starts_at });
        }
        let target = (first.before + (starts - first.opens)).checked_add(amount).ok_or_else(|| self.outside())?;
        let last = self.interval_reaching(target).ok_or_else(|| self.outside())?;
        // The last window may reach over midnight, into a day that is not known.
        let due = self.inside(last.opens + (target - last.before))?;
        Ok(Due { starts_at: first.instant(starts), due_at: last.instant(due) })
    }

    /// The latest start from which `amount`, more than zero, of open time is over by `end`: "file by when to hear
    /// before …".
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] when the end or the result lies outside the days of the table.
    pub fn subtract(&self, end: DateTime<Utc>, amount: TimeDelta) -> Result<DateTime<Utc>, PolicyError> {
        let end = self.known(end)?;
        let amount = amount.num_nanoseconds().ok_or_else(|| self.outside())?;
        let target = self.open_before(end) - amount;
        if target < 0 {
            return Err(self.outside());
        }
        // The latest start: one at a closing counts from the next opening, so the interval after it is taken.
        let interval = self.interval_exceeding(target).ok_or_else(|| self.outside())?;
        let start = self.inside(interval.opens + (target - interval.before))?;
        Ok(interval.instant(start))
    }

    /// Open time from `from` to `to`; negative when `to` lies before `from`.
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] when either lies outside the days of the table.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<TimeDelta, PolicyError> {
        let open = self.open_before(self.known(to)?) - self.open_before(self.known(from)?);
        Ok(TimeDelta::nanoseconds(open))
    }

    /// The open interval that contains `at`, or the next one.
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] when `at` lies outside the days of the table, or nothing opens after it.
    pub fn current_or_next(&self, at: DateTime<Utc>) -> Result<Stretch, PolicyError> {
        let interval = self.interval_closing_after(self.known(at)?).ok_or_else(|| self.outside())?;
        Ok((instant(interval.opens), instant(interval.closes)))
    }

    /// The open intervals from `from` to `to`, cut at both; none when `to` is not after `from`.
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] when either lies outside the days of the table.
    pub fn open_within(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Stretch>, PolicyError> {
        let (from, to) = (self.known(from)?, self.known(to)?);
        let first = self.intervals.partition_point(|interval| interval.closes <= from);
        Ok(self
            .intervals
            .iter()
            .skip(first)
            .take_while(|interval| interval.opens < to)
            .map(|interval| (interval.opens.max(from), interval.closes.min(to)))
            .filter(|(opens, closes)| opens < closes)
            .map(|(opens, closes)| (instant(opens), instant(closes)))
            .collect())
    }

    fn known(&self, at: DateTime<Utc>) -> Result<i64, PolicyError> {
        self.inside(at.timestamp_nanos_opt().ok_or_else(|| self.outside())?)
    }

    fn inside(&self, at: i64) -> Result<i64, PolicyError> {
        if (self.begins..=self.ends).contains(&at) { Ok(at) } else { Err(self.outside()) }
    }

    fn outside(&self) -> PolicyError {
        PolicyError::OutsideCalendar { field: "filed_at", from: self.from, through: self.through }
    }

    /// Open time from the beginning of the table to `at`.
    fn open_before(&self, at: i64) -> i64 {
        match self.interval_closing_after(at) {
            Some(interval) => interval.before + (at - interval.opens).max(0),
            None => self.intervals.last().map_or(0, Interval::through),
        }
    }

    fn interval_closing_after(&self, at: i64) -> Option<&Interval> {
        self.intervals.get(self.by_instant.start_for(at)..)?.iter().find(|interval| interval.closes > at)
    }

    /// The interval in which the open time since the beginning comes to `open_time`, at its closing included.
    fn interval_reaching(&self, open_time: i64) -> Option<&Interval> {
        let start = self.by_amount.start_for(open_time - 1);
        self.intervals.get(start..)?.iter().find(|interval| interval.through() >= open_time)
    }

    /// The interval in which the open time since the beginning comes to `open_time`, at its closing excluded.
    fn interval_exceeding(&self, open_time: i64) -> Option<&Interval> {
        let start = self.by_amount.start_for(open_time);
        self.intervals.get(start..)?.iter().find(|interval| interval.through() > open_time)
    }
}

/// For evenly spaced keys, the first interval whose own key exceeds them: where a look-up starts.
#[derive(Debug, Clone)]
struct Directory {
    begins: i64,
    shift: u32,
    starts: Vec<u32>,
}

impl Directory {
    /// About two buckets an interval, so that a look-up passes over one interval at most where days are alike.
    fn over(intervals: &[Interval], begins: i64, ends: i64, key: impl Fn(&Interval) -> i64) -> Self {
        let span = (ends - begins).max(1);
        let wanted = i64::try_from(intervals.len()).unwrap_or(i64::MAX).saturating_mul(2).max(1);
        let width = (span / wanted).max(1);
        let shift = 63 - width.leading_zeros().min(63);
        let buckets = (span >> shift) + 1;
        let mut next = 0_u32;
        let mut remaining = intervals.iter().peekable();
        let starts = (0..buckets)
            .map(|bucket| {
                let bucket_begins = begins + (bucket << shift);
                while remaining.next_if(|interval| key(interval) <= bucket_begins).is_some() {
                    next += 1;
                }
                next
            })
            .collect();
        Self { begins, shift, starts }
    }

    fn start_for(&self, key: i64) -> usize {
        let bucket = usize::try_from((key - self.begins).max(0) >> self.shift).unwrap_or(usize::MAX);
        self.starts.get(bucket).or(self.starts.last()).map_or(0, |&start| start as usize)
    }
}

fn instant(nanoseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_nanos(nanoseconds)
}

fn intervals(hours: &Hours, closed: &[NaiveDate], from: NaiveDate, through: NaiveDate) -> Vec<Interval> {
    // On a day that shows the time twice, it would open the first time and close the second.
    if hours.opens == hours.closes {
        return Vec::new();
    }
    let days = (through - from).num_days().max(-1) + 1;
    let mut intervals: Vec<Interval> = Vec::with_capacity(usize::try_from(days).unwrap_or(0));
    let mut closed = closed.iter().skip_while(|&&date| date < from).peekable();
    let mut offset = None;
    for (number, date) in (0..days).zip(from.iter_days()) {
        if number % STRETCH == 0 {
            offset = constant_offset(hours, date);
        }
        let is_closed = closed.next_if_eq(&&date).is_some();
        while closed.next_if_eq(&&date).is_some() {}
        if is_closed || !Hours::works_on(date) {
            continue;
        }
        let (opens, closes) = match offset {
            Some(offset) => window_at_offset(hours, date, offset),
            None => window(hours, date),
        };
        if closes <= opens {
            continue;
        }
        match intervals.last_mut() {
            // An edge that is repeated can make one window reach into the next: open time counts once.
            Some(last) if opens <= last.closes => last.closes = last.closes.max(closes),
            Some(last) => {
                let before = last.through();
                intervals.push(Interval::new(opens, closes, before));
            }
            None => intervals.push(Interval::new(opens, closes, 0)),
        }
    }
    intervals
}

/// The offset in seconds that holds in the zone from the day before `date` to the day after the stretch it begins, if
/// it does not change.
///
/// It is read every six days, because summer time has lasted for no more than a week: in Recife in 2000, and in Gaza it
/// will in 2040. A test checks for every zone that none comes and goes between two readings.
fn constant_offset(hours: &Hours, date: NaiveDate) -> Option<i64> {
    let at = |days: i64| {
        let midnight = date.and_time(NaiveTime::MIN) + TimeDelta::days(days);
        hours.zone.offset_from_utc_datetime(&midnight).fix().local_minus_utc()
    };
    let offset = at(-2);
    [STRETCH - 3, STRETCH + 3].into_iter().all(|days| at(days) == offset).then_some(i64::from(offset))
}

fn window_at_offset(hours: &Hours, date: NaiveDate, offset: i64) -> (i64, i64) {
    let midnight = date.and_time(NaiveTime::MIN).and_utc().timestamp() - offset;
    let opens = i64::from(hours.opens.seconds());
    let closes = i64::from(hours.closes.seconds()) + if hours.is_overnight() { DAY_SECONDS } else { 0 };
    ((midnight + opens) * SECOND, (midnight + closes) * SECOND)
}

fn window(hours: &Hours, date: NaiveDate) -> (i64, i64) {
    let midnight: NaiveDateTime = date.and_time(NaiveTime::MIN);
    let opens = midnight + TimeDelta::seconds(i64::from(hours.opens.seconds()));
    let over_midnight = TimeDelta::days(i64::from(hours.is_overnight()));
    let closes = midnight + TimeDelta::seconds(i64::from(hours.closes.seconds())) + over_midnight;
    (
        instant_of(opens, hours.zone, Repeated::Earlier).timestamp() * SECOND,
        instant_of(closes, hours.zone, Repeated::Later).timestamp() * SECOND,
    )
}
