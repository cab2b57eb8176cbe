//! `respond-by --batch`: JSON Lines in, JSON Lines out, one for one, in the same order, in constant memory.
//!
//! Lines that ask for the same terms share one promise, and a promise that is asked often shares its compiled hours;
//! so a line costs reading, one look-up, two binary searches and writing. Both stores are bounded.

use crate::failure::Failure;
use crate::input;
use crate::output::{error_document, localised};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Write};
use std::path::Path;
use std::sync::Arc;
use support_policy::customer::{Customer, EmeaClock, HolidayChoice};
use support_policy::edition::Edition;
use support_policy::holidays::HolidayCalendar;
use support_policy::hours::TimeOfDay;
use support_policy::respond_by::{ResponsePromise, Terms, promise};
use support_policy::ruling::{Outcome, Ruling};
use support_policy::{Language, PolicyError, Text, countries, duration, text};

/// A line that is longer is answered with an error and passed over.
const LONGEST_LINE: usize = 1024 * 1024;
/// Promises kept; beyond that the store starts anew.
const MOST_PROMISES: usize = 4096;
/// How often a promise is asked before its hours are compiled for all days.
const ASKED_OFTEN: u32 = 16;
/// Promises with compiled hours; each takes under a megabyte.
const MOST_COMPILED: usize = 64;

/// One line of the input: the flags' names in `snake_case`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    plan: Option<Cow<'a, str>>,
    #[serde(borrow)]
    severity: Option<Cow<'a, str>>,
    #[serde(borrow)]
    country: Option<Cow<'a, str>>,
    #[serde(borrow)]
    region: Option<Cow<'a, str>>,
    #[serde(borrow)]
    zone: Option<Cow<'a, str>>,
    #[serde(borrow)]
    filed_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    holidays: Option<&'a RawValue>,
    #[serde(borrow)]
    within: Option<Cow<'a, str>>,
    #[serde(borrow)]
    open: Option<Cow<'a, str>>,
    #[serde(borrow)]
    close: Option<Cow<'a, str>>,
    #[serde(borrow)]
    emea_clock: Option<Cow<'a, str>>,
}

/// Only the id, for the answer to a line that is wrong otherwise.
#[derive(Deserialize)]
struct Identified<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// What has been worked out for one set of terms.
struct Prepared {
    /// The promise, or none where the policy refuses.
    promise: Option<ResponsePromise>,
    /// The rest of the answer as JSON fields without braces: the basis, or refusal and basis.
    rest: String,
    asked: u32,
}

/// Answers every line of `file`; `-` is standard input.
pub(crate) fn respond_by(edition: &'static Edition, language: Language, file: &Path) -> Result<(), Failure> {
    let unreadable =
        |error: io::Error| Failure::File { field: "batch", name: file.display().to_string(), why: error.kind() };
    let unwritable = |error: io::Error| Failure::Output { why: error.kind() };
    let mut input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(BufReader::with_capacity(1 << 16, io::stdin().lock()))
    } else {
        Box::new(BufReader::with_capacity(1 << 16, File::open(file).map_err(unreadable)?))
    };
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut batch = Batch {
        edition,
        language,
        prepared: HashMap::new(),
        calendars: HashMap::new(),
        compiled: 0,
        key: String::new(),
    };
    let mut line = Vec::new();
    let mut answer = Vec::new();
    let mut bad: u64 = 0;
    let mut first = true;
    while read_line(&mut *input, &mut line).map_err(unreadable)? {
        let mut text = line.as_slice();
        if first {
            text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
            first = false;
        }
        answer.clear();
        if let Err(failure) = batch.answer(text, &mut answer) {
            bad += 1;
            answer.clear();
            bad_line(text, &failure, language, &mut answer);
        }
        answer.push(b'\n');
        match output.write_all(&answer) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(unwritable)?,
        }
    }
    output.flush().map_err(unwritable)?;
    if bad > 0 { Err(Failure::BadLines { count: bad }) } else { Ok(()) }
}

/// Reads the next line without its end; of one that is too long only the beginning is kept, which is no JSON.
fn read_line(mut input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    if (&mut input).take(LONGEST_LINE as u64).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() == LONGEST_LINE {
        input.skip_until(b'\n')?;
    }
    Ok(true)
}

fn bad_line(line: &[u8], failure: &Failure, language: Language, answer: &mut Vec<u8>) {
    let id = serde_json::from_slice::<Identified<'_>>(line).ok().and_then(|line| line.id);
    let id = id.filter(|id| readable(id).is_ok()).map_or("null", RawValue::get);
    let message = failure.message();
    let error = error_document(failure.code(), message.in_language(language), failure.field());
    let error = error.get("error").map(ToString::to_string).unwrap_or_default();
    answer.extend_from_slice(format!("{{\"id\":{id},\"error\":{error}}}").as_bytes());
}

struct Batch {
    edition: &'static Edition,
    language: Language,
    prepared: HashMap<String, Prepared>,
    calendars: HashMap<&'static str, Arc<HolidayCalendar>>,
    compiled: usize,
    /// Kept between lines, so that a known set of terms is looked up without allocating.
    key: String,
}

impl Batch {
    fn answer(&mut self, text: &[u8], answer: &mut Vec<u8>) -> Result<(), Failure> {
        let line: Line<'_> = serde_json::from_slice(text).map_err(|error| not_a_line(&error))?;
        if let Some(id) = line.id {
            readable(id).map_err(|error| not_a_line(&error))?;
        }
        let filed_at = line.filed_at.as_deref().ok_or_else(|| missing("filed_at"))?;
        let filed_at = input::instant(filed_at, "filed_at")?;
        self.set_key(&line);
        if !self.prepared.contains_key(&self.key) {
            if self.prepared.len() >= MOST_PROMISES {
                self.prepared.clear();
                self.compiled = 0;
            }
            let prepared = self.prepare(&line)?;
            self.prepared.insert(self.key.clone(), prepared);
        }
        let Some(prepared) = self.prepared.get_mut(&self.key) else { return Ok(()) };
        prepared.asked = prepared.asked.saturating_add(1);
        if prepared.asked == ASKED_OFTEN && self.compiled < MOST_COMPILED {
            prepared.promise = prepared.promise.take().map(compiled).transpose()?;
            self.compiled += 1;
        }

        answer.push(b'{');
        if let Some(id) = line.id {
            answer.extend_from_slice(b"\"id\":");
            answer.extend_from_slice(id.get().as_bytes());
            answer.push(b',');
        }
        if let Some(promise) = &prepared.promise {
            let start = answer.len();
            serde_json::to_writer(&mut *answer, &promise.due(filed_at)?).map_err(|error| not_a_line(&error))?;
            // The deadline's own braces: its fields go on in this object.
            answer.remove(start);
            answer.pop();
            answer.push(b',');
        }
        answer.extend_from_slice(prepared.rest.as_bytes());
        answer.push(b'}');
        Ok(())
    }

    /// All that the promise depends on, unambiguously: JSON strings hold no unit separator unescaped.
    fn set_key(&mut self, line: &Line<'_>) {
        self.key.clear();
        let holidays = line.holidays.map(RawValue::get);
        let texts = [
            &line.plan,
            &line.severity,
            &line.country,
            &line.region,
            &line.zone,
            &line.within,
            &line.open,
            &line.close,
            &line.emea_clock,
        ];
        for part in texts.into_iter().map(Option::as_deref).chain([holidays]) {
            match part {
                Some(part) => {
                    self.key.push('=');
                    for character in part.chars() {
                        if character == '\u{1f}' || character == '\u{1b}' {
                            self.key.push('\u{1b}');
                        }
                        self.key.push(character);
                    }
                }
                None => self.key.push('-'),
            }
            self.key.push('\u{1f}');
        }
    }

    fn prepare(&mut self, line: &Line<'_>) -> Result<Prepared, Failure> {
        let time =
            |text: &Option<Cow<'_, str>>, field| text.as_deref().map(|text| TimeOfDay::parse(text, field)).transpose();
        let customer = Customer {
            country: line.country.as_deref(),
            region: line.region.as_deref(),
            zone: line.zone.as_deref(),
            opens: time(&line.open, "open")?,
            closes: time(&line.close, "close")?,
            emea_clock: line.emea_clock.as_deref().map_or(Ok(EmeaClock::default()), str::parse)?,
        };
        let terms = Terms {
            plan: line.plan.as_deref().ok_or_else(|| missing("plan"))?,
            severity: line.severity.as_deref().ok_or_else(|| missing("severity"))?,
            customer,
            holidays: self.holidays(line)?,
            within: line.within.as_deref().map(|text| duration::parse(text, "within").map(Into::into)).transpose()?,
        };
        let Ruling { outcome, basis } = promise(self.edition, &terms)?;
        let mut rest = String::new();
        let promise = match outcome {
            Outcome::Answered(promise) => Some(promise),
            Outcome::Refused { refusal } => {
                rest = self.fields(&serde_json::json!({ "refusal": refusal }))? + ",";
                None
            }
        };
        rest += &self.fields(&serde_json::to_value(&basis).map_err(|error| not_a_line(&error))?)?;
        Ok(Prepared { promise, rest, asked: 0 })
    }

    /// An object as its fields without braces, the texts in the chosen language.
    fn fields(&self, object: &serde_json::Value) -> Result<String, Failure> {
        let text =
            serde_json::to_string(&localised(object.clone(), self.language)).map_err(|error| not_a_line(&error))?;
        Ok(text.trim_start_matches('{').strip_suffix('}').unwrap_or_default().to_owned())
    }

    fn holidays(&mut self, line: &Line<'_>) -> Result<HolidayChoice, Failure> {
        let choice = match line.holidays.map(RawValue::get) {
            None | Some("null") => HolidayChoice::OfCountry,
            Some(list) if list.starts_with('[') => {
                let dates: Vec<Cow<'_, str>> = serde_json::from_str(list).map_err(|error| not_a_line(&error))?;
                let dates = dates.iter().map(|date| input::date(date, "holidays")).collect::<Result<_, _>>()?;
                HolidayChoice::Dates(dates)
            }
            Some(text) => {
                let text: Cow<'_, str> = serde_json::from_str(text).map_err(|error| not_a_line(&error))?;
                input::holidays(Some(&text))?
            }
        };
        // A country's calendar is read from the table once, however many sets of terms use it.
        let code = match (&choice, &line.country) {
            (HolidayChoice::Of(code), _) => code.as_str(),
            (HolidayChoice::OfCountry, Some(country)) => country,
            _ => return Ok(choice),
        };
        let Ok(code) = countries::country(code).map(|country| country.code) else { return Ok(choice) };
        if let Some(calendar) = self.calendars.get(code) {
            return Ok(HolidayChoice::Calendar(Arc::clone(calendar)));
        }
        let Ok(calendar) = HolidayCalendar::of_country(code) else { return Ok(choice) };
        let calendar = Arc::new(calendar);
        self.calendars.insert(code, Arc::clone(&calendar));
        Ok(HolidayChoice::Calendar(calendar))
    }
}

fn compiled(mut promise: ResponsePromise) -> Result<ResponsePromise, PolicyError> {
    promise.hours = promise.hours.compiled()?;
    Ok(promise)
}

fn missing(field: &'static str) -> Failure {
    Failure::Input { code: "missing", field: Some(field), message: text!("Give {field}.", "Oppgi {field}.", field) }
}

/// Whether whoever reads the answer can read the id that is echoed in it: half a character or a nesting without end would
/// spoil the whole line. A plain text or number is, and needs no second reading.
fn readable(id: &RawValue) -> serde_json::Result<()> {
    let plain = |byte: u8| byte != b'\\' && byte != b'[' && byte != b'{';
    let text = id.get();
    if text.starts_with('"') && text.bytes().all(plain) {
        return Ok(());
    }
    serde_json::from_str::<serde_json::Value>(text).map(drop)
}

/// Where the line is wrong, and how.
fn not_a_line(error: &serde_json::Error) -> Failure {
    let column = error.column();
    let whole = error.to_string();
    let why: String = whole.split(" at line ").next().unwrap_or_default().chars().take(160).collect();
    let name = why.split('`').nth(1).unwrap_or_default();
    let what = if why.starts_with("unknown field") {
        text!("it has no field {name}", "det har ikke noe felt {name}", name)
    } else if why.starts_with("missing field") {
        text!("the field {name} is missing", "feltet {name} mangler", name)
    } else if why.starts_with("duplicate field") {
        text!("the field {name} stands twice", "feltet {name} står to ganger", name)
    } else if error.is_data() {
        text!("a value is not of the right kind", "en verdi er ikke av riktig slag")
    } else {
        text!("it is not JSON", "det er ikke JSON")
    };
    Failure::Input {
        code: "not-a-question",
        field: None,
        message: Text {
            // The reader of JSON says more, in English only.
            en: format!("The line is not a question of this batch, at column {column}: {why}."),
            ..text!(
                "The line is not a question of this batch, at column {column}: {what}. Write one JSON object on each line.",
                "Linjen er ikke et spørsmål i denne kjøringen, i kolonne {column}: {what}. Skriv ett JSON-objekt per linje.",
                column,
                what
            )
        },
    }
}
