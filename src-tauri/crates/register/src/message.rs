//! Every sentence the register says, in English and in Norwegian Bokmål.

use std::fmt::Display;
use std::path::Path;

use support_policy::Text;

use crate::contract_secret::SecretField;
use crate::error::{BackupFault, OutputProblem, RegisterError};
use crate::record::{RecordType, Reference};

pub(crate) fn of(error: &RegisterError) -> Text {
    match error {
        RegisterError::NotFound { what, name } => {
            let what = type_name(*what);
            Text::new(
                format!("There is no {} “{name}”. Check the name, or list the records to see what there is.", what.en),
                format!("Det finnes ingen {} «{name}». Kontroller navnet, eller list opp det som finnes.", what.nb),
            )
        }
        RegisterError::NoSecret { field } => {
            let field = field_name(field);
            Text::new(
                format!("The contract keeps no {}. Edit the contract to add it.", lower(&field.en)),
                format!("Kontrakten har ingen {} lagret. Rediger kontrakten for å legge den inn.", lower(&field.nb)),
            )
        }
        RegisterError::Ambiguous { what, name, ids } => {
            let what = type_name(*what);
            let ids = joined(ids);
            Text::new(
                format!("More than one {} is called “{name}”. Use one of the ids instead: {ids}.", what.en),
                format!("Mer enn én {} heter «{name}». Bruk en av id-ene i stedet: {ids}.", what.nb),
            )
        }
        RegisterError::Policy(error) => error.message(),
        RegisterError::Refused { refusal, .. } => refusal.message.clone(),
        RegisterError::InUse { by } => in_use(by),
        RegisterError::ChangedSince { records } => changed_since(records),
        RegisterError::Dangling { field, to } => {
            let (field, to) = (field_name(field), type_name(*to));
            Text::new(
                format!(
                    "{}: this {} is not in the register, or was removed. Choose another, or bring it back first.",
                    field.en, to.en
                ),
                format!(
                    "{}: denne {} finnes ikke i registeret, eller er fjernet. Velg en annen, eller hent den tilbake først.",
                    field.nb, to.nb
                ),
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
            Text::new(
                format!("There is no edition “{id}”. Choose one of: {known}."),
                format!("Det finnes ingen utgave «{id}». Velg en av: {known}."),
            )
        }
        RegisterError::EditionGone { id, of } => {
            let what = type_name(of.record);
            Text::new(
                format!(
                    "The {} “{}” is set to edition “{id}”, which is not there any more. Put its folder back, or choose another edition.",
                    what.en, of.name
                ),
                format!(
                    "Utgaven «{id}», som {} «{}» er satt til, finnes ikke lenger. Legg mappen tilbake, eller velg en annen utgave.",
                    what.nb, of.name
                ),
            )
        }
        RegisterError::EditionInvalid { folder, problems } => {
            let first = problems.first().map_or_else(|| Text::same("?"), support_policy::edition::Problem::sentence);
            let (en, nb) = match problems.len() {
                0 | 1 => (String::new(), String::new()),
                all => (format!(" ({} more)", all - 1), format!(" ({} til)", all - 1)),
            };
            let folder = folder.display();
            Text::new(
                format!("The folder {folder} holds no edition that can be used. Correct {}{en}.", first.en),
                format!("Mappen {folder} inneholder ingen utgave som kan brukes. Rett {}{nb}.", first.nb),
            )
        }
        RegisterError::EditionTaken { id } => Text::new(
            format!("There is an edition “{id}” already. Remove it first, or give the new one another id."),
            format!("Det finnes alt en utgave «{id}». Fjern den først, eller gi den nye en annen id."),
        ),
        RegisterError::EditionBuiltIn { id } => Text::new(
            format!("Edition “{id}” is built in and stays. Only editions you have added can be removed."),
            format!("Utgave «{id}» er innebygd og blir stående. Bare utgaver du har lagt til, kan fjernes."),
        ),
        other => of_the_file(other),
    }
}

fn backup(path: &str, fault: BackupFault) -> Text {
    match fault {
        BackupFault::WrongPassphrase => Text::new(
            format!(
                "The passphrase does not open the backup {path}. Use the one it was made with. Nothing was changed."
            ),
            format!(
                "Passordfrasen åpner ikke sikkerhetskopien {path}. Bruk den som kopien ble laget med. Ingenting er endret."
            ),
        ),
        BackupFault::NotABackup => Text::new(
            format!("{path} is no backup made by Support Atlas. Choose another file. Nothing was changed."),
            format!("{path} er ingen sikkerhetskopi fra Support Atlas. Velg en annen fil. Ingenting er endret."),
        ),
        BackupFault::Damaged => Text::new(
            format!(
                "The backup {path} is cut short or was changed. Fetch it again from where it is kept, or choose an older one. Nothing was changed."
            ),
            format!(
                "Sikkerhetskopien {path} er avkortet eller endret. Hent den på nytt der den ligger, eller velg en eldre. Ingenting er endret."
            ),
        ),
        BackupFault::TooCostly => Text::new(
            format!(
                "{path} asks for more work than any backup of Support Atlas does, and is not opened. Choose another file."
            ),
            format!(
                "{path} krever mer arbeid enn noen sikkerhetskopi fra Support Atlas, og åpnes ikke. Velg en annen fil."
            ),
        ),
        BackupFault::Newer => Text::new(
            format!(
                "The backup {path} was made by a later version of Support Atlas. Update the program and try again."
            ),
            format!(
                "Sikkerhetskopien {path} er laget av en nyere versjon av Support Atlas. Oppdater programmet og prøv igjen."
            ),
        ),
        BackupFault::OtherFile => Text::new(
            format!("{path} is another file, not a backup, and is left as it is. Choose another name."),
            format!("{path} er en annen fil, ikke en sikkerhetskopi, og blir stående. Velg et annet navn."),
        ),
    }
}

fn of_the_file(error: &RegisterError) -> Text {
    match error {
        RegisterError::Missing { path } => Text::new(
            format!(
                "The register {} is missing or empty, but there was one here. Put the file back, or copy one from the folder “backups” to this name. To start anew, move the whole folder away first.",
                path.display()
            ),
            format!(
                "Registeret {} mangler eller er tomt, men det har vært et her. Legg filen tilbake, eller kopier en fra mappen «backups» til dette navnet. Vil du begynne på nytt, flytter du hele mappen bort først.",
                path.display()
            ),
        ),
        RegisterError::Replaced { path } => Text::new(
            format!(
                "The register {} was removed or replaced by another program while it was open, so nothing was changed. Put the file back, or start Support Atlas again to use what is there now.",
                path.display()
            ),
            format!(
                "Registeret {} ble fjernet eller byttet ut av et annet program mens det var åpent, så ingenting er endret. Legg filen tilbake, eller start Support Atlas på nytt for å bruke det som ligger der nå.",
                path.display()
            ),
        ),
        RegisterError::Damaged { path } => Text::new(
            format!(
                "The register {} is damaged. Keep the file, and copy the newest one from the folder “backups” to this name.",
                path.display()
            ),
            format!(
                "Registeret {} er skadet. Ta vare på filen, og kopier den nyeste fra mappen «backups» til dette navnet.",
                path.display()
            ),
        ),
        RegisterError::Newer { path } => Text::new(
            format!(
                "{} was made by a newer version of Support Atlas. Install that version or a later one; nothing was changed.",
                path.display()
            ),
            format!(
                "{} er laget av en nyere versjon av Support Atlas. Installer den versjonen eller en nyere; ingenting er endret.",
                path.display()
            ),
        ),
        RegisterError::NotARegister { path } => Text::new(
            format!(
                "{} is not a register of Support Atlas. Move the file away, or choose another folder; nothing was changed.",
                path.display()
            ),
            format!(
                "{} er ikke et register for Support Atlas. Flytt filen bort, eller velg en annen mappe; ingenting er endret.",
                path.display()
            ),
        ),
        RegisterError::NotAFile { path } => Text::new(
            format!(
                "{} is a link, a folder or a device, not a file. Put the file itself there, or choose another folder.",
                path.display()
            ),
            format!(
                "{} er en lenke, en mappe eller en enhet, ikke en fil. Legg selve filen der, eller velg en annen mappe.",
                path.display()
            ),
        ),
        RegisterError::SideFile { path, other: false } => Text::new(
            format!(
                "The file {} is damaged. Move it away and start again: it is made anew from the register.",
                path.display()
            ),
            format!(
                "Filen {} er skadet. Flytt den bort og start på nytt: Den lages igjen fra registeret.",
                path.display()
            ),
        ),
        RegisterError::SideFile { path, other: true } => Text::new(
            format!(
                "The file {} belongs to another register. Put back the register it belongs to, or move this file away.",
                path.display()
            ),
            format!(
                "Filen {} hører til et annet register. Legg tilbake registeret den hører til, eller flytt denne filen bort.",
                path.display()
            ),
        ),
        RegisterError::ReadOnly { path } => Text::new(
            format!(
                "The register {} cannot be changed: the file or its folder is write-protected. Give yourself the right to write there and start again.",
                path.display()
            ),
            format!(
                "Registeret {} kan ikke endres: Filen eller mappen er skrivebeskyttet. Gi deg selv skriverettighet der og start på nytt.",
                path.display()
            ),
        ),
        RegisterError::DiskFull => Text::new(
            "The disk is full, so nothing was saved. Free some space and try again.",
            "Disken er full, så ingenting ble lagret. Frigjør plass og prøv igjen.",
        ),
        RegisterError::Busy => Text::new(
            "Another program is using the register. Wait a moment and try again.",
            "Et annet program bruker registeret. Vent litt og prøv igjen.",
        ),
        RegisterError::NoHome => Text::new(
            "The system does not say where application data belongs. Name a folder with --home or SUPPORT_ATLAS_HOME.",
            "Systemet oppgir ikke hvor programdata hører hjemme. Angi en mappe med --home eller SUPPORT_ATLAS_HOME.",
        ),
        RegisterError::Unreachable { path, kind } => Text::new(
            format!(
                "{} could not be reached ({kind}). Check that the folder is there and that the disk works.",
                path.display()
            ),
            format!(
                "Fikk ikke tilgang til {} ({kind}). Kontroller at mappen finnes og at disken virker.",
                path.display()
            ),
        ),
        RegisterError::Storage { code } => Text::new(
            format!("The register could not do this (SQLite code {code}); nothing was changed. Run “atlas check”."),
            format!("Registeret klarte ikke dette (SQLite-kode {code}); ingenting er endret. Kjør «atlas check»."),
        ),
        _ => Text::new("The register could not do this.", "Registeret klarte ikke dette."),
    }
}

fn of_the_vault(error: &RegisterError) -> Text {
    match error {
        RegisterError::KeyringUnavailable => Text::new(
            "There is no system keyring, so secrets cannot be stored or shown. Start or install one (on Linux: GNOME Keyring or KWallet), log in, and try again. Or protect the secrets with a passphrase: in the window’s settings, or with “atlas protect passphrase”, with --recovery where only the recovery key opens them. Everything else works.",
            "Det finnes ingen systemnøkkelring, så hemmeligheter kan ikke lagres eller vises. Start eller installer en (på Linux: GNOME Keyring eller KWallet), logg inn og prøv igjen. Eller beskytt hemmelighetene med en passordfrase: i innstillingene i vinduet, eller med «atlas protect passphrase», med --recovery der bare gjenopprettingsnøkkelen åpner dem. Alt annet virker.",
        ),
        RegisterError::Locked => Text::new(
            "The secrets are locked. Unlock them in the window or with “atlas unlock”. If the system keyring is locked, unlock that first.",
            "Hemmelighetene er låst. Lås dem opp i vinduet eller med «atlas unlock». Er systemets nøkkelring låst, må den låses opp først.",
        ),
        RegisterError::PassphraseNeeded => Text::new(
            "The secrets open with the register’s passphrase. Enter it in the window, or run “atlas unlock”; for scripts there is --passphrase-file.",
            "Hemmelighetene åpnes med registerets passordfrase. Skriv den inn i vinduet, eller kjør «atlas unlock»; til skript finnes --passphrase-file.",
        ),
        RegisterError::WrongPassphrase { field: "recovery" } => Text::new(
            "That is not this register’s recovery key. Use the newest one that was printed: each new one replaces the one before.",
            "Det er ikke gjenopprettingsnøkkelen til dette registeret. Bruk den nyeste som er skrevet ut: hver ny erstatter den forrige.",
        ),
        RegisterError::WrongPassphrase { .. } => Text::new(
            "That is not the passphrase. Try again, or use the recovery key.",
            "Det er ikke passordfrasen. Prøv igjen, eller bruk gjenopprettingsnøkkelen.",
        ),
        RegisterError::TooSoon { seconds } => Text::new(
            format!("Several wrong passphrases in a row. Try again in {seconds} s."),
            format!("Flere gale passordfraser på rad. Prøv igjen om {seconds} s."),
        ),
        RegisterError::KeyringWaiting => Text::new(
            "The system keyring has not answered yet. Look for its prompt, answer it, and try again.",
            "Systemets nøkkelring har ikke svart ennå. Se etter dialogen fra den, svar, og prøv igjen.",
        ),
        RegisterError::KeyringAmbiguous { entries } => Text::new(
            format!(
                "The system keyring has {entries} entries for this register, and only one can be right. Open your keyring program and delete the entry that Support Atlas did not make."
            ),
            format!(
                "Systemets nøkkelring har {entries} oppføringer for dette registeret, og bare én kan være riktig. Åpne nøkkelringprogrammet og slett oppføringen som Support Atlas ikke har laget."
            ),
        ),
        RegisterError::KeyMissing => Text::new(
            "The register has secrets, but the system keyring does not hold their key. Unlock with the passphrase or the recovery key, or restore a backup; else bring back the keyring that held it (the same user on the same machine). Everything else works.",
            "Registeret har hemmeligheter, men systemets nøkkelring har ikke nøkkelen til dem. Lås opp med passordfrasen eller gjenopprettingsnøkkelen, eller hent tilbake en sikkerhetskopi; ellers må nøkkelringen som hadde den, hentes tilbake (samme bruker på samme maskin). Alt annet virker.",
        ),
        RegisterError::Tampered { subject: Some(subject) } => Text::new(
            format!(
                "The secret of “{subject}” was changed outside Support Atlas and is not shown. Enter it again, or copy a register from the folder “backups”."
            ),
            format!(
                "Hemmeligheten til «{subject}» er endret utenfor Support Atlas og vises ikke. Skriv den inn på nytt, eller kopier et register fra mappen «backups»."
            ),
        ),
        _ => Text::new(
            "A value in the register was changed outside Support Atlas. Run “atlas check” to see which.",
            "En verdi i registeret er endret utenfor Support Atlas. Kjør «atlas check» for å se hvilken.",
        ),
    }
}

fn output(path: &Path, why: OutputProblem) -> Text {
    let path = path.display();
    let (en, nb) = match why {
        OutputProblem::Exists => (
            "is there already. Choose another name, or agree to have it replaced",
            "finnes allerede. Velg et annet navn, eller godta at den erstattes",
        ),
        OutputProblem::InRegister => (
            "lies in the register’s own folder. Choose a folder of your own",
            "ligger i registerets egen mappe. Velg en mappe som er din",
        ),
        OutputProblem::NotAFile => {
            ("is a folder, a link or a device. Choose a file", "er en mappe, en lenke eller en enhet. Velg en fil")
        }
        OutputProblem::NotWritable => (
            "cannot be written: the folder is write-protected. Choose another folder",
            "kan ikke skrives: Mappen er skrivebeskyttet. Velg en annen mappe",
        ),
        OutputProblem::DiskFull => (
            "was not written: the disk is full. Free some space and try again",
            "ble ikke skrevet: Disken er full. Frigjør plass og prøv igjen",
        ),
        OutputProblem::Unreachable => {
            ("cannot be reached. Check that the folder is there", "kan ikke nås. Kontroller at mappen finnes")
        }
    };
    Text::new(format!("{path} {en}."), format!("{path} {nb}."))
}

fn in_use(by: &[Reference]) -> Text {
    const NAMED: usize = 5;
    let names = joined(by.iter().take(NAMED));
    match by.len().saturating_sub(NAMED) {
        0 => Text::new(
            format!("It is still used by: {names}. Remove those first."),
            format!("Den er fortsatt i bruk av: {names}. Fjern dem først."),
        ),
        more => Text::new(
            format!("It is still used by: {names} and {more} more. Remove those first."),
            format!("Den er fortsatt i bruk av: {names} og {more} til. Fjern dem først."),
        ),
    }
}

fn changed_since(records: &[Reference]) -> Text {
    const NAMED: usize = 5;
    let names = joined(records.iter().take(NAMED));
    Text::new(
        format!(
            "What the import brought was changed later: {names}. Undo the later imports first, or correct those records by hand."
        ),
        format!(
            "Det importen førte inn, er endret senere: {names}. Angre de senere importene først, eller rett disse oppføringene for hånd."
        ),
    )
}

fn invalid(field: &str, code: &str, other: Option<&Reference>) -> Text {
    let name = field_name(field);
    let other = other.map(|other| other.name.as_str()).unwrap_or_default();
    let (en, nb): (String, String) = match code {
        "required" => ("must be filled in".into(), "må fylles ut".into()),
        "too-long" => ("is too long; shorten it".into(), "er for lang; forkort".into()),
        "too-short" => {
            ("is too short; check that nothing is missing".into(), "er for kort; se etter om noe mangler".into())
        }
        "control-character" => (
            "contains invisible control characters; type it instead of pasting it".into(),
            "inneholder usynlige styretegn; skriv inn i stedet for å lime inn".into(),
        ),
        "unknown-zone" => (
            "is not a time zone; use a name such as Europe/Oslo".into(),
            "er ikke en tidssone; bruk et navn som Europe/Oslo".into(),
        ),
        "too-early" => {
            ("is too far in the past; check the year".into(), "ligger for langt tilbake; kontroller årstallet".into())
        }
        "too-late" => {
            ("is too far in the future; check the year".into(), "ligger for langt fram; kontroller årstallet".into())
        }
        "in-the-future" => ("lies in the future; check the date".into(), "ligger fram i tid; kontroller datoen".into()),
        "in-the-past" => {
            ("lies in the past; choose a later time".into(), "ligger i fortiden; velg et senere tidspunkt".into())
        }
        "never-opens" => (
            "leaves no working hours; let them end later than they begin".into(),
            "gir ingen arbeidstid; la den slutte senere enn den begynner".into(),
        ),
        "before-start" => ("must not be before the first day".into(), "kan ikke være før første dag".into()),
        "before-filed" => {
            ("must not be before the request was filed".into(), "kan ikke være før forespørselen ble sendt".into())
        }
        "after-response" => (
            "must not be after the first response or the closing".into(),
            "kan ikke være etter første svar eller avslutningen".into(),
        ),
        "not-empty" => (
            "can be added to an empty register only; remove everything first, also what can be brought back".into(),
            "kan bare legges i et tomt register; fjern alt først, også det som kan hentes tilbake".into(),
        ),
        "before-response" => ("must not be before the first response".into(), "kan ikke være før første svar".into()),
        "after-closed" => {
            ("must not be after the request was closed".into(), "kan ikke være etter at forespørselen ble lukket".into())
        }
        "already-closed" => (
            "cannot be set: the request is closed already".into(),
            "kan ikke settes: Forespørselen er allerede lukket".into(),
        ),
        "exclusive" if field == "password" => (
            "replaces the contract ID; give only one of the two".into(),
            "erstatter kontrakt-ID-en; oppgi bare én av dem".into(),
        ),
        "exclusive" if field == "group" => (
            "cannot be given together with a person; give only one of the two".into(),
            "kan ikke oppgis sammen med en person; oppgi bare én av dem".into(),
        ),
        "exclusive" => (
            "cannot be given together with a plan; give only one of the two".into(),
            "kan ikke oppgis sammen med en plan; oppgi bare én av dem".into(),
        ),
        "only-agreement" => (
            "is only for a plan bought under an Enterprise Agreement; leave it out, or change how it was bought".into(),
            "gjelder bare en plan kjøpt under en Enterprise Agreement; utelat den, eller endre hvordan planen ble kjøpt"
                .into(),
        ),
        "not-a-sign-in" => (
            "is not a user principal name; write it as name@company.com".into(),
            "er ikke et brukerhovednavn; skriv det som navn@firma.no".into(),
        ),
        "twice" => (
            "stand more than once for the same severity; keep one of them".into(),
            "er oppgitt flere ganger for samme alvorlighetsgrad; behold én av dem".into(),
        ),
        "too-many" if field != "ids" => {
            ("is more than any contract has; check it".into(), "er flere enn noen kontrakt har; kontroller".into())
        }
        "more-than-used" => (
            "is more than were used; only used incidents are given back".into(),
            "er flere enn de som er brukt; bare brukte hendelser blir gitt tilbake".into(),
        ),
        "more-than-there-are" => (
            "is more than the contract has; check the numbers".into(),
            "er flere enn kontrakten har; kontroller tallene".into(),
        ),
        "already-paused" => (
            "cannot be set: the request is paused already; resume it first".into(),
            "kan ikke settes: Forespørselen er alt satt på vent; ta den opp igjen først".into(),
        ),
        "not-paused" => {
            ("cannot be set: the request is not paused".into(), "kan ikke settes: Forespørselen er ikke satt på vent".into())
        }
        "overlapping-pause" => (
            "lies in a pause that is already noted; pauses must not overlap".into(),
            "ligger i en pause som alt er notert; pauser kan ikke overlappe".into(),
        ),
        "earlier-pause" => (
            "is needed: a later pause is noted already, so say when this one ended".into(),
            "må oppgis: En senere pause er alt notert, så si når denne sluttet".into(),
        ),
        "before-pause" => ("must be after the pause began".into(), "må være etter at pausen begynte".into()),
        "before-change" => (
            "must not be before the last change of severity".into(),
            "kan ikke være før forrige endring av alvorlighetsgraden".into(),
        ),
        "after-change" => (
            "was changed after the filing; note a further change instead of correcting it".into(),
            "er endret etter innsendingen; noter en ny endring i stedet for å rette den".into(),
        ),
        "same-severity" => ("is the one the request has".into(), "er den forespørselen alt har".into()),
        "before-closed" => {
            ("must not be before the request was closed".into(), "kan ikke være før forespørselen ble lukket".into())
        }
        "not-closed" => {
            ("cannot be set: the request is not closed".into(), "kan ikke settes: Forespørselen er ikke lukket".into())
        }
        "not-later" => {
            ("must lie after the time it was promised".into(), "må være etter tidspunktet den ble lovet".into())
        }
        "not-last" => (
            "can be withdrawn only after what rests on it".into(),
            "kan trekkes tilbake først etter det som bygger på den".into(),
        ),
        "too-large" => (
            "is larger than 25 MB; attach a smaller file, or note where it is kept".into(),
            "er større enn 25 MB; legg ved en mindre fil, eller noter hvor den ligger".into(),
        ),
        "not-a-plain-file" => (
            "is a link, a folder, a pipe or a device; choose the file itself".into(),
            "er en lenke, en mappe, et rør eller en enhet; velg selve filen".into(),
        ),
        "unreadable" => (
            "could not be read; check the name and your rights".into(),
            "kunne ikke leses; kontroller navnet og rettighetene".into(),
        ),
        "too-many" => ("names too many at once; choose fewer".into(), "er for mange på én gang; velg færre".into()),
        "duplicate" => (
            format!("is already kept with “{other}”; change that one, or check the value"),
            format!("er allerede lagret på «{other}»; endre den, eller kontroller verdien"),
        ),
        _ => ("does not have the right form; check it".into(), "har ikke riktig form; kontroller den".into()),
    };
    Text::new(format!("{} {en}.", name.en), format!("{} {nb}.", name.nb))
}

pub(crate) fn history_changed(seq: i64) -> Text {
    Text::new(
        format!("The history was changed outside Support Atlas, at entry {seq} or after it."),
        format!("Historikken er endret utenfor Support Atlas, i oppføring {seq} eller etter den."),
    )
}

pub(crate) fn damaged_file() -> Text {
    Text::new(
        "The file is damaged. Copy the newest register from the folder “backups”.",
        "Filen er skadet. Kopier det nyeste registeret fra mappen «backups».",
    )
}

pub(crate) fn search_out_of_step() -> Text {
    Text::new(
        "The search index is out of step with the records. No record is lost; make the index anew.",
        "Søkeindeksen stemmer ikke med oppføringene. Ingen oppføringer er tapt; lag indeksen på nytt.",
    )
}

pub(crate) fn broken_reference() -> Text {
    Text::new("A record refers to one that does not exist.", "En oppføring viser til en som ikke finnes.")
}

pub(crate) fn record_changed(name: &str) -> Text {
    Text::new(
        format!("“{name}” was changed outside Support Atlas. Compare it with the history and save it again."),
        format!("«{name}» er endret utenfor Support Atlas. Sammenlign med historikken og lagre på nytt."),
    )
}

pub(crate) fn attachment_missing(file: &str, request: &str) -> Text {
    Text::new(
        format!(
            "The file “{file}” of the request “{request}” is not in the register's folder, or cannot be read. Attach it again, or restore a backup that holds it."
        ),
        format!(
            "Filen «{file}» til forespørselen «{request}» er ikke i registerets mappe, eller kan ikke leses. Legg den ved på nytt, eller hent tilbake en sikkerhetskopi som har den."
        ),
    )
}

pub(crate) fn attachment_changed(file: &str, request: &str) -> Text {
    Text::new(
        format!(
            "The file “{file}” of the request “{request}” was changed outside Support Atlas. Attach it again, or restore a backup that holds it."
        ),
        format!(
            "Filen «{file}» til forespørselen «{request}» er endret utenfor Support Atlas. Legg den ved på nytt, eller hent tilbake en sikkerhetskopi som har den."
        ),
    )
}

pub(crate) fn record_deleted(name: &str) -> Text {
    Text::new(
        format!("The record {name} was deleted outside Support Atlas. The history shows what was in it."),
        format!("Oppføringen {name} er slettet utenfor Support Atlas. Historikken viser hva den inneholdt."),
    )
}

pub(crate) fn secret_unreadable(field: SecretField) -> Text {
    let field = field_name(field.as_str());
    Text::new(
        format!("{} was changed outside Support Atlas and cannot be opened. Enter it again.", field.en),
        format!("{} er endret utenfor Support Atlas og kan ikke åpnes. Skriv inn på nytt.", field.nb),
    )
}

/// What a type of record is called.
pub fn type_name(record: RecordType) -> Text {
    match record {
        RecordType::Tenant => Text::new("tenant", "leier"),
        RecordType::Contract => Text::new("contract", "kontrakt"),
        RecordType::Request => Text::new("request", "forespørsel"),
        RecordType::Person => Text::new("person", "person"),
        RecordType::Group => Text::new("group", "gruppe"),
        RecordType::Membership => Text::new("membership", "medlemskap"),
        RecordType::RoleAssignment => Text::new("role assignment", "rolletildeling"),
        RecordType::Delegation => Text::new("delegation", "delegering"),
        RecordType::AccessAssignment => Text::new("access assignment", "tilgangstildeling"),
        RecordType::DelegationEvent => Text::new("delegation event", "delegeringshendelse"),
        RecordType::Enrollment => Text::new("enrollment", "avtaleregistrering"),
        RecordType::Subscription => Text::new("subscription", "abonnement"),
        RecordType::Import => Text::new("import", "import"),
        RecordType::PlanPurchase => Text::new("plan purchase", "plankjøp"),
        RecordType::ContractLink => Text::new("link", "kobling"),
        RecordType::RequestEvent => Text::new("event", "hendelse"),
        RecordType::Attachment => Text::new("attachment", "vedlegg"),
        RecordType::SavedView => Text::new("saved view", "lagret visning"),
        RecordType::Settings => Text::new("settings", "innstilling"),
        RecordType::ReminderSettings => Text::new("settings of reminders", "innstilling for påminnelser"),
        RecordType::Vault => Text::new("protection", "beskyttelse"),
    }
}

/// What a field is called, given its name in `snake_case`; the name itself for fields without a label.
pub fn field_name(field: &str) -> Text {
    match field {
        "name" | "display_name" => Text::new("Name", "Navn"),
        "tenant_id" => Text::new("Tenant ID", "Leier-ID"),
        "country" => Text::new("Country", "Land"),
        "sample" => Text::new("Sample data", "Eksempeldata"),
        "zone" => Text::new("Time zone", "Tidssone"),
        "region" => Text::new("Region", "Region"),
        "holidays" => Text::new("Holiday calendar", "Helligdagskalender"),
        "tenant" => Text::new("Tenant", "Leier"),
        "contract" => Text::new("Contract", "Kontrakt"),
        "holder" => Text::new("Holder", "Innehaver"),
        "starts" => Text::new("First day", "Første dag"),
        "ends" => Text::new("Last day", "Siste dag"),
        "access_id" => Text::new("Access ID", "Tilgangs-ID"),
        "contract_id" => Text::new("Contract ID", "Kontrakt-ID"),
        "password" => Text::new("Password", "Passord"),
        "product" => Text::new("Product", "Produkt"),
        "plan" => Text::new("Plan", "Plan"),
        "severity" => Text::new("Severity", "Alvorlighetsgrad"),
        "title" => Text::new("Title", "Tittel"),
        "filed_at" => Text::new("Time of filing", "Innsendt tidspunkt"),
        "case_number" => Text::new("Case number", "Saksnummer"),
        "concern" => Text::new("Kind of trouble", "Type problem"),
        "note" => Text::new("Note", "Notat"),
        "until" => Text::new("The time until then", "Tiden til da"),
        "event" => Text::new("Event", "Hendelse"),
        "file" => Text::new("File", "Fil"),
        "ids" => Text::new("Selection", "Utvalg"),
        "due_at" => Text::new("Deadline", "Frist"),
        "reason" => Text::new("Reason", "Årsak"),
        "at" => Text::new("Time", "Tidspunkt"),
        "query" => Text::new("The search (at most 1,000 characters)", "Søket (høyst 1000 tegn)"),
        "days" => Text::new("Working days", "Arbeidsdager"),
        "from" => Text::new("Start of the working day", "Arbeidsdagens begynnelse"),
        "to" => Text::new("End of the working day", "Arbeidsdagens slutt"),
        "paused_until" => Text::new("Pause until", "Pause til"),
        "month" => Text::new("Month", "Måned"),
        "upn" => Text::new("User principal name", "Brukerhovednavn"),
        "object_id" => Text::new("Object ID", "Objekt-ID"),
        "person" => Text::new("Person", "Person"),
        "group" => Text::new("Group", "Gruppe"),
        "role" | "roles" => Text::new("Role", "Rolle"),
        "scope" => Text::new("Scope", "Omfang"),
        "state" | "status" => Text::new("Status", "Tilstand"),
        "starts_at" => Text::new("Start", "Start"),
        "ends_at" => Text::new("End", "Slutt"),
        "external_id" => Text::new("ID in Microsoft's systems", "ID i Microsofts systemer"),
        "delegation" => Text::new("Delegation", "Delegering"),
        "duration" => Text::new("Duration", "Varighet"),
        "auto_extend" => Text::new("Automatic extension", "Automatisk forlengelse"),
        "requested_at" => Text::new("Time of request", "Forespurt tidspunkt"),
        "activated_at" => Text::new("Time of activation", "Aktivert tidspunkt"),
        "partner_tenant_id" | "owner_tenant_id" => Text::new("The partner's tenant ID", "Partnerens leier-ID"),
        "indirect_provider" => Text::new("Indirect provider", "Indirekte leverandør"),
        "number" => Text::new("Number", "Nummer"),
        "reseller" => Text::new("Reseller", "Forhandler"),
        "enrollment" => Text::new("Enrollment", "Avtaleregistrering"),
        "commerce_id" => Text::new("Commerce ID", "Handels-ID"),
        "sku" => Text::new("SKU", "SKU-ID"),
        "sku_part_number" => Text::new("SKU part number", "Delenummer for SKU"),
        "opened_at" => Text::new("Time of purchase", "Kjøpstidspunkt"),
        "next_lifecycle_at" => Text::new("Next change of status", "Neste tilstandsendring"),
        "purchased" => Text::new("Day of purchase", "Kjøpsdag"),
        "payment_method" => Text::new("Payment method", "Betalingsmåte"),
        "replaces" => Text::new("The plan it replaces", "Planen den erstatter"),
        "on" => Text::new("Date", "Dato"),
        "sign_in" => Text::new("Sign-in", "Pålogging"),
        "account_manager" => Text::new("Account manager", "Kundeansvarlig"),
        "packages" => Text::new("The list of packages", "Listen over pakker"),
        "package_id" => Text::new("Package ID", "Pakke-ID"),
        "package_starts" => Text::new("The package's first day", "Pakkens første dag"),
        "package_ends" => Text::new("The package's last day", "Pakkens siste dag"),
        "incidents_total" => Text::new("The number of incidents", "Antall hendelser"),
        "incidents_used" => Text::new("The number of used incidents", "Antall brukte hendelser"),
        "incidents_refunded" => Text::new("The number of incidents given back", "Antall hendelser gitt tilbake"),
        "response_times" => Text::new("The response times", "Svartidene"),
        "ways" => Text::new("Opened by", "Åpnes med"),
        "closed_at" => Text::new("Time of closing", "Lukket tidspunkt"),
        "responded_at" => Text::new("Time of first response", "Tidspunkt for første svar"),
        "language" => Text::new("Language", "Språk"),
        "theme" => Text::new("Colours", "Farger"),
        "emea_clock" => Text::new("EMEA's clock", "Klokken i EMEA"),
        "hide_from_capture" => Text::new("Kept out of pictures of the screen", "Holdes utenfor bilder av skjermen"),
        "close_to_tray" => Text::new("Closing leaves it in the tray", "Lukking lar det bli i systemfeltet"),
        "hours" => Text::new("Working hours", "Arbeidstid"),
        "off" => Text::new("Reminders that are off", "Påminnelser som er av"),
        "idle_minutes" => Text::new("Idle minutes until locking", "Minutter uten aktivitet før låsing"),
        "kind" => Text::new("Kind", "Type"),
        "channel" => Text::new("Channel", "Kanal"),
        "amount" => Text::new("Amount", "Beløp"),
        "currency" => Text::new("Currency", "Valuta"),
        "now" => Text::new("The clock of this machine", "Klokken på denne maskinen"),
        other => Text::same(other),
    }
}

fn joined(items: impl IntoIterator<Item = impl Display>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
