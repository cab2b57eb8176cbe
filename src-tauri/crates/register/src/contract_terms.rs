//! The terms of a contract that differ from one to the next: account manager, packages, incident counts, and response
//! times of its own (R11).

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use support_policy::duration;
use support_policy::edition::{Clock, Edition};
use support_policy::respond_by::OwnLimit;
use uuid::Uuid;

use crate::contract::{Contract, Contracts};
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::record;

/// Added to the table of contracts.
pub(crate) const SCHEMA: &str = "
ALTER TABLE contract ADD COLUMN account_manager TEXT;
ALTER TABLE contract ADD COLUMN packages TEXT;
ALTER TABLE contract ADD COLUMN incidents TEXT;
ALTER TABLE contract ADD COLUMN response_times TEXT;
";

/// More packages than any agreement has.
const MOST_PACKAGES: usize = 50;
/// More incidents than any contract has.
const MOST_INCIDENTS: u32 = 100_000;

/// Terms of a contract.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ContractTerms {
    /// Who looks after it at Microsoft, up to 200 characters.
    pub account_manager: Option<String>,
    /// Its packages, up to 50.
    pub packages: Vec<Package>,
    /// How many incidents it has, where they are counted.
    pub incidents: Option<Incidents>,
    /// Its own response times, one for each severity at most.
    pub response_times: Vec<OwnResponse>,
}

/// A package of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Package {
    /// The id it has with Microsoft, 1 to 200 characters.
    pub id: String,
    /// First day.
    pub starts: Option<NaiveDate>,
    /// Last day, not before the first.
    pub ends: Option<NaiveDate>,
}

/// The incidents of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Incidents {
    /// How many there are in all, up to 100,000.
    pub total: u32,
    /// How many were used.
    pub used: u32,
    /// How many of those were given back: duplicates, and faults of the product.
    pub refunded: u32,
}

impl Incidents {
    /// How many are left.
    pub fn left(self) -> u32 {
        self.total.saturating_sub(self.used.saturating_sub(self.refunded))
    }
}

/// A response time of the contract's own (R11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OwnResponse {
    /// The severity's id.
    pub severity: String,
    /// The time promised, ISO 8601, above zero.
    pub limit: String,
    /// What counts.
    pub clock: Clock,
}

impl ContractTerms {
    /// The terms with severities that `edition` has.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] for another.
    pub fn known_to(self, edition: &Edition) -> Result<Self> {
        for own in &self.response_times {
            edition.severity(&own.severity)?;
        }
        Ok(self)
    }

    /// The contract's own response time at a severity, where it has one (R11).
    pub fn own_response(&self, severity: &str) -> Option<OwnResponse> {
        self.response_times.iter().find(|own| own.severity == severity).cloned()
    }

    /// From the columns of the contract's row.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            account_manager: row.get("account_manager")?,
            packages: list_of(row, "packages")?,
            incidents: field::parse_of::<serde_json::Value>(row, "incidents")?
                .map(|value| Incidents::deserialize(value).map_err(|_| wrong("incidents")))
                .transpose()?,
            response_times: list_of(row, "response_times")?,
        })
    }

    fn checked(&self) -> Result<Self> {
        if self.packages.len() > MOST_PACKAGES {
            return Err(RegisterError::invalid("packages", Flaw::TooLong));
        }
        let mut severities = BTreeSet::new();
        Ok(Self {
            account_manager: field::optional_text(
                "account_manager",
                self.account_manager.as_deref(),
                field::LONGEST_NAME,
            )?,
            packages: self.packages.iter().map(Package::checked).collect::<Result<_>>()?,
            incidents: self.incidents.map(Incidents::checked).transpose()?,
            response_times: self
                .response_times
                .iter()
                .map(|own| {
                    let severity = field::word("severity", &own.severity)?;
                    if !severities.insert(severity.clone()) {
                        return Err(RegisterError::invalid("response_times", Flaw::Twice));
                    }
                    let limit = duration::format(duration::parse(own.limit.trim(), "limit")?);
                    Ok(OwnResponse { severity, limit, clock: own.clock })
                })
                .collect::<Result<_>>()?,
        })
    }
}

impl OwnResponse {
    /// As the policy reckons with it.
    pub fn limit(&self) -> Option<OwnLimit> {
        let limit = duration::parse(&self.limit, "limit").ok()?;
        Some(OwnLimit { limit, clock: Some(self.clock) })
    }
}

impl Package {
    fn checked(&self) -> Result<Self> {
        let starts = self.starts.map(|date| field::date("package_starts", date)).transpose()?;
        let ends = self.ends.map(|date| field::date("package_ends", date)).transpose()?;
        if starts.zip(ends).is_some_and(|(starts, ends)| ends < starts) {
            return Err(RegisterError::invalid("package_ends", Flaw::BeforeStart));
        }
        Ok(Self { id: field::text("package_id", &self.id, field::LONGEST_NAME)?, starts, ends })
    }
}

impl Incidents {
    fn checked(self) -> Result<Self> {
        if self.total > MOST_INCIDENTS {
            return Err(RegisterError::invalid("incidents_total", Flaw::TooMany));
        }
        if self.refunded > self.used {
            return Err(RegisterError::invalid("incidents_refunded", Flaw::MoreThanUsed));
        }
        if self.used - self.refunded > self.total {
            return Err(RegisterError::invalid("incidents_used", Flaw::MoreThanThereAre));
        }
        Ok(self)
    }
}

impl Contracts<'_> {
    /// Checks terms without storing them, for those who store something else first.
    ///
    /// # Errors
    /// As of [`Contracts::set_terms`].
    pub fn check_terms(&self, terms: &ContractTerms) -> Result<()> {
        terms.checked().map(|_| ())
    }

    /// Changes the terms of a contract to what is said.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`]; [`RegisterError::Invalid`] and [`RegisterError::Policy`] for what cannot be stored.
    pub fn set_terms(&self, id: Uuid, terms: &ContractTerms, now: DateTime<Utc>) -> Result<Contract> {
        let terms = terms.checked()?;
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = record::get::<Contract>(change, id)?;
            store(change, id, &terms, now)?;
            let after = record::get::<Contract>(change, id)?;
            history::changed(change, self.register.actor(), now, Action::Changed, &before, &after)?;
            Ok(after)
        })
    }
}

fn store(change: &Connection, id: Uuid, terms: &ContractTerms, now: DateTime<Utc>) -> Result<()> {
    change.execute(
        "UPDATE contract SET account_manager = ?2, packages = ?3, incidents = ?4, response_times = ?5, changed_at = ?6
         WHERE id = ?1",
        params![
            id.to_string(),
            terms.account_manager,
            text_of(&terms.packages),
            terms.incidents.and_then(|incidents| history::json(&incidents)).map(|value| value.to_string()),
            text_of(&terms.response_times),
            Micros(now),
        ],
    )?;
    Ok(())
}

/// Nothing for an empty list, so that a contract without terms is as it was before there were any.
fn text_of<T: Serialize>(list: &[T]) -> Option<String> {
    if list.is_empty() { None } else { history::json(&list).map(|value| value.to_string()) }
}

fn list_of<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<T>> {
    let value: Option<serde_json::Value> = field::parse_of(row, column)?;
    value.map_or(Ok(Vec::new()), |value| Vec::deserialize(value).map_err(|_| wrong(column)))
}

fn wrong(column: &str) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(0, column.to_owned(), rusqlite::types::Type::Text)
}
