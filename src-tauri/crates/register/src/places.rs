//! Where tenants are, in as few words as lists of any length need.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::Connection;
use uuid::Uuid;

use crate::error::Result;
use crate::field::parsed;
use crate::tenant_facts::zone_of;

/// A tenant's name and clock.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) name: String,
    /// The tenant's own zone, as of [`crate::Tenant::local_zone`].
    pub(crate) zone: Tz,
}

impl Place {
    /// The date on the tenant's calendar.
    pub(crate) fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }
}

/// All tenants' places, those of removed ones too.
pub(crate) type Places = HashMap<Uuid, Place>;

/// Reads the places of all tenants.
pub(crate) fn places(connection: &Connection) -> Result<Places> {
    // Many tenants share a clock.
    let mut zones: HashMap<(Option<String>, String), Tz> = HashMap::new();
    let mut statement = connection.prepare_cached("SELECT id, name, zone, country FROM tenant")?;
    let mut rows = statement.query([])?;
    let mut places = Places::new();
    while let Some(row) = rows.next()? {
        let kept = (row.get(2)?, row.get(3)?);
        let zone = if let Some(zone) = zones.get(&kept) {
            *zone
        } else {
            let zone = zone_of(kept.0.as_deref(), &kept.1);
            *zones.entry(kept).or_insert(zone)
        };
        places.insert(parsed(row, 0)?, Place { name: row.get(1)?, zone });
    }
    Ok(places)
}
