//! `cargo xtask register`: a register as a large partner has it, to try things with.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::command::{cargo, run};
use crate::failure::Failure;

/// How much a register holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Requests.
    pub(crate) requests: u32,
    /// Tenants, with people, delegations, contracts and plans to match.
    pub(crate) tenants: u32,
}

/// Makes a register in a folder that holds none: the same one for the same size, seed and instant.
pub(crate) fn make(size: Size, seed: u64, at: Option<&str>, folder: &Path) -> Result<(), Failure> {
    if folder.join("register.sqlite").exists() {
        let folder = folder.display();
        return Err(Failure::Unmet(format!("{folder} holds a register already. Name another folder, or delete it.")));
    }
    // The example is started in the repository's top folder; what was typed is relative to where that was.
    let folder = std::path::absolute(folder).map_err(Failure::file(folder))?;
    let at = at.map_or_else(now, str::to_owned);
    run(cargo()
        .args(["run", "--release", "--package", "support-register", "--example", "make_register", "--"])
        .args([size.requests.to_string(), size.tenants.to_string(), seed.to_string(), at])
        .arg(folder))
}

/// The present as RFC 3339, to the second.
pub(crate) fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| past.as_secs());
    let (year, month, day) = date_of(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The date of a day counted from 1970.
fn date_of(mut days: u64) -> (u64, u64, u64) {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn a_day_has_its_date() {
        assert_eq!(date_of(0), (1970, 1, 1));
        assert_eq!(date_of(789), (1972, 2, 29));
        assert_eq!(date_of(11_016), (2000, 2, 29));
        assert_eq!(date_of(20_779), (2026, 11, 22));
        assert_eq!(date_of(20_818), (2026, 12, 31));
    }
}
