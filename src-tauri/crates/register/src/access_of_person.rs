//! The groups a person is in, and the roles they hold.

use uuid::Uuid;

use crate::error::Result;
use crate::membership::Membership;
use crate::record::Record;
use crate::register::Register;
use crate::role_assignment::RoleAssignment;

impl Register {
    /// The groups a person is in, each with its name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn groups_of(&self, person: Uuid) -> Result<Vec<(Membership, String)>> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {}, (SELECT name FROM security_group WHERE security_group.id = membership.security_group)
                 AS group_name FROM membership WHERE person = ?1 AND removed_at IS NULL AND EXISTS
                 (SELECT 1 FROM security_group g WHERE g.id = membership.security_group AND g.removed_at IS NULL)
                 ORDER BY group_name, id",
                Membership::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let found = statement
                .query_map([person.to_string()], |row| Ok((Membership::read(row)?, row.get("group_name")?)))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(found)
        })
    }

    /// The roles a person holds anywhere, directly or through a group; those of their own first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn roles_of(&self, person: Uuid) -> Result<Vec<RoleAssignment>> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {} FROM role_assignment WHERE removed_at IS NULL AND (person = ?1 OR security_group IN
                 (SELECT security_group FROM membership WHERE person = ?1 AND removed_at IS NULL))
                 ORDER BY security_group IS NOT NULL, tenant, role, id",
                RoleAssignment::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let found =
                statement.query_map([person.to_string()], RoleAssignment::read)?.collect::<rusqlite::Result<_>>()?;
            Ok(found)
        })
    }
}
