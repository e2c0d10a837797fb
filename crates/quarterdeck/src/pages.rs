//! The files of a document that are no text: pages to print and a workbook.
//!
//! Both are packed, so the guard over outgoing bytes cannot read them: every word passes the mask
//! before it is set, and a page whose words still hold a secret together is not made.

use std::sync::{Mutex, PoisonError};
use std::thread;

use qd_model::report::Report;
use qd_report::render::paper::Paper;
use qd_report::render::{Options, fit, workbook};

use crate::cli::Format;
use crate::config::Theme;

/// What was made, and why something was not.
#[derive(Default)]
pub(crate) struct Pages {
    pub(crate) pdf: Option<Vec<u8>>,
    pub(crate) workbook: Option<Vec<u8>>,
    /// Why something was not made; the other media have its figures.
    pub(crate) errors: Vec<String>,
}

/// Makes the pages of a report in the formats that are asked for.
pub(crate) fn pages(
    report: &Report,
    theme: &Theme,
    formats: &[Format],
    has_pictures: bool,
    mask: &dyn Fn(&str) -> String,
) -> Pages {
    let mut pages = Pages::default();
    if formats.contains(&Format::Pdf) {
        match pdf(report, theme, has_pictures, mask) {
            Ok(bytes) => pages.pdf = Some(bytes),
            Err(error) => pages.errors.push(error),
        }
    }
    if formats.contains(&Format::Xlsx) {
        match workbook(report, mask) {
            Ok(bytes) => pages.workbook = Some(bytes),
            Err(error) => pages.errors.push(error.to_string()),
        }
    }
    pages
}

fn pdf(
    report: &Report,
    theme: &Theme,
    has_pictures: bool,
    mask: &dyn Fn(&str) -> String,
) -> Result<Vec<u8>, String> {
    // What the mail has no room for stands on no page either.
    let (fitted, _) = fit(report, has_pictures);
    let (palette, logo) = (theme.palette, theme.logo.as_ref());
    let mut paper = Paper::of(&fitted, Options { palette, logo, ..Options::default() });
    paper.mask(mask);
    let words = paper.text();
    if mask(&words) != words {
        return Err("no pages: words that stand apart make a secret together".to_owned());
    }
    let pdf = qd_pdf::pdf(&paper, theme.paper).map_err(|error| error.to_string())?;
    Ok(pdf.bytes)
}

/// Does the same with each item on as many threads as there are cores; results in order. An item is
/// gone when its result is there.
pub(crate) fn in_parallel<T: Send, R: Send>(items: Vec<T>, make: impl Fn(T) -> R + Sync) -> Vec<R> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let made = Mutex::new(Vec::with_capacity(items.len()));
    let items = Mutex::new(items.into_iter().enumerate());
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                while let Some((at, item)) = next() {
                    let result = make(item);
                    made.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                }
            });
        }
    });
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, result)| result).collect()
}
