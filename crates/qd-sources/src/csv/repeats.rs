//! Rows that a key names twice: counted once if they agree, not at all if they do not.
//!
//! A booking that stands in two exports is one booking. Where its rows differ nobody here knows which
//! is right, so neither is kept, both are named, and the source counts as having lost them: no month
//! is summed from a guess.

use std::collections::BTreeMap;

use qd_facts::{FactCell, Table};
use qd_model::{EntityKey, Evidence, Level};

use crate::problems::{Problems, quoted};

/// A row in waiting.
pub(super) struct KeyedRow {
    pub(super) entity: EntityKey,
    pub(super) place: Evidence,
    pub(super) cells: Vec<FactCell>,
}

/// The rows of a source whose key is declared, until all of its files are read.
pub(super) struct KeyedRows {
    table: &'static Table,
    /// The key's columns, by their place in the table.
    key: Vec<usize>,
    rows: Vec<KeyedRow>,
}

/// What became of the rows of one key.
struct Known {
    first: usize,
    n_rows: u64,
    is_conflict: bool,
}

impl KeyedRows {
    pub(super) fn new(table: &'static Table, key: &[usize]) -> Self {
        Self { table, key: key.to_vec(), rows: Vec::new() }
    }

    pub(super) fn push(&mut self, row: KeyedRow) {
        self.rows.push(row);
    }

    /// Returns each row once, in the order of the files.
    pub(super) fn finish(self, problems: &mut Problems<'_>) -> Vec<KeyedRow> {
        let mut known = BTreeMap::<(EntityKey, Vec<String>), Known>::new();
        let mut is_kept = vec![true; self.rows.len()];
        for (index, row) in self.rows.iter().enumerate() {
            let key = self.key.iter().map(|column| text(&row.cells[*column])).collect::<Vec<_>>();
            // Without a key a row cannot be told from another.
            if key.iter().all(String::is_empty) {
                continue;
            }
            let found = known.entry((row.entity.clone(), key.clone())).or_insert(Known {
                first: index,
                n_rows: 0,
                is_conflict: false,
            });
            found.n_rows += 1;
            if found.n_rows == 1 {
                continue;
            }
            is_kept[index] = false;
            let first = &self.rows[found.first];
            let shown = quoted(&key.join(", "));
            match self.difference(first, row) {
                None => {
                    // Exports that overlap are usual; a row twice in one is not.
                    let is_overlap = first.place.file != row.place.file;
                    let level = if is_overlap { Level::Note } else { Level::Warning };
                    let message = format!("`{shown}` was counted once, first: {}", first.place);
                    let help = "nothing, if the exports overlap; else remove one of the two rows";
                    problems.report(level, "repeated-row", row.place.clone(), message, help);
                }
                Some(column) => {
                    found.is_conflict = true;
                    let message = format!(
                        "`{shown}` has two rows that differ in `{column}`, the other: {}",
                        first.place
                    );
                    let help = "keep the right one; until then neither is counted, and no month is";
                    let place = row.place.clone();
                    problems.report(Level::Error, "conflicting-rows", place, message, help);
                }
            }
        }
        for known in known.into_values().filter(|known| known.is_conflict) {
            is_kept[known.first] = false;
            problems.skip_silently(known.n_rows);
        }
        let rows = self.rows.into_iter().zip(is_kept);
        rows.filter(|(_, is_kept)| *is_kept).map(|(row, _)| row).collect()
    }

    /// The first column in which two rows differ.
    fn difference(&self, one: &KeyedRow, other: &KeyedRow) -> Option<&'static str> {
        let cells = one.cells.iter().zip(&other.cells);
        let differing = cells.zip(self.table.columns).find(|((one, other), _)| one != other);
        differing.map(|(_, column)| column.name)
    }
}

/// A cell as a part of a key: equal for equal values, however they are written.
fn text(cell: &FactCell) -> String {
    match cell {
        FactCell::Null => String::new(),
        FactCell::Text(text) => text.clone(),
        FactCell::Number(number) => number.normalized().to_string(),
        FactCell::Date(date) => date.to_string(),
        FactCell::Timestamp(at) => at.to_rfc3339(),
        FactCell::Integer(number) => number.to_string(),
        FactCell::Boolean(is_set) => is_set.to_string(),
    }
}
