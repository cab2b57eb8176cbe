//! Where this machine is.

use chrono_tz::Tz;

/// The user's time zone: what `TZ` names, as for every other program, else the system's; UTC where neither is known.
pub fn local_zone() -> Tz {
    let named = std::env::var("TZ").ok().and_then(|name| name.trim_start_matches(':').parse().ok());
    named.or_else(|| iana_time_zone::get_timezone().ok()?.parse().ok()).unwrap_or(Tz::UTC)
}
