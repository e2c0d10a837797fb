//! The files of a document that are no text: pages to print and a workbook.
//!
//! Both are packed, so the guard over outgoing bytes cannot read them: every word passes the mask
//! before it is set, and a page whose words still hold a secret together is not made.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use qd_model::report::Report;
use qd_report::render::paper::Paper;
use qd_report::render::{Options, fit, workbook};

use crate::cli::Format;
use crate::config::Theme;
use crate::output::Output;

/// What was made, and why something was not.
#[derive(Default)]
pub(crate) struct Pages {
    pub(crate) pdf: Option<Vec<u8>>,
    pub(crate) workbook: Option<Vec<u8>>,
    errors: Vec<String>,
}

impl Pages {
    /// Says what could not be made; the other media have its figures.
    pub(crate) fn say_errors(&self, report: &Report, output: &Output) {
        for error in &self.errors {
            output.say(&format!("{}: {error}", report.id));
        }
    }
}

/// Makes the pages of a report in the formats that are asked for.
pub(crate) fn pages(
    report: &Report,
    theme: Theme,
    formats: &[Format],
    mask: &dyn Fn(&str) -> String,
) -> Pages {
    let mut pages = Pages::default();
    if formats.contains(&Format::Pdf) {
        match pdf(report, theme, mask) {
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

fn pdf(report: &Report, theme: Theme, mask: &dyn Fn(&str) -> String) -> Result<Vec<u8>, String> {
    let (fitted, _) = fit(report);
    let mut paper = Paper::of(&fitted, Options { palette: theme.palette, ..Options::default() });
    paper.mask(mask);
    let words = paper.text();
    if mask(&words) != words {
        return Err("no pages: words that stand apart make a secret together".to_owned());
    }
    let pdf = qd_pdf::pdf(&paper, theme.paper).map_err(|error| error.to_string())?;
    Ok(pdf.bytes)
}

/// Does the same for each item on as many threads as there are cores; results in order.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let next = AtomicUsize::new(0);
    let made = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                while let Some((at, item)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    items.get(at).map(|item| (at, item))
                } {
                    let result = make(item);
                    made.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((at, result));
                }
            });
        }
    });
    let mut made = made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, result)| result).collect()
}
