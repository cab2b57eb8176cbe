//! What is said of the register's file, its folder and the disk under them.

use std::io::ErrorKind;
use std::path::Path;

use support_policy::{Text, text};

use crate::io_reason::reason;

pub(super) fn missing(path: &Path) -> Text {
    text!(
        "The register {path} is missing or empty, but there was one here. Put the file back, or copy one from the folder “backups” to this name. To start anew, move the whole folder away first.",
        "Registeret {path} mangler eller er tomt, men det har vært et her. Legg filen tilbake, eller kopier en fra mappen «backups» til dette navnet. Vil du begynne på nytt, flytter du hele mappen bort først.",
        path = path.display()
    )
}

pub(super) fn replaced(path: &Path) -> Text {
    text!(
        "The register {path} was removed or replaced by another program while it was open, so nothing was changed. Put the file back, or start Support Atlas again to use what is there now.",
        "Registeret {path} ble fjernet eller byttet ut av et annet program mens det var åpent, så ingenting er endret. Legg filen tilbake, eller start Support Atlas på nytt for å bruke det som ligger der nå.",
        path = path.display()
    )
}

pub(super) fn damaged(path: &Path) -> Text {
    text!(
        "The register {path} is damaged. Keep the file, and copy the newest one from the folder “backups” to this name.",
        "Registeret {path} er skadet. Ta vare på filen, og kopier den nyeste fra mappen «backups» til dette navnet.",
        path = path.display()
    )
}

pub(super) fn newer(path: &Path) -> Text {
    text!(
        "{path} was made by a newer version of Support Atlas. Install that version or a later one; nothing was changed.",
        "{path} er laget av en nyere versjon av Support Atlas. Installer den versjonen eller en nyere; ingenting er endret.",
        path = path.display()
    )
}

pub(super) fn not_a_register(path: &Path) -> Text {
    text!(
        "{path} is not a register of Support Atlas. Move the file away, or choose another folder; nothing was changed.",
        "{path} er ikke et register for Support Atlas. Flytt filen bort, eller velg en annen mappe; ingenting er endret.",
        path = path.display()
    )
}

pub(super) fn not_a_file(path: &Path) -> Text {
    text!(
        "{path} is a link, a folder or a device, not a file. Put the file itself there, or choose another folder.",
        "{path} er en lenke, en mappe eller en enhet, ikke en fil. Legg selve filen der, eller velg en annen mappe.",
        path = path.display()
    )
}

pub(super) fn side_file_damaged(path: &Path) -> Text {
    text!(
        "The file {path} is damaged. Move it away and start again: it is made anew from the register.",
        "Filen {path} er skadet. Flytt den bort og start på nytt: Den lages igjen fra registeret.",
        path = path.display()
    )
}

pub(super) fn side_file_of_another(path: &Path) -> Text {
    text!(
        "The file {path} belongs to another register. Put back the register it belongs to, or move this file away.",
        "Filen {path} hører til et annet register. Legg tilbake registeret den hører til, eller flytt denne filen bort.",
        path = path.display()
    )
}

pub(super) fn read_only(path: &Path) -> Text {
    text!(
        "The register {path} cannot be changed: the file or its folder is write-protected. Give yourself the right to write there and start again.",
        "Registeret {path} kan ikke endres: Filen eller mappen er skrivebeskyttet. Gi deg selv skriverettighet der og start på nytt.",
        path = path.display()
    )
}

pub(super) fn disk_full() -> Text {
    text!(
        "The disk is full, so nothing was saved. Free some space and try again.",
        "Disken er full, så ingenting ble lagret. Frigjør plass og prøv igjen."
    )
}

pub(super) fn busy() -> Text {
    text!(
        "Another program is using the register. Wait a moment and try again.",
        "Et annet program bruker registeret. Vent litt og prøv igjen."
    )
}

pub(super) fn no_home() -> Text {
    text!(
        "The system does not say where application data belongs. Name a folder with --home or SUPPORT_ATLAS_HOME.",
        "Systemet oppgir ikke hvor programdata hører hjemme. Angi en mappe med --home eller SUPPORT_ATLAS_HOME."
    )
}

pub(super) fn unreachable(path: &Path, kind: ErrorKind) -> Text {
    text!(
        "{path} could not be reached ({why}). Check that the folder is there and that the disk works.",
        "Fikk ikke tilgang til {path} ({why}). Kontroller at mappen finnes og at disken virker.",
        path = path.display(),
        why = reason(kind)
    )
}

pub(super) fn storage(code: i32) -> Text {
    text!(
        "The register could not do this (SQLite code {code}); nothing was changed. Run “atlas check”.",
        "Registeret klarte ikke dette (SQLite-kode {code}); ingenting er endret. Kjør «atlas check».",
        code
    )
}
