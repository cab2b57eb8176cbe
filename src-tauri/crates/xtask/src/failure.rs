//! What can go wrong, as sentences that say what to do next.

use std::io;
use std::path::{Path, PathBuf};

/// A task that could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something must be installed and this process may not do it.
    #[error("{what} Run this, then try again:\n\n    {command}\n")]
    Missing {
        /// What is missing, as a sentence.
        what: String,
        /// The one command that installs it.
        command: String,
    },
    /// Something must be installed and no single command does it.
    #[error("{0}")]
    Unmet(String),
    /// A program could not be started at all.
    #[error("`{program}` could not be started: {source}.")]
    Start {
        /// The program's name.
        program: String,
        /// The operating system's reason.
        source: io::Error,
    },
    /// A program ran and reported failure.
    #[error("`{command}` failed ({status}).")]
    Ended {
        /// The whole command line.
        command: String,
        /// How it ended, in the operating system's words.
        status: String,
    },
    /// A file could not be read or written.
    #[error("{}: {source}.", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// A stage of `cargo xtask test` failed.
    #[error("The stage “{name}” failed: {reason} The stages after it were not run.")]
    Stage {
        /// The stage's name.
        name: &'static str,
        /// Its failure, as a sentence.
        reason: String,
    },
    /// The window did not come up.
    #[error("{0}")]
    Window(String),
    /// A package is not as it should be.
    #[error("{0}")]
    Package(String),
    /// A picture could not be read, drawn or written.
    #[error("{}: {reason}.", .path.display())]
    Picture {
        /// The picture.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Failure {
    /// 2 when the user has something to install first, 1 otherwise.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Missing { .. } | Self::Unmet(_) => 2,
            Self::Start { .. }
            | Self::Ended { .. }
            | Self::File { .. }
            | Self::Stage { .. }
            | Self::Window(_)
            | Self::Package(_)
            | Self::Picture { .. } => 1,
        }
    }

    /// Names the file that an input or output error is about.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<'_> {
        move |source| Self::File { path: path.to_owned(), source }
    }
}
