//! What is said of that which `check` found.

use support_policy::{Text, text};

use super::names::field_name;
use crate::contract_secret::SecretField;

pub(crate) fn history_changed(seq: i64) -> Text {
    text!(
        "The history was changed outside Support Atlas, at entry {seq} or after it.",
        "Historikken er endret utenfor Support Atlas, i oppføring {seq} eller etter den.",
        seq
    )
}

pub(crate) fn damaged_file() -> Text {
    text!(
        "The file is damaged. Copy the newest register from the folder “backups”.",
        "Filen er skadet. Kopier det nyeste registeret fra mappen «backups»."
    )
}

pub(crate) fn search_out_of_step() -> Text {
    text!(
        "The search index is out of step with the records. No record is lost; make the index anew.",
        "Søkeindeksen stemmer ikke med oppføringene. Ingen oppføringer er tapt; lag indeksen på nytt."
    )
}

pub(crate) fn broken_reference() -> Text {
    text!("A record refers to one that does not exist.", "En oppføring viser til en som ikke finnes.")
}

pub(crate) fn record_changed(name: &str) -> Text {
    text!(
        "“{name}” was changed outside Support Atlas. Compare it with the history and save it again.",
        "«{name}» er endret utenfor Support Atlas. Sammenlign med historikken og lagre på nytt.",
        name
    )
}

pub(crate) fn attachment_missing(file: &str, request: &str) -> Text {
    text!(
        "The file “{file}” of the request “{request}” is not in the register's folder, or cannot be read. Attach it again, or restore a backup that holds it.",
        "Filen «{file}» til forespørselen «{request}» er ikke i registerets mappe, eller kan ikke leses. Legg den ved på nytt, eller hent tilbake en sikkerhetskopi som har den.",
        file,
        request
    )
}

pub(crate) fn attachment_changed(file: &str, request: &str) -> Text {
    text!(
        "The file “{file}” of the request “{request}” was changed outside Support Atlas. Attach it again, or restore a backup that holds it.",
        "Filen «{file}» til forespørselen «{request}» er endret utenfor Support Atlas. Legg den ved på nytt, eller hent tilbake en sikkerhetskopi som har den.",
        file,
        request
    )
}

pub(crate) fn record_deleted(name: &str) -> Text {
    text!(
        "The record {name} was deleted outside Support Atlas. The history shows what was in it.",
        "Oppføringen {name} er slettet utenfor Support Atlas. Historikken viser hva den inneholdt.",
        name
    )
}

pub(crate) fn secret_unreadable(field: SecretField) -> Text {
    let field = field_name(field.as_str());
    text!(
        "{field} was changed outside Support Atlas and cannot be opened. Enter it again.",
        "{field} er endret utenfor Support Atlas og kan ikke åpnes. Skriv inn på nytt.",
        field
    )
}
