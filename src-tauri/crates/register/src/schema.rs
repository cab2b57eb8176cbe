//! The schema: one migration for each table, which stands in the table's own file.

use rusqlite_migration::{M, Migrations};

use crate::{
    access_assignment, column_map, contract, contract_link, contract_terms, delegation, delegation_event, enrollment,
    group, history, import_run, link_due, membership, person, plan_purchase, request, role_assignment, settings,
    sighting, slot_table, subscription, tenant, vault_lock,
};

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
    M::up(person::SCHEMA),
    M::up(group::SCHEMA),
    M::up(membership::SCHEMA),
    M::up(role_assignment::SCHEMA),
    M::up(delegation::SCHEMA),
    M::up(access_assignment::SCHEMA),
    M::up(enrollment::SCHEMA),
    M::up(subscription::SCHEMA),
    M::up(sighting::SCHEMA),
    M::up(delegation_event::SCHEMA),
    M::up(import_run::SCHEMA),
    M::up(column_map::SCHEMA),
    M::up(plan_purchase::SCHEMA),
    M::up(contract_terms::SCHEMA),
    M::up(contract_link::SCHEMA),
    M::up(link_due::SCHEMA),
];

/// The steps from an empty file to today's schema; never changed once released, only added to.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// Today's `PRAGMA user_version`.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(crate) const VERSION: i32 = STEPS.len() as i32;
