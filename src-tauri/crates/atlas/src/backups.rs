//! `atlas backup` and `atlas restore`: the whole register, with its secrets, as one encrypted file.

use crate::failure::Failure;
use crate::flags::{BackupFlags, RestoreFlags};
use crate::output::{Output, facts};
use crate::session::Session;
use crate::vault;
use chrono_tz::Tz;
use support_register::{
    Actor, BackupContent, RestorePreview, Restored, Through, needs_passphrase, preview_restore, restore,
};
use support_vault::Keyring;

pub(crate) fn backup(session: &Session, flags: &BackupFlags) -> Result<(), Failure> {
    let register = session.register()?;
    let keyring = Keyring::system();
    vault::open(session, &register, &keyring)?;
    let passphrase = vault::new_passphrase(session.output)?;
    let content = register.export_backup(&keyring, &flags.file, &passphrase, Session::now())?;
    session.output.answer(&content, || contents(session.output, &content))
}

pub(crate) fn put_back(session: &Session, flags: &RestoreFlags) -> Result<(), Failure> {
    let home = session.folder()?;
    let output = session.output;
    let passphrase = if needs_passphrase(&flags.file)? { Some(vault::passphrase_of_backup(output)?) } else { None };
    let actor = Actor::of_session(Through::Atlas);
    let now = Session::now();
    if flags.dry_run {
        let preview = preview_restore(&home, &flags.file, passphrase.as_ref(), actor, now)?;
        return output.answer(&preview, || show_preview(output, &preview));
    }
    let restored = restore(&home, &flags.file, passphrase.as_ref(), &Keyring::system(), actor, now)?;
    output.answer(&restored, || show_restored(output, &restored))
}

fn contents(output: Output, content: &BackupContent) -> String {
    let key = if content.with_key { output.say("yes", "ja") } else { output.say("none kept", "ingen lagret") };
    let number = |count: u32| if count == 0 { String::new() } else { count.to_string() };
    let files = match content.attachments {
        0 => String::new(),
        count => format!("{count} ({} kB)", content.attachment_bytes.div_ceil(1000)),
    };
    facts(&[
        (output.say("Made", "Laget"), output.local(content.made_at, Tz::UTC)),
        (output.say("Tenants", "Leiere"), content.tenants.to_string()),
        (output.say("Contracts", "Kontrakter"), content.contracts.to_string()),
        (output.say("Requests", "Forespørsler"), content.requests.to_string()),
        (output.say("Secrets", "Hemmeligheter"), key.to_owned()),
        (output.say("Attached files", "Vedlagte filer"), files),
        (
            output.say("Left out, as they are gone or changed", "Utelatt, fordi de er borte eller endret"),
            number(content.attachments_left_out),
        ),
    ])
}

/// Attached files that will not be there.
fn missing(output: Output, count: u32) -> String {
    if count == 0 {
        return String::new();
    }
    let label =
        output.say("Attached files that are neither in it nor here", "Vedlagte filer som verken er i den eller her");
    facts(&[(label, count.to_string())])
}

fn show_preview(output: Output, preview: &RestorePreview) -> String {
    let mut text = contents(output, &preview.backup) + &missing(output, preview.attachments_missing);
    text.push('\n');
    match (&preview.current, &preview.current_fault) {
        (Some(current), _) => {
            text.push_str(&facts(&[
                (output.say("It would replace", "Den ville erstatte"), String::from(" ")),
                (output.say("Tenants", "Leiere"), current.counts.tenants.to_string()),
                (output.say("Contracts", "Kontrakter"), current.counts.contracts.to_string()),
                (output.say("Requests", "Forespørsler"), current.counts.requests.to_string()),
                (output.say("Changes since", "Endringer siden"), current.changes_since.to_string()),
            ]));
        }
        (None, Some(fault)) => text.push_str(&facts(&[(
            output.say("The register there cannot be opened", "Registeret der kan ikke åpnes"),
            fault.clone(),
        )])),
        (None, None) => {
            text.push_str(output.say("There is no register yet.", "Det finnes ikke noe register der ennå."));
        }
    }
    text
}

fn show_restored(output: Output, restored: &Restored) -> String {
    let mut text = contents(output, &restored.backup) + &missing(output, restored.attachments_missing);
    if let Some(replaced) = &restored.replaced {
        let kept = output.say("The register that was there is kept", "Registeret som sto der, er tatt vare på");
        text.push_str(&facts(&[(kept, replaced.display().to_string())]));
    }
    if !restored.keyring && restored.backup.with_key {
        text.push_str(output.say(
            "The system keyring does not open the secrets; the passphrase or the recovery key does. To let it: atlas protect keyring",
            "Systemets nøkkelring åpner ikke hemmelighetene; passordfrasen eller gjenopprettingsnøkkelen gjør det. Vil du at den skal: atlas protect keyring",
        ));
    }
    text
}
