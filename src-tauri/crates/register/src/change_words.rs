//! What the history calls the fields of records, and the words that stand in them.

use support_policy::edition::Edition;
use support_policy::{Text, countries, text};

use crate::history::Action;
use crate::message::field_name;
use crate::record::RecordType;
use crate::status_words::status_name;

/// What was done, in a word.
pub fn action_name(action: Action) -> Text {
    match action {
        Action::Added => text!("added", "lagt til"),
        Action::Changed => text!("changed", "endret"),
        Action::Responded => text!("first response", "første svar"),
        Action::Closed => text!("closed", "lukket"),
        Action::Paused => text!("paused", "satt på pause"),
        Action::Resumed => text!("resumed", "gjenopptatt"),
        Action::Reopened => text!("reopened", "gjenåpnet"),
        Action::Removed => text!("removed", "fjernet"),
        Action::Restored => text!("brought back", "hentet tilbake"),
        Action::Purged => text!("removed for good", "fjernet for godt"),
        Action::Revealed => text!("secret revealed", "hemmelighet vist"),
        Action::Copied => text!("secret copied", "hemmelighet kopiert"),
        Action::Locked => text!("locked", "låst"),
        Action::Unlocked => text!("unlocked", "låst opp"),
    }
}

/// What a field of a record is called; one within another by its own name.
pub(crate) fn field_label(record: RecordType, field: &str) -> Text {
    match (record, field) {
        (RecordType::Request | RecordType::RequestEvent, "holder") => text!("Held by", "Ansvarlig"),
        (RecordType::PlanPurchase, "amount") => text!("Price", "Pris"),
        (RecordType::DelegationEvent, "action") => text!("Action", "Handling"),
        (RecordType::Attachment, "name") => text!("File", "Fil"),
        _ => named(field).unwrap_or_else(|| field_name(field.rsplit('.').next().unwrap_or(field))),
    }
}

fn named(field: &str) -> Option<Text> {
    of_requests(field).or_else(|| of_access(field)).or_else(|| of_plans(field)).or_else(|| of_the_program(field))
}

fn of_requests(field: &str) -> Option<Text> {
    Some(match field {
        "logged_at" => text!("Logged", "Loggført"),
        "noted_at" => text!("Noted", "Notert"),
        "added_at" => text!("Added", "Lagt til"),
        "close_reason" => text!("Reason for closing", "Årsak til lukking"),
        "paused_at" => text!("Paused since", "På pause siden"),
        "next_contact_at" => text!("Next contact promised", "Neste kontakt lovet"),
        "counted" => text!("Counted seconds to the first response", "Medregnede sekunder til første svar"),
        "request" => text!("Request", "Forespørsel"),
        "text" => text!("Text", "Tekst"),
        "was" => text!("Before", "Før"),
        "becomes" => text!("After", "Etter"),
        "bytes" => text!("Size in bytes", "Størrelse i byte"),
        "reopen" => text!("Questions about reopening", "Spørsmål om gjenåpning"),
        "reopen.same_build" => text!("Same build", "Samme versjon"),
        "reopen.updates_installed" => text!("Updates installed since", "Oppdateringer installert siden"),
        "reopen.same_error" => text!("Same error", "Samme feil"),
        "reopen.same_place" => text!("Same environment and document", "Samme miljø og dokument"),
        "reopen.same_user" => text!("Same user", "Samme bruker"),
        "reopen.after_hotfix" => {
            text!("New error that came with a hotfix", "Ny feil som kom med en hurtigreparasjon")
        }
        "filter.text" => text!("Text searched for", "Tekst det søkes etter"),
        "filter.sort" => text!("Order", "Rekkefølge"),
        "filter.offset" => text!("First row", "Første rad"),
        "filter.limit" => text!("Rows on a page", "Rader på en side"),
        _ => return None,
    })
}

fn of_access(field: &str) -> Option<Text> {
    Some(match field {
        "user_type" => text!("Member or guest", "Medlem eller gjest"),
        "account_enabled" => text!("Account enabled", "Kontoen er aktivert"),
        "consent_pending" => text!("Waits for consent", "Venter på samtykke"),
        "customer" => text!("Customer", "Kunde"),
        "performed_by" => text!("Done by", "Utført av"),
        "format" | "origin" => text!("Comes from", "Kommer fra"),
        "missing_since" => text!("Missing from the exports since", "Mangler i eksportene siden"),
        "linked_on" => text!("Linked on", "Koblet"),
        "linked_by" => text!("Linked by", "Koblet av"),
        _ => return None,
    })
}

fn of_plans(field: &str) -> Option<Text> {
    Some(match field {
        "term_months" => text!("Term in months", "Avtaleperiode i måneder"),
        "cycle_months" => text!("Months between charges", "Måneder mellom belastninger"),
        "cancelled" => text!("Cancelled on", "Avbestilt"),
        "replaced_by" => text!("Replaced by", "Erstattet av"),
        "is_trial" => text!("Trial", "Prøveversjon"),
        "renews" => text!("Renews", "Fornyes"),
        "licenses" => text!("Licences", "Lisenser"),
        "is_support_plan" => text!("Support plan", "Supportplan"),
        "terms" => text!("Terms", "Vilkår"),
        "incidents" | "incidents.total" => text!("Incidents", "Hendelser"),
        "incidents.used" => text!("Used incidents", "Brukte hendelser"),
        "incidents.refunded" => text!("Incidents given back", "Hendelser gitt tilbake"),
        "has_access_id" => text!("Access ID kept", "Access ID lagret"),
        "has_contract_id" => text!("Contract ID kept", "Kontrakts-ID lagret"),
        "has_password" => text!("Password kept", "Passord lagret"),
        _ => return None,
    })
}

fn of_the_program(field: &str) -> Option<Text> {
    Some(match field {
        "hide_from_capture" => text!("Kept out of pictures of the screen", "Holdes utenfor skjermbilder"),
        "idle_minutes" => text!("Locks after minutes without use", "Låser etter minutter uten bruk"),
        "off" => text!("No reminders of", "Ingen påminnelser om"),
        "close_to_tray" => text!("Stays in the tray when closed", "Blir i systemstatusfeltet når det lukkes"),
        "files" => text!("Files", "Filer"),
        "undone_at" => text!("Undone", "Angret"),
        "made_at" => text!("Backup made", "Sikkerhetskopien ble laget"),
        "field" => text!("Secret", "Hemmelighet"),
        "ways" => text!("Unlocked with", "Låses opp med"),
        _ => return None,
    })
}

/// The name of a word or an id that stands in a field; none for what has no other name.
pub(crate) fn word_name(edition: &Edition, field: &str, word: &str) -> Option<Text> {
    match field.rsplit('.').next().unwrap_or(field) {
        "product" => edition.product(word).ok().map(|it| it.name.clone()),
        "plan" => edition.plan(word).ok().map(|it| it.name.clone()),
        "severity" => edition.severity(word).ok().map(|it| it.name.clone()),
        "region" => edition.region(word).ok().map(|it| it.name.clone()),
        "concern" => edition.concern(word).ok().map(|it| it.name.clone()),
        "channel" => edition.channel(word).ok().map(|it| it.name.clone()),
        "role" | "roles" => edition.role(word).ok().map(|it| Text::same(it.name.as_str())),
        "country" => countries::country(word).ok().map(|it| it.name.clone()),
        "field" => Some(field_name(word)),
        "status" => status_name(word),
        field => plain_word(field, word),
    }
}

fn plain_word(field: &str, word: &str) -> Option<Text> {
    Some(match (field, word) {
        ("kind", "own") => text!("your own", "deres egen"),
        ("kind", "client") => text!("a client’s", "en kundes"),
        ("kind", "premier") => Text::same("Premier"),
        ("kind", "unified-core") => Text::same("Unified Core"),
        ("kind", "unified-advanced") => Text::same("Unified Advanced"),
        ("kind", "unified-performance") => Text::same("Unified Performance"),
        ("kind", "unified-enterprise") => Text::same("Unified Enterprise"),
        ("kind", "advanced-support-for-partners") => Text::same("Advanced Support for Partners"),
        ("kind", "partner-network") => Text::same("Microsoft Partner Network"),
        ("kind", "premier-for-partners") => Text::same("Premier Support for Partners"),
        ("kind", "visual-studio") => text!("Visual Studio (MSDN) incidents", "Visual Studio-hendelser (MSDN)"),
        ("user_type", "member") => text!("member", "medlem"),
        ("user_type", "guest") => text!("guest", "gjest"),
        ("state", "active") => text!("active", "aktiv"),
        ("state", "eligible") => text!("eligible, to be activated", "kvalifisert, må aktiveres"),
        ("bought_through", "online") => text!("online", "på nettet"),
        ("bought_through", "enterprise-agreement") => Text::same("Enterprise Agreement"),
        ("ways", "keyring") => text!("the system keyring", "systemets nøkkelring"),
        ("ways", "passphrase") => text!("a passphrase", "passordfrase"),
        ("ways", "recovery") => text!("a recovery key", "gjenopprettingsnøkkel"),
        ("language" | "theme", "system") => text!("as the system", "som systemet"),
        ("language", "en") => Text::same("English"),
        ("language", "nb") => Text::same("Norsk bokmål"),
        ("theme", "light") => text!("light", "lyst"),
        ("theme", "dark") => text!("dark", "mørkt"),
        ("theme", "high-contrast") => text!("high contrast", "høy kontrast"),
        ("emea_clock", "summer-time") => text!("with summer time (Brussels)", "med sommertid (Brussel)"),
        ("emea_clock", "fixed") => text!("fixed UTC+1 all year", "fast UTC+1 hele året"),
        ("clock", "business-hours") => text!("business hours", "arbeidstid"),
        ("clock", "continuous") => text!("round the clock", "døgnet rundt"),
        ("off", "first-response") => text!("first responses", "første svar"),
        ("off", "contract-end") => text!("contracts that end", "kontrakter som slutter"),
        ("off", "delegation-end") => text!("delegations that end", "delegeringer som slutter"),
        ("off", "role-end") => text!("roles that end", "roller som slutter"),
        ("off", "charge") => text!("charges", "belastninger"),
        ("off", "renewal") => text!("renewals", "fornyelser"),
        ("off", "link-missing") => text!("missing links", "manglende koblinger"),
        ("off", "link-renewal") => text!("links to renew", "koblinger som må fornyes"),
        ("days", "monday") => text!("Monday", "mandag"),
        ("days", "tuesday") => text!("Tuesday", "tirsdag"),
        ("days", "wednesday") => text!("Wednesday", "onsdag"),
        ("days", "thursday") => text!("Thursday", "torsdag"),
        ("days", "friday") => text!("Friday", "fredag"),
        ("days", "saturday") => text!("Saturday", "lørdag"),
        ("days", "sunday") => text!("Sunday", "søndag"),
        _ => return None,
    })
}
