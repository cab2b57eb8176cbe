//! What is said of a value that cannot be stored.

use support_policy::{Text, text};

use super::names::field_name;
use crate::flaw::Flaw;
use crate::record::Reference;

pub(super) fn flawed(field: &str, flaw: Flaw, other: Option<&Reference>) -> Text {
    let name = subject(field);
    let other = other.map(|other| other.name.as_str()).unwrap_or_default();
    let said = match flaw {
        Flaw::Required => text!("must be filled in", "må fylles ut"),
        Flaw::TooLong => text!("is too long; shorten it", "er for lang; forkort"),
        Flaw::TooShort => {
            text!("is too short; check that nothing is missing", "er for kort; se etter om noe mangler")
        }
        Flaw::ControlCharacter => text!(
            "contains invisible control characters; type it instead of pasting it",
            "inneholder usynlige styretegn; skriv inn i stedet for å lime inn"
        ),
        Flaw::UnknownZone => text!(
            "is not a time zone; use a name such as Europe/Oslo",
            "er ikke en tidssone; bruk et navn som Europe/Oslo"
        ),
        Flaw::TooEarly => {
            text!("is too far in the past; check the year", "ligger for langt tilbake; kontroller årstallet")
        }
        Flaw::TooLate => {
            text!("is too far in the future; check the year", "ligger for langt fram; kontroller årstallet")
        }
        Flaw::InTheFuture => text!("lies in the future; check the date", "ligger fram i tid; kontroller datoen"),
        Flaw::InThePast => {
            text!("lies in the past; choose a later time", "ligger i fortiden; velg et senere tidspunkt")
        }
        Flaw::NeverOpens => text!(
            "leaves no working hours; let them end later than they begin",
            "gir ingen arbeidstid; la den slutte senere enn den begynner"
        ),
        Flaw::BeforeStart => text!("must not be before the first day", "kan ikke være før første dag"),
        Flaw::BeforeFiled => {
            text!("must not be before the request was filed", "kan ikke være før forespørselen ble sendt")
        }
        Flaw::AfterResponse => text!(
            "must not be after the first response or the closing",
            "kan ikke være etter første svar eller avslutningen"
        ),
        Flaw::NotEmpty => text!(
            "can be added to an empty register only; remove everything first, also what can be brought back",
            "kan bare legges i et tomt register; fjern alt først, også det som kan hentes tilbake"
        ),
        Flaw::BeforeResponse => text!("must not be before the first response", "kan ikke være før første svar"),
        Flaw::AfterClosed => {
            text!("must not be after the request was closed", "kan ikke være etter at forespørselen ble lukket")
        }
        Flaw::AlreadyClosed => {
            text!("cannot be set: the request is closed already", "kan ikke settes: Forespørselen er allerede lukket")
        }
        Flaw::Exclusive if field == "password" => text!(
            "replaces the contract ID; give only one of the two",
            "erstatter kontrakts-ID-en; oppgi bare én av dem"
        ),
        Flaw::Exclusive if field == "group" => text!(
            "cannot be given together with a person; give only one of the two",
            "kan ikke oppgis sammen med en person; oppgi bare én av dem"
        ),
        Flaw::Exclusive => text!(
            "cannot be given together with a plan; give only one of the two",
            "kan ikke oppgis sammen med en plan; oppgi bare én av dem"
        ),
        Flaw::OnlyAgreement => text!(
            "is only for a plan bought under an Enterprise Agreement; leave it out, or change how it was bought",
            "gjelder bare en plan kjøpt under en Enterprise Agreement; utelat den, eller endre hvordan planen ble kjøpt"
        ),
        Flaw::NotASignIn => text!(
            "is not a user principal name; write it as name@company.com",
            "er ikke et brukerhovednavn; skriv det som navn@firma.no"
        ),
        Flaw::Twice => text!(
            "stand more than once for the same severity; keep one of them",
            "er oppgitt flere ganger for samme alvorlighetsgrad; behold én av dem"
        ),
        Flaw::TooMany if field == "idle_minutes" => {
            text!("can be at most 1,440, which is a day", "kan være høyst 1440, som er et døgn")
        }
        Flaw::TooMany if field != "ids" => {
            text!("is more than any contract has; check it", "er flere enn noen kontrakt har; kontroller")
        }
        Flaw::MoreThanUsed => text!(
            "is more than were used; only used incidents are given back",
            "er flere enn de som er brukt; bare brukte hendelser blir gitt tilbake"
        ),
        Flaw::MoreThanThereAre => {
            text!("is more than the contract has; check the numbers", "er flere enn kontrakten har; kontroller tallene")
        }
        Flaw::AlreadyPaused => text!(
            "cannot be set: the request is paused already; resume it first",
            "kan ikke settes: Forespørselen er alt satt på vent; ta den opp igjen først"
        ),
        Flaw::NotPaused => {
            text!("cannot be set: the request is not paused", "kan ikke settes: Forespørselen er ikke satt på vent")
        }
        Flaw::OverlappingPause => text!(
            "lies in a pause that is already noted; pauses must not overlap",
            "ligger i en pause som alt er notert; pauser kan ikke overlappe"
        ),
        Flaw::EarlierPause => text!(
            "is needed: a later pause is noted already, so say when this one ended",
            "må oppgis: En senere pause er alt notert, så si når denne sluttet"
        ),
        Flaw::BeforePause => text!("must be after the pause began", "må være etter at pausen begynte"),
        Flaw::BeforeChange => text!(
            "must not be before the last change of severity",
            "kan ikke være før forrige endring av alvorlighetsgraden"
        ),
        Flaw::AfterChange => text!(
            "was changed after the filing; note a further change instead of correcting it",
            "er endret etter innsendingen; noter en ny endring i stedet for å rette den"
        ),
        Flaw::SameSeverity => text!("is the one the request has", "er den forespørselen alt har"),
        Flaw::BeforeClosed => {
            text!("must not be before the request was closed", "kan ikke være før forespørselen ble lukket")
        }
        Flaw::NotClosed => {
            text!("cannot be set: the request is not closed", "kan ikke settes: Forespørselen er ikke lukket")
        }
        Flaw::NotLater => {
            text!("must lie after the time it was promised", "må være etter tidspunktet den ble lovet")
        }
        Flaw::NotLast => text!(
            "can be withdrawn only after what rests on it",
            "kan trekkes tilbake først etter det som bygger på den"
        ),
        Flaw::TooLarge => text!(
            "is larger than 25 MB; attach a smaller file, or note where it is kept",
            "er større enn 25 MB; legg ved en mindre fil, eller noter hvor den ligger"
        ),
        Flaw::NotAPlainFile => text!(
            "is a link, a folder, a pipe or a device; choose the file itself",
            "er en lenke, en mappe, et rør eller en enhet; velg selve filen"
        ),
        Flaw::Unreadable => text!(
            "could not be read; check the name and your rights",
            "kunne ikke leses; kontroller navnet og rettighetene"
        ),
        Flaw::TooMany => text!("names too many at once; choose fewer", "er for stort; velg færre"),
        Flaw::Duplicate => text!(
            "is already kept with “{other}”; change that one, or check the value",
            "er allerede lagret på «{other}»; endre den, eller kontroller verdien",
            other
        ),
        Flaw::Malformed => text!("does not have the right form; check it", "har ikke riktig form; kontroller den"),
    };
    Text::each(|language| format!("{} {}.", name.in_language(language), said.in_language(language)))
}

/// A field as the subject of a sentence.
fn subject(field: &str) -> Text {
    match field {
        "title" => text!("The title", "Tittelen"),
        "severity" => text!("The severity", "Alvorlighetsgraden"),
        "filed_at" => text!("The time of filing", "Innsendingstidspunktet"),
        "case_number" => text!("The case number", "Saksnummeret"),
        "concern" => text!("The kind of trouble", "Problemtypen"),
        "holder" => text!("The holder", "Innehaveren"),
        "note" => text!("The note", "Notatet"),
        "event" => text!("The event", "Hendelsen"),
        "file" => text!("The file", "Filen"),
        "ids" => text!("The selection", "Utvalget"),
        "due_at" => text!("The deadline", "Fristen"),
        "reason" => text!("The reason", "Årsaken"),
        "at" => text!("The time", "Tidspunktet"),
        "month" => text!("The month", "Måneden"),
        field => field_name(field),
    }
}
