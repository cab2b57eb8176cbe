//! `atlas lock`, `unlock`, `protect` and `recovery`: the vault. Passphrases and recovery keys come from standard input, a
//! prompt or a file, never from arguments.

use crate::failure::Failure;
use crate::flags::{ProtectBy, ProtectFlags, UnlockFlags};
use crate::output::{Output, complain, facts};
use crate::session::Session;
use serde_json::json;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal as _};
use std::path::Path;
use support_policy::{Text, text};
use support_register::{Protection, Register, RegisterError, UnlockWay, VaultState};
use support_vault::{Keyring, Passphrase, PassphraseError, RecoveryKey};
use zeroize::Zeroizing;

/// More is no passphrase.
const MOST_INPUT: u64 = 64 * 1024;

pub(crate) fn lock(session: &Session) -> Result<(), Failure> {
    let register = session.register()?;
    register.lock_everywhere(Session::now())?;
    answer(session.output, &register)
}

pub(crate) fn unlock(session: &Session, flags: &UnlockFlags) -> Result<(), Failure> {
    let register = session.register()?;
    let now = Session::now();
    let keyring = Keyring::system();
    if flags.recovery {
        let recovery = recovery_key(session.output)?;
        let lost = matches!(register.unlock(&keyring), Ok(VaultState::KeyMissing));
        register.unlock_with_recovery(&recovery, now)?;
        if lost {
            repair(&register, &keyring)?;
        }
        return answer(session.output, &register);
    }
    match register.unlock_on_purpose(&keyring, now) {
        Ok(VaultState::Unlocked | VaultState::Empty) => {}
        refused => {
            let protection = register.protection()?;
            if !protection.ways.contains(&UnlockWay::Passphrase) {
                return Err(refusal(&register, refused));
            }
            let lost = matches!(refused, Ok(VaultState::KeyMissing));
            register.unlock_with_passphrase(&current_passphrase(session)?, now)?;
            if lost {
                repair(&register, &keyring)?;
            }
        }
    }
    answer(session.output, &register)
}

/// A keyring that opened the register and has lost its entry, or holds that of another one, learns the key again: else the
/// next command would stand before the same closed door.
fn repair(register: &Register, keyring: &Keyring) -> Result<(), Failure> {
    if register.protection()?.ways.contains(&UnlockWay::Keyring) {
        register.protect_with_keyring(keyring, Session::now())?;
    }
    Ok(())
}

pub(crate) fn protect(session: &Session, flags: &ProtectFlags) -> Result<(), Failure> {
    let register = session.register()?;
    let keyring = Keyring::system();
    if flags.recovery {
        register.unlock_with_recovery(&recovery_key(session.output)?, Session::now())?;
    } else {
        // The old passphrase is asked for only where nothing else opens the secrets, and before the new one.
        open(session, &register, &keyring)?;
    }
    match flags.by {
        ProtectBy::Keyring => register.protect_with_keyring(&keyring, Session::now())?,
        ProtectBy::Passphrase => {
            let new = new_passphrase(session.output)?;
            register.protect_with_passphrase(&keyring, &new, Session::now())?;
        }
    }
    answer(session.output, &register)
}

pub(crate) fn new_recovery_key(session: &Session) -> Result<(), Failure> {
    let register = session.register()?;
    let keyring = Keyring::system();
    open(session, &register, &keyring)?;
    let recovery = register.new_recovery_key(&keyring, Session::now())?.to_text();
    let output = session.output;
    output.answer(&json!({ "recovery_key": recovery.as_str() }), || {
        let advice = output.say(
            "Print it or write it down, and put it where your passports are. It is shown this once, opens every secret of \
             this register, and replaces any earlier recovery key.",
            "Skriv den ut eller skriv den ned, og legg den der du har passet. Den vises bare denne ene gangen, åpner alle \
             hemmeligheter i registeret og erstatter en tidligere gjenopprettingsnøkkel.",
        );
        format!("{}\n\n{advice}", recovery.as_str())
    })
}

/// Opens the secrets as far as they are needed: through the keyring, or with the passphrase.
pub(crate) fn open(session: &Session, register: &Register, keyring: &Keyring) -> Result<VaultState, Failure> {
    match register.unlock(keyring)? {
        state @ (VaultState::Unlocked | VaultState::Empty) => Ok(state),
        state => {
            let asked = session.passphrase_file.is_some() || io::stdin().is_terminal();
            if !asked || !register.protection()?.ways.contains(&UnlockWay::Passphrase) {
                return Ok(state);
            }
            register.unlock_with_passphrase(&current_passphrase(session)?, Session::now())?;
            Ok(VaultState::Unlocked)
        }
    }
}

/// A passphrase that is to be made: at a terminal it is asked for twice.
pub(crate) fn new_passphrase(output: Output) -> Result<Passphrase, Failure> {
    let typed = if io::stdin().is_terminal() {
        let first = prompt(output.say("New passphrase", "Ny passordfrase"))?;
        let second = prompt(output.say("The same again", "En gang til"))?;
        if first != second {
            return Err(wrong_input(
                "not-the-same",
                text!("The two passphrases differ. Try again.", "De to passordfrasene er ulike. Prøv igjen."),
            ));
        }
        first
    } else {
        line(io::stdin().lock(), "stdin")?
    };
    let passphrase = passphrase(&typed)?;
    if passphrase.is_weak() {
        let advice = output.say(
            "This passphrase would be guessed soon. Four or more unusual words are better.",
            "Denne passordfrasen er snart gjettet. Fire eller flere uvanlige ord er bedre.",
        );
        complain(&format!("atlas: {advice}"));
    }
    Ok(passphrase)
}

/// The passphrase of a backup that is to be opened.
pub(crate) fn passphrase_of_backup(output: Output) -> Result<Passphrase, Failure> {
    passphrase(&typed_or_piped(output.say("Passphrase of the backup", "Passordfrasen til sikkerhetskopien"))?)
}

/// The register's passphrase: from the file that `--passphrase-file` names, a prompt, or standard input.
fn current_passphrase(session: &Session) -> Result<Passphrase, Failure> {
    let typed = match &session.passphrase_file {
        Some(file) => passphrase_file(file)?,
        None => typed_or_piped(session.output.say("Passphrase", "Passordfrase"))?,
    };
    passphrase(&typed)
}

fn recovery_key(output: Output) -> Result<RecoveryKey, Failure> {
    let typed = typed_or_piped(output.say("Recovery key", "Gjenopprettingsnøkkel"))?;
    RecoveryKey::parse(&typed).ok_or_else(|| Failure::Input {
        code: "not-a-recovery-key",
        field: Some("recovery"),
        message: text!("That is no recovery key: a letter is wrong or missing. It has 14 groups of four letters and digits.", "Det er ingen gjenopprettingsnøkkel: et tegn er galt eller mangler. Den har 14 grupper på fire bokstaver og sifre."),
    })
}

fn typed_or_piped(label: &str) -> Result<Zeroizing<String>, Failure> {
    if io::stdin().is_terminal() { prompt(label) } else { line(io::stdin().lock(), "stdin") }
}

fn prompt(label: &str) -> Result<Zeroizing<String>, Failure> {
    let unreadable =
        |error: io::Error| Failure::File { field: "passphrase", name: "terminal".to_owned(), why: error.kind() };
    rpassword::prompt_password(format!("{label}: ")).map(Zeroizing::new).map_err(unreadable)
}

fn passphrase_file(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |error: io::Error| Failure::File {
        field: "passphrase_file",
        name: file.display().to_string(),
        why: error.kind(),
    };
    line(BufReader::new(File::open(file).map_err(unreadable)?), &file.display().to_string())
}

/// The next line, without its end.
fn line(input: impl BufRead, name: &str) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |error: io::Error| Failure::File { field: "passphrase", name: name.to_owned(), why: error.kind() };
    let mut text = Zeroizing::new(String::with_capacity(1024));
    input.take(MOST_INPUT).read_line(&mut text).map_err(unreadable)?;
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    text.truncate(end);
    Ok(text)
}

fn passphrase(typed: &str) -> Result<Passphrase, Failure> {
    Passphrase::new(typed).map_err(|error| match error {
        PassphraseError::Empty => wrong_input("empty-passphrase", text!("The passphrase is empty. Give it on standard input, or run the command at a terminal to be asked for it.", "Passordfrasen er tom. Gi den på standard inn, eller kjør kommandoen i en terminal for å bli spurt.")),
        PassphraseError::TooLong => wrong_input("too-long", text!("A passphrase has at most 1,024 characters.", "En passordfrase har høyst 1024 tegn.")),
    })
}

fn wrong_input(code: &'static str, message: Text) -> Failure {
    Failure::Input { code, field: Some("passphrase"), message }
}

/// Why it did not open.
fn refusal(register: &Register, refused: support_register::Result<VaultState>) -> Failure {
    let error = match refused {
        Err(error) => error,
        Ok(_) => register.why_locked().unwrap_or(RegisterError::Locked),
    };
    error.into()
}

fn answer(output: Output, register: &Register) -> Result<(), Failure> {
    let protection = register.protection()?;
    output.answer(&protection, || show(output, &protection))
}

fn show(output: Output, protection: &Protection) -> String {
    let state = match protection.state {
        VaultState::Empty => output.say("no secret is kept yet", "ingen hemmeligheter ennå"),
        VaultState::Unlocked => output.say("unlocked", "låst opp"),
        VaultState::Locked => output.say("locked", "låst"),
        VaultState::Waiting => output.say("the system keyring has not answered", "systemets nøkkelring har ikke svart"),
        VaultState::Unavailable => output.say("no system keyring", "ingen systemnøkkelring"),
        VaultState::KeyMissing => {
            output.say("the system keyring does not hold the key", "systemets nøkkelring har ikke nøkkelen")
        }
    };
    let ways: Vec<&str> = protection
        .ways
        .iter()
        .map(|way| match way {
            UnlockWay::Keyring => output.say("system keyring", "systemets nøkkelring"),
            UnlockWay::Passphrase => output.say("passphrase", "passordfrase"),
            UnlockWay::Recovery => output.say("recovery key", "gjenopprettingsnøkkel"),
        })
        .collect();
    let mut text = facts(&[
        (output.say("Secrets", "Hemmeligheter"), state.to_owned()),
        (output.say("Opened by", "Åpnes med"), ways.join(", ")),
    ]);
    if protection.hangs_on_keyring {
        text.push_str(output.say(
            "If the keyring is lost, so are the secrets. Make a recovery key: atlas recovery new",
            "Går nøkkelringen tapt, er hemmelighetene tapt. Lag en gjenopprettingsnøkkel: atlas recovery new",
        ));
    }
    text
}
