//! Picks a pasted mail, or the portal's text, apart: the case number, the title, the severity and the times in it. All
//! of it is a proposal to be confirmed; nothing is stored, and what is pasted is never run or shown as anything but text.

mod plain;
mod times;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use regex::Regex;
use serde::Serialize;
use std::sync::LazyLock;
use support_policy::{Text, text};

use crate::remarks::{older_form, opened_on};

pub use times::{FoundTime, TimeLabel};

/// What is pasted is smaller than this many bytes.
pub const LARGEST_MAIL: usize = 5_000_000;
/// What matters stands at the beginning; the quoted thread below is only searched this far.
const SEARCHED: usize = 200_000;

/// Why nothing was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Five megabytes or more.
    #[error("the text is too large")]
    TooLarge,
    /// There are no words in it.
    #[error("there is no text")]
    NoText,
}

impl MailError {
    /// Stable, kebab-case.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "mail-too-large",
            Self::NoText => "mail-without-text",
        }
    }

    /// What is wrong and what to do.
    pub fn message(self) -> Text {
        match self {
            Self::TooLarge => text!(
                "The text has 5 MB or more, which no mail about a case has. Paste the newest message alone.",
                "Teksten er på 5 MB eller mer, og så lang er ingen e-post om en forespørsel. Lim inn bare den nyeste meldingen."
            ),
            Self::NoText => text!(
                "There is no text to read. Copy the message itself, with its subject, and paste that.",
                "Det er ingen tekst å lese. Kopier selve meldingen, med emnet, og lim inn den."
            ),
        }
    }
}

/// The form of a case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum CaseForm {
    /// 16 digits that begin with the day.
    Dated,
    /// 15 or 12 digits, or SR and a number.
    Older,
}

/// Where in the text something was found, in characters of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mark {
    /// What was found.
    pub what: MarkKind,
    /// Its first character.
    pub from: u32,
    /// The first character after it.
    pub to: u32,
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// The case number.
    CaseNumber,
    /// The title.
    Title,
    /// The severity.
    Severity,
    /// A time.
    Time,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailFindings {
    /// The case number that the text is most likely about.
    pub case_number: Option<String>,
    /// Its form.
    pub case_form: Option<CaseForm>,
    /// The day the case was opened, by its number.
    pub opened_on: Option<NaiveDate>,
    /// Further case numbers in the text.
    pub other_case_numbers: Vec<String>,
    /// The title.
    pub title: Option<String>,
    /// The severity, an id of the base edition.
    pub severity: Option<String>,
    /// The times, in the order of the text.
    pub times: Vec<FoundTime>,
    /// What to look at before it is used.
    pub notes: Vec<Text>,
    /// The text as it was read, plain, no longer than was searched.
    pub text: String,
    /// Where in it the findings stand, in order, not overlapping.
    pub marks: Vec<Mark>,
}

/// Reads a pasted text or a mail file: UTF-8 or UTF-16, plain or HTML, a message as it was sent or copied. Times
/// without a zone are read on the wall clock of `zone`.
///
/// # Errors
/// [`MailError::TooLarge`], [`MailError::NoText`].
pub fn read_mail(bytes: &[u8], zone: Tz) -> Result<MailFindings, MailError> {
    if bytes.len() >= LARGEST_MAIL {
        return Err(MailError::TooLarge);
    }
    let mut text = plain::plain(bytes);
    if text.trim().is_empty() {
        return Err(MailError::NoText);
    }
    if let Some((end, _)) = text.char_indices().nth(SEARCHED) {
        text.truncate(end);
    }
    let mut marks: Vec<(MarkKind, usize, usize)> = Vec::new();
    let found = times::times(&text, zone);
    let latest = found.iter().filter_map(|(time, ..)| time.at).max().map(|at| at.date_naive() + TimeDelta::days(1));
    let numbers = case_numbers(&text, latest);
    let case = numbers.first();
    marks.extend(case.map(|case| (MarkKind::CaseNumber, case.from, case.to)));
    let title = title(&text);
    marks.extend(title.as_ref().map(|(_, from, to)| (MarkKind::Title, *from, *to)));
    let severity = severity(&text);
    marks.extend(severity.as_ref().map(|(_, from, to)| (MarkKind::Severity, *from, *to)));
    marks.extend(found.iter().map(|(_, from, to)| (MarkKind::Time, *from, *to)));

    let mut notes = Vec::new();
    if case.is_some_and(|case| case.form == CaseForm::Older) {
        notes.push(older_form());
    }
    if numbers.len() > 1 {
        notes.push(text!(
            "There is more than one case number in the text. Check that the first is the right one.",
            "Det står mer enn ett saksnummer i teksten. Kontroller at det første er riktig."
        ));
    }
    let times: Vec<FoundTime> = found.into_iter().map(|(time, _, _)| time).collect();
    if times.iter().any(|time| time.at.is_none()) {
        notes.push(text!(
            "A time in the text can be read in more than one way. Choose the right one.",
            "Et tidspunkt i teksten kan leses på mer enn én måte. Velg det riktige."
        ));
    }
    Ok(MailFindings {
        case_number: case.map(|case| case.number.clone()),
        case_form: case.map(|case| case.form),
        opened_on: case.and_then(|case| case.opened_on),
        other_case_numbers: numbers.iter().skip(1).map(|case| case.number.clone()).collect(),
        title: title.map(|(title, _, _)| title),
        severity: severity.map(|(severity, _, _)| severity),
        times,
        notes,
        marks: in_characters(&text, marks),
        text,
    })
}

/// A pattern of this module, all of which a test has compiled.
macro_rules! pattern {
    ($pattern:expr) => {
        LazyLock::new(|| Regex::new($pattern).ok())
    };
}
pub(crate) use pattern;

static NUMBER: LazyLock<Option<Regex>> =
    pattern!(r"(?i)(tracking\s?id\s?#?\s?)?\b(\d{16}|\d{15}|\d{12}|SR[A-Z]?\d{6,16}(?:ID)?)\b");
static CASE_WORD: LazyLock<Option<Regex>> = pattern!(
    r"(?i)(case|support request|request|ticket|incident|service request|sak|saksnummer|forespørsel|hendelse|SR)\b[^\n]{0,24}$"
);
static SUBJECT: LazyLock<Option<Regex>> = pattern!(r"(?im)^[ \t>*]*(subject|emne)[ \t]*:[ \t]*([^\n]+)$");
static TITLE: LazyLock<Option<Regex>> = pattern!(
    r"(?im)^[ \t>*]*(?:case |issue |request |support request )?(?:title|tittel|sakstittel)[ \t]*(?::[ \t]*|\n[ \t]*)([^\n]+)$"
);
static SEVERITY: LazyLock<Option<Regex>> = pattern!(
    r"(?im)\b(?:severity|sev|alvorlighetsgrad|alvorsgrad)(?:[ \t]*level)?[ \t]*(?:[:\-–=|]|\bis\b|\ber\b)?[ \t]*\n?[ \t]*(critical|kritisk|standard|minimal|moderate|moderat|[abc])\b"
);
/// What the severity was changed to, in one sentence.
static CHANGED: LazyLock<Option<Regex>> = pattern!(
    r"(?i)\b(?:severity|alvorlighetsgrad(?:en)?|alvorsgrad(?:en)?)\b[^\n.;]{0,60}?\b(?:changed|lowered|raised|upgraded|downgraded|reduced|increased|set|endret|senket|hevet|satt)\b[^\n.;]{0,40}?\b(?:to|til)[ \t]+(?:severity[ \t]+|sev[ \t]+)?(critical|kritisk|standard|minimal|moderate|moderat|[abc])\b"
);
/// A cell that is called the title, and the next.
static TITLE_CELL: LazyLock<Option<Regex>> = pattern!(
    r"(?im)^[ \t>*|]*(?:case |issue |request |support request )?(?:title|tittel|sakstittel)[ \t]*:?[ \t]*\|[ \t]*([^\n|]+)"
);
static REPLY: LazyLock<Option<Regex>> = pattern!(
    r"(?i)^\s*(?:re|fw|fwd|sv|vs|aw|tr|\[external\]|\[ekstern\]|ekstern|external)\s*:?\s+|^\s*(?:re|fw|fwd|sv|vs):"
);
static IN_TITLE: LazyLock<Option<Regex>> = pattern!(
    r"(?i)[\s\-–|,:;(\[]*(?:tracking\s?id\s?#?\s?|case\s?(?:number|no\.?|id)?[\s#:]*|sak(?:snummer)?[\s#:]*)?\b(?:\d{16}|\d{15}|SR[A-Z]?\d{6,16}(?:ID)?)\b[\])]*"
);

struct Case {
    number: String,
    form: CaseForm,
    opened_on: Option<NaiveDate>,
    weight: u8,
    from: usize,
    to: usize,
}

/// The case numbers, the likeliest first. Digits alone are one only where something says so, unless they begin with
/// a day.
fn case_numbers(text: &str, latest: Option<NaiveDate>) -> Vec<Case> {
    let (Some(pattern), Some(word)) = (NUMBER.as_ref(), CASE_WORD.as_ref()) else { return Vec::new() };
    let mut cases: Vec<Case> = Vec::new();
    for found in pattern.captures_iter(text) {
        let Some(number) = found.get(2) else { continue };
        let tracked = found.get(1).is_some();
        let line = text.get(..number.start()).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
        let near = line.char_indices().rev().nth(40).and_then(|(at, _)| line.get(at..)).unwrap_or(line);
        let named = word.is_match(near);
        let digits = number.as_str().to_ascii_uppercase();
        // A card or an order has sixteen digits too; no case was opened after the mail about it was written.
        let opened_on = opened_on(&digits).filter(|day| latest.is_none_or(|latest| *day <= latest));
        let (form, weight) = match (opened_on, digits.starts_with("SR")) {
            (Some(_), _) => (CaseForm::Dated, 1),
            // A telephone number, an account, an order.
            (None, false) if digits.len() == 16 || !(tracked || named) => continue,
            (None, _) => (CaseForm::Older, 0),
        };
        if cases.iter().any(|case| case.number == digits) {
            continue;
        }
        let weight = weight + 4 * u8::from(tracked) + 2 * u8::from(named);
        cases.push(Case { number: digits, form, opened_on, weight, from: number.start(), to: number.end() });
    }
    cases.sort_by_key(|case| (std::cmp::Reverse(case.weight), case.from));
    cases
}

/// What a line calls the title, else the subject without what replies and forwards put before it.
fn title(text: &str) -> Option<(String, usize, usize)> {
    let named = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref()?.captures(text)?.get(1);
    let labelled = named(&TITLE_CELL).or_else(|| named(&TITLE));
    let subject = || SUBJECT.as_ref().and_then(|pattern| pattern.captures(text)).and_then(|found| found.get(2));
    let found = labelled.or_else(subject)?;
    let mut title = found.as_str().trim().to_owned();
    if let Some(pattern) = REPLY.as_ref() {
        while let Some(prefix) = pattern.find(&title).filter(|prefix| prefix.end() > 0) {
            title = title.get(prefix.end()..).unwrap_or_default().to_owned();
        }
    }
    if let Some(pattern) = IN_TITLE.as_ref() {
        title = pattern.replace_all(&title, " ").into_owned();
    }
    let title: String = title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .trim_matches([' ', '-', '–', '|', ':', ',', ';'])
        .chars()
        .filter(|c| !c.is_control() && !crate::field::changes_direction(*c))
        .take(crate::field::LONGEST_TITLE)
        .collect();
    (!title.is_empty()).then(|| (title, found.start(), found.end()))
}

fn severity(text: &str) -> Option<(String, usize, usize)> {
    let changed = CHANGED.as_ref()?.captures(text).and_then(|found| found.get(1));
    let found = changed.or_else(|| SEVERITY.as_ref()?.captures(text)?.get(1))?;
    let word = found.as_str().to_lowercase();
    let id = match word.as_str() {
        "critical" | "kritisk" => "critical",
        "moderate" | "moderat" => "b",
        "minimal" => "c",
        other => other,
    };
    Some((id.to_owned(), found.start(), found.end()))
}

/// Marks in characters instead of bytes; of those that overlap, the first alone.
fn in_characters(text: &str, mut marks: Vec<(MarkKind, usize, usize)>) -> Vec<Mark> {
    marks.sort_by_key(|&(what, from, to)| (from, std::cmp::Reverse(to), what));
    let mut ends = 0;
    // A number or time inside the title is the finer find.
    let finer: Vec<_> = marks.iter().filter(|mark| mark.0 != MarkKind::Title).copied().collect();
    marks.retain(|&(what, from, to)| {
        what != MarkKind::Title || !finer.iter().any(|&(_, start, end)| start < to && end > from)
    });
    marks.retain(|&(_, from, to)| {
        let fits = from >= ends;
        ends = ends.max(to);
        fits
    });
    let (mut bytes, mut characters) = (0, 0);
    let mut place = |at: usize| {
        characters += text.get(bytes..at).map_or(0, |part| part.chars().count());
        bytes = at;
        u32::try_from(characters).unwrap_or(u32::MAX)
    };
    marks.into_iter().map(|(what, from, to)| Mark { what, from: place(from), to: place(to) }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_compiles() {
        for pattern in [
            &super::NUMBER,
            &super::CASE_WORD,
            &super::SUBJECT,
            &super::TITLE,
            &super::SEVERITY,
            &super::CHANGED,
            &super::TITLE_CELL,
            &super::REPLY,
            &super::IN_TITLE,
        ] {
            assert!(pattern.is_some());
        }
    }
}
