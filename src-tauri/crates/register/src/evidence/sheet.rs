//! The evidence as CSV: UTF-8, commas, one request a line, times in UTC, on the tenant's clock and on Microsoft's.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use std::io::{self, Write};
use support_policy::duration;

use super::Evidence;
use crate::request_event::EventKind;

const HEADING: [&str; 35] = [
    "id",
    "case_number",
    "title",
    "tenant",
    "product",
    "plan",
    "contract",
    "severity",
    "concern",
    "holder",
    "filed_at",
    "filed_local",
    "filed_vendor",
    "limit",
    "clock",
    "due_at",
    "due_local",
    "due_vendor",
    "responded_at",
    "responded_local",
    "responded_vendor",
    "counted",
    "met",
    "paused",
    "closed_at",
    "close_reason",
    "region",
    "vendor_zone",
    "local_zone",
    "holidays",
    "topics",
    "readings",
    "edition",
    "promised_severity",
    "sample",
];

pub(super) struct Sheet<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(HEADING)?;
        Ok(Self { writer })
    }

    pub(super) fn line(&mut self, evidence: &Evidence) -> io::Result<()> {
        let Evidence { request, .. } = evidence;
        let zoned = |at: Option<DateTime<Utc>>, zone: Tz| {
            at.map_or_else(String::new, |at| at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, true))
        };
        let three = |at| [zoned(at, Tz::UTC), zoned(at, evidence.local), zoned(at, evidence.vendor)];
        let [filed, filed_local, filed_vendor] = three(Some(request.filed_at));
        let [due, due_local, due_vendor] = three(request.due_at);
        let [responded, responded_local, responded_vendor] = three(request.responded_at);
        let met = evidence.met.map_or("", |met| if met { "yes" } else { "no" });
        let seconds = |seconds: u32| duration::format(TimeDelta::seconds(seconds.into()));
        let plan = request.plan.clone().unwrap_or_default();
        let fields: [String; 35] = [
            request.id.to_string(),
            request.case_number.clone().unwrap_or_default(),
            request.title.clone(),
            evidence.tenant.clone(),
            request.product.clone(),
            plan,
            evidence.contract.clone().unwrap_or_default(),
            request.severity.clone(),
            request.concern.clone().unwrap_or_default(),
            request.holder.clone().unwrap_or_default(),
            filed,
            filed_local,
            filed_vendor,
            evidence.ruled("limit").to_owned(),
            evidence.ruled("clock").to_owned(),
            due,
            due_local,
            due_vendor,
            responded,
            responded_local,
            responded_vendor,
            request.counted.map_or_else(String::new, seconds),
            met.to_owned(),
            pauses(evidence),
            zoned(request.closed_at, Tz::UTC),
            request.close_reason.clone().unwrap_or_default(),
            evidence.ruled("region").to_owned(),
            evidence.ruled("zone").to_owned(),
            evidence.ruled("local_zone").to_owned(),
            evidence.holidays().0.to_owned(),
            evidence.because().join(" "),
            evidence.assumptions().join(" "),
            evidence.ruled("edition").to_owned(),
            evidence.severity.clone().unwrap_or_default(),
            if evidence.sample { "yes".to_owned() } else { String::new() },
        ];
        self.writer.write_record(fields.map(guarded))?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The pauses as intervals of ISO 8601; one that nobody said was over ends with the response or the closing.
fn pauses(evidence: &Evidence) -> String {
    let mut intervals: Vec<String> = Vec::new();
    for event in &evidence.events {
        let at = event.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let lasting = intervals.last_mut().filter(|interval| interval.ends_with('/') && !interval.starts_with(&at));
        match (event.kind, lasting) {
            (EventKind::Paused, _) => intervals.push(at + "/"),
            (EventKind::Resumed | EventKind::FirstResponse | EventKind::Closed, Some(interval)) => {
                interval.push_str(&at);
            }
            _ => {}
        }
    }
    intervals.join(" ")
}

/// What a spreadsheet would take for a formula begins with an apostrophe, which it shows as text.
fn guarded(field: String) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field }
}
