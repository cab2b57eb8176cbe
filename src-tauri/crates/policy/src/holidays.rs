//! Public holidays: the committed table of all countries, and the lists and calendar files that users bring.

use crate::error::PolicyError;
use crate::language::Language;
use crate::text::Text;
use chrono::NaiveDate;
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime};

/// Made by `holidays/generate.py`; the format is described there.
const TABLE: &str = include_str!("../holidays/public-holidays.txt");

/// A day on which support is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The date, in the zone of the business hours.
    pub date: NaiveDate,
    /// What is celebrated: in English, and in another language where that is the country's own; none for a plain list.
    pub name: Option<Text>,
    /// Whether the date is an estimate, as for holidays that follow the moon.
    pub estimated: bool,
}

/// The holidays that a deadline is counted without (R3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayCalendar {
    /// The country's code, `none`, `list`, or the name of a file.
    pub name: String,
    /// Ascending, one a date.
    pub days: Vec<Holiday>,
    /// The days for which the calendar is known; none where it says nothing about days it does not name.
    pub known: Option<(NaiveDate, NaiveDate)>,
}

impl HolidayCalendar {
    /// No holidays at all.
    pub fn none() -> Self {
        Self { name: "none".to_owned(), days: Vec::new(), known: None }
    }

    /// The public holidays of a country, from the committed table.
    ///
    /// # Errors
    /// [`PolicyError::NoHolidays`] when the table does not have the country.
    pub fn of_country(code: &str) -> Result<Self, PolicyError> {
        let missing = || PolicyError::NoHolidays(code.to_owned());
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(missing());
        }
        let heading = format!("\ncountry {code}\n");
        let start = TABLE.find(&heading).ok_or_else(missing)? + heading.len();
        let block = TABLE.get(start..).unwrap_or_default();
        let block = block.split("\ncountry ").next().unwrap_or_default();
        let (days, known) = parse_block(block, code).ok_or_else(missing)?;
        Ok(Self { name: code.to_owned(), days, known: Some(known) })
    }

    /// A user's own list of dates.
    pub fn of_dates(dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        Self::named("list", dates.into_iter().map(|date| Holiday { date, name: None, estimated: false }).collect())
    }

    /// The all-day events of an iCalendar file; events of several days close each of them.
    ///
    /// # Errors
    /// [`PolicyError::NotACalendar`] when the text cannot be read as iCalendar or holds no event at all;
    /// [`PolicyError::RepeatingHoliday`] for an event that repeats: on which days is not worked out here, and a day left
    /// out would move a deadline.
    pub fn of_ics(name: &str, text: &str) -> Result<Self, PolicyError> {
        let calendar: Calendar = text.parse().map_err(|_: String| PolicyError::NotACalendar)?;
        let mut days = Vec::new();
        for event in calendar.iter().filter_map(|component| component.as_event()) {
            if ["RRULE", "RDATE"]
                .iter()
                .any(|key| event.property_value(key).is_some() || event.multi_properties().contains_key(*key))
            {
                let title = event.get_summary().unwrap_or_default();
                return Err(PolicyError::RepeatingHoliday(
                    title.chars().filter(|c| !c.is_control()).take(60).collect(),
                ));
            }
            let Some(first) = event.get_start().map(|start| date_of(&start)) else { continue };
            // DTEND of an all-day event is the day after the last.
            let end = event.get_end().map_or_else(|| first.succ_opt().unwrap_or(first), |end| date_of(&end));
            let title = event.get_summary().map(Text::same);
            let last = end.pred_opt().unwrap_or(first).max(first);
            days.extend(
                first.iter_days().take_while(|date| *date <= last).take(LONGEST_EVENT_DAYS).map(|date| Holiday {
                    date,
                    name: title.clone(),
                    estimated: false,
                }),
            );
        }
        if days.is_empty() {
            return Err(PolicyError::NotACalendar);
        }
        Ok(Self::named(name, days))
    }

    /// The dates alone, ascending, as the deadline engine takes them.
    pub fn dates(&self) -> Vec<NaiveDate> {
        self.days.iter().map(|holiday| holiday.date).collect()
    }

    /// The last day the calendar says something about.
    pub fn through(&self) -> Option<NaiveDate> {
        self.known.map(|(_, through)| through).or_else(|| self.days.last().map(|last| last.date))
    }

    /// The holiday on `date`, if there is one.
    pub fn on(&self, date: NaiveDate) -> Option<&Holiday> {
        self.days.binary_search_by_key(&date, |holiday| holiday.date).ok().and_then(|index| self.days.get(index))
    }

    fn named(name: &str, mut days: Vec<Holiday>) -> Self {
        days.sort_by_key(|holiday| holiday.date);
        days.dedup_by_key(|holiday| holiday.date);
        Self { name: name.to_owned(), days, known: None }
    }
}

/// A holiday that lasts longer is a mistake in the file, and would fill the table for ever.
const LONGEST_EVENT_DAYS: usize = 366;

/// Where the table comes from, for the window's About: `python-holidays 0.109`.
pub fn table_source() -> &'static str {
    header("source ").unwrap_or("unknown")
}

fn header(key: &str) -> Option<&'static str> {
    TABLE.lines().take(8).find_map(|line| line.strip_prefix(key))
}

fn date_of(when: &DatePerhapsTime) -> NaiveDate {
    match when {
        DatePerhapsTime::Date(date) => *date,
        DatePerhapsTime::DateTime(CalendarDateTime::Utc(at)) => at.date_naive(),
        DatePerhapsTime::DateTime(
            CalendarDateTime::Floating(local) | CalendarDateTime::WithTimezone { date_time: local, .. },
        ) => local.date(),
    }
}

/// The days of a country's block, and the first and last day for which they are known: a year that stands as `-` is
/// not known, a year that stands alone has no holiday. None when no year is known.
fn parse_block(block: &str, country: &str) -> Option<(Vec<Holiday>, (NaiveDate, NaiveDate))> {
    let mut english: Vec<&str> = Vec::new();
    let mut local: Vec<&str> = Vec::new();
    let mut days = Vec::new();
    let mut known: Option<(i32, i32)> = None;
    for line in block.lines() {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (key, key.parse::<i32>()) {
            ("en", _) => english = rest.split('|').collect(),
            ("local", _) => local = rest.split('|').collect(),
            (_, Ok(year)) if rest != "-" => {
                known = match known {
                    Some((first, last)) if last + 1 == year => Some((first, year)),
                    // A gap: what lies before it is of no use for counting on.
                    _ => {
                        days.clear();
                        Some((year, year))
                    }
                };
                days.extend(
                    rest.split(' ')
                        .filter_map(|token| parse_day(year, token, |index| name(country, index, &english, &local))),
                );
            }
            _ => {}
        }
    }
    let (first, last) = known?;
    Some((days, (NaiveDate::from_ymd_opt(first, 1, 1)?, NaiveDate::from_ymd_opt(last, 12, 31)?)))
}

/// A token `MMDD:INDEX`, with `e` for an estimated and `o` for an observed day.
fn parse_day(year: i32, token: &str, name_of: impl Fn(usize) -> Option<Text>) -> Option<Holiday> {
    let (date, name) = token.split_once(':')?;
    let date = NaiveDate::from_ymd_opt(year, date.get(..2)?.parse().ok()?, date.get(2..)?.parse().ok()?)?;
    let index: usize = name.trim_end_matches(['e', 'o']).parse().ok()?;
    Some(Holiday { date, name: Some(name_of(index)?), estimated: name.contains('e') })
}

/// The country's own name of a holiday where that is in the language, else the English one.
fn name(country: &str, index: usize, english: &[&str], local: &[&str]) -> Option<Text> {
    let names = |language: Language| if language.names_holidays_of(country) { local } else { english };
    Text::of_each(|language| names(language).get(index).map(|name| (*name).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::HolidayCalendar;
    use crate::error::PolicyError;
    use chrono::NaiveDate;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_table_knows_norway_in_both_languages() {
        let norway = HolidayCalendar::of_country("NO").expect("Norway");
        let national_day = norway.on(date("2026-05-17")).expect("17 May");
        let name = national_day.name.as_ref().expect("a name");
        assert_eq!((name.en.as_str(), name.nb.as_str()), ("Constitution Day", "Grunnlovsdag"));
        assert!(norway.on(date("2026-04-02")).is_some(), "Maundy Thursday 2026 was on 2 April");
        assert!(norway.on(date("2026-05-18")).is_none());
        assert_eq!(norway.through(), Some(date("2040-12-31")));
    }

    #[test]
    fn every_country_of_the_table_parses_whole() {
        for line in super::TABLE.lines().filter_map(|line| line.strip_prefix("country ")) {
            let calendar = HolidayCalendar::of_country(line).expect("a block");
            let tokens: usize = super::TABLE
                .split("\ncountry ")
                .find(|block| block.starts_with(line))
                .map_or(0, |block| block.lines().skip(3).map(|line| line.matches(':').count()).sum());
            assert_eq!(calendar.days.len(), tokens, "{line}");
            assert!(calendar.days.windows(2).all(|pair| pair[0].date < pair[1].date), "{line} ascends");
        }
    }

    #[test]
    fn a_calendar_says_for_which_years_it_is_known() {
        let through = |code| HolidayCalendar::of_country(code).expect("a calendar").known;
        assert_eq!(through("NO"), Some((date("2015-01-01"), date("2040-12-31"))));
        // The table stops where one of a country's moon tables does, and has nothing before Montserrat's begin.
        assert_eq!(through("IN"), Some((date("2015-01-01"), date("2035-12-31"))));
        assert_eq!(through("MS"), Some((date("2017-01-01"), date("2040-12-31"))));
        // Ukraine's holidays are working days under martial law: known, and none.
        let ukraine = HolidayCalendar::of_country("UA").expect("a calendar");
        assert_eq!(ukraine.through(), Some(date("2040-12-31")));
        assert_eq!(ukraine.on(date("2025-01-01")), None);
    }

    #[test]
    fn unknown_countries_are_refused() {
        for code in ["ZZ", "no", "", "NOR", "N\n"] {
            assert!(HolidayCalendar::of_country(code).is_err(), "{code:?}");
        }
    }

    #[test]
    fn a_calendar_file_closes_each_day_of_its_events() {
        let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
            DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let calendar = HolidayCalendar::of_ics("firm.ics", text).expect("a calendar");
        assert_eq!(calendar.dates(), [date("2026-12-24"), date("2026-12-25"), date("2026-12-26")]);
        assert_eq!(HolidayCalendar::of_ics("firm.ics", "not a calendar"), Err(PolicyError::NotACalendar));
        let repeating = text.replace("SUMMARY", "RRULE:FREQ=YEARLY\r\nSUMMARY");
        let refused = HolidayCalendar::of_ics("firm.ics", &repeating);
        assert_eq!(refused, Err(PolicyError::RepeatingHoliday("Christmas".to_owned())));
    }
}
