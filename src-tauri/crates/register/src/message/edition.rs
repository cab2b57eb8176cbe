//! What is said of editions.

use std::path::Path;

use support_policy::edition::Problem;
use support_policy::{Text, text};

use super::names::type_name;
use crate::record::Reference;

pub(super) fn unknown(id: &str, known: &[String]) -> Text {
    let known = known.join(", ");
    text!(
        "There is no edition “{id}”. Choose one of: {known}.",
        "Det finnes ingen utgave «{id}». Velg en av: {known}.",
        id,
        known
    )
}

pub(super) fn gone(id: &str, of: &Reference) -> Text {
    let what = type_name(of.record);
    text!(
        "The {what} “{name}” is set to edition “{id}”, which is not there any more. Put its folder back, or choose another edition.",
        "Utgaven «{id}», som {what} «{name}» er satt til, finnes ikke lenger. Legg mappen tilbake, eller velg en annen utgave.",
        what,
        name = of.name,
        id
    )
}

pub(super) fn invalid(folder: &Path, problems: &[Problem]) -> Text {
    let first = problems.first().map_or_else(|| Text::same("?"), Problem::sentence);
    let more = match problems.len() {
        0 | 1 => Text::same(""),
        all => text!(" ({more} more)", " ({more} til)", more = all - 1),
    };
    let folder = folder.display();
    text!(
        "The folder {folder} holds no edition that can be used. Correct {first}{more}.",
        "Mappen {folder} inneholder ingen utgave som kan brukes. Rett {first}{more}.",
        folder,
        first,
        more
    )
}

pub(super) fn taken(id: &str) -> Text {
    text!(
        "There is an edition “{id}” already. Remove it first, or give the new one another id.",
        "Det finnes alt en utgave «{id}». Fjern den først, eller gi den nye en annen id.",
        id
    )
}

pub(super) fn built_in(id: &str) -> Text {
    text!(
        "Edition “{id}” is built in and stays. Only editions you have added can be removed.",
        "Utgave «{id}» er innebygd og blir stående. Bare utgaver du har lagt til, kan fjernes.",
        id
    )
}
