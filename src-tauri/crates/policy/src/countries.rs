//! Countries: their support region by reading R9, their names, and the time zones in them.

use crate::error::PolicyError;
use crate::text::Text;
use chrono_tz::Tz;
use std::sync::LazyLock;

/// One line a country: `CC|region|English|Norwegian|zones`, made by `countries/generate.py`.
const TABLE: &str = include_str!("../countries/countries.txt");

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| TABLE.lines().filter_map(parse_line).collect());

/// A country of ISO 3166-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case.
    pub code: &'static str,
    /// The support region it belongs to by reading R9.
    pub region: &'static str,
    /// Its name.
    pub name: Text,
    /// The time zones in it, the customary one first.
    pub zones: Vec<Tz>,
}

/// All countries, by code.
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// The country by its two-letter code, in upper or lower case.
///
/// # Errors
/// [`PolicyError::UnknownCountry`].
pub fn country(code: &str) -> Result<&'static Country, PolicyError> {
    COUNTRIES
        .iter()
        .find(|country| country.code.eq_ignore_ascii_case(code))
        .ok_or_else(|| PolicyError::UnknownCountry(code.to_owned()))
}

/// The time zone by its IANA name.
///
/// # Errors
/// [`PolicyError::UnknownZone`].
pub fn zone(name: &str) -> Result<Tz, PolicyError> {
    name.parse().map_err(|_| PolicyError::UnknownZone(name.to_owned()))
}

fn parse_line(line: &'static str) -> Option<Country> {
    let mut parts = line.split('|');
    let mut next = || parts.next();
    let code = next().filter(|code| code.len() == 2)?;
    let region = next()?;
    let name = Text::new(next()?, next()?);
    let zones = next()?.split(' ').filter_map(|zone| zone.parse().ok()).collect();
    Some(Country { code, region, name, zones })
}
