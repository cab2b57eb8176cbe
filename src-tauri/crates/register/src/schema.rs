//! The schema: one migration for each table, which stands in the table's own file.

use rusqlite_migration::{M, Migrations};

use crate::{contract, history, request, settings, slot_table, tenant, vault_lock};

/// Marks a file as a register (`PRAGMA application_id`): "Atls" in ASCII.
pub const APPLICATION_ID: i32 = 0x4174_6c73;

const STEPS: &[M<'static>] = &[
    M::up(slot_table::SCHEMA),
    M::up(settings::SCHEMA),
    M::up(tenant::SCHEMA),
    M::up(contract::SCHEMA),
    M::up(request::SCHEMA),
    M::up(history::SCHEMA),
    M::up(vault_lock::SCHEMA),
];

/// The steps from an empty file to today's schema; never changed once released, only added to.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// Today's `PRAGMA user_version`.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(crate) const VERSION: i32 = STEPS.len() as i32;
