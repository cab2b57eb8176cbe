//! What falls due as an iCalendar file (RFC 5545) that any calendar imports, and imports again without doubling.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};
use chrono_tz::Tz;
use sha2::{Digest as _, Sha256};
use support_policy::edition::Edition;
use support_policy::{Language, text};

use crate::calendar_event::{self, Content, Event};
use crate::calendar_lines::Lines;
use crate::due::DueItem;
use crate::error::Result;
use crate::field;
use crate::register::Register;
use crate::reminder_plan::ReminderStage;
use crate::watch::{Saving, Watch};
use crate::working_hours::OpenHours;

/// Who wrote a file, in its `PRODID`.
pub const CALENDAR_PRODUCT: &str = "-//Support Atlas//Support Atlas//EN";
/// How long an event that was called off is repeated in later files, so that each calendar hears of it.
const CALLED_OFF_FOR: TimeDelta = TimeDelta::days(400);
/// More than any title; an event is no place for a book.
const LONGEST: usize = 1_000;

impl Register {
    /// What falls due, as an iCalendar file. An event keeps its UID for as long as the record is there; its `SEQUENCE`
    /// grows when it changes, and what is answered or removed is called off. Unchanged, the file is the same each time.
    ///
    /// Where the register cannot be written, the file is made all the same, as of what was last kept.
    ///
    /// # Errors
    /// When the register cannot be read; [`crate::RegisterError::Cancelled`] when `watch` stops it.
    pub fn calendar(
        &self,
        edition: &Edition,
        language: Language,
        local: Tz,
        watch: &Watch,
        now: DateTime<Utc>,
    ) -> Result<String> {
        let now = field::instant("now", now)?.trunc_subsecs(0);
        let hours = self.reminder_settings().get()?.hours.on(local)?;
        let contents = self.contents(edition, language, &hours, &Saving::new(watch), now)?;
        let before = self.read(calendar_event::all)?;
        let changed = changes(&before, contents, now);
        if !changed.is_empty() && !self.is_read_only() {
            self.write(|change| changed.iter().try_for_each(|(uid, event)| calendar_event::keep(change, uid, event)))?;
        }
        let mut events = before;
        events.extend(changed);
        events.retain(|_, event| !event.cancelled || now - event.changed_at < CALLED_OFF_FOR);
        Ok(file(&events, language))
    }

    fn contents(
        &self,
        edition: &Edition,
        language: Language,
        hours: &OpenHours,
        saving: &Saving<'_>,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<String, Content>> {
        let mut contents = BTreeMap::new();
        let mut counts = HashMap::new();
        let due = self.due(None, now)?;
        saving.more(due.len());
        for item in due {
            saving.step()?;
            // Several of one kind about one record, such as the charges of a plan: the first keeps the plain UID.
            let part = part_of_uid(&item.part());
            let count =
                counts.entry((item.kind, item.subject.id, part.clone())).and_modify(|count| *count += 1).or_insert(1);
            let ordinal = if *count == 1 { String::new() } else { format!("-{count}") };
            let uid = format!("{}-{}{part}{ordinal}@support-atlas", item.kind.word(), item.subject.id);
            let stages = self.reminders().stages(edition, &item, hours.zone(), item.at - TimeDelta::milliseconds(1))?;
            contents.insert(uid, content(&item, &stages, language, hours));
        }
        Ok(contents)
    }
}

/// A part may be a sign-in, which is nobody else's business; its digest is as stable.
fn part_of_uid(part: &str) -> String {
    if part.is_empty() {
        return String::new();
    }
    Sha256::digest(part).iter().take(6).fold(String::from("-"), |text, byte| format!("{text}{byte:02x}"))
}

fn content(
    item: &DueItem,
    stages: &[(ReminderStage, DateTime<Utc>)],
    language: Language,
    hours: &OpenHours,
) -> Content {
    let kind = item.name();
    let mut lines = vec![plain(&item.subject.name)];
    lines.extend(item.tenant_name.as_deref().map(plain));
    lines.extend(item.amount.as_ref().map(|money| format!("{} {}", money.amount, money.currency)));
    lines.extend(item.link.as_ref().map(|_| plain(&item.part())));
    if let Some(severity) = &item.severity {
        let label = text!("Severity", "Alvorlighetsgrad");
        lines.push(format!("{}: {}", label.in_language(language), severity.to_uppercase()));
    }
    // A calendar's day begins at midnight wherever its reader is, so days are reckoned on the wall clock.
    let start = item.date.map(|date| date.and_time(NaiveTime::MIN));
    let before = |(stage, at): &(ReminderStage, DateTime<Utc>)| {
        if *stage == ReminderStage::Due {
            return None;
        }
        let at = if item.any_hour() { *at } else { hours.next(*at) };
        let ahead = match start {
            Some(start) => start - at.with_timezone(&hours.zone()).naive_local(),
            None => item.at - at,
        };
        Some(ahead.num_seconds()).filter(|ahead| *ahead > 0)
    };
    let mut alarms: Vec<i64> = stages.iter().filter_map(before).collect();
    alarms.dedup();
    Content {
        summary: format!("{}: {}", kind.in_language(language), plain(&item.subject.name)),
        description: lines.join("\n"),
        at: item.at.trunc_subsecs(0),
        date: item.date,
        alarms,
    }
}

/// What is new, changed or called off since the last file.
fn changes(
    before: &BTreeMap<String, Event>,
    contents: BTreeMap<String, Content>,
    now: DateTime<Utc>,
) -> BTreeMap<String, Event> {
    let gone = before.iter().filter(|(uid, event)| !event.cancelled && !contents.contains_key(*uid));
    let mut changed: BTreeMap<String, Event> = gone
        .map(|(uid, event)| {
            let event = Event { sequence: event.sequence + 1, cancelled: true, changed_at: now, ..event.clone() };
            (uid.clone(), event)
        })
        .collect();
    for (uid, content) in contents {
        let sequence = match before.get(&uid) {
            Some(event) if !event.cancelled && event.content == content => continue,
            Some(event) => event.sequence + 1,
            None => 0,
        };
        changed.insert(uid, Event { content, sequence, cancelled: false, changed_at: now });
    }
    changed
}

fn file(events: &BTreeMap<String, Event>, language: Language) -> String {
    let mut lines = Lines::default();
    lines.push("BEGIN", "VCALENDAR");
    lines.push("VERSION", "2.0");
    lines.push("PRODID", CALENDAR_PRODUCT);
    lines.push("CALSCALE", "GREGORIAN");
    lines.push("METHOD", "PUBLISH");
    let name = text!("Support Atlas: what is due", "Support Atlas: det som forfaller");
    lines.push_text("X-WR-CALNAME", name.in_language(language));
    for (uid, event) in events {
        entry(&mut lines, uid, event);
    }
    lines.push("END", "VCALENDAR");
    lines.text
}

fn entry(lines: &mut Lines, uid: &str, event: &Event) {
    let Content { summary, description, at, date, alarms } = &event.content;
    lines.push("BEGIN", "VEVENT");
    lines.push("UID", uid);
    lines.push("DTSTAMP", &instant(event.changed_at));
    lines.push("LAST-MODIFIED", &instant(event.changed_at));
    lines.push("SEQUENCE", &event.sequence.to_string());
    match date {
        Some(date) => {
            lines.push("DTSTART;VALUE=DATE", &day(*date));
            // The end is the day after; the last day there is has none, and without an end it lasts its one day.
            if let Some(end) = date.checked_add_days(Days::new(1)).filter(|end| end.year() <= 9999) {
                lines.push("DTEND;VALUE=DATE", &day(end));
            }
        }
        None => lines.push("DTSTART", &instant(*at)),
    }
    lines.push_text("SUMMARY", summary);
    lines.push_text("DESCRIPTION", description);
    lines.push("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
    // Falling due takes nobody's time.
    lines.push("TRANSP", "TRANSPARENT");
    if !event.cancelled {
        for ahead in alarms {
            lines.push("BEGIN", "VALARM");
            lines.push("ACTION", "DISPLAY");
            lines.push("TRIGGER", &before(*ahead));
            lines.push_text("DESCRIPTION", summary);
            lines.push("END", "VALARM");
        }
    }
    lines.push("END", "VEVENT");
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn day(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// So many seconds before. Whole days are days: with hours alone an alarm would slip when the clocks are moved.
fn before(seconds: i64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let time = match (rest / 3600, rest % 3600 / 60, rest % 60) {
        (0, 0, 0) => String::new(),
        (hours, 0, 0) => format!("T{hours}H"),
        (hours, minutes, seconds) => format!("T{hours}H{minutes}M{seconds}S"),
    };
    let days = if days > 0 { format!("{days}D") } else { String::new() };
    format!("-P{days}{time}")
}

/// One line without control characters, which have no place in a calendar.
fn plain(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
