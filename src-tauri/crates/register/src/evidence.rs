//! Evidence for the account manager: requests of a period with their deadlines worked out step by step, as one HTML
//! page that stands by itself, and as CSV. Notes, attachments and promised contacts are the desk's own and are left out.

mod page;
mod picture;
mod sheet;
mod words;

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize as _;
use serde_json::Value;
use support_policy::edition::Edition;
use support_policy::explain::{ResponseClock, Step};
use support_policy::ruling::Basis;
use support_policy::{Language, Text};
use uuid::Uuid;

use crate::deadline_timing::SEVERITY;
use crate::error::{RegisterError, Result};
use crate::register::Register;
use crate::request::Request;
use crate::request_event::{EventKind, RequestEvent};
use crate::sample;
use crate::scorecard::Period;
use crate::watch::{Saving, Watch};

/// What the evidence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceOf {
    /// One request.
    Request(Uuid),
    /// All requests filed in a period.
    Period(Period),
}

/// A page explains no more requests than this; a sheet lists any number.
pub const MOST_EXPLAINED: usize = 2_000;

/// What is said of one request.
struct Evidence {
    request: Request,
    tenant: String,
    contract: Option<String>,
    met: Option<bool>,
    /// The zone in which Microsoft's hours are counted, and the tenant's own.
    vendor: Tz,
    local: Tz,
    events: Vec<RequestEvent>,
    steps: Vec<Step>,
    clock: Option<ResponseClock>,
    /// The severity whose promise is judged, where there is a deadline.
    severity: Option<String>,
    /// What that promise rests on, worked out again; none where the deadline cannot be.
    basis: Option<Basis>,
    /// When the response would be due by what holds now, where that differs.
    would_now_be: Option<DateTime<Utc>>,
    /// Whether it was made up to look around in.
    sample: bool,
}

impl Register {
    /// Writes the page into `out`, in `language`, and says how many requests are on it.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`]; [`RegisterError::Invalid`] (`too-many`) for more requests than a page explains;
    /// [`RegisterError::Cancelled`] when `watch` stops it;
    /// [`RegisterError::Unreachable`] when `out` cannot be written.
    pub fn evidence_page(
        &self,
        edition: &Edition,
        of: EvidenceOf,
        language: Language,
        out: &mut dyn Write,
        watch: &Watch,
        now: DateTime<Utc>,
    ) -> Result<u32> {
        let words = words::Words { edition, language, now };
        let mut all = Vec::new();
        let count = self.each_evidence((edition, of), true, &Saving::new(watch), now, &mut |evidence| {
            all.push(evidence);
            Ok(())
        })?;
        page::write(out, &words, of, &all).map_err(|error| unwritten(&error))?;
        Ok(count)
    }

    /// Writes the same as CSV, one request a line, of any number of them.
    ///
    /// # Errors
    /// As of [`Register::evidence_page`].
    pub fn evidence_sheet(
        &self,
        edition: &Edition,
        of: EvidenceOf,
        out: &mut dyn Write,
        watch: &Watch,
        now: DateTime<Utc>,
    ) -> Result<u32> {
        let mut sheet = sheet::Sheet::new(out).map_err(|error| unwritten(&error))?;
        let count = self.each_evidence((edition, of), false, &Saving::new(watch), now, &mut |evidence| {
            sheet.line(&evidence).map_err(|error| unwritten(&error))
        })?;
        sheet.finish().map_err(|error| unwritten(&error))?;
        Ok(count)
    }

    /// Writes the requests with these ids as CSV, in that order.
    ///
    /// # Errors
    /// As of [`Register::evidence_page`].
    pub fn requests_sheet(&self, ids: &[Uuid], out: &mut dyn Write, watch: &Watch, now: DateTime<Utc>) -> Result<u32> {
        let mut sheet = sheet::Sheet::new(out).map_err(|error| unwritten(&error))?;
        let saving = Saving::new(watch);
        saving.more(ids.len());
        let mut count = 0;
        for id in ids {
            let request = self.requests().get(*id)?;
            sheet.line(&self.evidence_of(None, request, now)?).map_err(|error| unwritten(&error))?;
            count += 1;
            saving.step()?;
        }
        sheet.finish().map_err(|error| unwritten(&error))?;
        Ok(count)
    }

    fn each_evidence(
        &self,
        (edition, of): (&Edition, EvidenceOf),
        explained: bool,
        saving: &Saving<'_>,
        now: DateTime<Utc>,
        take: &mut dyn FnMut(Evidence) -> Result<()>,
    ) -> Result<u32> {
        let most = if explained { MOST_EXPLAINED } else { usize::MAX };
        let edition = explained.then_some(edition);
        match of {
            EvidenceOf::Request(id) => {
                take(self.evidence_of(edition, self.requests().get(id)?, now)?)?;
                Ok(1)
            }
            EvidenceOf::Period(period) => {
                self.each_of(period, most, saving, |request| take(self.evidence_of(edition, request, now)?))
            }
        }
    }

    fn evidence_of(&self, edition: Option<&Edition>, request: Request, now: DateTime<Utc>) -> Result<Evidence> {
        let ruled = |field: &str| {
            let zone = request.deadline.as_ref().and_then(|ruling| ruling.get(field)).and_then(Value::as_str);
            zone.and_then(|zone| zone.parse().ok())
        };
        // The names may belong to records that have been removed since.
        let tenant = self.tenants().get(request.tenant).ok();
        let contract = request.contract.and_then(|id| self.contracts().get(id).ok());
        let own = tenant.as_ref().map_or(Tz::UTC, crate::tenant::Tenant::local_zone);
        let standing = match edition {
            Some(edition) => self.standing(edition, &request)?,
            None => None,
        };
        // What is removed or gone since leaves nothing to compare with.
        let would_now_be = edition.and_then(|edition| self.would_now_be(edition, &request).ok().flatten());
        let stored = request.deadline.as_ref().map(|ruling| promised_at(ruling, &request.severity));
        let (mut clock, mut steps, mut severity, mut basis) = (None, Vec::new(), stored, None);
        if let Some(standing) = standing {
            (clock, steps) = (Some(standing.clock), standing.steps);
            (severity, basis) = (Some(standing.severity), Some(standing.basis));
        }
        let sample = self.read(|connection| sample::is_of_sample(connection, request.id))?;
        let mut events = self.timeline(&request)?;
        events.retain(|event| !matches!(event.kind, EventKind::Note | EventKind::Holder | EventKind::NextContact));
        Ok(Evidence {
            tenant: tenant.map(|tenant| tenant.name).unwrap_or_default(),
            contract: contract.map(|contract| contract.name),
            met: request.met(now),
            vendor: ruled("zone").unwrap_or(own),
            local: ruled("local_zone").unwrap_or(own),
            events,
            steps,
            clock,
            severity,
            basis,
            would_now_be,
            sample,
            request,
        })
    }
}

impl Evidence {
    /// A text of the stored ruling.
    fn ruled(&self, field: &str) -> &str {
        self.request.deadline.as_ref().and_then(|ruling| ruling.get(field)).and_then(Value::as_str).unwrap_or_default()
    }

    /// The topics it rests on.
    fn because(&self) -> Vec<&str> {
        self.basis.as_ref().map_or_else(|| self.listed("because"), |basis| words_of(&basis.because))
    }

    /// The readings it assumes.
    fn assumptions(&self) -> Vec<&str> {
        self.basis.as_ref().map_or_else(|| self.listed("assumptions"), |basis| words_of(&basis.assumptions))
    }

    /// A list of words of the stored ruling.
    fn listed(&self, field: &str) -> Vec<&str> {
        let list = self.request.deadline.as_ref().and_then(|ruling| ruling.get(field)).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// What was assumed about pauses and changes of severity.
    fn assumed(&self) -> Vec<Text> {
        let list = self.request.deadline.as_ref().and_then(|ruling| ruling.get("assumed")).and_then(Value::as_array);
        let text = |value: &Value| Text::deserialize(value).ok();
        list.into_iter().flatten().filter_map(text).collect()
    }

    /// The calendar whose holidays were left out, and the table it came from.
    fn holidays(&self) -> (&str, &str) {
        let inside = |field: &str, name: &str| {
            let value = self.request.deadline.as_ref().and_then(|ruling| ruling.get(field)?.get(name));
            value.and_then(Value::as_str).unwrap_or_default()
        };
        (inside("holidays", "calendar"), inside("inputs", "holiday_table"))
    }
}

fn words_of(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// The severity whose promise a stored ruling is: the request's own unless it says otherwise.
fn promised_at(ruling: &Value, severity: &str) -> String {
    ruling.get(SEVERITY).and_then(Value::as_str).unwrap_or(severity).to_owned()
}

fn unwritten(error: &io::Error) -> RegisterError {
    RegisterError::from_kind(std::path::Path::new("evidence"), error.kind())
}
