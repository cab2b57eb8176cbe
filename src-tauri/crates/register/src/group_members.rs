//! A security group from the inside: who is in it, and which roles it holds.

use uuid::Uuid;

use crate::error::Result;
use crate::membership::Membership;
use crate::record::Record as _;
use crate::register::Register;
use crate::role_assignment::RoleAssignment;

impl Register {
    /// The people who are in a group, each with the person's name, by name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn members_of(&self, group: Uuid) -> Result<Vec<(Membership, String)>> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {}, (SELECT name FROM person WHERE person.id = membership.person) AS person_name
                 FROM membership WHERE security_group = ?1 AND removed_at IS NULL AND EXISTS
                 (SELECT 1 FROM person p WHERE p.id = membership.person AND p.removed_at IS NULL)
                 ORDER BY person_name, id",
                Membership::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let found = statement
                .query_map([group.to_string()], |row| Ok((Membership::read(row)?, row.get("person_name")?)))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(found)
        })
    }

    /// The roles that a group holds, and its members through it.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn roles_of_group(&self, group: Uuid) -> Result<Vec<RoleAssignment>> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {} FROM role_assignment WHERE removed_at IS NULL AND security_group = ?1
                 ORDER BY tenant, role, id",
                RoleAssignment::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let found =
                statement.query_map([group.to_string()], RoleAssignment::read)?.collect::<rusqlite::Result<_>>()?;
            Ok(found)
        })
    }
}
