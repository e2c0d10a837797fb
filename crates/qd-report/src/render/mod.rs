//! Renderers: one document as mail HTML, as plain text, as JSON.
//!
//! All three print the same figures; [`render`] makes them together, after [`fit`] has left out
//! what a mail has no room for, so that what is shed is shed everywhere and counted. No renderer
//! formats a number: `format` does. No renderer trusts a text: `outside` cleans it for all.

mod fit;
mod html;
mod json;
mod marks;
mod outside;
mod text;
mod words;

use qd_model::report::Report;

pub use fit::{MAX_HTML_BYTES, fit};
pub use marks::figures_in;
pub use words::subject;

/// A document in every medium.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The mail's subject: `[CMO] <message>`, at most 70 characters.
    pub subject: String,
    /// The mail's HTML, at most 95 KB.
    pub html: String,
    /// The mail's plain text, 78 columns.
    pub text: String,
    /// The machine's copy.
    pub json: String,
    /// How many table rows were left out for size, in every medium alike.
    pub n_shed: usize,
}

/// How a text is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Draws with ASCII alone.
    pub is_ascii: bool,
    /// Stands every figure between two invisible characters, for [`figures_in`].
    pub are_figures_marked: bool,
}

/// Prints a report in one medium.
pub type Renderer = fn(&Report, Options) -> String;

/// Every renderer by the file extension of what it makes.
pub const RENDERERS: [(&str, Renderer); 3] =
    [("html", html::render), ("txt", text::render), ("json", json::render)];

/// Prints a report in every medium, after fitting it to a mail.
pub fn render(report: &Report, options: Options) -> Rendered {
    let (fitted, n_shed) = fit(report);
    Rendered {
        subject: subject(&fitted),
        html: html::render(&fitted, options),
        text: text::render(&fitted, options),
        json: json::render(&fitted, options),
        n_shed,
    }
}
