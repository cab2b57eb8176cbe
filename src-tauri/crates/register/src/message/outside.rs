//! What is said of files outside the register: what is written for the administrator, and backups.

use std::path::Path;

use support_policy::{Text, text};

use crate::error::{BackupFault, OutputProblem};

pub(super) fn output(path: &Path, why: OutputProblem) -> Text {
    let path = path.display();
    let said = match why {
        OutputProblem::Exists => text!(
            "is there already. Choose another name, or agree to have it replaced",
            "finnes allerede. Velg et annet navn, eller godta at den erstattes"
        ),
        OutputProblem::InRegister => text!(
            "lies in the register’s own folder. Choose a folder of your own",
            "ligger i registerets egen mappe. Velg en mappe som er din"
        ),
        OutputProblem::NotAFile => {
            text!("is a folder, a link or a device. Choose a file", "er en mappe, en lenke eller en enhet. Velg en fil")
        }
        OutputProblem::NotWritable => text!(
            "cannot be written: the folder is write-protected. Choose another folder",
            "kan ikke skrives: Mappen er skrivebeskyttet. Velg en annen mappe"
        ),
        OutputProblem::DiskFull => text!(
            "was not written: the disk is full. Free some space and try again",
            "ble ikke skrevet: Disken er full. Frigjør plass og prøv igjen"
        ),
        OutputProblem::Unreachable => {
            text!("cannot be reached. Check that the folder is there", "kan ikke nås. Kontroller at mappen finnes")
        }
    };
    Text::each(|language| format!("{path} {}.", said.in_language(language)))
}

pub(super) fn backup(path: &Path, fault: BackupFault) -> Text {
    let path = path.display();
    match fault {
        BackupFault::WrongPassphrase => text!(
            "The passphrase does not open the backup {path}. Use the one it was made with. Nothing was changed.",
            "Passordfrasen åpner ikke sikkerhetskopien {path}. Bruk den som kopien ble laget med. Ingenting er endret.",
            path
        ),
        BackupFault::NotABackup => text!(
            "{path} is no backup made by Support Atlas. Choose another file. Nothing was changed.",
            "{path} er ingen sikkerhetskopi fra Support Atlas. Velg en annen fil. Ingenting er endret.",
            path
        ),
        BackupFault::Damaged => text!(
            "The backup {path} is cut short or was changed. Fetch it again from where it is kept, or choose an older one. Nothing was changed.",
            "Sikkerhetskopien {path} er avkortet eller endret. Hent den på nytt der den ligger, eller velg en eldre. Ingenting er endret.",
            path
        ),
        BackupFault::TooCostly => text!(
            "{path} asks for more work than any backup of Support Atlas does, and is not opened. Choose another file.",
            "{path} krever mer arbeid enn noen sikkerhetskopi fra Support Atlas, og åpnes ikke. Velg en annen fil.",
            path
        ),
        BackupFault::Newer => text!(
            "The backup {path} was made by a later version of Support Atlas. Update the program and try again.",
            "Sikkerhetskopien {path} er laget av en nyere versjon av Support Atlas. Oppdater programmet og prøv igjen.",
            path
        ),
        BackupFault::OtherFile => text!(
            "{path} is another file, not a backup, and is left as it is. Choose another name.",
            "{path} er en annen fil, ikke en sikkerhetskopi, og blir stående. Velg et annet navn.",
            path
        ),
    }
}

pub(super) fn cancelled() -> Text {
    text!("It was stopped; nothing was written or changed.", "Det ble stoppet; ingenting er skrevet eller endret.")
}
