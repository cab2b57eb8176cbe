//! Requests by the page, and how many there are: what the screens show of a register of any size.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::field::Micros;
use crate::record::Record;
use crate::request::{Request, RequestState};
use crate::requests::Requests;

/// Which requests a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequestFilter {
    /// Only those in one state; `None`: all.
    pub state: Option<RequestState>,
    /// How many to pass over.
    pub offset: u32,
    /// How many to give at most.
    pub limit: u32,
}

/// How many requests there are, removed ones left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequestCounts {
    /// All.
    pub all: u32,
    /// Waiting for the first response, in time.
    pub open: u32,
    /// Waiting for the first response past its deadline.
    pub overdue: u32,
    /// Answered, not closed.
    pub answered: u32,
    /// Closed.
    pub closed: u32,
}

impl Requests<'_> {
    /// A page, and how many there are on all pages. Open and overdue: earliest due first, those without a
    /// deadline last; all others: newest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn page(&self, filter: RequestFilter, now: DateTime<Utc>) -> Result<(Vec<Request>, u32)> {
        let list = List::of(filter.state);
        self.register.read(|connection| {
            let total = list.count(connection, now)?;
            let sql = format!(
                "SELECT {} FROM request WHERE {} ORDER BY {} LIMIT ?2 OFFSET ?3",
                Request::COLUMNS,
                list.condition,
                list.order
            );
            let requests = connection
                .prepare_cached(&sql)?
                .query_map(params![Micros(now), filter.limit, filter.offset], Request::read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok((requests, total))
        })
    }

    /// How many requests there are in each state at `now`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn counts(&self, now: DateTime<Utc>) -> Result<RequestCounts> {
        self.register.read(|connection| {
            let count = |state| List::of(Some(state)).count(connection, now);
            let open = count(RequestState::Open)?;
            let overdue = count(RequestState::Overdue)?;
            let answered = count(RequestState::Answered)?;
            let closed = count(RequestState::Closed)?;
            Ok(RequestCounts { all: open + overdue + answered + closed, open, overdue, answered, closed })
        })
    }

    /// The requests that wait for a first response due before `at`, overdue ones included; earliest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn due_before(&self, at: DateTime<Utc>) -> Result<Vec<Request>> {
        let sql = format!(
            "SELECT {} FROM request WHERE {WAITING} AND due_at < ?1 ORDER BY due_at, filed_at, id",
            Request::COLUMNS
        );
        self.register.read(|connection| {
            let requests = connection
                .prepare_cached(&sql)?
                .query_map([Micros(at)], Request::read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(requests)
        })
    }
}

const WAITING: &str = "removed_at IS NULL AND closed_at IS NULL AND responded_at IS NULL";
const NEWEST: &str = "filed_at DESC, id DESC";
/// Those without a deadline are sorted behind all others; the index is read in its own order.
const EARLIEST: &str = "due_at NULLS LAST, filed_at, id";

/// A list in the words of its index. `?1` is always `now`, so that all lists take the same parameters.
struct List {
    condition: String,
    order: &'static str,
}

impl List {
    fn of(state: Option<RequestState>) -> Self {
        let (condition, order) = match state {
            None => ("removed_at IS NULL".to_owned(), NEWEST),
            Some(RequestState::Open) => (format!("{WAITING} AND (due_at IS NULL OR due_at > ?1)"), EARLIEST),
            Some(RequestState::Overdue) => (format!("{WAITING} AND due_at <= ?1"), "due_at, filed_at, id"),
            Some(RequestState::Answered) => {
                ("removed_at IS NULL AND closed_at IS NULL AND responded_at IS NOT NULL".to_owned(), NEWEST)
            }
            Some(RequestState::Closed) => ("removed_at IS NULL AND closed_at IS NOT NULL".to_owned(), NEWEST),
        };
        Self { condition: format!("{condition} AND ?1 IS NOT NULL"), order }
    }

    fn count(&self, connection: &Connection, now: DateTime<Utc>) -> Result<u32> {
        let sql = format!("SELECT count(*) FROM request WHERE {}", self.condition);
        Ok(connection.prepare_cached(&sql)?.query_row([Micros(now)], |row| row.get(0))?)
    }
}
