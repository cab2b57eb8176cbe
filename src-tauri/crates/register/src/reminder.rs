//! Reminders: what was shown, what was put off, what was answered. These rows are the program's own memory, not records
//! of the administrator's, so they leave no trace in the history.
//!
//! A reminder is marked after it was shown. A crash in the milliseconds between repeats it once; the other way round it
//! would be lost.

use std::collections::HashMap;

use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, ToSql, params};
use serde::{Deserialize, Serialize};
use support_policy::edition::Edition;
use support_policy::explain::Counted;
use support_policy::local_time::{Repeated, instant_of};
use uuid::Uuid;

use crate::due::{DueItem, DueKind};
use crate::due_name::RESPONSE_STAGES;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of as read_instant, optional_instant_of};
use crate::flaw::Flaw;
use crate::register::Register;
use crate::reminder_plan::{Candidate, Plan, ReminderStage, plan};

pub(crate) const SCHEMA: &str = "
CREATE TABLE reminder_shown (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    part TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    stage TEXT NOT NULL,
    shown_at INTEGER NOT NULL,
    PRIMARY KEY (kind, subject, part, due_at, stage)
) STRICT, WITHOUT ROWID;
CREATE TABLE reminder_answer (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    part TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    snoozed_until INTEGER,
    snoozed_at INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, subject, part, due_at),
    CHECK ((snoozed_until IS NULL) = (snoozed_at IS NULL))
) STRICT, WITHOUT ROWID;
";

/// What a reminder is of. A deadline that is moved, or a renewal a year on, is another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReminderKey {
    /// What falls due.
    pub kind: DueKind,
    /// The record it is about.
    pub subject: Uuid,
    /// What of the record, where several things of one kind fall due; else empty.
    pub part: String,
    /// When it falls due (UTC).
    pub at: DateTime<Utc>,
}

impl From<&DueItem> for ReminderKey {
    fn from(item: &DueItem) -> Self {
        Self { kind: item.kind, subject: item.subject.id, part: item.part(), at: item.at }
    }
}

/// Where the reminders of something stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reminder {
    /// What it is of.
    pub key: ReminderKey,
    /// The latest stage it has reached; none while it is far off.
    pub stage: Option<ReminderStage>,
    /// Until when it was put off (UTC), while that lies ahead.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Whether the administrator wants to hear no more of it.
    pub done: bool,
}

impl Reminder {
    /// Whether it waits for an answer: it has come near enough, and is neither put off nor done.
    pub fn rings(&self) -> bool {
        self.stage.is_some() && !self.done && self.snoozed_until.is_none()
    }
}

/// What was shown in this session, besides what the register says. It holds also where the register cannot be written,
/// so that nothing is repeated each minute.
#[derive(Debug, Default)]
pub struct ShownNow(HashMap<ReminderKey, Vec<ShownAt>>);

/// At which stage, and when.
type ShownAt = (Option<ReminderStage>, DateTime<Utc>);

/// What can be done with reminders.
#[derive(Debug, Clone, Copy)]
pub struct Reminders<'a> {
    pub(crate) register: &'a Register,
}

impl Reminders<'_> {
    /// What to show at `now` and when to look again. `local` is this machine's zone.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn plan(&self, edition: &Edition, local: Tz, shown: &ShownNow, now: DateTime<Utc>) -> Result<Plan<DueItem>> {
        let settings = self.register.reminder_settings().get()?;
        let hours = settings.hours.on(local)?;
        let mut candidates = self.candidates(edition, self.register.due(None, now)?, hours.zone(), now)?;
        candidates.retain(|(candidate, done)| !done && !settings.off.contains(&candidate.what.kind));
        let mut candidates: Vec<_> = candidates.into_iter().map(|(candidate, _)| candidate).collect();
        for candidate in &mut candidates {
            for (stage, at) in shown.0.get(&ReminderKey::from(&candidate.what)).into_iter().flatten() {
                candidate.shown.extend(stage.map(|stage| (stage, *at)));
                candidate.snoozed = candidate.snoozed.filter(|(_, said_at)| said_at > at);
            }
        }
        Ok(plan(&candidates, &hours, settings.paused_until, now))
    }

    /// Marks reminders as shown, each at its stage; what was put off no longer is.
    ///
    /// # Errors
    /// When the register cannot be written; `session` remembers them all the same.
    pub fn mark(
        &self,
        reminders: &[(DueItem, Option<ReminderStage>)],
        session: &mut ShownNow,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let now = field::instant("now", now)?;
        for (item, stage) in reminders {
            session.0.entry(ReminderKey::from(item)).or_default().push((*stage, now));
        }
        self.register.write(|change| {
            for (item, stage) in reminders {
                let key = ReminderKey::from(item);
                let (kind, subject, at) = (key.kind.word(), key.subject.to_string(), Micros(key.at));
                if let Some(stage) = stage {
                    change
                        .prepare_cached(
                            "INSERT OR REPLACE INTO reminder_shown (kind, subject, part, due_at, stage, shown_at)
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        )?
                        .execute(params![kind, subject, key.part, at, stage, Micros(now)])?;
                }
                change
                    .prepare_cached(
                        "UPDATE reminder_answer SET snoozed_until = NULL, snoozed_at = NULL
                         WHERE kind = ?1 AND subject = ?2 AND part = ?3 AND due_at = ?4 AND snoozed_at <= ?5",
                    )?
                    .execute(params![kind, subject, key.part, at, Micros(now)])?;
            }
            Ok(())
        })
    }

    /// Puts a reminder off until a later instant; with `None` it is put off no longer.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for an instant that is not ahead (`in-the-past`) or after 9999.
    pub fn snooze(&self, key: &ReminderKey, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<()> {
        let now = field::instant("now", now)?;
        let until = until.map(|until| field::instant("until", until)).transpose()?;
        if until.is_some_and(|until| until <= now) {
            return Err(RegisterError::invalid("until", Flaw::InThePast));
        }
        self.answer(
            "INSERT INTO reminder_answer (kind, subject, part, due_at, snoozed_until, snoozed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET snoozed_until = ?5, snoozed_at = ?6",
            key,
            &[&until.map(Micros), &until.map(|_| Micros(now))],
        )
    }

    /// Whether no more reminders of this are wanted.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn set_done(&self, key: &ReminderKey, done: bool) -> Result<()> {
        self.answer(
            "INSERT INTO reminder_answer (kind, subject, part, due_at, done) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET done = ?5",
            key,
            &[&done],
        )
    }

    /// Where the reminders of some of what falls due stand.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn of(&self, items: &[DueItem], edition: &Edition, local: Tz, now: DateTime<Utc>) -> Result<Vec<Reminder>> {
        let zone = self.register.reminder_settings().get()?.hours.on(local)?.zone();
        let items = items.to_vec();
        let candidates = self.candidates(edition, items, zone, now)?;
        let reminder = |(candidate, done): (Candidate<DueItem>, bool)| Reminder {
            key: ReminderKey::from(&candidate.what),
            stage: candidate.reached(now),
            snoozed_until: candidate.put_off_until(now),
            done,
        };
        Ok(candidates.into_iter().map(reminder).collect())
    }

    /// What falls due, with what is known of its reminders and whether they are done.
    fn candidates(
        self,
        edition: &Edition,
        items: Vec<DueItem>,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Result<Vec<(Candidate<DueItem>, bool)>> {
        let (mut shown, answers) =
            self.register.read(|connection| Ok((all_shown(connection)?, answers(connection)?)))?;
        let mut candidates = Vec::with_capacity(items.len());
        for item in items {
            let key = ReminderKey::from(&item);
            let (snoozed, done) = answers.get(&key).copied().unwrap_or_default();
            candidates.push((
                Candidate {
                    stages: self.stages(edition, &item, zone, now)?,
                    any_hour: item.any_hour(),
                    shown: shown.remove(&key).unwrap_or_default(),
                    snoozed,
                    what: item,
                },
                done,
            ));
        }
        Ok(candidates)
    }

    /// When something that falls due reaches each of its stages.
    pub(crate) fn stages(
        self,
        edition: &Edition,
        item: &DueItem,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Result<Vec<(ReminderStage, DateTime<Utc>)>> {
        let mut stages = if item.kind != DueKind::FirstResponse {
            day_stages(item, zone)
        } else if item.at > now {
            self.response_stages(edition, item)?
        } else {
            // The clock of one that is overdue is of no interest any more, and there may be thousands.
            Vec::new()
        };
        stages.retain(|(_, at)| *at < item.at);
        stages.push((ReminderStage::Due, item.at));
        Ok(stages)
    }

    /// In the time that counts, as the request's own clock shows it; none where that can no longer be drawn.
    fn response_stages(self, edition: &Edition, item: &DueItem) -> Result<Vec<(ReminderStage, DateTime<Utc>)>> {
        let request = match self.register.requests().get(item.subject.id) {
            // Removed meanwhile, perhaps by the other program.
            Err(RegisterError::NotFound { .. }) => return Ok(Vec::new()),
            found => found?,
        };
        let clock = self.register.explain_request(edition, &request).ok().flatten();
        let counted = clock.map(|(clock, _)| clock.counted).unwrap_or_default();
        let reached = |(stage, part): &(ReminderStage, f64)| Some((*stage, after_part(&counted, *part)?));
        Ok(RESPONSE_STAGES.iter().filter_map(reached).collect())
    }

    fn answer(self, sql: &str, key: &ReminderKey, answer: &[&dyn ToSql]) -> Result<()> {
        let (kind, subject, at) = (key.kind.word(), key.subject.to_string(), Micros(key.at));
        let mut values: Vec<&dyn ToSql> = vec![&kind, &subject, &key.part, &at];
        values.extend(answer);
        self.register.write(|change| {
            change.execute(sql, values.as_slice())?;
            Ok(())
        })
    }
}

/// Days before a date begin with the day; before an instant, at the same time of day.
fn day_stages(item: &DueItem, zone: Tz) -> Vec<(ReminderStage, DateTime<Utc>)> {
    let local = match item.date {
        Some(date) => date.and_time(chrono::NaiveTime::MIN),
        None => item.at.with_timezone(&zone).naive_local(),
    };
    let before = |(stage, days): &(ReminderStage, u64)| {
        Some((*stage, instant_of(local.checked_sub_days(Days::new(*days))?, zone, Repeated::Earlier)))
    };
    item.kind.days_before().iter().filter_map(before).collect()
}

/// The instant at which a part of the counted time is over.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "seconds of a response time are few")]
fn after_part(counted: &[Counted], part: f64) -> Option<DateTime<Utc>> {
    let total: i64 = counted.iter().map(|stretch| (stretch.to - stretch.from).num_seconds()).sum();
    let mut left = TimeDelta::seconds((total as f64 * part).round() as i64);
    for stretch in counted {
        let length = stretch.to - stretch.from;
        if left <= length {
            return stretch.from.checked_add_signed(left);
        }
        left -= length;
    }
    None
}

type Shown = HashMap<ReminderKey, Vec<(ReminderStage, DateTime<Utc>)>>;
type Answers = HashMap<ReminderKey, (Option<(DateTime<Utc>, DateTime<Utc>)>, bool)>;

fn all_shown(connection: &Connection) -> Result<Shown> {
    let mut shown = Shown::new();
    let mut statement =
        connection.prepare_cached("SELECT kind, subject, part, due_at, stage, shown_at FROM reminder_shown")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some((key, stage)) = key_of(row)?.zip(field::parse_of(row, "stage")?) {
            shown.entry(key).or_default().push((stage, read_instant(row, "shown_at")?));
        }
    }
    Ok(shown)
}

fn answers(connection: &Connection) -> Result<Answers> {
    let mut answers = Answers::new();
    let mut statement = connection
        .prepare_cached("SELECT kind, subject, part, due_at, snoozed_until, snoozed_at, done FROM reminder_answer")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(key) = key_of(row)? else { continue };
        let snoozed = optional_instant_of(row, "snoozed_until")?.zip(optional_instant_of(row, "snoozed_at")?);
        answers.insert(key, (snoozed, row.get("done")?));
    }
    Ok(answers)
}

/// The key of a row; none for a kind that only a later version knows.
fn key_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<ReminderKey>> {
    let kind: String = row.get("kind")?;
    let Ok(kind) = serde_json::from_value(kind.into()) else { return Ok(None) };
    Ok(Some(ReminderKey {
        kind,
        subject: field::id_of(row, "subject")?,
        part: row.get("part")?,
        at: read_instant(row, "due_at")?,
    }))
}
