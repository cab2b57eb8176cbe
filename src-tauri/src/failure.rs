//! What the window is told when a command fails.

use serde::Serialize;
use support_policy::{PolicyError, Text, text};
use support_register::{ImportError, MailError, RegisterError};

/// A failed command: a stable code, the field it is about, and what to do, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct CommandError {
    /// Stable, kebab-case.
    pub code: String,
    /// The field of the form that is wrong.
    pub field: Option<String>,
    /// What is wrong and what to do.
    pub message: Text,
}

impl CommandError {
    /// The built-in edition cannot be read.
    pub(crate) fn edition() -> Self {
        Self::of(
            "edition-damaged",
            text!(
                "The edition of the support policy is damaged. Install Support Atlas again.",
                "Utgaven av støttereglene er skadet. Installer Support Atlas på nytt."
            ),
        )
    }

    /// The clipboard cannot be reached.
    pub(crate) fn clipboard() -> Self {
        Self::of(
            "clipboard",
            text!(
                "The clipboard could not be reached. Try again, or reveal the value and type it.",
                "Utklippstavlen kunne ikke nås. Prøv igjen, eller vis verdien og skriv den inn."
            ),
        )
    }

    /// The window of a revealed secret cannot be opened, or has nothing to show any more.
    pub(crate) fn reveal() -> Self {
        Self::of(
            "reveal",
            text!(
                "There is nothing to show any more. Reveal it again.",
                "Det er ikke noe å vise lenger. Vis det på nytt."
            ),
        )
    }

    /// More than any form can hold.
    pub(crate) fn oversize() -> Self {
        Self::of(
            "too-large",
            text!(
                "That is more than this can take: at most 8 MB at once. Use a shorter text, or a file where one can be chosen.",
                "Det er mer enn dette kan ta imot: høyst 8 MB om gangen. Bruk en kortere tekst, eller en fil der en kan velges."
            ),
        )
    }

    /// The command came to a stop by itself.
    pub(crate) fn stopped() -> Self {
        Self::of(
            "stopped",
            text!(
                "The program stumbled; nothing was changed. Try again.",
                "Programmet snublet; ingenting ble endret. Prøv igjen."
            ),
        )
    }

    /// A file the system would run, or cannot show.
    pub(crate) fn not_opened(path: &std::path::Path) -> Self {
        let path = path.display();
        Self {
            code: "attachment-not-opened".to_owned(),
            field: None,
            message: text!(
                "This kind of file is not opened from here, because the system would run it. It lies at {path}.",
                "Denne typen fil åpnes ikke herfra, fordi systemet ville kjøre den. Den ligger i {path}.",
                path
            ),
        }
    }

    /// The system does not let the program be started at login, or be kept from it.
    pub(crate) fn start_at_login() -> Self {
        Self::of(
            "start-at-login",
            text!(
                "The system did not accept this. Add or remove Support Atlas in its own list of programs that start at login.",
                "Systemet godtok ikke dette. Legg til eller fjern Support Atlas i systemets egen liste over programmer som starter ved innlogging."
            ),
        )
    }

    /// The page cannot be printed.
    pub(crate) fn print() -> Self {
        Self::of(
            "print",
            text!(
                "The page could not be printed. Check that a printer, or printing to a file, is set up.",
                "Siden kunne ikke skrives ut. Kontroller at en skriver, eller utskrift til fil, er satt opp."
            ),
        )
    }

    /// A topic that does not exist.
    pub(crate) fn topic() -> Self {
        Self::of("unknown-topic", text!("There is no such topic.", "Temaet finnes ikke."))
    }

    /// A place that is no file on this computer, or none was chosen.
    pub(crate) fn not_a_path() -> Self {
        Self::of(
            "not-a-file",
            text!(
                "No file was chosen, or one that is not on this computer. Choose another place.",
                "Ingen fil er valgt, eller den ligger ikke på denne maskinen. Velg et annet sted."
            ),
        )
    }

    /// A passphrase of nothing.
    pub(crate) fn empty_passphrase() -> Self {
        Self::about("passphrase", "empty-passphrase", text!("Enter a passphrase.", "Skriv inn en passordfrase."))
    }

    /// A passphrase that is too long.
    pub(crate) fn long_passphrase() -> Self {
        Self::about(
            "passphrase",
            "too-long",
            text!("A passphrase has at most 1,024 characters.", "En passordfrase har høyst 1024 tegn."),
        )
    }

    /// A recovery key with a wrong or missing letter.
    pub(crate) fn recovery_key() -> Self {
        Self::about(
            "recovery",
            "not-a-recovery-key",
            text!(
                "A letter is wrong or missing. The recovery key has 14 groups of four letters and digits.",
                "Et tegn er galt eller mangler. Gjenopprettingsnøkkelen har 14 grupper på fire bokstaver og sifre."
            ),
        )
    }

    fn about(field: &str, code: &str, message: Text) -> Self {
        Self { field: Some(field.to_owned()), ..Self::of(code, message) }
    }

    fn of(code: &str, message: Text) -> Self {
        Self { code: code.to_owned(), field: None, message }
    }
}

impl From<RegisterError> for CommandError {
    fn from(error: RegisterError) -> Self {
        Self { code: error.code().to_owned(), field: error.field().map(str::to_owned), message: error.message() }
    }
}

impl From<MailError> for CommandError {
    fn from(error: MailError) -> Self {
        Self { code: error.code().to_owned(), field: Some("mail".to_owned()), message: error.message() }
    }
}

impl From<PolicyError> for CommandError {
    fn from(error: PolicyError) -> Self {
        Self { code: error.code().to_owned(), field: Some(error.field().to_owned()), message: error.message() }
    }
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Register(error) => error.into(),
            error => Self { code: error.code().to_owned(), field: None, message: error.message() },
        }
    }
}
