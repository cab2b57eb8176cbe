//! The editions there are: those built in, and those a user has added in the folder of the register. A user's edition is
//! read when it is first asked for, and again when its folder has changed.

use std::collections::HashMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use support_policy::edition::Edition;
use support_policy::text;
use support_vault::sync_folder;

use crate::contract::Contract;
use crate::edition_folder::{self, Files, id_problem};
use crate::error::{RegisterError, Result};
use crate::home::make_private_folder;
use crate::record::{Record, Reference};
use crate::register::Register;
use crate::tenant::Tenant;

/// An edition for as long as it is needed: one that the program keeps, or a user's.
#[derive(Debug, Clone)]
pub enum EditionRef<'a> {
    /// One that is kept elsewhere.
    Kept(&'a Edition),
    /// One read from a user's folder.
    Read(Arc<Edition>),
}

impl Deref for EditionRef<'_> {
    type Target = Edition;

    fn deref(&self) -> &Edition {
        match self {
            Self::Kept(edition) => edition,
            Self::Read(edition) => edition,
        }
    }
}

/// A user's edition as the list shows it: it may be one that cannot be used.
#[derive(Debug)]
pub struct UsersEdition {
    /// The name of its folder.
    pub id: String,
    /// The edition, or why it is none.
    pub edition: Result<Arc<Edition>>,
}

/// What tells whether a folder has changed: how many files there are, how large, and when they were last written.
type Stamp = (usize, u64, Option<SystemTime>);

/// The editions of a register's folder.
#[derive(Debug)]
pub struct Editions {
    folder: PathBuf,
    read: Mutex<HashMap<String, (Stamp, Arc<Edition>)>>,
}

impl Editions {
    /// Those of the register in `home`. Reads nothing yet.
    pub fn of(home: &Path) -> Self {
        Self { folder: home.join("editions"), read: Mutex::default() }
    }

    /// The edition with an id.
    ///
    /// # Errors
    /// [`RegisterError::UnknownEdition`] when there is none, [`RegisterError::EditionInvalid`] when its folder holds none.
    pub fn get(&self, id: &str) -> Result<EditionRef<'static>> {
        if let Ok(edition) = Edition::built_in(id) {
            return Ok(EditionRef::Kept(edition));
        }
        self.users(id).map(EditionRef::Read)
    }

    /// The edition with an id, or `otherwise` where none is named.
    ///
    /// # Errors
    /// As of [`Editions::get`].
    pub fn named_or<'a>(&self, id: Option<&str>, otherwise: &'a Edition) -> Result<EditionRef<'a>> {
        match id {
            None => Ok(EditionRef::Kept(otherwise)),
            Some(id) if id == otherwise.id => Ok(EditionRef::Kept(otherwise)),
            Some(id) => self.get(id),
        }
    }

    /// The editions that the user has added, by id, with those that cannot be used.
    pub fn of_user(&self) -> Vec<UsersEdition> {
        self.ids().into_iter().map(|id| UsersEdition { edition: self.users(&id), id }).collect()
    }

    /// Checks an edition in any folder without adding it.
    ///
    /// # Errors
    /// [`RegisterError::EditionInvalid`] with everything that is wrong.
    pub fn check(folder: &Path) -> Result<Edition> {
        edition_folder::read(folder).map(|(edition, _)| edition)
    }

    /// Adds the edition in `folder`: it is checked, and then what was checked is stored whole or not at all.
    ///
    /// # Errors
    /// [`RegisterError::EditionInvalid`]; [`RegisterError::EditionTaken`] when there is one by that id.
    pub fn add(&self, folder: &Path) -> Result<Arc<Edition>> {
        let (edition, files) = edition_folder::read(folder)?;
        let target = self.folder.join(&edition.id);
        let taken = || RegisterError::EditionTaken { id: edition.id.clone() };
        if target.symlink_metadata().is_ok() {
            return Err(taken());
        }
        make_private_folder(&self.folder)?;
        let making = tempfile::Builder::new()
            .prefix(".adding-")
            .tempdir_in(&self.folder)
            .map_err(|error| RegisterError::io(&self.folder, &error))?;
        store(making.path(), &files)?;
        fs::rename(making.path(), &target).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::DirectoryNotEmpty => taken(),
            _ => RegisterError::io(&target, &error),
        })?;
        sync_folder(&self.folder).map_err(|error| RegisterError::io(&self.folder, &error))?;
        self.users(&edition.id)
    }

    /// The edition that holds: the contract's, else the tenant's, else `otherwise`.
    ///
    /// # Errors
    /// [`RegisterError::EditionGone`] for one that is not there any more; [`RegisterError::EditionInvalid`].
    pub(crate) fn for_filing<'a>(
        &self,
        tenant: &Tenant,
        contract: Option<&Contract>,
        otherwise: &'a Edition,
    ) -> Result<EditionRef<'a>> {
        let of_contract = contract.and_then(|contract| Some((contract.edition.as_deref()?, contract.reference())));
        let of_tenant = || tenant.edition.as_deref().map(|id| (id, tenant.reference()));
        match of_contract.or_else(of_tenant) {
            None => Ok(EditionRef::Kept(otherwise)),
            Some((id, of)) => self.named_or(Some(id), otherwise).map_err(|error| match error {
                RegisterError::UnknownEdition { id, .. } => RegisterError::EditionGone { id, of },
                error => error,
            }),
        }
    }

    /// Removes a user's edition. See [`Register::remove_edition`], which asks first whether it is in use.
    fn remove(&self, id: &str) -> Result<()> {
        if !self.ids().iter().any(|own| own == id) {
            return Err(self.unknown(id));
        }
        // Out of the way at once, so that it is never half there.
        let removing = tempfile::Builder::new()
            .prefix(".removing-")
            .tempdir_in(&self.folder)
            .map_err(|error| RegisterError::io(&self.folder, &error))?;
        let from = self.folder.join(id);
        fs::rename(&from, removing.path().join(id)).map_err(|error| RegisterError::io(&from, &error))?;
        self.read.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        Ok(())
    }

    fn users(&self, id: &str) -> Result<Arc<Edition>> {
        // Names come from the register and the command line; only one that stands in the folder is ever joined to a path.
        if !self.ids().iter().any(|own| own == id) {
            return Err(self.unknown(id));
        }
        let folder = self.folder.join(id);
        let stamp = stamp(&folder);
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some((of, edition)) = known
            && of == stamp
        {
            return Ok(edition);
        }
        let (edition, files) = edition_folder::read(&folder)?;
        if edition.id != id {
            let problem = id_problem(
                &files,
                text!(
                    "the id is {id}, but the folder is called {folder}",
                    "id er {id}, men mappen heter {folder}",
                    id = edition.id,
                    folder = id
                ),
            );
            return Err(RegisterError::EditionInvalid { folder, problems: vec![problem] });
        }
        let edition = Arc::new(edition);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(id.to_owned(), (stamp, Arc::clone(&edition)));
        Ok(edition)
    }

    /// The names of the folders in the editions' folder, except those that the program is making or removing.
    fn ids(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
        let mut ids: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
        ids.sort();
        ids
    }

    fn unknown(&self, id: &str) -> RegisterError {
        let known = Edition::built_in_ids().into_iter().chain(self.ids()).collect();
        RegisterError::UnknownEdition { id: id.to_owned(), known }
    }
}

impl Register {
    /// The editions there are.
    pub fn editions(&self) -> &Editions {
        &self.editions
    }

    /// The edition that holds: the contract's, else the tenant's, else `otherwise`.
    ///
    /// # Errors
    /// [`RegisterError::EditionGone`] for one that is not there any more; [`RegisterError::EditionInvalid`].
    pub fn edition_for<'a>(
        &self,
        tenant: &Tenant,
        contract: Option<&Contract>,
        otherwise: &'a Edition,
    ) -> Result<EditionRef<'a>> {
        self.editions.for_filing(tenant, contract, otherwise)
    }

    /// Removes a user's edition that no tenant and no contract is set to.
    ///
    /// # Errors
    /// [`RegisterError::InUse`] with those that are; [`RegisterError::UnknownEdition`], [`RegisterError::EditionBuiltIn`].
    pub fn remove_edition(&self, id: &str) -> Result<()> {
        if Edition::built_in(id).is_ok() {
            return Err(RegisterError::EditionBuiltIn { id: id.to_owned() });
        }
        let set_to = |edition: &Option<String>| edition.as_deref() == Some(id);
        let tenants = self.tenants().list()?.into_iter().filter(|tenant| set_to(&tenant.edition));
        let contracts = self.contracts().list()?.into_iter().filter(|contract| set_to(&contract.edition));
        let by: Vec<Reference> =
            tenants.map(|tenant| tenant.reference()).chain(contracts.map(|contract| contract.reference())).collect();
        if !by.is_empty() {
            return Err(RegisterError::InUse { by });
        }
        self.editions.remove(id)
    }
}

/// Writes the files of an edition and makes sure that they are on the disk.
fn store(folder: &Path, files: &Files) -> Result<()> {
    make_private_folder(&folder.join("guide"))?;
    for (name, text) in files {
        let path = folder.join(name);
        let write = || {
            let mut file = fs::File::create_new(&path)?;
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|error| RegisterError::io(&path, &error))?;
    }
    for part in [folder.join("guide"), folder.to_path_buf()] {
        sync_folder(&part).map_err(|error| RegisterError::io(&part, &error))?;
    }
    Ok(())
}

fn stamp(folder: &Path) -> Stamp {
    let mut stamp: Stamp = (0, 0, None);
    for part in [folder.to_path_buf(), folder.join("guide")] {
        let Ok(entries) = fs::read_dir(part) else { continue };
        for seen in entries.flatten().filter_map(|entry| entry.metadata().ok()) {
            stamp.0 += 1;
            stamp.1 = stamp.1.wrapping_add(seen.len());
            stamp.2 = stamp.2.max(seen.modified().ok());
        }
    }
    stamp
}
