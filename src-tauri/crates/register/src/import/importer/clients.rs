//! Clients' tenants that are kept already, though not yet by their directory.

use support_policy::text;
use uuid::Uuid;

use super::{Importer, RowResult, Tally};
use crate::import::problem::{Warning, shown};
use crate::record;
use crate::tenant::{self, Tenant};

impl Tally {
    /// Says which tenants were taken for known ones, and of which it could not be told.
    pub(super) fn warn_of_names(&mut self) {
        if !self.recognised.is_empty() {
            let names = self.recognised.join(", ");
            self.report.warnings.push(Warning::new(
                "tenant-recognised",
                text!(
                    "Tenants kept without a directory id were taken as those of the same name in the file: {names}.",
                    "Leiere som var registrert uten katalog-ID, ble regnet som dem med samme navn i filen: {names}.",
                    names
                ),
            ));
        }
        if !self.ambiguous.is_empty() {
            let names = self.ambiguous.join(", ");
            self.report.warnings.push(Warning::new("tenant-ambiguous", text!("Several tenants of the same name have no directory id, so another one was added: {names}. Give them their ids, and remove the one too many.", "Flere leiere med samme navn mangler katalog-ID, så enda en ble lagt til: {names}. Gi dem ID-ene sine, og fjern den overflødige.", names)));
        }
    }
}

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
                tally.recognised.push(name);
                Ok(Some(tenant.id))
            }
            _ => {
                tally.ambiguous.push(name);
                Ok(None)
            }
        }
    }
}
