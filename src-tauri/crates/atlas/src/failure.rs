//! What ends a command without an answer, and the exit code it ends with.

use support_policy::edition::{Edition, EditionError};
use support_policy::{PolicyError, Text};
use support_register::RegisterError;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The question is wrongly put.
    Policy(PolicyError),
    /// The register refused, or cannot be used.
    Register(RegisterError),
    /// A flag or what was read from standard input is wrong.
    Input { code: &'static str, field: Option<&'static str>, message: Text },
    /// A file could not be read or written.
    File { name: String, why: std::io::ErrorKind },
    /// Lines of a batch were bad; they have been answered in their place.
    BadLines { count: u64 },
    /// The edition is damaged.
    Edition(EditionError),
}

impl Failure {
    /// Stable, kebab-case.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Policy(error) => error.code(),
            Self::Register(error) => error.code(),
            Self::Input { code, .. } => code,
            Self::File { .. } => "file",
            Self::BadLines { .. } => "bad-lines",
            Self::Edition(EditionError::Missing(_)) => "unknown-edition",
            Self::Edition(_) => "edition-damaged",
        }
    }

    /// The flag that is wrong, in `snake_case`.
    pub(crate) fn field(&self) -> Option<&str> {
        match self {
            Self::Policy(error) => Some(error.field()),
            Self::Register(error) => error.field(),
            Self::Input { field, .. } => *field,
            Self::Edition(_) => Some("edition"),
            Self::File { .. } | Self::BadLines { .. } => None,
        }
    }

    /// What is wrong and what to do.
    pub(crate) fn message(&self) -> Text {
        match self {
            Self::Policy(error) => error.message(),
            Self::Register(error) => error.message(),
            Self::Input { message, .. } => message.clone(),
            Self::File { name, why } => Text::new(
                format!("{name} could not be read or written ({why}). Check the name and the rights."),
                format!("{name} kunne ikke leses eller skrives ({why}). Kontroller navnet og rettighetene."),
            ),
            Self::BadLines { count } => Text::new(
                format!("{count} of the lines could not be answered; each says why in its place."),
                format!("{count} av linjene kunne ikke besvares; hver sier hvorfor på sin plass."),
            ),
            Self::Edition(EditionError::Missing(id)) => {
                let known = Edition::built_in_ids().join(", ");
                Text::new(
                    format!("There is no edition “{id}”. Choose one of: {known}."),
                    format!("Det finnes ingen utgave «{id}». Velg en av: {known}."),
                )
            }
            Self::Edition(why) => Text::new(
                format!("The edition is damaged ({why}). Install Support Atlas again."),
                format!("Utgaven er skadet ({why}). Installer Support Atlas på nytt."),
            ),
        }
    }

    /// 2 bad usage or input, 3 no such record, 4 register unusable, 5 credentials locked or no keyring, 1 anything else.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Register(error) => error.exit_code(),
            Self::Policy(_)
            | Self::Input { .. }
            | Self::BadLines { .. }
            | Self::File { .. }
            | Self::Edition(EditionError::Missing(_)) => 2,
            Self::Edition(_) => 1,
        }
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
