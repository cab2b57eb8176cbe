//! How a deadline came about, as data: the steps in words, and the response clock that the window draws.

use crate::duration;
use crate::edition::Clock;
use crate::error::PolicyError;
use crate::hours::Hours;
use crate::local_time::{Repeated, instant_of};
use crate::opening::Span;
use crate::respond_by::{Deadline, ResponsePromise};
use crate::text::Text;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Serialize;

/// What a day of the response clock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// Support works.
    Working,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday on a day of the week on which support would work.
    Holiday,
}

/// How the clocks of the zone are moved on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ClockChange {
    /// Forward: the day is short.
    Forward,
    /// Back: the day is long.
    Back,
}

/// A calendar day in the zone of the response clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Day {
    /// Its date.
    pub date: NaiveDate,
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant of the next day.
    pub to: DateTime<Utc>,
    /// Whether support works.
    pub kind: DayKind,
    /// The holiday's name, where it is one and has one.
    pub holiday: Option<Text>,
    /// Whether the holiday's date is an estimate.
    pub estimated: bool,
    /// Whether the clocks are moved.
    pub clock_change: Option<ClockChange>,
}

/// A stretch that counted towards the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Counted {
    /// The first instant of it.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub to: DateTime<Utc>,
    /// How long it is, ISO 8601.
    pub duration: String,
}

/// The picture of a deadline: the days from filing to the response, when support is open, what counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ResponseClock {
    /// The IANA zone of the days.
    pub zone: String,
    /// The start of the first day.
    pub from: DateTime<Utc>,
    /// The end of the last.
    pub to: DateTime<Utc>,
    /// When the request was filed.
    pub filed_at: DateTime<Utc>,
    /// When counting started.
    pub starts_at: DateTime<Utc>,
    /// When the first response is due.
    pub due_at: DateTime<Utc>,
    /// The days, in order.
    pub days: Vec<Day>,
    /// When support is open on them.
    pub open: Vec<Span>,
    /// What counted.
    pub counted: Vec<Counted>,
    /// When Microsoft waited for the customer and nothing counted.
    pub paused: Vec<Span>,
    /// When the first response came.
    pub answered_at: Option<DateTime<Utc>>,
}

/// What a step of the explanation tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// The request is filed.
    Filed,
    /// Support opens and counting starts.
    Opens,
    /// Time counts.
    Counts,
    /// Support is closed and nothing counts.
    Closed,
    /// Microsoft waits for the customer and nothing counts.
    Paused,
    /// The severity is changed.
    SeverityChanged,
    /// The first response is due.
    Due,
}

/// Why support is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ClosedBecause {
    /// Outside the business hours of working days.
    OutsideHours,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday,
}

/// One step from filing to the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// When, or from when.
    pub from: DateTime<Utc>,
    /// Until when, for a stretch.
    pub to: Option<DateTime<Utc>>,
    /// How long a counted stretch is, ISO 8601.
    pub duration: Option<String>,
    /// Why a stretch is closed.
    pub reason: Option<ClosedBecause>,
    /// The holiday's name.
    pub name: Option<Text>,
}

/// Works out the picture and the steps of `deadline`, which `promise` gave for a request filed at `filed_at`.
///
/// # Errors
/// [`PolicyError::OutsideCalendar`] where the days around the deadline are not known.
pub fn explain(
    promise: &ResponsePromise,
    filed_at: DateTime<Utc>,
    deadline: &Deadline,
) -> Result<(ResponseClock, Vec<Step>), PolicyError> {
    picture(promise, filed_at, filed_at, deadline, &[])
}

/// The same for a limit that counts from `counts_from`, with the pauses taken out of what counted.
pub(crate) fn picture(
    promise: &ResponsePromise,
    filed_at: DateTime<Utc>,
    counts_from: DateTime<Utc>,
    deadline: &Deadline,
    paused: &[Span],
) -> Result<(ResponseClock, Vec<Step>), PolicyError> {
    let starts_at = deadline.opens_at.unwrap_or(counts_from);
    let days = days(promise, filed_at, deadline.due_at);
    let from = days.first().map_or(filed_at, |day| day.from);
    let to = days.last().map_or(deadline.due_at, |day| day.to);
    let open = match promise.clock {
        Clock::Continuous => vec![Span { from, to }],
        Clock::BusinessHours => {
            promise.hours.open_within(from, to)?.into_iter().map(|(from, to)| Span { from, to }).collect()
        }
    };
    let counted: Vec<Counted> = open
        .iter()
        .flat_map(|span| {
            let span = Span { from: span.from.max(starts_at), to: span.to.min(deadline.due_at) };
            outside(span, paused)
        })
        .map(|Span { from, to }| Counted { from, to, duration: duration::format(to - from) })
        .collect();
    let steps = steps(filed_at, counts_from, starts_at, deadline.due_at, &days, &counted, paused);
    let clock = ResponseClock {
        zone: promise.hours.hours.zone.name().to_owned(),
        from,
        to,
        filed_at,
        starts_at,
        due_at: deadline.due_at,
        days,
        open,
        counted,
        paused: paused.to_vec(),
        answered_at: None,
    };
    Ok((clock, steps))
}

/// What of `span` lies outside the pauses, which are in order.
fn outside(span: Span, paused: &[Span]) -> Vec<Span> {
    let mut rest = Vec::new();
    let mut reached = span.from;
    for pause in paused {
        rest.push(Span { from: reached, to: pause.from.min(span.to) });
        reached = reached.max(pause.to);
    }
    rest.push(Span { from: reached, to: span.to });
    rest.retain(|span| span.from < span.to);
    rest
}

fn days(promise: &ResponsePromise, filed_at: DateTime<Utc>, due_at: DateTime<Utc>) -> Vec<Day> {
    let zone = promise.hours.hours.zone;
    let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let midnight = |date: NaiveDate| instant_of(date.and_time(NaiveTime::MIN), zone, Repeated::Earlier);
    let last = date(due_at);
    date(filed_at)
        .iter_days()
        .take_while(|date| *date <= last)
        .map(|date| {
            let (from, to) = (midnight(date), midnight(date.succ_opt().unwrap_or(date)));
            let holiday = promise.hours.holidays.on(date);
            let kind = if promise.clock == Clock::Continuous {
                DayKind::Working
            } else if !Hours::works_on(date) {
                DayKind::Weekend
            } else if holiday.is_some() {
                DayKind::Holiday
            } else {
                DayKind::Working
            };
            let holiday = holiday.filter(|_| kind == DayKind::Holiday);
            let clock_change = match (to - from).cmp(&TimeDelta::days(1)) {
                std::cmp::Ordering::Less => Some(ClockChange::Forward),
                std::cmp::Ordering::Greater => Some(ClockChange::Back),
                std::cmp::Ordering::Equal => None,
            };
            Day {
                date,
                from,
                to,
                kind,
                holiday: holiday.and_then(|holiday| holiday.name.clone()),
                estimated: holiday.is_some_and(|holiday| holiday.estimated),
                clock_change,
            }
        })
        .collect()
}

fn steps(
    filed_at: DateTime<Utc>,
    counts_from: DateTime<Utc>,
    starts_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    days: &[Day],
    counted: &[Counted],
    paused: &[Span],
) -> Vec<Step> {
    let mut steps = vec![Step::moment(StepKind::Filed, filed_at)];
    let mut reached = counts_from;
    for stretch in counted {
        if stretch.from > reached {
            steps.extend(idle_steps(Span { from: reached, to: stretch.from }, days, paused));
            if stretch.from == starts_at {
                steps.push(Step::moment(StepKind::Opens, starts_at));
            }
        }
        steps.push(Step {
            to: Some(stretch.to),
            duration: Some(stretch.duration.clone()),
            ..Step::moment(StepKind::Counts, stretch.from)
        });
        reached = stretch.to;
    }
    // A pause that lasts: the deadline is the earliest that it can be.
    if reached < due_at {
        steps.extend(idle_steps(Span { from: reached, to: due_at }, days, paused));
    }
    steps.push(Step::moment(StepKind::Due, due_at));
    steps
}

/// Why nothing counts in `span`: pauses, and where there is none, closed hours.
fn idle_steps(span: Span, days: &[Day], paused: &[Span]) -> Vec<Step> {
    let within = |pause: &Span| Span { from: pause.from.max(span.from), to: pause.to.min(span.to) };
    let pauses = paused.iter().map(within).filter(|pause| pause.from < pause.to);
    let mut steps: Vec<Step> =
        pauses.map(|pause| Step { to: Some(pause.to), ..Step::moment(StepKind::Paused, pause.from) }).collect();
    for rest in outside(span, paused) {
        steps.extend(closed_steps(rest.from, rest.to, days));
    }
    steps.sort_by_key(|step| step.from);
    steps
}

impl Step {
    pub(crate) fn moment(kind: StepKind, from: DateTime<Utc>) -> Self {
        Self { kind, from, to: None, duration: None, reason: None, name: None }
    }
}

/// Why support is closed from `from` to `to`: the closed days in between, weekends as one, or just the night.
fn closed_steps(from: DateTime<Utc>, to: DateTime<Utc>, days: &[Day]) -> Vec<Step> {
    let closed = |from, to, reason, name| Step {
        kind: StepKind::Closed,
        from,
        to: Some(to),
        duration: None,
        reason: Some(reason),
        name,
    };
    let mut steps: Vec<Step> = Vec::new();
    for day in days.iter().filter(|day| day.from < to && day.to > from) {
        let (starts, ends) = (day.from.max(from), day.to.min(to));
        match day.kind {
            DayKind::Working => {}
            DayKind::Holiday => steps.push(closed(starts, ends, ClosedBecause::Holiday, day.holiday.clone())),
            DayKind::Weekend => match steps.last_mut() {
                Some(last) if last.reason == Some(ClosedBecause::Weekend) && last.to == Some(starts) => {
                    last.to = Some(ends);
                }
                _ => steps.push(closed(starts, ends, ClosedBecause::Weekend, None)),
            },
        }
    }
    if steps.is_empty() {
        steps.push(closed(from, to, ClosedBecause::OutsideHours, None));
    }
    steps
}
