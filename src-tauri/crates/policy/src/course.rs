//! How the clock of a request really ran: stopped while Microsoft waited for the customer, and with another limit once
//! the severity was changed.
//!
//! The policy is silent on both, so both are readings, and an answer that rests on one says so:
//! * While the request is paused nothing counts. A pause is an interval that is taken out of the counted time; what
//!   lies outside the opening hours did not count anyway. The first response ends it, as Microsoft has answered, and
//!   what is paused later moves no deadline.
//! * A milder severity counts from the filing, as if the request had had it from the start. A graver one counts from
//!   the change, but the deadline never moves later by it. A deadline that had passed when the severity was changed
//!   stays where it was.

use crate::duration;
use crate::edition::Clock;
use crate::error::PolicyError;
use crate::explain::{ResponseClock, Step, StepKind, picture};
use crate::opening::Span;
use crate::respond_by::{Deadline, ResponsePromise};
use crate::text;
use crate::text::Text;
use chrono::{DateTime, TimeDelta, Utc};

/// A stretch in which Microsoft waited for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it; none while it lasts.
    pub to: Option<DateTime<Utc>>,
}

/// A change of the severity.
#[derive(Debug, Clone)]
pub struct SeverityChange {
    /// When.
    pub at: DateTime<Utc>,
    /// What the plan promises at the new severity.
    pub promise: ResponsePromise,
    /// Whether the new severity is graver than the one before.
    pub graver: bool,
}

/// All that a request's deadline depends on once it has been filed.
#[derive(Debug, Clone)]
pub struct Filed<'a> {
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// What the plan promises at the severity it was filed with.
    pub promise: &'a ResponsePromise,
    /// The pauses, in order, not overlapping; only the last may still last. The first response ends each.
    pub pauses: &'a [Pause],
    /// The changes of severity, in order.
    pub changes: &'a [SeverityChange],
    /// When the first response came; what happens later moves no deadline.
    pub responded_at: Option<DateTime<Utc>>,
}

/// How the clock ran.
#[derive(Debug, Clone)]
pub struct Course {
    /// The deadline as things stand. While a pause lasts, the one that would hold had it ended at once: it can only
    /// move later.
    pub deadline: Deadline,
    /// What is promised at the severity that the deadline rests on.
    pub promise: ResponsePromise,
    /// Which of the changes brought that severity; none for the one it was filed with.
    pub rests_on: Option<usize>,
    /// From when its limit counts: the filing, or a change to a graver severity.
    pub counts_from: DateTime<Utc>,
    /// The readings this rests on beside those of the ruling.
    pub assumed: Vec<Text>,
}

impl Filed<'_> {
    /// Works out the deadline with pauses and changes of severity.
    ///
    /// # Errors
    /// As for [`ResponsePromise::due`].
    pub fn course(&self) -> Result<Course, PolicyError> {
        let stops = self.stops();
        let known = self.at_least(&stops);
        let mut promise = self.promise;
        let mut rests_on = None;
        let mut counts_from = self.filed_at;
        let mut deadline = due(promise, counts_from, &known)?;
        let mut changed = false;
        for (place, change) in self.changes.iter().enumerate() {
            let too_late = change.at >= deadline.due_at || self.responded_at.is_some_and(|at| at <= change.at);
            if too_late {
                break;
            }
            let from = if change.graver { change.at } else { self.filed_at };
            let next = due(&change.promise, from, &known)?;
            changed = true;
            if !change.graver || next.due_at < deadline.due_at {
                (promise, rests_on, counts_from, deadline) = (&change.promise, Some(place), from, next);
            }
        }
        let mut assumed = Vec::new();
        if stops.iter().any(|pause| pause.from < deadline.due_at) {
            assumed.push(pause_reading());
        }
        if changed {
            assumed.push(severity_reading());
        }
        Ok(Course { deadline, promise: promise.clone(), rests_on, counts_from, assumed })
    }

    /// The pauses up to the first response: it ends the one that lasts, and those that begin later are none of its
    /// deadline's.
    fn stops(&self) -> Vec<Pause> {
        let end = self.responded_at;
        let before = self.pauses.iter().filter(|pause| end.is_none_or(|end| pause.from < end));
        before.map(|pause| Pause { to: pause.to.into_iter().chain(end).min(), ..*pause }).collect()
    }

    /// The same as far as is known of the one that lasts: it lasted at least until the severity was changed in it.
    fn at_least(&self, stops: &[Pause]) -> Vec<Pause> {
        let last = self.changes.last().map(|change| change.at);
        let known = |pause: &Pause| Pause { to: pause.to.or(last.filter(|at| *at > pause.from)), ..*pause };
        stops.iter().map(known).collect()
    }
}

impl Course {
    /// The picture of the deadline and its steps, with the pauses in it.
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] where the days around the deadline are not known.
    pub fn explain(&self, filed: &Filed<'_>) -> Result<(ResponseClock, Vec<Step>), PolicyError> {
        let end = self.deadline.due_at;
        let paused: Vec<Span> = filed
            .stops()
            .iter()
            .map(|pause| Span { from: pause.from.max(filed.filed_at), to: pause.to.unwrap_or(end).min(end) })
            .filter(|span| span.from < span.to)
            .collect();
        let (mut clock, mut steps) = picture(&self.promise, filed.filed_at, self.counts_from, &self.deadline, &paused)?;
        clock.answered_at = filed.responded_at;
        for change in filed.changes.iter().filter(|change| change.at < end) {
            let place = steps.iter().position(|step| step.from > change.at).unwrap_or(steps.len());
            steps.insert(place, Step::moment(StepKind::SeverityChanged, change.at));
        }
        Ok((clock, steps))
    }
}

/// How much of the promised clock has run from `from` to `until`, pauses left out.
///
/// # Errors
/// [`PolicyError::OutsideCalendar`] where an instant lies outside the days that are known.
pub fn counted(
    promise: &ResponsePromise,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    pauses: &[Pause],
) -> Result<TimeDelta, PolicyError> {
    let mut total = TimeDelta::zero();
    let mut reached = from;
    for pause in pauses {
        let (start, end) = (pause.from.clamp(reached, until.max(reached)), pause.to.unwrap_or(until));
        total += open_between(promise, reached, start)?;
        reached = reached.max(end.min(until));
    }
    Ok(total + open_between(promise, reached, until.max(reached))?)
}

/// When `amount` of support's working time from the first response at `from` is over, pauses left out: the four hours of
/// S26 and S28. A pause that began earlier ended with that response.
///
/// # Errors
/// As for [`ResponsePromise::due`].
pub fn used_up(
    promise: &ResponsePromise,
    from: DateTime<Utc>,
    amount: TimeDelta,
    pauses: &[Pause],
) -> Result<DateTime<Utc>, PolicyError> {
    let promise = ResponsePromise { limit: amount, ..promise.clone() };
    let later: Vec<Pause> = pauses.iter().filter(|pause| pause.from >= from).copied().collect();
    Ok(due(&promise, from, &later)?.due_at)
}

/// The deadline of a limit that counts from `from`.
fn due(promise: &ResponsePromise, from: DateTime<Utc>, pauses: &[Pause]) -> Result<Deadline, PolicyError> {
    let mut start = from;
    let mut left = promise.limit;
    for pause in pauses {
        // One that still lasts moves nothing yet.
        let Some(end) = pause.to.filter(|end| *end > start) else { continue };
        if pause.from > start {
            let before = open_between(promise, start, pause.from)?;
            if before >= left {
                break;
            }
            left -= before;
        }
        start = end;
    }
    if start == from {
        return promise.due(from);
    }
    let rest = ResponsePromise { limit: left, ..promise.clone() }.due(start)?;
    let opens_at = match promise.clock {
        Clock::Continuous => None,
        Clock::BusinessHours => {
            Some(promise.hours.add(from, TimeDelta::zero())?.starts_at).filter(|opens_at| *opens_at > from)
        }
    };
    Ok(Deadline {
        limit: duration::format(promise.limit),
        holidays: promise.holidays_used(from, rest.due_at),
        opens_at,
        ..rest
    })
}

fn open_between(promise: &ResponsePromise, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<TimeDelta, PolicyError> {
    if to <= from {
        return Ok(TimeDelta::zero());
    }
    match promise.clock {
        Clock::Continuous => Ok(to - from),
        Clock::BusinessHours => match promise.hours.ask(from, |open_time| open_time.between(from, to)) {
            Err(PolicyError::NeverOpens { .. }) => Ok(TimeDelta::zero()),
            answer => answer,
        },
    }
}

/// Said beside a deadline that pauses have moved.
pub fn pause_reading() -> Text {
    text!(
        "The policy does not mention pauses. We read that no time counts while Microsoft waits for you, from the moment it asks until you have answered or it responds.",
        "Pauser er ikke nevnt i reglene. Vi leser det slik at ingen tid telles mens Microsoft venter på deg, fra de spør til du har svart, eller til de svarer."
    )
}

/// Said beside a deadline that a change of severity has moved, or could have.
pub fn severity_reading() -> Text {
    text!(
        "The policy does not say what a change of severity does to the deadline. We read the side that holds up best: a milder severity counts from the filing, a graver one from the change and never to a later deadline, and a deadline that had passed stays.",
        "Det står ikke hva en endring av alvorlighetsgraden gjør med fristen. Vi leser det slik at det tåler etterprøving: En mildere grad telles fra innsendingen, en mer alvorlig fra endringen og aldri til en senere frist, og en frist som var passert, blir stående."
    )
}

/// Said beside the end of a time box.
pub fn box_reading() -> Text {
    text!(
        "The policy limits the work to these hours without saying how they are counted. We count support's opening hours from the first response, pauses left out: the earliest the time can be used up.",
        "Arbeidet er begrenset til disse timene, men det står ikke hvordan de telles. Vi teller kundestøttens åpningstid fra første svar, uten pausene: tidligst da kan tiden være brukt."
    )
}
