//! What falls due of requests after their first response: the contact Microsoft promised, and the end of the time box.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::params;
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::due::{DueItem, DueKind, Window};
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of};
use crate::record::{Record, RecordType, Reference};
use crate::register::Register;
use crate::request::Request;

/// Each holds the few requests that it is about, so that a list of what is due reads no others.
pub(crate) const SCHEMA: &str = "
CREATE INDEX request_next_contact ON request (next_contact_at)
    WHERE next_contact_at IS NOT NULL AND closed_at IS NULL AND removed_at IS NULL;
CREATE INDEX request_boxed ON request (responded_at)
    WHERE concern IS NOT NULL AND responded_at IS NOT NULL AND closed_at IS NULL AND removed_at IS NULL;
";

/// A box that was used up longer ago is no news.
const NEWS: TimeDelta = TimeDelta::days(30);

impl Register {
    pub(crate) fn next_contacts_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        self.read(|connection| {
            let most = i64::try_from(window.most).unwrap_or(i64::MAX);
            let items = connection
                .prepare_cached(
                    "SELECT id, title, tenant, severity, next_contact_at FROM request INDEXED BY request_next_contact
                     WHERE next_contact_at IS NOT NULL AND closed_at IS NULL AND removed_at IS NULL
                     AND next_contact_at < ?1 ORDER BY next_contact_at LIMIT ?2",
                )?
                .query_map(params![Micros(window.until), most], |row| {
                    let subject = Reference {
                        record: RecordType::Request,
                        id: field::id_of(row, "id")?,
                        name: row.get("title")?,
                    };
                    let (at, tenant) = (instant_of(row, "next_contact_at")?, field::id_of(row, "tenant")?);
                    Ok(due(DueKind::NextContact, (at, tenant, row.get("severity")?), window, subject))
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(items)
        })
    }

    /// The boxes of requests that were answered lately and are not closed.
    pub(crate) fn time_boxes_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let since = window.now.checked_sub_signed(NEWS).unwrap_or(window.now);
        let most = i64::try_from(window.most).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT {} FROM request INDEXED BY request_boxed
             WHERE concern IS NOT NULL AND responded_at IS NOT NULL AND closed_at IS NULL AND removed_at IS NULL
             AND responded_at > ?1 ORDER BY responded_at DESC LIMIT ?2",
            Request::COLUMNS
        );
        let requests: Vec<Request> = self.read(|connection| {
            let found = connection
                .prepare_cached(&sql)?
                .query_map(params![Micros(since), most], Request::read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(found)
        })?;
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        let edition = Edition::base().map_err(|_| RegisterError::Storage { code: 0 })?;
        let mut items = Vec::new();
        for request in requests {
            // One whose inputs cannot be read any more says so where it is shown; it is no reason to list nothing.
            let ends_at = self.time_box(edition, &request).ok().flatten().and_then(|time_box| time_box.ends_at);
            if let Some(at) = ends_at.filter(|at| *at < window.until) {
                let subject = request.reference();
                items.push(due(DueKind::TimeBoxEnd, (at, request.tenant, Some(request.severity)), window, subject));
            }
        }
        Ok(items)
    }
}

fn due(
    kind: DueKind,
    (at, tenant, severity): (DateTime<Utc>, Uuid, Option<String>),
    window: &Window,
    subject: Reference,
) -> DueItem {
    DueItem {
        kind,
        at,
        date: None,
        overdue: at <= window.now,
        subject,
        tenant_name: window.name(tenant),
        severity,
        amount: None,
        link: None,
    }
}
