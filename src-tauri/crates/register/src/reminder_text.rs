//! What a reminder says: names and times, in the user's language. The items carry no secret.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;
use support_policy::Language;

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
        lines.push(match language {
            Language::En => format!("and {left} more"),
            Language::Nb => format!("og {left} til"),
        });
    }
    let title = match language {
        Language::En => format!("{} reminders", items.len()),
        Language::Nb => format!("{} påminnelser", items.len()),
    };
    Some(Notice { title, body: lines.join("\n") })
}

/// `on 31 December`, `today at 10:30`, `was due …`: enough to act on.
fn when(item: &DueItem, language: Language, zone: Tz, now: DateTime<Utc>) -> String {
    if item.kind == DueKind::LinkMissing {
        return language_word(language, "where it will be needed", "der den trengs").to_owned();
    }
    let local = item.at.with_timezone(&zone);
    let today = now.with_timezone(&zone).date_naive();
    let date = item.date.unwrap_or(local.date_naive());
    let day = match date.signed_duration_since(today) {
        away if away == TimeDelta::zero() => language_word(language, "today", "i dag").to_owned(),
        away if away == TimeDelta::days(1) => language_word(language, "tomorrow", "i morgen").to_owned(),
        _ => dated(date, today.year(), language),
    };
    let time = match (item.date, language) {
        (Some(_), _) => String::new(),
        (None, Language::En) => format!(" at {}", local.format("%H:%M")),
        (None, Language::Nb) => format!(" kl. {}", local.format("%H:%M")),
    };
    let passed = if item.at <= now { language_word(language, " (overdue)", " (over fristen)") } else { "" };
    format!("{day}{time}{passed}")
}

fn dated(date: chrono::NaiveDate, this_year: i32, language: Language) -> String {
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const NB: [&str; 12] = [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ];
    let month = usize::try_from(date.month0()).ok();
    let names = match language {
        Language::En => EN,
        Language::Nb => NB,
    };
    let month = month.and_then(|month| names.get(month).copied()).unwrap_or_default();
    let year = if date.year() == this_year { String::new() } else { format!(" {}", date.year()) };
    match language {
        Language::En => format!("on {} {month}{year}", date.day()),
        Language::Nb => format!("{}. {month}{year}", date.day()),
    }
}

fn language_word(language: Language, en: &'static str, nb: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Nb => nb,
    }
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
