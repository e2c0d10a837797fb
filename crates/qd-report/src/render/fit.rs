//! Makes a document small enough for a mail: Gmail clips HTML at about 102 KB and drops its styles.

use qd_model::report::{Block, Component, Report};

use super::{Options, html};

/// The most HTML that a mail may have (LOOK 6.6).
pub const MAX_HTML_BYTES: usize = 95 * 1024;

/// Room for what names the pictures: each takes less than the bars that it replaces, but its alt
/// text may be long.
const PICTURES_BYTES: usize = 4 * 1024;

/// Which tables give rows first: lists that the archive holds whole, then what can be recomputed.
const SHED_ORDER: [Component; 6] = [
    Component::Table,
    Component::Gaps,
    Component::Claims,
    Component::Findings,
    Component::Actions,
    Component::Statement,
];

/// Rows that a table keeps while another can still give some.
const MIN_ROWS: usize = 3;

/// Leaves out table rows until the HTML fits; every medium is made from the result. Returns how
/// many rows were left out.
pub fn fit(report: &Report) -> (Report, usize) {
    let mut fitted = report.clone();
    let mut n_shed = 0;
    while html::render(&fitted, Options::default()).len() > MAX_HTML_BYTES - PICTURES_BYTES {
        let n_rows = shed(&mut fitted, MIN_ROWS);
        let n_rows = if n_rows == 0 { shed(&mut fitted, 0) } else { n_rows };
        if n_rows == 0 {
            break;
        }
        n_shed += n_rows;
    }
    (fitted, n_shed)
}

/// Takes a quarter of the rows of the longest table of the first kind that has more than `keep`.
fn shed(report: &mut Report, keep: usize) -> usize {
    for component in SHED_ORDER {
        let tables = report.blocks.iter_mut().filter_map(|block| match block {
            Block::Table(table) if table.component == component => Some(table),
            _ => None,
        });
        let longest = tables.max_by_key(|table| table.rows.len());
        if let Some(table) = longest.filter(|table| table.rows.len() > keep) {
            let n_rows = (table.rows.len() / 4).max(1).min(table.rows.len() - keep);
            table.rows.truncate(table.rows.len() - n_rows);
            table.n_shed += n_rows;
            return n_rows;
        }
    }
    0
}
