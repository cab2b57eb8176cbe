//! The schema: one migration for each table, which stands in the table's own file.

use rusqlite_migration::{M, Migrations};

use crate::search::record_index;
use crate::{
    access_assignment, attachment, calendar_event, column_map, contract, contract_link, contract_terms, delegation,
    delegation_event, desk_due, due, enrollment, first_steps, folder_warning, group, history, import_run, link_due,
    membership, person, plan_purchase, reminder, reminder_settings, request, request_event, role_assignment, sample,
    saved_view, settings, sighting, slot_table, statement, subscription, tenant, vault_lock,
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
    M::up(record_index::SCHEMA),
    M::up(request::DESK),
    M::up(request_event::SCHEMA),
    M::up(attachment::SCHEMA),
    M::up(saved_view::SCHEMA),
    M::up(reminder_settings::SCHEMA),
    M::up(reminder::SCHEMA),
    M::up(calendar_event::SCHEMA),
    M::up(statement::SCHEMA),
    M::up(tenant::EDITION),
    M::up(contract::EDITION),
    M::up(vault_lock::SCHEMA),
    M::up(settings::HIDDEN),
    M::up(request::LISTS),
    M::up(tenant::OWN),
    M::up(access_assignment::BY_ROLES),
    M::up(sample::SCHEMA),
    M::up(first_steps::SCHEMA),
    M::up(access_assignment::BY_GROUP_AND_DELEGATION),
    M::up(folder_warning::SCHEMA),
    M::up(request::PROMISED),
    M::up(sighting::FIRST),
    M::up(desk_due::SCHEMA),
    M::up(due::SCHEMA),
    M::up(record_index::DETAILED),
];

/// The steps from an empty file to today's schema; never changed once released, only added to.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// Today's `PRAGMA user_version`.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(crate) const VERSION: i32 = STEPS.len() as i32;
