//! What is said when the secrets cannot be opened, or were changed.

use support_policy::{Text, text};

use crate::record::Reference;

pub(super) fn no_keyring() -> Text {
    text!(
        "There is no system keyring, so secrets cannot be stored or shown. Start or install one (on Linux: GNOME Keyring or KWallet), log in, and try again. Or protect the secrets with a passphrase: in the window’s settings, or with “atlas protect passphrase”, with --recovery where only the recovery key opens them. Everything else works.",
        "Det finnes ingen systemnøkkelring, så hemmeligheter kan ikke lagres eller vises. Start eller installer en (på Linux: GNOME Keyring eller KWallet), logg inn og prøv igjen. Eller beskytt hemmelighetene med en passordfrase: i innstillingene i vinduet, eller med «atlas protect passphrase», med --recovery der bare gjenopprettingsnøkkelen åpner dem. Alt annet virker."
    )
}

pub(super) fn locked() -> Text {
    text!(
        "The secrets are locked. Unlock them in the window or with “atlas unlock”. If the system keyring is locked, unlock that first.",
        "Hemmelighetene er låst. Lås dem opp i vinduet eller med «atlas unlock». Er systemets nøkkelring låst, må den låses opp først."
    )
}

pub(super) fn passphrase_needed() -> Text {
    text!(
        "The secrets open with the register’s passphrase. Enter it in the window, or run “atlas unlock”; for scripts there is --passphrase-file.",
        "Hemmelighetene åpnes med registerets passordfrase. Skriv den inn i vinduet, eller kjør «atlas unlock»; til skript finnes --passphrase-file."
    )
}

pub(super) fn wrong_recovery_key() -> Text {
    text!(
        "That is not this register’s recovery key. Use the newest one that was printed: each new one replaces the one before.",
        "Det er ikke gjenopprettingsnøkkelen til dette registeret. Bruk den nyeste som er skrevet ut: hver ny erstatter den forrige."
    )
}

pub(super) fn wrong_passphrase() -> Text {
    text!(
        "That is not the passphrase. Try again, or use the recovery key.",
        "Det er ikke passordfrasen. Prøv igjen, eller bruk gjenopprettingsnøkkelen."
    )
}

pub(super) fn too_soon(seconds: u64) -> Text {
    text!(
        "Several wrong passphrases in a row. Try again in {seconds} s.",
        "Flere gale passordfraser på rad. Prøv igjen om {seconds} s.",
        seconds
    )
}

pub(super) fn keyring_waiting() -> Text {
    text!(
        "The system keyring has not answered yet. Look for its prompt, answer it, and try again.",
        "Systemets nøkkelring har ikke svart ennå. Se etter dialogen fra den, svar, og prøv igjen."
    )
}

pub(super) fn keyring_ambiguous(entries: usize) -> Text {
    text!(
        "The system keyring has {entries} entries for this register, and only one can be right. Open your keyring program and delete the entry that Support Atlas did not make.",
        "Systemets nøkkelring har {entries} oppføringer for dette registeret, og bare én kan være riktig. Åpne nøkkelringprogrammet og slett oppføringen som Support Atlas ikke har laget.",
        entries
    )
}

pub(super) fn key_missing() -> Text {
    text!(
        "The register has secrets, but the system keyring does not hold their key. Unlock with the passphrase or the recovery key, or restore a backup; else bring back the keyring that held it (the same user on the same machine). Everything else works.",
        "Registeret har hemmeligheter, men systemets nøkkelring har ikke nøkkelen til dem. Lås opp med passordfrasen eller gjenopprettingsnøkkelen, eller hent tilbake en sikkerhetskopi; ellers må nøkkelringen som hadde den, hentes tilbake (samme bruker på samme maskin). Alt annet virker."
    )
}

pub(super) fn tampered(subject: Option<&Reference>) -> Text {
    let Some(subject) = subject else {
        return text!(
            "A value in the register was changed outside Support Atlas. Run “atlas check” to see which.",
            "En verdi i registeret er endret utenfor Support Atlas. Kjør «atlas check» for å se hvilken."
        );
    };
    text!(
        "The secret of “{subject}” was changed outside Support Atlas and is not shown. Enter it again, or copy a register from the folder “backups”.",
        "Hemmeligheten til «{subject}» er endret utenfor Support Atlas og vises ikke. Skriv den inn på nytt, eller kopier et register fra mappen «backups».",
        subject
    )
}
