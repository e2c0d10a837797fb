//! Places of rows.

use qd_model::{Decimal, Evidence};

/// The place of a row: its file, and its line where there is one.
pub(crate) fn place(file: &str, line: Option<Decimal>) -> Evidence {
    let line = line.and_then(|line| u32::try_from(line.normalized().mantissa()).ok());
    Evidence { file: file.to_owned(), line }
}
