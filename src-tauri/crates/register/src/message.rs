//! Every sentence the register says, in English and in Norwegian Bokmål.

use std::fmt::Display;
use std::path::Path;

use support_policy::{Text, text};

use crate::contract_secret::SecretField;
use crate::error::{BackupFault, OutputProblem, RegisterError};
use crate::io_reason::reason;
use crate::record::{RecordType, Reference};

pub(crate) fn of(error: &RegisterError) -> Text {
    match error {
        RegisterError::NotFound { what, name } => {
            let what = type_name(*what);
            text!(
                "There is no {what} “{name}”. Check the name, or list the records to see what there is.",
                "Det finnes ingen {what} «{name}». Kontroller navnet, eller list opp det som finnes.",
                what,
                name
            )
        }
        RegisterError::NothingToUndo => text!(
            "There is nothing to undo: no import was made, or all of them are undone.",
            "Det er ingenting å angre: Ingen import er gjort, eller alle er angret."
        ),
        RegisterError::NoSecret { field } => {
            let field = field_name(field);
            let secret = Text::each(|language| lower(field.in_language(language)));
            text!(
                "The contract keeps no {secret}. Edit the contract to add it.",
                "Kontrakten har ingen {secret} lagret. Rediger kontrakten for å legge den inn.",
                secret
            )
        }
        RegisterError::Ambiguous { what, name, ids } => {
            let what = type_name(*what);
            let ids = joined(ids);
            text!(
                "More than one {what} is called “{name}”. Use one of the ids instead: {ids}.",
                "Mer enn én {what} heter «{name}». Bruk en av id-ene i stedet: {ids}.",
                what,
                name,
                ids
            )
        }
        RegisterError::Policy(error) => error.message(),
        RegisterError::Refused { refusal, .. } => refusal.message.clone(),
        RegisterError::InUse { by } => in_use(by),
        RegisterError::ChangedSince { records } => changed_since(records),
        RegisterError::Dangling { field, to } => {
            let (field, to) = (field_name(field), type_name(*to));
            text!(
                "{field}: this {to} is not in the register, or was removed. Choose another, or bring it back first.",
                "{field}: denne {to} finnes ikke i registeret, eller er fjernet. Velg en annen, eller hent den tilbake først.",
                field,
                to
            )
        }
        RegisterError::UnknownEdition { .. }
        | RegisterError::EditionGone { .. }
        | RegisterError::EditionInvalid { .. }
        | RegisterError::EditionTaken { .. }
        | RegisterError::EditionBuiltIn { .. } => of_an_edition(error),
        RegisterError::Backup { path, fault } => backup(&path.display().to_string(), *fault),
        RegisterError::Invalid { field, code, other } => invalid(field, code, other.as_ref()),
        RegisterError::Output { path, why } => output(path, *why),
        RegisterError::KeyringUnavailable
        | RegisterError::Locked
        | RegisterError::PassphraseNeeded
        | RegisterError::WrongPassphrase { .. }
        | RegisterError::TooSoon { .. }
        | RegisterError::KeyringWaiting
        | RegisterError::KeyringAmbiguous { .. }
        | RegisterError::KeyMissing
        | RegisterError::Tampered { .. } => of_the_vault(error),
        _ => of_the_file(error),
    }
}

fn of_an_edition(error: &RegisterError) -> Text {
    match error {
        RegisterError::UnknownEdition { id, known } => {
            let known = known.join(", ");
            text!(
                "There is no edition “{id}”. Choose one of: {known}.",
                "Det finnes ingen utgave «{id}». Velg en av: {known}.",
                id,
                known
            )
        }
        RegisterError::EditionGone { id, of } => {
            let what = type_name(of.record);
            text!(
                "The {what} “{name}” is set to edition “{id}”, which is not there any more. Put its folder back, or choose another edition.",
                "Utgaven «{id}», som {what} «{name}» er satt til, finnes ikke lenger. Legg mappen tilbake, eller velg en annen utgave.",
                what,
                name = of.name,
                id
            )
        }
        RegisterError::EditionInvalid { folder, problems } => {
            let first = problems.first().map_or_else(|| Text::same("?"), support_policy::edition::Problem::sentence);
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
        RegisterError::EditionTaken { id } => text!(
            "There is an edition “{id}” already. Remove it first, or give the new one another id.",
            "Det finnes alt en utgave «{id}». Fjern den først, eller gi den nye en annen id.",
            id
        ),
        RegisterError::EditionBuiltIn { id } => text!(
            "Edition “{id}” is built in and stays. Only editions you have added can be removed.",
            "Utgave «{id}» er innebygd og blir stående. Bare utgaver du har lagt til, kan fjernes.",
            id
        ),
        other => of_the_file(other),
    }
}

fn backup(path: &str, fault: BackupFault) -> Text {
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

fn of_the_file(error: &RegisterError) -> Text {
    match error {
        RegisterError::Missing { path } => text!(
            "The register {path} is missing or empty, but there was one here. Put the file back, or copy one from the folder “backups” to this name. To start anew, move the whole folder away first.",
            "Registeret {path} mangler eller er tomt, men det har vært et her. Legg filen tilbake, eller kopier en fra mappen «backups» til dette navnet. Vil du begynne på nytt, flytter du hele mappen bort først.",
            path = path.display()
        ),
        RegisterError::Replaced { path } => text!(
            "The register {path} was removed or replaced by another program while it was open, so nothing was changed. Put the file back, or start Support Atlas again to use what is there now.",
            "Registeret {path} ble fjernet eller byttet ut av et annet program mens det var åpent, så ingenting er endret. Legg filen tilbake, eller start Support Atlas på nytt for å bruke det som ligger der nå.",
            path = path.display()
        ),
        RegisterError::Damaged { path } => text!(
            "The register {path} is damaged. Keep the file, and copy the newest one from the folder “backups” to this name.",
            "Registeret {path} er skadet. Ta vare på filen, og kopier den nyeste fra mappen «backups» til dette navnet.",
            path = path.display()
        ),
        RegisterError::Newer { path } => text!(
            "{path} was made by a newer version of Support Atlas. Install that version or a later one; nothing was changed.",
            "{path} er laget av en nyere versjon av Support Atlas. Installer den versjonen eller en nyere; ingenting er endret.",
            path = path.display()
        ),
        RegisterError::NotARegister { path } => text!(
            "{path} is not a register of Support Atlas. Move the file away, or choose another folder; nothing was changed.",
            "{path} er ikke et register for Support Atlas. Flytt filen bort, eller velg en annen mappe; ingenting er endret.",
            path = path.display()
        ),
        RegisterError::NotAFile { path } => text!(
            "{path} is a link, a folder or a device, not a file. Put the file itself there, or choose another folder.",
            "{path} er en lenke, en mappe eller en enhet, ikke en fil. Legg selve filen der, eller velg en annen mappe.",
            path = path.display()
        ),
        RegisterError::SideFile { path, other: false } => text!(
            "The file {path} is damaged. Move it away and start again: it is made anew from the register.",
            "Filen {path} er skadet. Flytt den bort og start på nytt: Den lages igjen fra registeret.",
            path = path.display()
        ),
        RegisterError::SideFile { path, other: true } => text!(
            "The file {path} belongs to another register. Put back the register it belongs to, or move this file away.",
            "Filen {path} hører til et annet register. Legg tilbake registeret den hører til, eller flytt denne filen bort.",
            path = path.display()
        ),
        RegisterError::ReadOnly { path } => text!(
            "The register {path} cannot be changed: the file or its folder is write-protected. Give yourself the right to write there and start again.",
            "Registeret {path} kan ikke endres: Filen eller mappen er skrivebeskyttet. Gi deg selv skriverettighet der og start på nytt.",
            path = path.display()
        ),
        RegisterError::DiskFull => text!(
            "The disk is full, so nothing was saved. Free some space and try again.",
            "Disken er full, så ingenting ble lagret. Frigjør plass og prøv igjen."
        ),
        RegisterError::Cancelled => {
            text!("The export was stopped; no file was written.", "Eksporten ble stoppet; ingen fil er skrevet.")
        }
        RegisterError::Busy => text!(
            "Another program is using the register. Wait a moment and try again.",
            "Et annet program bruker registeret. Vent litt og prøv igjen."
        ),
        RegisterError::NoHome => text!(
            "The system does not say where application data belongs. Name a folder with --home or SUPPORT_ATLAS_HOME.",
            "Systemet oppgir ikke hvor programdata hører hjemme. Angi en mappe med --home eller SUPPORT_ATLAS_HOME."
        ),
        RegisterError::Unreachable { path, kind } => text!(
            "{path} could not be reached ({why}). Check that the folder is there and that the disk works.",
            "Fikk ikke tilgang til {path} ({why}). Kontroller at mappen finnes og at disken virker.",
            path = path.display(),
            why = reason(*kind)
        ),
        RegisterError::Storage { code } => text!(
            "The register could not do this (SQLite code {code}); nothing was changed. Run “atlas check”.",
            "Registeret klarte ikke dette (SQLite-kode {code}); ingenting er endret. Kjør «atlas check».",
            code
        ),
        _ => text!("The register could not do this.", "Registeret klarte ikke dette."),
    }
}

fn of_the_vault(error: &RegisterError) -> Text {
    match error {
        RegisterError::KeyringUnavailable => text!(
            "There is no system keyring, so secrets cannot be stored or shown. Start or install one (on Linux: GNOME Keyring or KWallet), log in, and try again. Or protect the secrets with a passphrase: in the window’s settings, or with “atlas protect passphrase”, with --recovery where only the recovery key opens them. Everything else works.",
            "Det finnes ingen systemnøkkelring, så hemmeligheter kan ikke lagres eller vises. Start eller installer en (på Linux: GNOME Keyring eller KWallet), logg inn og prøv igjen. Eller beskytt hemmelighetene med en passordfrase: i innstillingene i vinduet, eller med «atlas protect passphrase», med --recovery der bare gjenopprettingsnøkkelen åpner dem. Alt annet virker."
        ),
        RegisterError::Locked => text!(
            "The secrets are locked. Unlock them in the window or with “atlas unlock”. If the system keyring is locked, unlock that first.",
            "Hemmelighetene er låst. Lås dem opp i vinduet eller med «atlas unlock». Er systemets nøkkelring låst, må den låses opp først."
        ),
        RegisterError::PassphraseNeeded => text!(
            "The secrets open with the register’s passphrase. Enter it in the window, or run “atlas unlock”; for scripts there is --passphrase-file.",
            "Hemmelighetene åpnes med registerets passordfrase. Skriv den inn i vinduet, eller kjør «atlas unlock»; til skript finnes --passphrase-file."
        ),
        RegisterError::WrongPassphrase { field: "recovery" } => text!(
            "That is not this register’s recovery key. Use the newest one that was printed: each new one replaces the one before.",
            "Det er ikke gjenopprettingsnøkkelen til dette registeret. Bruk den nyeste som er skrevet ut: hver ny erstatter den forrige."
        ),
        RegisterError::WrongPassphrase { .. } => text!(
            "That is not the passphrase. Try again, or use the recovery key.",
            "Det er ikke passordfrasen. Prøv igjen, eller bruk gjenopprettingsnøkkelen."
        ),
        RegisterError::TooSoon { seconds } => text!(
            "Several wrong passphrases in a row. Try again in {seconds} s.",
            "Flere gale passordfraser på rad. Prøv igjen om {seconds} s.",
            seconds
        ),
        RegisterError::KeyringWaiting => text!(
            "The system keyring has not answered yet. Look for its prompt, answer it, and try again.",
            "Systemets nøkkelring har ikke svart ennå. Se etter dialogen fra den, svar, og prøv igjen."
        ),
        RegisterError::KeyringAmbiguous { entries } => text!(
            "The system keyring has {entries} entries for this register, and only one can be right. Open your keyring program and delete the entry that Support Atlas did not make.",
            "Systemets nøkkelring har {entries} oppføringer for dette registeret, og bare én kan være riktig. Åpne nøkkelringprogrammet og slett oppføringen som Support Atlas ikke har laget.",
            entries
        ),
        RegisterError::KeyMissing => text!(
            "The register has secrets, but the system keyring does not hold their key. Unlock with the passphrase or the recovery key, or restore a backup; else bring back the keyring that held it (the same user on the same machine). Everything else works.",
            "Registeret har hemmeligheter, men systemets nøkkelring har ikke nøkkelen til dem. Lås opp med passordfrasen eller gjenopprettingsnøkkelen, eller hent tilbake en sikkerhetskopi; ellers må nøkkelringen som hadde den, hentes tilbake (samme bruker på samme maskin). Alt annet virker."
        ),
        RegisterError::Tampered { subject: Some(subject) } => text!(
            "The secret of “{subject}” was changed outside Support Atlas and is not shown. Enter it again, or copy a register from the folder “backups”.",
            "Hemmeligheten til «{subject}» er endret utenfor Support Atlas og vises ikke. Skriv den inn på nytt, eller kopier et register fra mappen «backups».",
            subject
        ),
        _ => text!(
            "A value in the register was changed outside Support Atlas. Run “atlas check” to see which.",
            "En verdi i registeret er endret utenfor Support Atlas. Kjør «atlas check» for å se hvilken."
        ),
    }
}

fn output(path: &Path, why: OutputProblem) -> Text {
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

fn in_use(by: &[Reference]) -> Text {
    const NAMED: usize = 5;
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

fn changed_since(records: &[Reference]) -> Text {
    const NAMED: usize = 5;
    let names = joined(records.iter().take(NAMED));
    text!(
        "What the import brought was changed later: {names}. Undo the later imports first, or correct those records by hand.",
        "Det importen førte inn, er endret senere: {names}. Angre de senere importene først, eller rett disse oppføringene for hånd.",
        names
    )
}

fn invalid(field: &str, code: &str, other: Option<&Reference>) -> Text {
    let name = subject(field);
    let other = other.map(|other| other.name.as_str()).unwrap_or_default();
    let said = match code {
        "required" => text!("must be filled in", "må fylles ut"),
        "too-long" => text!("is too long; shorten it", "er for lang; forkort"),
        "too-short" => {
            text!("is too short; check that nothing is missing", "er for kort; se etter om noe mangler")
        }
        "control-character" => text!(
            "contains invisible control characters; type it instead of pasting it",
            "inneholder usynlige styretegn; skriv inn i stedet for å lime inn"
        ),
        "unknown-zone" => text!(
            "is not a time zone; use a name such as Europe/Oslo",
            "er ikke en tidssone; bruk et navn som Europe/Oslo"
        ),
        "too-early" => {
            text!("is too far in the past; check the year", "ligger for langt tilbake; kontroller årstallet")
        }
        "too-late" => {
            text!("is too far in the future; check the year", "ligger for langt fram; kontroller årstallet")
        }
        "in-the-future" => text!("lies in the future; check the date", "ligger fram i tid; kontroller datoen"),
        "in-the-past" => {
            text!("lies in the past; choose a later time", "ligger i fortiden; velg et senere tidspunkt")
        }
        "never-opens" => text!(
            "leaves no working hours; let them end later than they begin",
            "gir ingen arbeidstid; la den slutte senere enn den begynner"
        ),
        "before-start" => text!("must not be before the first day", "kan ikke være før første dag"),
        "before-filed" => {
            text!("must not be before the request was filed", "kan ikke være før forespørselen ble sendt")
        }
        "after-response" => text!(
            "must not be after the first response or the closing",
            "kan ikke være etter første svar eller avslutningen"
        ),
        "not-empty" => text!(
            "can be added to an empty register only; remove everything first, also what can be brought back",
            "kan bare legges i et tomt register; fjern alt først, også det som kan hentes tilbake"
        ),
        "before-response" => text!("must not be before the first response", "kan ikke være før første svar"),
        "after-closed" => {
            text!("must not be after the request was closed", "kan ikke være etter at forespørselen ble lukket")
        }
        "already-closed" => {
            text!("cannot be set: the request is closed already", "kan ikke settes: Forespørselen er allerede lukket")
        }
        "exclusive" if field == "password" => text!(
            "replaces the contract ID; give only one of the two",
            "erstatter kontrakts-ID-en; oppgi bare én av dem"
        ),
        "exclusive" if field == "group" => text!(
            "cannot be given together with a person; give only one of the two",
            "kan ikke oppgis sammen med en person; oppgi bare én av dem"
        ),
        "exclusive" => text!(
            "cannot be given together with a plan; give only one of the two",
            "kan ikke oppgis sammen med en plan; oppgi bare én av dem"
        ),
        "only-agreement" => text!(
            "is only for a plan bought under an Enterprise Agreement; leave it out, or change how it was bought",
            "gjelder bare en plan kjøpt under en Enterprise Agreement; utelat den, eller endre hvordan planen ble kjøpt"
        ),
        "not-a-sign-in" => text!(
            "is not a user principal name; write it as name@company.com",
            "er ikke et brukerhovednavn; skriv det som navn@firma.no"
        ),
        "twice" => text!(
            "stand more than once for the same severity; keep one of them",
            "er oppgitt flere ganger for samme alvorlighetsgrad; behold én av dem"
        ),
        "too-many" if field != "ids" => {
            text!("is more than any contract has; check it", "er flere enn noen kontrakt har; kontroller")
        }
        "more-than-used" => text!(
            "is more than were used; only used incidents are given back",
            "er flere enn de som er brukt; bare brukte hendelser blir gitt tilbake"
        ),
        "more-than-there-are" => {
            text!("is more than the contract has; check the numbers", "er flere enn kontrakten har; kontroller tallene")
        }
        "already-paused" => text!(
            "cannot be set: the request is paused already; resume it first",
            "kan ikke settes: Forespørselen er alt satt på vent; ta den opp igjen først"
        ),
        "not-paused" => {
            text!("cannot be set: the request is not paused", "kan ikke settes: Forespørselen er ikke satt på vent")
        }
        "overlapping-pause" => text!(
            "lies in a pause that is already noted; pauses must not overlap",
            "ligger i en pause som alt er notert; pauser kan ikke overlappe"
        ),
        "earlier-pause" => text!(
            "is needed: a later pause is noted already, so say when this one ended",
            "må oppgis: En senere pause er alt notert, så si når denne sluttet"
        ),
        "before-pause" => text!("must be after the pause began", "må være etter at pausen begynte"),
        "before-change" => text!(
            "must not be before the last change of severity",
            "kan ikke være før forrige endring av alvorlighetsgraden"
        ),
        "after-change" => text!(
            "was changed after the filing; note a further change instead of correcting it",
            "er endret etter innsendingen; noter en ny endring i stedet for å rette den"
        ),
        "same-severity" => text!("is the one the request has", "er den forespørselen alt har"),
        "before-closed" => {
            text!("must not be before the request was closed", "kan ikke være før forespørselen ble lukket")
        }
        "not-closed" => {
            text!("cannot be set: the request is not closed", "kan ikke settes: Forespørselen er ikke lukket")
        }
        "not-later" => {
            text!("must lie after the time it was promised", "må være etter tidspunktet den ble lovet")
        }
        "not-last" => text!(
            "can be withdrawn only after what rests on it",
            "kan trekkes tilbake først etter det som bygger på den"
        ),
        "too-large" => text!(
            "is larger than 25 MB; attach a smaller file, or note where it is kept",
            "er større enn 25 MB; legg ved en mindre fil, eller noter hvor den ligger"
        ),
        "not-a-plain-file" => text!(
            "is a link, a folder, a pipe or a device; choose the file itself",
            "er en lenke, en mappe, et rør eller en enhet; velg selve filen"
        ),
        "unreadable" => text!(
            "could not be read; check the name and your rights",
            "kunne ikke leses; kontroller navnet og rettighetene"
        ),
        "too-many" => text!("names too many at once; choose fewer", "er for stort; velg færre"),
        "duplicate" => text!(
            "is already kept with “{other}”; change that one, or check the value",
            "er allerede lagret på «{other}»; endre den, eller kontroller verdien",
            other
        ),
        _ => text!("does not have the right form; check it", "har ikke riktig form; kontroller den"),
    };
    Text::each(|language| format!("{} {}.", name.in_language(language), said.in_language(language)))
}

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

/// What a type of record is called.
pub fn type_name(record: RecordType) -> Text {
    match record {
        RecordType::Tenant => text!("tenant", "leier"),
        RecordType::Contract => text!("contract", "kontrakt"),
        RecordType::Request => text!("request", "forespørsel"),
        RecordType::Person => text!("person", "person"),
        RecordType::Group => text!("group", "gruppe"),
        RecordType::Membership => text!("membership", "medlemskap"),
        RecordType::RoleAssignment => text!("role assignment", "rolletildeling"),
        RecordType::Delegation => text!("delegation", "delegering"),
        RecordType::AccessAssignment => text!("access assignment", "tilgangstildeling"),
        RecordType::DelegationEvent => text!("delegation event", "delegeringshendelse"),
        RecordType::Enrollment => text!("enrollment", "avtaleregistrering"),
        RecordType::Subscription => text!("subscription", "abonnement"),
        RecordType::Import => text!("import", "import"),
        RecordType::PlanPurchase => text!("plan purchase", "plankjøp"),
        RecordType::ContractLink => text!("link", "kobling"),
        RecordType::RequestEvent => text!("event", "hendelse"),
        RecordType::Attachment => text!("attachment", "vedlegg"),
        RecordType::SavedView => text!("saved view", "lagret visning"),
        RecordType::Settings => text!("settings", "innstilling"),
        RecordType::ReminderSettings => text!("settings of reminders", "innstilling for påminnelser"),
        RecordType::Vault => text!("protection", "beskyttelse"),
    }
}

/// What a field is called, given its name in `snake_case`; the name itself for fields without a label.
pub fn field_name(field: &str) -> Text {
    match field {
        "name" | "display_name" => text!("Name", "Navn"),
        "tenant_id" => text!("Tenant ID", "Leier-ID"),
        "country" => text!("Country", "Land"),
        "sample" => text!("Sample data", "Eksempeldata"),
        "zone" => text!("Time zone", "Tidssone"),
        "region" => text!("Region", "Region"),
        "holidays" => text!("Holiday calendar", "Helligdagskalender"),
        "tenant" => text!("Tenant", "Leier"),
        "contract" => text!("Contract", "Kontrakt"),
        "holder" => text!("Holder", "Innehaver"),
        "starts" => text!("First day", "Første dag"),
        "ends" => text!("Last day", "Siste dag"),
        "access_id" => text!("Access ID", "Access ID"),
        "contract_id" => text!("Contract ID", "Kontrakts-ID"),
        "password" => text!("Password", "Passord"),
        "product" => text!("Product", "Produkt"),
        "plan" => text!("Plan", "Plan"),
        "severity" => text!("Severity", "Alvorlighetsgrad"),
        "title" => text!("Title", "Tittel"),
        "filed_at" => text!("Time of filing", "Innsendt tidspunkt"),
        "case_number" => text!("Case number", "Saksnummer"),
        "concern" => text!("Kind of trouble", "Type problem"),
        "note" => text!("Note", "Notat"),
        "until" => text!("The time until then", "Tiden til da"),
        "event" => text!("Event", "Hendelse"),
        "file" => text!("File", "Fil"),
        "ids" => text!("Selection", "Utvalg"),
        "due_at" => text!("Deadline", "Frist"),
        "reason" => text!("Reason", "Årsak"),
        "at" => text!("Time", "Tidspunkt"),
        "query" => text!("The search (at most 1,000 characters)", "Søket (høyst 1000 tegn)"),
        "days" => text!("Working days", "Arbeidsdager"),
        "from" => text!("Start of the working day", "Arbeidsdagens begynnelse"),
        "to" => text!("End of the working day", "Arbeidsdagens slutt"),
        "paused_until" => text!("Pause until", "Pause til"),
        "month" => text!("Month", "Måned"),
        "upn" => text!("User principal name", "Brukerhovednavn"),
        "object_id" => text!("Object ID", "Objekt-ID"),
        "person" => text!("Person", "Person"),
        "group" => text!("Group", "Gruppe"),
        "role" | "roles" => text!("Role", "Rolle"),
        "scope" => text!("Scope", "Omfang"),
        "state" | "status" => text!("Status", "Tilstand"),
        "starts_at" => text!("Start", "Start"),
        "ends_at" => text!("End", "Slutt"),
        "external_id" => text!("ID in Microsoft's systems", "ID i Microsofts systemer"),
        "delegation" => text!("Delegation", "Delegering"),
        "duration" => text!("Duration", "Varighet"),
        "auto_extend" => text!("Automatic extension", "Automatisk forlengelse"),
        "requested_at" => text!("Time of request", "Forespurt tidspunkt"),
        "activated_at" => text!("Time of activation", "Aktivert tidspunkt"),
        "partner_tenant_id" | "owner_tenant_id" => text!("The partner's tenant ID", "Partnerens leier-ID"),
        "indirect_provider" => text!("Indirect provider", "Indirekte leverandør"),
        "number" => text!("Number", "Nummer"),
        "reseller" => text!("Reseller", "Forhandler"),
        "enrollment" => text!("Enrollment", "Avtaleregistrering"),
        "commerce_id" => text!("Commerce ID", "Handels-ID"),
        "sku" => text!("SKU", "SKU-ID"),
        "sku_part_number" => text!("SKU part number", "Delenummer for SKU"),
        "opened_at" => text!("Time of purchase", "Kjøpstidspunkt"),
        "next_lifecycle_at" => text!("Next change of status", "Neste tilstandsendring"),
        "purchased" => text!("Day of purchase", "Kjøpsdag"),
        "payment_method" => text!("Payment method", "Betalingsmåte"),
        "replaces" => text!("The plan it replaces", "Planen den erstatter"),
        "on" => text!("Date", "Dato"),
        "sign_in" => text!("Sign-in", "Pålogging"),
        "account_manager" => text!("Account manager", "Kundeansvarlig"),
        "packages" => text!("The list of packages", "Listen over pakker"),
        "package_id" => text!("Package ID", "Pakke-ID"),
        "package_starts" => text!("The package's first day", "Pakkens første dag"),
        "package_ends" => text!("The package's last day", "Pakkens siste dag"),
        "incidents_total" => text!("The number of incidents", "Antall hendelser"),
        "incidents_used" => text!("The number of used incidents", "Antall brukte hendelser"),
        "incidents_refunded" => text!("The number of incidents given back", "Antall hendelser gitt tilbake"),
        "response_times" => text!("The response times", "Svartidene"),
        "ways" => text!("Opened by", "Åpnes med"),
        "closed_at" => text!("Time of closing", "Lukket tidspunkt"),
        "responded_at" => text!("Time of first response", "Tidspunkt for første svar"),
        "language" => text!("Language", "Språk"),
        "theme" => text!("Colours", "Farger"),
        "emea_clock" => text!("EMEA's clock", "Klokken i EMEA"),
        "hide_from_capture" => text!("Kept out of pictures of the screen", "Holdes utenfor bilder av skjermen"),
        "close_to_tray" => text!("Closing leaves it in the tray", "Lukking lar det bli i systemfeltet"),
        "hours" => text!("Working hours", "Arbeidstid"),
        "off" => text!("Reminders that are off", "Påminnelser som er av"),
        "idle_minutes" => text!("Idle minutes until locking", "Minutter uten aktivitet før låsing"),
        "kind" => text!("Kind", "Type"),
        "channel" => text!("Channel", "Kanal"),
        "amount" => text!("Amount", "Beløp"),
        "currency" => text!("Currency", "Valuta"),
        "now" => text!("The clock of this machine", "Klokken på denne maskinen"),
        other => Text::same(other),
    }
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

fn joined(items: impl IntoIterator<Item = impl Display>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
