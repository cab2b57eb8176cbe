//! What a build says of itself: the commit it was made from, and that commit's time in place of the clock's.

use std::env;
use std::process::Command;

use crate::command::{answer, command};

/// The time that archives and programs are stamped with, as reproducible builds name it: seconds since 1970.
const TIME: &str = "SOURCE_DATE_EPOCH";
/// The commit, for `atlas --version` and the window's settings.
const COMMIT: &str = "SUPPORT_ATLAS_COMMIT";

/// The commit and the time of everything made from one state of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamping {
    /// `None` outside a git checkout.
    commit: Option<String>,
    time: String,
}

impl Stamping {
    /// Of the commit that is checked out; a time that the environment names comes first.
    pub(crate) fn here() -> Self {
        let git = |arguments: &[&str]| answer(command("git").args(arguments)).filter(|text| !text.is_empty());
        let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_some();
        let commit = git(&["rev-parse", "--short=12", "HEAD"]);
        let commit = commit.map(|commit| if changed { format!("{commit}, changed") } else { commit });
        let time = env::var(TIME).ok().or_else(|| git(&["log", "-1", "--format=%ct"]));
        Self { commit, time: time.unwrap_or_else(|| "0".to_owned()) }
    }

    /// Tells a program of it; nothing else of the environment reaches what is built.
    pub(crate) fn put_on<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env(TIME, &self.time).env_remove("SUPPORT_ATLAS_HOME");
        match &self.commit {
            Some(commit) => command.env(COMMIT, commit),
            None => command.env_remove(COMMIT),
        }
    }
}
