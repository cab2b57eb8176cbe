//! Clients' tenants that are kept already, though not yet by their directory.

use support_policy::text;
use uuid::Uuid;

use super::{Importer, RowResult, Tally};
use crate::import::problem::{Warning, shown};
use crate::record;
use crate::tenant::{self, Tenant};

impl Importer<'_> {
    /// The tenant that was entered by hand without its directory's id and has this name: it is the same organisation,
    /// and the id is noted. Of several none is taken.
    pub(super) fn kept_by_hand(&mut self, directory: &str, name: &str, tally: &mut Tally) -> RowResult<Option<Uuid>> {
        let (condition, folded) = ("tenant_id IS NULL AND folded = ?1", record::fold(name));
        let found = record::list_of::<Tenant>(self.change, condition, [&folded])?;
        let name = shown(name);
        match found.as_slice() {
            [] => Ok(None),
            [only] => {
                let tenant = tenant::set_directory(self.change, self.actor, only.id, Some(directory), self.now)?;
                self.tenants.insert(directory.to_owned(), tenant.id);
                tally.report.warnings.push(Warning::new("tenant-recognised", text!("The tenant “{name}”, kept without a directory id, was taken as the one of this name in the file.", "Leieren «{name}», som var registrert uten katalog-ID, ble regnet som den med dette navnet i filen.", name)));
                Ok(Some(tenant.id))
            }
            _ => {
                tally.report.warnings.push(Warning::new("tenant-ambiguous", text!("Several tenants are called “{name}” and have no directory id, so another one was added. Give them their ids, and remove the one too many.", "Flere leiere heter «{name}» og mangler katalog-ID, så enda en ble lagt til. Gi dem ID-ene sine, og fjern den overflødige.", name)));
                Ok(None)
            }
        }
    }
}
