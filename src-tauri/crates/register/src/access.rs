//! Reading and writing the register's file.

use std::sync::PoisonError;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{RegisterError, Result};
use crate::open::{self, Access};
use crate::register::Register;

impl Register {
    /// Reads.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        read(&connection).map_err(|error| self.located(error))
    }

    /// Reads several things as they are at one instant. Beside being right, it spares asking before each whether another
    /// program has written meanwhile.
    pub(crate) fn read_together<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let together = || -> Result<T> {
            let snapshot = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
            let value = read(&snapshot)?;
            snapshot.finish()?;
            Ok(value)
        };
        together().map_err(|error| self.located(error))
    }

    /// Writes in one transaction: all of it is on disk when this returns, or none of it.
    pub(crate) fn write<T>(&self, write: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.refuse_if_read_only()?;
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let written = (|| {
            if !connection.is_autocommit() {
                // Part of what [`Register::together`] writes.
                let part = connection.savepoint()?;
                let value = write(&part)?;
                part.commit()?;
                return Ok(value);
            }
            // The write lock is taken first, so that what is read before writing cannot change meanwhile.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            self.refuse_if_replaced()?;
            let value = write(&transaction)?;
            transaction.commit()?;
            // Replaced meanwhile: it was written to a file that has no name, so it is not acknowledged.
            self.refuse_if_replaced()?;
            Ok(value)
        })();
        written.map_err(|error| self.located(error))
    }

    /// Writes in one transaction when `keep` says so, and otherwise shows what writing would do and undoes it.
    pub(crate) fn write_if<T, E: From<RegisterError>>(
        &self,
        keep: bool,
        write: impl FnOnce(&Connection) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.refuse_if_read_only()?;
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |error: rusqlite::Error| self.located(error.into());
        // Thousands of rows: with a small cache their pages would go to the log and come back again and again.
        open::large_cache(&connection).map_err(failed)?;
        let written = (|| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
            self.refuse_if_replaced()?;
            let value = write(&transaction)?;
            if keep { transaction.commit() } else { transaction.rollback() }.map_err(failed)?;
            self.refuse_if_replaced()?;
            Ok(value)
        })();
        open::usual_cache(&connection).map_err(failed)?;
        written
    }

    /// Runs several verbs in one transaction: all of them or none. They work on a connection of their own, so nothing
    /// that others do at the same time gets between them.
    pub(crate) fn together<T>(&self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.refuse_if_read_only()?;
        let apart = Self::open(self.home.folder(), self.actor().clone())?;
        if let Ok(key) = self.key() {
            apart.share(key);
        }
        apart.refuse_if_read_only()?;
        let sql = |statement: &str| apart.read(|connection| Ok(connection.execute_batch(statement)?));
        sql("BEGIN IMMEDIATE")?;
        // A failure needs no word of its own: the connection ends with this function, and takes what was begun along.
        let value = work(&apart)?;
        sql("COMMIT")?;
        Ok(value)
    }

    /// Refuses what would write, before anything else is done for it.
    pub(crate) fn refuse_if_read_only(&self) -> Result<()> {
        match self.access {
            Access::Write => Ok(()),
            Access::Read => Err(RegisterError::ReadOnly { path: self.home.register() }),
            Access::ReadUntilSpace => Err(RegisterError::DiskFull),
        }
    }

    fn located(&self, error: RegisterError) -> RegisterError {
        error.at(&self.home.register())
    }
}
