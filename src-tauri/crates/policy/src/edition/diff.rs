//! What differs between two editions, cell by cell, in the order of the topics.

use super::cells::{Cells, Content};
use super::{Cell, Edition, Unstated};
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeSet;

/// Whether an edition states a cell. What it does not have is not the same as what nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum CellState {
    /// It states it.
    Stated,
    /// It has no such cell: no such plan, severity, channel.
    Absent,
    /// Its page says nothing about it.
    Silent,
    /// What its page says about it is not known.
    Unknown,
}

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Difference {
    /// The topic, `S01` to `S42`, or the reading, `R1` to `R11`.
    pub topic: String,
    /// The cell, the same in every edition.
    pub cell: String,
    /// What it is called.
    pub label: Text,
    /// What the first edition says; none where it states nothing.
    pub a: Option<Text>,
    /// Whether the first edition states it.
    pub a_state: CellState,
    /// What the second edition says.
    pub b: Option<Text>,
    /// Whether the second edition states it.
    pub b_state: CellState,
}

/// Every cell that differs between `a` and `b`. Their own ids, names, dates and sources are no cells, nor is what has
/// changed since: it is told about an edition, not by it.
pub fn differences(a: &Edition, b: &Edition) -> Vec<Difference> {
    let (cells_a, cells_b): (Cells, Cells) = (a.cells(), b.cells());
    let keys: BTreeSet<_> = cells_a.keys().chain(cells_b.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (in_a, in_b) = (cells_a.get(key), cells_b.get(key));
            let same = match (in_a, in_b) {
                (Some(a), Some(b)) => a.shown == b.shown && a.whole == b.whole,
                _ => false,
            };
            let label = in_a.or(in_b)?.label.clone();
            let ((a, a_state), (b, b_state)) = (side(a, in_a, key), side(b, in_b, key));
            let (topic, cell) = key.clone();
            (!same).then_some(Difference { topic, cell, label, a, a_state, b, b_state })
        })
        .collect()
}

fn side(edition: &Edition, content: Option<&Content>, (_, cell): &(String, String)) -> (Option<Text>, CellState) {
    let list = cell.split('.').next().unwrap_or_default();
    let shown = match content {
        Some(content) => Some(content.shown.clone()),
        // Where the edition's list is not complete, an entry it lacks may well have stood on the page.
        None => edition.others.get(list).map(|state| Cell::Unstated(*state)),
    };
    match shown {
        None => (None, CellState::Absent),
        Some(Cell::Unstated(Unstated::Silent)) => (None, CellState::Silent),
        Some(Cell::Unstated(Unstated::Unknown)) => (None, CellState::Unknown),
        Some(Cell::Stated(text)) => (Some(text), CellState::Stated),
    }
}
