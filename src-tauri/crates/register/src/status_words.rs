//! The statuses that exports give to delegations, access assignments and subscriptions, in words.

use support_policy::{Text, text};

/// What a status means, however it is written; none for one that is not known.
///
/// Graph has other words for the states of a subscription than the admin center: `Warning` is *expired* there, and
/// `Suspended` *disabled*.
pub(crate) fn status_name(status: &str) -> Option<Text> {
    Some(match status.to_ascii_lowercase().as_str() {
        "created" => text!("created", "opprettet"),
        "approvalpending" => text!("waiting for approval", "venter på godkjenning"),
        "approved" => text!("approved", "godkjent"),
        "activating" => text!("being activated", "aktiveres"),
        "active" | "enabled" => text!("active", "aktiv"),
        "expiring" => text!("past its end", "over sluttdatoen"),
        "expired" | "warning" => text!("expired", "utløpt"),
        "terminationrequested" => text!("termination requested", "avslutning er bedt om"),
        "terminating" => text!("being terminated", "avsluttes"),
        "terminated" => text!("terminated", "avsluttet"),
        "suspended" => text!("disabled", "deaktivert"),
        "lockedout" => text!("locked out", "sperret"),
        "pending" => text!("waiting", "venter"),
        "deleting" => text!("being deleted", "slettes"),
        "deleted" => text!("deleted", "slettet"),
        "error" => text!("failed", "mislyktes"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::{ACCESS_STATES, DELEGATION_STATES, SUBSCRIPTION_STATES};

    #[test]
    fn every_status_that_is_known_has_words() {
        for status in [ACCESS_STATES, DELEGATION_STATES, SUBSCRIPTION_STATES].concat() {
            assert!(super::status_name(status).is_some(), "{status}");
        }
        assert_eq!(super::status_name("Somewhere"), None);
    }
}
