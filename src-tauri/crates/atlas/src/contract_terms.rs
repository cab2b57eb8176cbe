//! Reading the flags of what a contract carries itself.

use crate::failure::Failure;
use crate::flags::TermFlags;
use crate::input;
use crate::tenants::cleared_or;
use support_policy::edition::Clock;
use support_policy::text;
use support_register::{ContractTerms, Incidents, OwnResponse, Package};

/// The terms as the flags change them; none where no flag is given. An empty value clears.
pub(crate) fn changed(before: ContractTerms, flags: TermFlags) -> Result<Option<ContractTerms>, Failure> {
    let TermFlags { account_manager, package, incidents, response_time } = flags;
    if account_manager.is_none() && package.is_none() && incidents.is_none() && response_time.is_none() {
        return Ok(None);
    }
    let given = |list: Vec<String>| list.into_iter().filter(|text| !text.trim().is_empty());
    Ok(Some(ContractTerms {
        account_manager: cleared_or(account_manager, before.account_manager),
        packages: match package {
            Some(list) => given(list).map(|text| package_of(&text)).collect::<Result<_, _>>()?,
            None => before.packages,
        },
        incidents: match incidents {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(incidents_of(&text)?),
            None => before.incidents,
        },
        response_times: match response_time {
            Some(list) => given(list).map(|text| response_of(&text)).collect::<Result<_, _>>()?,
            None => before.response_times,
        },
    }))
}

fn package_of(text: &str) -> Result<Package, Failure> {
    let mut parts = text.split(',').map(str::trim);
    let (id, starts, ends) = (parts.next(), parts.next(), parts.next());
    let day = |text: Option<&str>, field| {
        text.filter(|text| !text.is_empty()).map(|text| input::date(text, field)).transpose()
    };
    match (id, parts.next()) {
        (Some(id), None) => {
            Ok(Package { id: id.to_owned(), starts: day(starts, "package")?, ends: day(ends, "package")? })
        }
        _ => Err(malformed("package", "P-1,2026-01-01,2026-12-31")),
    }
}

fn incidents_of(text: &str) -> Result<Incidents, Failure> {
    let numbers: Result<Vec<u32>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    match numbers.as_deref() {
        Ok([total, used, refunded]) => Ok(Incidents { total: *total, used: *used, refunded: *refunded }),
        _ => Err(malformed("incidents", "50,12,2")),
    }
}

fn response_of(text: &str) -> Result<OwnResponse, Failure> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let wrong = || malformed("response_time", "b,PT2H,continuous");
    let [severity, limit, clock] = parts.as_slice() else { return Err(wrong()) };
    let clock = match *clock {
        "continuous" => Clock::Continuous,
        "business-hours" => Clock::BusinessHours,
        _ => return Err(wrong()),
    };
    Ok(OwnResponse { severity: (*severity).to_owned(), limit: (*limit).to_owned(), clock })
}

fn malformed(field: &'static str, example: &str) -> Failure {
    Failure::Input {
        code: "malformed",
        field: Some(field),
        message: text!("Write it as {example}.", "Skriv det som {example}.", example),
    }
}
