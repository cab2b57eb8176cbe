//! What ends a command without an answer, and the exit code it ends with.

use support_policy::edition::Problem;
use support_policy::{PolicyError, Text, text};
use support_register::{FileProblem, ImportError, Reference, RegisterError, reason};

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The question is wrongly put.
    Policy(PolicyError),
    /// The register refused, or cannot be used.
    Register(RegisterError),
    /// A flag or what was read from standard input is wrong.
    Input { code: &'static str, field: Option<&'static str>, message: Text },
    /// A file that a flag names could not be read.
    File { field: &'static str, name: String, why: std::io::ErrorKind },
    /// Standard output could not be written.
    Output { why: std::io::ErrorKind },
    /// An import did not happen.
    Import(ImportError),
    /// A failure that lies in what a flag names.
    About(&'static str, Box<Self>),
    /// Lines of a batch were bad; they have been answered in their place.
    BadLines { count: u64 },
}

impl Failure {
    /// Stable, kebab-case.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Policy(error) => error.code(),
            Self::Register(error) => error.code(),
            Self::Input { code, .. } => code,
            Self::File { .. } => "file",
            Self::Output { .. } => "output",
            Self::Import(error) => error.code(),
            Self::About(_, failure) => failure.code(),
            Self::BadLines { .. } => "bad-lines",
        }
    }

    /// The flag that is wrong, in `snake_case`.
    pub(crate) fn field(&self) -> Option<&str> {
        match self {
            Self::Policy(error) => Some(error.field()),
            Self::Register(error) => error.field(),
            Self::Input { field, .. } => *field,
            Self::File { field, .. } | Self::About(field, _) => Some(field),
            Self::Import(ImportError::Files(_)) => Some("file"),
            Self::Output { .. } | Self::BadLines { .. } | Self::Import(_) => None,
        }
    }

    /// What is wrong and what to do.
    pub(crate) fn message(&self) -> Text {
        match self {
            Self::Policy(error) => error.message(),
            Self::Register(error) => error.message(),
            Self::Input { message, .. } => message.clone(),
            Self::File { name, why: std::io::ErrorKind::AlreadyExists, .. } => text!(
                "{name} exists already, and nothing is overwritten. Choose another name.",
                "{name} finnes allerede, og ingenting overskrives. Velg et annet navn.",
                name
            ),
            Self::File { name, why, .. } => text!(
                "{name} could not be read: {why}. Check the name and the rights.",
                "{name} kunne ikke leses: {why}. Kontroller navnet og rettighetene.",
                name,
                why = reason(*why)
            ),
            Self::Output { why } => text!(
                "The answer could not be written: {why}. Check where the output goes.",
                "Svaret kunne ikke skrives: {why}. Kontroller hvor utdataene går.",
                why = reason(*why)
            ),
            Self::Import(error) => error.message(),
            Self::About(_, failure) => failure.message(),
            Self::BadLines { count } => text!(
                "{count} of the lines could not be answered; each says why in its place.",
                "{count} av linjene kunne ikke besvares; hver sier hvorfor på sin plass.",
                count
            ),
        }
    }

    /// The records that a removal would leave dangling.
    pub(crate) fn used_by(&self) -> Option<&[Reference]> {
        match self {
            Self::Register(RegisterError::InUse { by }) => Some(by),
            _ => None,
        }
    }

    /// What is wrong with an edition's folder.
    pub(crate) fn problems(&self) -> Option<&[Problem]> {
        match self {
            Self::Register(RegisterError::EditionInvalid { problems, .. }) => Some(problems),
            Self::About(_, failure) => failure.problems(),
            _ => None,
        }
    }

    /// The files that could not be imported.
    pub(crate) fn files(&self) -> Option<&[FileProblem]> {
        match self {
            Self::Import(ImportError::Files(files)) => Some(files),
            _ => None,
        }
    }

    /// 2 bad usage or input, 3 no such record, 4 register unusable, 5 credentials locked or no keyring, 1 anything else.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Register(error) => error.exit_code(),
            Self::About(_, failure) => failure.exit_code(),
            Self::Policy(_)
            | Self::Input { .. }
            | Self::BadLines { .. }
            | Self::File { .. }
            | Self::Import(ImportError::Files(_)) => 2,
            Self::Output { .. } | Self::Import(_) => 1,
        }
    }
}

/// Says which flag a failure lies in.
pub(crate) trait AboutFlag<T> {
    /// The same, about `flag`.
    fn about(self, flag: &'static str) -> Result<T, Failure>;
}

impl<T, E: Into<Failure>> AboutFlag<T> for Result<T, E> {
    fn about(self, flag: &'static str) -> Result<T, Failure> {
        self.map_err(|failure| Failure::About(flag, Box::new(failure.into())))
    }
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        Self::Register(error)
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Register(error) => Self::Register(error),
            error => Self::Import(error),
        }
    }
}
