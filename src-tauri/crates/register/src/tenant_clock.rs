//! On which clock a time is read that says no zone: the tenant's, where it is known.

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use support_policy::countries;

use crate::tenant::Tenant;
use crate::wall_clock::meant;

impl Tenant {
    /// The zone on whose clock `wall` is read: the one that is kept, or that of the tenant's country where all its clocks
    /// show the same then. `None` where they differ: no zone is assumed.
    pub fn clock_at(&self, wall: NaiveDateTime) -> Option<Tz> {
        if let Some(kept) = self.zone.as_deref().and_then(|zone| zone.parse().ok()) {
            return Some(kept);
        }
        let zones = &countries::country(&self.country).ok()?.zones;
        let first = *zones.first()?;
        zones.iter().all(|zone| meant(wall, *zone) == meant(wall, first)).then_some(first)
    }
}
