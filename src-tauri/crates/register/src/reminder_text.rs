//! What a reminder says: names and times, in the user's language. The items carry no secret.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use chrono_tz::Tz;
use support_policy::{Language, Text, text};

use crate::due::{DueItem, DueKind};

/// The text of one notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub title: String,
    /// A few lines.
    pub body: String,
}

/// How many reminders a summary names.
const NAMED: usize = 4;
/// How long a name may be before it is cut.
const LONGEST: usize = 80;

/// One notification for all of `items`, the most urgent first; times on the wall clock of `zone`. None for no items.
pub fn notice(items: &[&DueItem], language: Language, zone: Tz, now: DateTime<Utc>) -> Option<Notice> {
    let (first, more) = items.split_first()?;
    let kind = |item: &DueItem| item.name().in_language(language).to_owned();
    if more.is_empty() {
        let mut lines = vec![short(&first.subject.name)];
        lines.extend(first.tenant_name.as_deref().map(short));
        return Some(Notice {
            title: format!("{} {}", kind(first), when(first, language, zone, now)),
            body: lines.join("\n"),
        });
    }
    let line =
        |item: &&DueItem| format!("{} {}: {}", kind(item), when(item, language, zone, now), short(&item.subject.name));
    let mut lines: Vec<String> = items.iter().take(NAMED).map(line).collect();
    let left = items.len().saturating_sub(NAMED);
    if left > 0 {
        lines.push(text!("and {left} more", "og {left} til", left).into_language(language));
    }
    let title = text!("{number} reminders", "{number} påminnelser", number = items.len()).into_language(language);
    Some(Notice { title, body: lines.join("\n") })
}

/// `on 31 December`, `today at 10:30`, `was due …`: enough to act on.
fn when(item: &DueItem, language: Language, zone: Tz, now: DateTime<Utc>) -> String {
    if item.kind == DueKind::LinkMissing {
        return language.say("where it will be needed", "der den trengs").to_owned();
    }
    let local = item.at.with_timezone(&zone);
    let today = now.with_timezone(&zone).date_naive();
    let date = item.date.unwrap_or(local.date_naive());
    let day = match date.signed_duration_since(today) {
        away if away == TimeDelta::zero() => language.say("today", "i dag").to_owned(),
        away if away == TimeDelta::days(1) => language.say("tomorrow", "i morgen").to_owned(),
        _ => dated(date, today.year(), language),
    };
    let time = match item.date {
        Some(_) => String::new(),
        None => text!(" at {time}", " kl. {time}", time = local.format("%H:%M")).into_language(language),
    };
    let passed = if item.at <= now { language.say(" (overdue)", " (over fristen)") } else { "" };
    format!("{day}{time}{passed}")
}

fn dated(date: chrono::NaiveDate, this_year: i32, language: Language) -> String {
    let day =
        Text::each(|language| if date.year() == this_year { language.day_of_year(date) } else { language.day(date) });
    text!("on {day}", "{day}", day).into_language(language)
}

/// A name on one line, cut where it is very long.
fn short(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.chars().count() <= LONGEST {
        return name;
    }
    let cut: String = name.chars().take(LONGEST - 1).collect();
    format!("{}…", cut.trim_end())
}
