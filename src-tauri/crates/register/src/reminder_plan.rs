//! What to remind of now, and when to look again: a pure function of what falls due, what was shown, the working hours
//! and the time. It reads no clock, so sleep and changed clocks are nothing special: whenever it is asked, it answers
//! for that instant.

use chrono::{DateTime, TimeDelta, Utc};

use crate::word::words;
use crate::working_hours::OpenHours;

words! {
    /// How far something has come towards falling due, earliest first.
    ReminderStage {
        /// 90 days before.
        Days90 = "days-90",
        /// 60 days before.
        Days60 = "days-60",
        /// 30 days before.
        Days30 = "days-30",
        /// 7 days before.
        Days7 = "days-7",
        /// The day before.
        Days1 = "days-1",
        /// Half of the counted time of a first response is over.
        Half = "half",
        /// Nine tenths of it are over.
        Most = "most",
        /// It is due.
        Due = "due",
    }
}

/// Something that falls due, with what is known of its reminders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<T> {
    /// What it is; the plan hands it back.
    pub what: T,
    /// Its stages and when each is reached, the earliest first.
    pub stages: Vec<(ReminderStage, DateTime<Utc>)>,
    /// Whether it may be shown at any hour: severities A and Critical are worked on round the clock.
    pub any_hour: bool,
    /// The stages that were shown, and when.
    pub shown: Vec<(ReminderStage, DateTime<Utc>)>,
    /// Until when it was put off, and when that was said.
    pub snoozed: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<T> {
    /// What to show now: of each the latest stage it has reached, or none when it was put off before it had reached any.
    pub show: Vec<(T, Option<ReminderStage>)>,
    /// When there is something to show next.
    pub wake: Option<DateTime<Utc>>,
}

/// By how much a clock may be set back without a reminder being shown a second time. What was marked further in the
/// future than this was marked by a clock that ran ahead, and is shown again in its time: a reminder too many is better
/// than a contract that ended unnoticed.
const SET_BACK: TimeDelta = TimeDelta::days(1);
/// The longest that reminders can be paused; a longer pause was said to another clock.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(48);

/// What to show at `now`, and when to look again. Held to `hours` and to the end of the pause, except for what may be
/// shown at any hour. Of each candidate only the latest stage counts, and no stage is shown twice.
pub fn plan<T: Clone>(
    candidates: &[Candidate<T>],
    hours: &OpenHours,
    paused_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Plan<T> {
    let paused_until = paused_until.filter(|until| *until > now && *until - now <= LONGEST_PAUSE);
    let allowed = |any_hour: bool, at: DateTime<Utc>| {
        if any_hour { at } else { hours.next(paused_until.map_or(at, |until| at.max(until))) }
    };
    let mut plan = Plan { show: Vec::new(), wake: None };
    for candidate in candidates {
        let mut later: Option<DateTime<Utc>> = None;
        if let Some(wanted) = candidate.wanted_from(now) {
            let at = allowed(candidate.any_hour, wanted.max(now));
            if at <= now {
                plan.show.push((candidate.what.clone(), candidate.reached(now)));
            } else {
                later = Some(at);
            }
        }
        // What is held now may be overtaken by nothing earlier than its next stage.
        let next = candidate.next_stage_after(now).map(|at| allowed(candidate.any_hour, at));
        plan.wake = [plan.wake, later, next].into_iter().flatten().min();
    }
    plan
}

impl<T> Candidate<T> {
    /// The latest stage reached at `now`.
    pub fn reached(&self, now: DateTime<Utc>) -> Option<ReminderStage> {
        self.stages.iter().rev().find(|(_, at)| *at <= now).map(|(stage, _)| *stage)
    }

    /// Until when it is put off, if it still is at `now`. Falling due ends it, unless it was put off after that.
    pub fn put_off_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.snooze(now).filter(|until| *until > now)
    }

    /// From when on it is to be shown, working hours aside; `None` when there is nothing to show that is known of now.
    fn wanted_from(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if let Some(until) = self.snooze(now) {
            return Some(until);
        }
        (self.reached(now) > self.latest_shown(now)).then_some(now)
    }

    fn snooze(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (until, said_at) = self.snoozed.filter(|(_, said_at)| *said_at <= now + SET_BACK)?;
        let due = self.stages.iter().find(|(stage, _)| *stage == ReminderStage::Due).map(|(_, at)| *at);
        Some(due.filter(|due| *due > said_at).map_or(until, |due| until.min(due)))
    }

    fn latest_shown(&self, now: DateTime<Utc>) -> Option<ReminderStage> {
        self.shown.iter().filter(|(_, at)| *at <= now + SET_BACK).map(|(stage, _)| *stage).max()
    }

    fn next_stage_after(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let shown = self.latest_shown(now);
        let snoozed = self.put_off_until(now);
        let next = self.stages.iter().find(|(stage, at)| *at > now && Some(*stage) > shown).map(|(_, at)| *at)?;
        Some(snoozed.map_or(next, |until| next.max(until)))
    }
}
