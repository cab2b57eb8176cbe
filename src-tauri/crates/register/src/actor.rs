//! Who changes something, and through which program.

use serde::{Deserialize, Serialize};

use crate::field;
use crate::word::words;

words! {
    /// Through which program a change was made.
    Through {
        /// The window.
        Window = "window",
        /// The command line.
        Atlas = "atlas",
    }
}

/// Who changes something, as the history will say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The user's name on this machine.
    pub who: String,
    /// The program.
    pub through: Through,
}

impl Actor {
    /// The user whose session this is, working through a program. A scheduled job has no session that names him: there the
    /// system is asked whose account it is.
    pub fn of_session(through: Through) -> Self {
        let named = |name: &&str| std::env::var(name).ok().filter(|who| !who.trim().is_empty());
        let name = ["USER", "LOGNAME", "USERNAME"].iter().find_map(named);
        Self { who: name.or_else(account).unwrap_or_default(), through }
    }

    /// A name that fits a line of the history, whatever the system says the user is called.
    pub(crate) fn tidied(self) -> Self {
        let who = field::text("who", &self.who, field::LONGEST_NAME).unwrap_or_else(|_| NOBODY_KNOWN.to_owned());
        Self { who, ..self }
    }
}

/// Who did it, where the system knows no name for the account.
const NOBODY_KNOWN: &str = "unknown user";

/// The name of the account that the program runs under.
#[cfg(unix)]
fn account() -> Option<String> {
    let user = nix::unistd::User::from_uid(nix::unistd::getuid()).ok().flatten()?;
    Some(user.name)
}

/// Windows names the account in every environment.
#[cfg(not(unix))]
fn account() -> Option<String> {
    None
}
