//! Every sentence the register says, in English and in Norwegian Bokmål.

mod edition;
mod file;
pub(crate) mod found;
mod names;
mod outside;
mod record;
mod value;
mod vault;

pub use names::{field_name, type_name};

use support_policy::Text;

use crate::error::RegisterError;

/// The sentence of an error. No arm stands for several: an error without words of its own does not compile.
pub(crate) fn of(error: &RegisterError) -> Text {
    match error {
        RegisterError::NotFound { what, name } => record::not_found(*what, name),
        RegisterError::NothingToUndo => record::nothing_to_undo(),
        RegisterError::NoSecret { field } => record::no_secret(field),
        RegisterError::Ambiguous { what, name, ids } => record::ambiguous(*what, name, ids),
        RegisterError::InUse { by } => record::in_use(by),
        RegisterError::ChangedSince { records } => record::changed_since(records),
        RegisterError::Dangling { field, to } => record::dangling(field, *to),
        RegisterError::Invalid { field, flaw, other } => value::flawed(field, *flaw, other.as_ref()),
        RegisterError::Policy(error) => error.message(),
        RegisterError::Refused { refusal, .. } => refusal.message.clone(),
        RegisterError::UnknownEdition { id, known } => edition::unknown(id, known),
        RegisterError::EditionGone { id, of } => edition::gone(id, of),
        RegisterError::EditionInvalid { folder, problems } => edition::invalid(folder, problems),
        RegisterError::EditionTaken { id } => edition::taken(id),
        RegisterError::EditionBuiltIn { id } => edition::built_in(id),
        RegisterError::Missing { path } => file::missing(path),
        RegisterError::Replaced { path } => file::replaced(path),
        RegisterError::Damaged { path } => file::damaged(path),
        RegisterError::Newer { path } => file::newer(path),
        RegisterError::NotARegister { path } => file::not_a_register(path),
        RegisterError::NotAFile { path } => file::not_a_file(path),
        RegisterError::SideFile { path, other: false } => file::side_file_damaged(path),
        RegisterError::SideFile { path, other: true } => file::side_file_of_another(path),
        RegisterError::ReadOnly { path } => file::read_only(path),
        RegisterError::DiskFull => file::disk_full(),
        RegisterError::Busy => file::busy(),
        RegisterError::NoHome => file::no_home(),
        RegisterError::Unreachable { path, kind } => file::unreachable(path, *kind),
        RegisterError::Storage { code } => file::storage(*code),
        RegisterError::Output { path, why } => outside::output(path, *why),
        RegisterError::Backup { path, fault } => outside::backup(path, *fault),
        RegisterError::Cancelled => outside::cancelled(),
        RegisterError::KeyringUnavailable => vault::no_keyring(),
        RegisterError::Locked => vault::locked(),
        RegisterError::PassphraseNeeded => vault::passphrase_needed(),
        RegisterError::WrongPassphrase { field: "recovery" } => vault::wrong_recovery_key(),
        RegisterError::WrongPassphrase { .. } => vault::wrong_passphrase(),
        RegisterError::TooSoon { seconds } => vault::too_soon(*seconds),
        RegisterError::KeyringWaiting => vault::keyring_waiting(),
        RegisterError::KeyringAmbiguous { entries } => vault::keyring_ambiguous(*entries),
        RegisterError::KeyMissing => vault::key_missing(),
        RegisterError::Tampered { subject } => vault::tampered(subject.as_ref()),
    }
}
