//! Makes a document small enough for a mail: Gmail clips HTML at about 102 KB and drops its styles.

use qd_model::report::{Block, Component, Report};

use super::{Options, html};
use crate::chart::Pictures;

/// The most HTML that a mail may have (LOOK 6.6).
pub const MAX_HTML_BYTES: usize = 95 * 1024;

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

/// Leaves out table rows until the HTML fits, from the appendix first; every medium is made from the
/// result. Returns how many rows were left out. A mail with pictures has room for more: a chart as
/// cells takes several times the bytes of its picture's name.
pub fn fit(report: &Report, has_pictures: bool) -> (Report, usize) {
    let mut fitted = report.clone();
    let mut n_shed = 0;
    while size(&fitted, has_pictures) > MAX_HTML_BYTES {
        let n_rows = shed_next(&mut fitted);
        if n_rows == 0 {
            break;
        }
        n_shed += n_rows;
    }
    (fitted, n_shed)
}

/// The bytes of the HTML. Its pictures need not be drawn to be named.
fn size(report: &Report, has_pictures: bool) -> usize {
    let options = Options { has_pictures, ..Options::default() };
    let pictures = match has_pictures {
        true => Pictures::named(report),
        false => Pictures::default(),
    };
    html::render_with(report, options, &pictures).len() + LOGO_BYTES
}

/// Room for what names a logo.
const LOGO_BYTES: usize = 512;

/// The appendix gives all it has before the first page gives a row.
fn shed_next(report: &mut Report) -> usize {
    let at = report.appendix_at().unwrap_or(0);
    let (first, appendix) = report.blocks.split_at_mut(at);
    let steps = [(false, MIN_ROWS), (false, 0), (true, MIN_ROWS), (true, 0)];
    for (is_first, keep) in steps {
        let n_rows = shed(if is_first { &mut *first } else { &mut *appendix }, keep);
        if n_rows > 0 {
            return n_rows;
        }
    }
    0
}

/// Takes a quarter of the rows of the longest table of the first kind that has more than `keep`.
fn shed(blocks: &mut [Block], keep: usize) -> usize {
    for component in SHED_ORDER {
        let tables = blocks.iter_mut().filter_map(|block| match block {
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
