//! The monthly statement: what fell or falls due in a month, and which first responses came in time.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use rusqlite::params;
use serde::Serialize;
use support_policy::local_time::{Repeated, instant_of};
use support_policy::money::{Money, per_currency};
use uuid::Uuid;

use crate::due::{DueItem, DueKind};
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::places::places;
use crate::record::{Record, RecordType};
use crate::register::Register;
use crate::request::Request;

/// A statement reads only the requests of its month.
pub(crate) const SCHEMA: &str =
    "CREATE INDEX request_by_deadline ON request (due_at) WHERE removed_at IS NULL AND due_at IS NOT NULL;";

/// A first response that was due in the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StatedResponse {
    /// The request.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Microsoft's case number.
    pub case_number: Option<String>,
    /// The tenant's name.
    pub tenant_name: String,
    /// A severity of the edition.
    pub severity: String,
    /// When it was filed (UTC).
    pub filed_at: DateTime<Utc>,
    /// When the first response was due (UTC).
    pub due_at: DateTime<Utc>,
    /// When it came (UTC).
    pub responded_at: Option<DateTime<Utc>>,
    /// Whether it came in time; `None` while that is open.
    pub met: Option<bool>,
}

/// A month in which support was paid for, waited for and renewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Statement {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// When the statement was made (UTC).
    pub made_at: DateTime<Utc>,
    /// The tenant's name; `None` for all tenants.
    pub tenant_name: Option<String>,
    /// First responses due in the month, the earliest first.
    pub responses: Vec<StatedResponse>,
    /// How many of them came in time.
    pub met: u32,
    /// How many came late, or have not come and are overdue.
    pub missed: u32,
    /// How many are still awaited in time, or were given up before they were due.
    pub open: u32,
    /// Everything else that fell or falls due in the month, the earliest first.
    pub due: Vec<DueItem>,
    /// What the charges of the month add up to, in each currency by itself.
    pub charged: Vec<Money>,
}

impl Register {
    /// The statement of a month (`YYYY-MM`) for one tenant or all, the month as it lies on the wall clock of `local`.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for what is no month from 2000 to 9998; [`RegisterError::NotFound`] for the tenant.
    pub fn statement(&self, month: &str, tenant: Option<Uuid>, local: Tz, now: DateTime<Utc>) -> Result<Statement> {
        let first = month_of(month)?;
        let next = first.checked_add_months(Months::new(1)).ok_or(RegisterError::invalid("month", Flaw::TooLate))?;
        let midnight = |date: NaiveDate| instant_of(date.and_time(NaiveTime::MIN), local, Repeated::Earlier);
        let (from, to) = (midnight(first), midnight(next));
        let places = self.read(places)?;
        let tenant_name = tenant.map(|id| self.tenants().get(id)).transpose()?.map(|tenant| tenant.name);
        let name = |id: Uuid| places.get(&id).map(|place| place.name.clone());
        let responses: Vec<StatedResponse> = self
            .responses_due(from, to)?
            .into_iter()
            .filter(|request| tenant.is_none_or(|id| id == request.tenant))
            .filter_map(|request| {
                Some(StatedResponse {
                    tenant_name: name(request.tenant).unwrap_or_default(),
                    met: request.met(now),
                    due_at: request.due_at?,
                    id: request.id,
                    title: request.title,
                    case_number: request.case_number,
                    severity: request.severity,
                    filed_at: request.filed_at,
                    responded_at: request.responded_at,
                })
            })
            .collect();
        let in_month = |item: &DueItem| match item.date {
            // A day is a day wherever its tenant is.
            Some(date) => first <= date && date < next,
            None => from <= item.at && item.at < to,
        };
        // Whatever its tenant's clock says, a day of the month is over two days after the month is.
        let mut due = self.due(Some(to + TimeDelta::days(2) - now), now)?;
        // Plans tell of months past, too; a link that is missing falls due in no month.
        due.retain(|item| {
            let told_apart = item.subject.record == RecordType::PlanPurchase
                || matches!(item.kind, DueKind::FirstResponse | DueKind::LinkMissing);
            !told_apart && in_month(item)
        });
        due.extend(self.plans_between(&places, first, next, now)?);
        due.retain(|item| tenant_name.is_none() || item.tenant_name == tenant_name);
        due.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.subject.name.cmp(&b.subject.name)));
        let mut charged = per_currency(due.iter().filter_map(|item| item.amount.clone()));
        charged.sort_by(|a, b| a.currency.cmp(&b.currency));
        let count = |met: Option<bool>| {
            u32::try_from(responses.iter().filter(|response| response.met == met).count()).unwrap_or(u32::MAX)
        };
        let (met, missed, open) = (count(Some(true)), count(Some(false)), count(None));
        let last = next.pred_opt().unwrap_or(first);
        Ok(Statement { first, last, made_at: now, tenant_name, met, missed, open, responses, due, charged })
    }

    fn responses_due(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Request>> {
        let sql = format!(
            "SELECT {} FROM request WHERE rowid IN (SELECT rowid FROM request INDEXED BY request_scores
             WHERE removed_at IS NULL AND due_at >= ?1 AND due_at < ?2) ORDER BY due_at, id",
            Request::COLUMNS
        );
        self.read(|connection| {
            let requests = connection
                .prepare_cached(&sql)?
                .query_map(params![Micros(from), Micros(to)], Request::read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(requests)
        })
    }
}

fn month_of(text: &str) -> Result<NaiveDate> {
    let first = (text.len() == 7).then(|| NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()).flatten();
    let first = first.ok_or(RegisterError::invalid("month", Flaw::Malformed))?;
    match first.year() {
        ..2000 => Err(RegisterError::invalid("month", Flaw::TooEarly)),
        2000..9999 => field::date("month", first),
        _ => Err(RegisterError::invalid("month", Flaw::TooLate)),
    }
}
