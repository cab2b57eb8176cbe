//! What is said of records that are not there, or that something else needs.

use std::fmt::Display;

use support_policy::{Text, text};
use uuid::Uuid;

use super::names::{field_name, type_name};
use crate::record::{RecordType, Reference};

/// How many records a sentence names.
const NAMED: usize = 5;

pub(super) fn not_found(what: RecordType, name: &str) -> Text {
    let what = type_name(what);
    text!(
        "There is no {what} “{name}”. Check the name, or list the records to see what there is.",
        "Det finnes ingen {what} «{name}». Kontroller navnet, eller list opp det som finnes.",
        what,
        name
    )
}

pub(super) fn ambiguous(what: RecordType, name: &str, ids: &[Uuid]) -> Text {
    let what = type_name(what);
    let ids = joined(ids);
    text!(
        "More than one {what} is called “{name}”. Use one of the ids instead: {ids}.",
        "Mer enn én {what} heter «{name}». Bruk en av id-ene i stedet: {ids}.",
        what,
        name,
        ids
    )
}

pub(super) fn in_use(by: &[Reference]) -> Text {
    let names = joined(by.iter().take(NAMED));
    match by.len().saturating_sub(NAMED) {
        0 => text!(
            "It is still used by: {names}. Remove those first.",
            "Den er fortsatt i bruk av: {names}. Fjern dem først.",
            names
        ),
        more => text!(
            "It is still used by: {names} and {more} more. Remove those first.",
            "Den er fortsatt i bruk av: {names} og {more} til. Fjern dem først.",
            names,
            more
        ),
    }
}

pub(super) fn changed_since(records: &[Reference]) -> Text {
    let names = joined(records.iter().take(NAMED));
    text!(
        "What the import brought was changed later: {names}. Undo the later imports first, or correct those records by hand.",
        "Det importen førte inn, er endret senere: {names}. Angre de senere importene først, eller rett disse oppføringene for hånd.",
        names
    )
}

pub(super) fn dangling(field: &str, to: RecordType) -> Text {
    let (field, to) = (field_name(field), type_name(to));
    text!(
        "{field}: this {to} is not in the register, or was removed. Choose another, or bring it back first.",
        "{field}: denne {to} finnes ikke i registeret, eller er fjernet. Velg en annen, eller hent den tilbake først.",
        field,
        to
    )
}

pub(super) fn no_secret(field: &str) -> Text {
    let field = field_name(field);
    let secret = Text::each(|language| lower(field.in_language(language)));
    text!(
        "The contract keeps no {secret}. Edit the contract to add it.",
        "Kontrakten har ingen {secret} lagret. Rediger kontrakten for å legge den inn.",
        secret
    )
}

pub(super) fn nothing_to_undo() -> Text {
    text!(
        "There is nothing to undo: no import was made, or all of them are undone.",
        "Det er ingenting å angre: Ingen import er gjort, eller alle er angret."
    )
}

fn joined(items: impl IntoIterator<Item = impl Display>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
