//! What the history calls the fields of records, and the words that stand in them.

use support_policy::edition::Edition;
use support_policy::{Text, countries};

use crate::history::Action;
use crate::message::field_name;
use crate::record::RecordType;

/// What was done, in a word.
pub fn action_name(action: Action) -> Text {
    match action {
        Action::Added => Text::new("added", "lagt til"),
        Action::Changed => Text::new("changed", "endret"),
        Action::Responded => Text::new("first response", "første svar"),
        Action::Closed => Text::new("closed", "lukket"),
        Action::Paused => Text::new("paused", "satt på pause"),
        Action::Resumed => Text::new("resumed", "gjenopptatt"),
        Action::Reopened => Text::new("reopened", "gjenåpnet"),
        Action::Removed => Text::new("removed", "fjernet"),
        Action::Restored => Text::new("brought back", "hentet tilbake"),
        Action::Purged => Text::new("removed for good", "fjernet for godt"),
        Action::Revealed => Text::new("secret revealed", "hemmelighet vist"),
        Action::Copied => Text::new("secret copied", "hemmelighet kopiert"),
        Action::Locked => Text::new("locked", "låst"),
        Action::Unlocked => Text::new("unlocked", "låst opp"),
    }
}

/// What a field of a record is called; one within another by its own name.
pub(crate) fn field_label(record: RecordType, field: &str) -> Text {
    match (record, field) {
        (RecordType::Request | RecordType::RequestEvent, "holder") => Text::new("Held by", "Ansvarlig"),
        (RecordType::PlanPurchase, "amount") => Text::new("Price", "Pris"),
        (RecordType::DelegationEvent, "action") => Text::new("Action", "Handling"),
        (RecordType::Attachment, "name") => Text::new("File", "Fil"),
        _ => named(field).unwrap_or_else(|| field_name(field.rsplit('.').next().unwrap_or(field))),
    }
}

fn named(field: &str) -> Option<Text> {
    of_requests(field).or_else(|| of_access(field)).or_else(|| of_plans(field)).or_else(|| of_the_program(field))
}

fn of_requests(field: &str) -> Option<Text> {
    Some(match field {
        "logged_at" => Text::new("Logged", "Loggført"),
        "noted_at" => Text::new("Noted", "Notert"),
        "added_at" => Text::new("Added", "Lagt til"),
        "close_reason" => Text::new("Reason for closing", "Årsak til lukking"),
        "paused_at" => Text::new("Paused since", "På pause siden"),
        "next_contact_at" => Text::new("Next contact promised", "Neste kontakt lovet"),
        "counted" => Text::new("Counted seconds to the first response", "Medregnede sekunder til første svar"),
        "request" => Text::new("Request", "Forespørsel"),
        "text" => Text::new("Text", "Tekst"),
        "was" => Text::new("Before", "Før"),
        "becomes" => Text::new("After", "Etter"),
        "bytes" => Text::new("Size in bytes", "Størrelse i byte"),
        "reopen" => Text::new("Questions about reopening", "Spørsmål om gjenåpning"),
        "reopen.same_build" => Text::new("Same build", "Samme versjon"),
        "reopen.updates_installed" => Text::new("Updates installed since", "Oppdateringer installert siden"),
        "reopen.same_error" => Text::new("Same error", "Samme feil"),
        "reopen.same_place" => Text::new("Same environment and document", "Samme miljø og dokument"),
        "reopen.same_user" => Text::new("Same user", "Samme bruker"),
        "reopen.after_hotfix" => {
            Text::new("New error that came with a hotfix", "Ny feil som kom med en hurtigreparasjon")
        }
        "filter.text" => Text::new("Text searched for", "Tekst det søkes etter"),
        "filter.sort" => Text::new("Order", "Rekkefølge"),
        "filter.offset" => Text::new("First row", "Første rad"),
        "filter.limit" => Text::new("Rows on a page", "Rader på en side"),
        _ => return None,
    })
}

fn of_access(field: &str) -> Option<Text> {
    Some(match field {
        "user_type" => Text::new("Member or guest", "Medlem eller gjest"),
        "account_enabled" => Text::new("Account enabled", "Kontoen er aktivert"),
        "consent_pending" => Text::new("Waits for consent", "Venter på samtykke"),
        "customer" => Text::new("Customer", "Kunde"),
        "performed_by" => Text::new("Done by", "Utført av"),
        "format" | "origin" => Text::new("Comes from", "Kommer fra"),
        "missing_since" => Text::new("Missing from the exports since", "Mangler i eksportene siden"),
        "linked_on" => Text::new("Linked on", "Koblet"),
        "linked_by" => Text::new("Linked by", "Koblet av"),
        _ => return None,
    })
}

fn of_plans(field: &str) -> Option<Text> {
    Some(match field {
        "bought_through" => Text::new("Bought through", "Kjøpt gjennom"),
        "term_months" => Text::new("Term in months", "Avtaleperiode i måneder"),
        "cycle_months" => Text::new("Months between charges", "Måneder mellom belastninger"),
        "cancelled" => Text::new("Cancelled on", "Avbestilt"),
        "replaced_by" => Text::new("Replaced by", "Erstattet av"),
        "is_trial" => Text::new("Trial", "Prøveversjon"),
        "renews" => Text::new("Renews", "Fornyes"),
        "licenses" => Text::new("Licences", "Lisenser"),
        "is_support_plan" => Text::new("Support plan", "Supportplan"),
        "terms" => Text::new("Terms", "Vilkår"),
        "incidents" => Text::new("Incidents", "Hendelser"),
        "incidents.total" => Text::new("Incidents", "Hendelser"),
        "incidents.used" => Text::new("Used incidents", "Brukte hendelser"),
        "incidents.refunded" => Text::new("Incidents given back", "Hendelser gitt tilbake"),
        "edition" => Text::new("Edition", "Utgave"),
        "has_access_id" => Text::new("Access ID kept", "Tilgangs-ID lagret"),
        "has_contract_id" => Text::new("Contract ID kept", "Kontrakt-ID lagret"),
        "has_password" => Text::new("Password kept", "Passord lagret"),
        _ => return None,
    })
}

fn of_the_program(field: &str) -> Option<Text> {
    Some(match field {
        "hide_from_capture" => Text::new("Kept out of pictures of the screen", "Holdes utenfor skjermbilder"),
        "idle_minutes" => Text::new("Locks after minutes without use", "Låser etter minutter uten bruk"),
        "off" => Text::new("No reminders of", "Ingen påminnelser om"),
        "close_to_tray" => Text::new("Stays in the tray when closed", "Blir i systemstatusfeltet når det lukkes"),
        "files" => Text::new("Files", "Filer"),
        "undone_at" => Text::new("Undone", "Angret"),
        "made_at" => Text::new("Backup made", "Sikkerhetskopien ble laget"),
        "field" => Text::new("Secret", "Hemmelighet"),
        "ways" => Text::new("Unlocked with", "Låses opp med"),
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
        field => plain_word(field, word),
    }
}

fn plain_word(field: &str, word: &str) -> Option<Text> {
    Some(match (field, word) {
        ("kind", "own") => Text::new("your own", "deres egen"),
        ("kind", "client") => Text::new("a client’s", "en kundes"),
        ("kind", "premier") => Text::same("Premier"),
        ("kind", "unified-core") => Text::same("Unified Core"),
        ("kind", "unified-advanced") => Text::same("Unified Advanced"),
        ("kind", "unified-performance") => Text::same("Unified Performance"),
        ("kind", "unified-enterprise") => Text::same("Unified Enterprise"),
        ("kind", "advanced-support-for-partners") => Text::same("Advanced Support for Partners"),
        ("kind", "partner-network") => Text::same("Microsoft Partner Network"),
        ("kind", "premier-for-partners") => Text::same("Premier Support for Partners"),
        ("kind", "visual-studio") => Text::new("Visual Studio (MSDN) incidents", "Visual Studio-hendelser (MSDN)"),
        ("user_type", "member") => Text::new("member", "medlem"),
        ("user_type", "guest") => Text::new("guest", "gjest"),
        ("state", "active") => Text::new("active", "aktiv"),
        ("state", "eligible") => Text::new("eligible, to be activated", "kvalifisert, må aktiveres"),
        ("bought_through", "online") => Text::new("online", "på nettet"),
        ("bought_through", "enterprise-agreement") => Text::same("Enterprise Agreement"),
        ("ways", "keyring") => Text::new("the system keyring", "systemets nøkkelring"),
        ("ways", "passphrase") => Text::new("a passphrase", "passordfrase"),
        ("ways", "recovery") => Text::new("a recovery key", "gjenopprettingsnøkkel"),
        ("language" | "theme", "system") => Text::new("as the system", "som systemet"),
        ("language", "en") => Text::same("English"),
        ("language", "nb") => Text::same("Norsk bokmål"),
        ("theme", "light") => Text::new("light", "lyst"),
        ("theme", "dark") => Text::new("dark", "mørkt"),
        ("theme", "high-contrast") => Text::new("high contrast", "høy kontrast"),
        ("emea_clock", "summer-time") => Text::new("with summer time (Brussels)", "med sommertid (Brussel)"),
        ("emea_clock", "fixed") => Text::new("fixed UTC+1 all year", "fast UTC+1 hele året"),
        ("clock", "business-hours") => Text::new("business hours", "arbeidstid"),
        ("clock", "continuous") => Text::new("round the clock", "døgnet rundt"),
        ("off", "first-response") => Text::new("first responses", "første svar"),
        ("off", "contract-end") => Text::new("contracts that end", "kontrakter som slutter"),
        ("off", "delegation-end") => Text::new("delegations that end", "delegeringer som slutter"),
        ("off", "role-end") => Text::new("roles that end", "roller som slutter"),
        ("off", "charge") => Text::new("charges", "belastninger"),
        ("off", "renewal") => Text::new("renewals", "fornyelser"),
        ("off", "link-missing") => Text::new("missing links", "manglende koblinger"),
        ("off", "link-renewal") => Text::new("links to renew", "koblinger som må fornyes"),
        ("days", "monday") => Text::new("Monday", "mandag"),
        ("days", "tuesday") => Text::new("Tuesday", "tirsdag"),
        ("days", "wednesday") => Text::new("Wednesday", "onsdag"),
        ("days", "thursday") => Text::new("Thursday", "torsdag"),
        ("days", "friday") => Text::new("Friday", "fredag"),
        ("days", "saturday") => Text::new("Saturday", "lørdag"),
        ("days", "sunday") => Text::new("Sunday", "søndag"),
        _ => return None,
    })
}
