//! Plain tables for a terminal: columns as wide as their widest cell, control codes left out.

use unicode_width::UnicodeWidthStr;

/// Rows of text under headings.
pub(crate) struct Tabular {
    rows: Vec<Vec<String>>,
}

impl Tabular {
    /// Starts a table.
    pub(crate) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let clean = |cell: String| cell.chars().filter(|c| !c.is_control()).collect();
        self.rows.push(cells.into_iter().map(clean).collect());
    }

    /// Claims that there is no row below the headings.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    /// Lays the table out; the last column is not padded.
    pub(crate) fn print(&self) -> String {
        let n_columns = self.rows[0].len();
        let widths = (0..n_columns)
            .map(|column| self.rows.iter().map(|row| row[column].width()).max().unwrap_or(0))
            .collect::<Vec<_>>();
        let mut text = String::new();
        for row in &self.rows {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Tabular;

    #[test]
    fn columns_align_and_codes_vanish() {
        let mut table = Tabular::new(&["who", "what"]);
        table.row(["é\u{1b}[31m".into(), "x".into()]);
        table.row(["longer".into(), "y".into()]);
        assert_eq!(table.print(), "who     what\né[31m   x\nlonger  y\n");
    }
}
