//! Requests by the page, and how many there are: what the screens show of a register of any size.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field::{self, Micros, instant_of};
use crate::record::{self, Record};
use crate::request::{Request, RequestState};
use crate::requests::Requests;
use crate::word::words;

words! {
    /// How a list is sorted.
    RequestSort {
        /// What needs somebody first: overdue, then waiting, both by deadline; then answered and closed, newest first.
        Urgency = "urgency",
        /// The last filed first.
        Newest = "newest",
        /// The first filed first.
        Oldest = "oldest",
        /// By title.
        Title = "title",
    }
}

/// Which requests a page shows. What is not given does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct RequestFilter {
    /// Only those in one state.
    pub state: Option<RequestState>,
    /// Only those of a tenant.
    pub tenant: Option<Uuid>,
    /// Only those about a product.
    pub product: Option<String>,
    /// Only those under a contract.
    pub contract: Option<Uuid>,
    /// Only those of a severity.
    pub severity: Option<String>,
    /// Only those somebody holds; blank for those nobody does.
    pub holder: Option<String>,
    /// Only those with this in their title or case number, upper and lower case alike.
    pub text: Option<String>,
    /// The order; without it, open and overdue by deadline, all others newest first.
    pub sort: Option<RequestSort>,
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

/// A request that waits for its first response, in as few words as a list of what is due needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) tenant: Uuid,
    pub(crate) severity: String,
    pub(crate) due_at: DateTime<Utc>,
}

impl Requests<'_> {
    /// A page, and how many there are on all pages.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn page(&self, filter: &RequestFilter, now: DateTime<Utc>) -> Result<(Vec<Request>, u32)> {
        self.register.read_together(|connection| {
            let mut total = 0;
            let mut rows = Vec::new();
            let mut skip = filter.offset;
            for list in List::all_of(connection, filter, now)? {
                let left = filter.limit.saturating_sub(len(&rows));
                let count = if filter.selects() {
                    let found = list.rows(connection)?;
                    rows.extend(found.iter().skip(skip as usize).take(left as usize));
                    len(&found)
                } else {
                    let count = list.count(connection)?;
                    if skip < count && left > 0 {
                        rows.extend(list.part(connection, left, skip)?);
                    }
                    count
                };
                total += count;
                skip = skip.saturating_sub(count);
            }
            Ok((requests(connection, &rows)?, total))
        })
    }

    /// The ids of all that a filter finds, in no order: what *select all* means.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn ids(&self, filter: &RequestFilter, most: usize, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
        let filter = RequestFilter { sort: Some(RequestSort::Newest), ..filter.clone() };
        self.register.read_together(|connection| {
            let mut ids = Vec::new();
            for list in List::all_of(connection, &filter, now)? {
                let sql = format!("SELECT id FROM request {} WHERE {} LIMIT {most}", list.index, list.condition);
                let found = connection
                    .prepare_cached(&sql)?
                    .query_map(params_from_iter(&list.values), |row| field::id_of(row, "id"))?
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                ids.extend(found);
            }
            Ok(ids)
        })
    }

    /// How many requests there are in each state at `now`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn counts(&self, now: DateTime<Utc>) -> Result<RequestCounts> {
        self.register.read_together(|connection| {
            let count = |state| List::of(state, &RequestFilter::default(), now).count(connection);
            let open = count(RequestState::Open)?;
            let overdue = count(RequestState::Overdue)?;
            let answered = count(RequestState::Answered)?;
            let closed = count(RequestState::Closed)?;
            Ok(RequestCounts { all: open + overdue + answered + closed, open, overdue, answered, closed })
        })
    }

    /// The requests that wait for a first response due before `at`, overdue ones included; earliest first. Those whose
    /// clock was stopped in time are left out.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn due_before(&self, at: DateTime<Utc>) -> Result<Vec<Request>> {
        let sql = format!(
            "SELECT {} FROM request INDEXED BY request_due WHERE {WAITING} AND due_at < ?1 AND NOT {STOPPED}
             ORDER BY due_at, filed_at, id",
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

    /// As [`Requests::due_before`], no more than `most`, without what such a list does not show.
    pub(crate) fn waiting_before(self, at: DateTime<Utc>, most: usize) -> Result<Vec<Waiting>> {
        let sql = format!(
            "SELECT id, title, tenant, severity, due_at FROM request INDEXED BY request_due
             WHERE {WAITING} AND due_at < ?1 AND NOT {STOPPED} ORDER BY due_at, filed_at, id LIMIT ?2"
        );
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Waiting {
                id: field::id_of(row, "id")?,
                title: row.get("title")?,
                tenant: field::id_of(row, "tenant")?,
                severity: row.get("severity")?,
                due_at: instant_of(row, "due_at")?,
            })
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.register.read(|connection| {
            let waiting = connection
                .prepare_cached(&sql)?
                .query_map(rusqlite::params![Micros(at), most], read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(waiting)
        })
    }
}

const WAITING: &str = "removed_at IS NULL AND closed_at IS NULL AND responded_at IS NULL";
/// The clock stands, and was stopped before the deadline.
const STOPPED: &str = "(paused_at IS NOT NULL AND due_at IS NOT NULL AND paused_at < due_at)";
const NEWEST: &str = "filed_at DESC, id DESC";
/// Those without a deadline are sorted behind all others; the index is read in its own order.
const EARLIEST: &str = "due_at NULLS LAST, filed_at, id";

/// Of those that fewer requests than this belong to, all are looked at one by one; of others the list's own index is read.
const FEW: u32 = 2_000;

/// A list in the words of its index.
struct List {
    index: &'static str,
    condition: String,
    values: Vec<Value>,
    order: &'static str,
    /// Answered and closed ones together, the answered first.
    split: bool,
}

impl List {
    /// The lists that follow each other on the pages of a filter.
    fn all_of(connection: &Connection, filter: &RequestFilter, now: DateTime<Utc>) -> Result<Vec<Self>> {
        use RequestState::{Answered, Closed, Open, Overdue};
        let of = |state| Self::of(state, filter, now);
        let mut lists = match (filter.sort, filter.state) {
            (None | Some(RequestSort::Urgency), Some(state)) => vec![of(state)],
            (Some(RequestSort::Urgency), None) if filter.selects() => {
                vec![of(Overdue), of(Open), Self::answered_or_closed(filter)]
            }
            (Some(RequestSort::Urgency), None) => [Overdue, Open, Answered, Closed].map(of).into(),
            (sort, state) => {
                let order = match sort {
                    Some(RequestSort::Oldest) => "filed_at, id",
                    Some(RequestSort::Title) => "folded, id",
                    _ => NEWEST,
                };
                let mut list = state.map_or_else(|| Self::everything(filter), of);
                list.order = order;
                if sort == Some(RequestSort::Title) && !matches!(state, Some(Open | Overdue)) {
                    list.index = "INDEXED BY request_titles";
                }
                vec![list]
            }
        };
        if let Some(index) = few(connection, filter)? {
            for list in &mut lists {
                list.index = index;
            }
        }
        Ok(lists)
    }

    fn of(state: RequestState, filter: &RequestFilter, now: DateTime<Utc>) -> Self {
        let now = Value::Integer(now.timestamp_micros());
        let selects = filter.selects();
        let (index, condition, values, order) = match state {
            RequestState::Open => (
                "INDEXED BY request_due",
                format!("{WAITING} AND (due_at IS NULL OR due_at > ?1 OR {STOPPED})"),
                vec![now],
                EARLIEST,
            ),
            RequestState::Overdue => (
                "INDEXED BY request_due",
                format!("{WAITING} AND due_at <= ?1 AND NOT {STOPPED}"),
                vec![now],
                "due_at, filed_at, id",
            ),
            RequestState::Answered => (
                if selects { "INDEXED BY request_list" } else { "INDEXED BY request_answered" },
                "removed_at IS NULL AND closed_at IS NULL AND responded_at IS NOT NULL".to_owned(),
                Vec::new(),
                NEWEST,
            ),
            RequestState::Closed => (
                if selects { "INDEXED BY request_list" } else { "INDEXED BY request_closed" },
                "removed_at IS NULL AND closed_at IS NOT NULL".to_owned(),
                Vec::new(),
                NEWEST,
            ),
        };
        Self { index, condition, values, order, split: false }.narrowed(filter)
    }

    fn everything(filter: &RequestFilter) -> Self {
        let condition = "removed_at IS NULL".to_owned();
        let index = "INDEXED BY request_list";
        Self { index, condition, values: Vec::new(), order: NEWEST, split: false }.narrowed(filter)
    }

    fn answered_or_closed(filter: &RequestFilter) -> Self {
        let mut list = Self::everything(filter);
        list.and("(closed_at IS NOT NULL OR responded_at IS NOT NULL)");
        list.split = true;
        list
    }

    fn narrowed(mut self, filter: &RequestFilter) -> Self {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string());
        let equal = [
            ("tenant", id(filter.tenant)),
            ("product", filter.product.clone()),
            ("contract", id(filter.contract)),
            ("severity", filter.severity.clone()),
            ("holder", filter.holder.clone()),
        ];
        for (column, value) in equal {
            match value {
                None => {}
                Some(blank) if blank.is_empty() => self.and(&format!("{column} IS NULL")),
                Some(value) => {
                    self.values.push(Value::Text(value));
                    self.and(&format!("{column} = ?{}", self.values.len()));
                }
            }
        }
        if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            self.values.push(Value::Text(record::fold(text)));
            self.values.push(Value::Text(text.to_ascii_uppercase()));
            let last = self.values.len();
            self.and(&format!("(instr(folded, ?{}) > 0 OR instr(case_number, ?{last}) > 0)", last - 1));
        }
        self
    }

    fn and(&mut self, condition: &str) {
        self.condition.push_str(" AND ");
        self.condition.push_str(condition);
    }

    fn count(&self, connection: &Connection) -> Result<u32> {
        // What waits, was answered and was closed stand in small indexes of their own.
        if self.condition == "removed_at IS NULL" {
            let all = format!(
                "SELECT (SELECT count(*) FROM request INDEXED BY request_due WHERE {WAITING})
                 + (SELECT count(*) FROM request INDEXED BY request_answered
                    WHERE removed_at IS NULL AND closed_at IS NULL AND responded_at IS NOT NULL)
                 + (SELECT count(*) FROM request INDEXED BY request_closed
                    WHERE removed_at IS NULL AND closed_at IS NOT NULL)"
            );
            return Ok(connection.prepare_cached(&all)?.query_row([], |row| row.get(0))?);
        }
        let sql = format!("SELECT count(*) FROM request {} WHERE {}", self.index, self.condition);
        Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(&self.values), |row| row.get(0))?)
    }

    /// The rows of a part, found in the index alone.
    fn part(&self, connection: &Connection, limit: u32, offset: u32) -> Result<Vec<i64>> {
        let Self { index, condition, order, .. } = self;
        let sql = format!(
            "SELECT rowid FROM request {index} WHERE {condition} ORDER BY {order} LIMIT {limit} OFFSET {offset}"
        );
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(&self.values), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// All rows, found in the index alone: to know how many there are, each has to be looked at anyway.
    fn rows(&self, connection: &Connection) -> Result<Vec<i64>> {
        let Self { index, condition, order, .. } = self;
        let closed = if self.split { "closed_at IS NOT NULL" } else { "0" };
        let sql = format!("SELECT rowid, {closed} FROM request {index} WHERE {condition} ORDER BY {order}");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&self.values))?;
        let (mut first, mut last) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            if row.get(1)? { &mut last } else { &mut first }.push(row.get(0)?);
        }
        first.append(&mut last);
        Ok(first)
    }
}

/// The requests in these rows, in their order.
fn requests(connection: &Connection, rows: &[i64]) -> Result<Vec<Request>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {} FROM request WHERE rowid = ?1", Request::COLUMNS))?;
    let requests = rows.iter().map(|row| statement.query_row([row], Request::read));
    Ok(requests.collect::<rusqlite::Result<_>>()?)
}

/// The index of a tenant, a contract or a holder that only a few requests belong to.
fn few(connection: &Connection, filter: &RequestFilter) -> Result<Option<&'static str>> {
    let owners = [
        ("tenant", "INDEXED BY request_by_tenant", filter.tenant.map(|id| id.to_string())),
        ("contract", "INDEXED BY request_by_contract", filter.contract.map(|id| id.to_string())),
        ("holder", "INDEXED BY request_by_holder", filter.holder.clone().filter(|holder| !holder.is_empty())),
    ];
    for (column, index, owner) in owners {
        let Some(owner) = owner else { continue };
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM request {index} WHERE {column} = ?1 AND removed_at IS NULL LIMIT {FEW})"
        );
        let found: u32 = connection.prepare_cached(&sql)?.query_row([owner], |row| row.get(0))?;
        if found < FEW {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn len<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

impl RequestFilter {
    /// Whether it leaves out any but by their state.
    fn selects(&self) -> bool {
        let text = self.text.as_deref().is_some_and(|text| !text.trim().is_empty());
        text || self.tenant.is_some()
            || self.product.is_some()
            || self.contract.is_some()
            || self.severity.is_some()
            || self.holder.is_some()
    }
}
