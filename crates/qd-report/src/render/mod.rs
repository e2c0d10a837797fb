//! Renderers: one document as mail HTML, as plain text, as JSON; as a workbook; as [`paper`] to be set.
//!
//! All three print the same figures; [`render`] makes them together, after [`fit`] has left out
//! what a mail has no room for, so that what is shed is shed everywhere and counted. Charts become
//! pictures where [`Options::has_pictures`] asks for them; without them the HTML draws bars as
//! cells. No renderer formats a number: `format` does. No renderer trusts a text: `outside` cleans it for all.

mod align;
pub(crate) mod columns;
mod fit;
mod html;
mod json;
mod marks;
pub(crate) mod outside;
pub mod paper;
mod text;
mod words;
mod xlsx;

use qd_model::report::Report;

pub use fit::{MAX_HTML_BYTES, fit};
pub use marks::figures_in;
pub(crate) use words::plain as plain_words;
pub use words::subject;
pub use xlsx::{WorkbookError, workbook};

use crate::chart::{Picture, Pictures};
use crate::{Logo, Palette};

/// A document in every medium.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The mail's subject: `[CMO] <message>`, at most 70 characters.
    pub subject: String,
    /// The mail's HTML, at most 95 KB. Pictures are named by `cid:`.
    pub html: String,
    /// The pictures that the HTML names; none unless they were asked for.
    pub pictures: Vec<Picture>,
    /// The mail's plain text, 78 columns.
    pub text: String,
    /// The machine's copy.
    pub json: String,
    /// How many table rows were left out for size, in every medium alike.
    pub n_shed: usize,
}

/// How a text is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options<'a> {
    /// Draws with ASCII alone.
    pub is_ascii: bool,
    /// Draws charts as pictures that a mail must carry beside its HTML.
    pub has_pictures: bool,
    /// Stands every figure between two invisible characters, for [`figures_in`].
    pub are_figures_marked: bool,
    /// The colours of good and bad news.
    pub palette: Palette,
    /// The portfolio's logo, which stands above a mail that carries pictures, and above pages.
    pub logo: Option<&'a Logo>,
}

/// Prints a report in one medium.
pub type Renderer = fn(&Report, Options<'_>) -> String;

/// Every renderer by the file extension of what it makes.
pub const RENDERERS: [(&str, Renderer); 3] =
    [("html", html::render), ("txt", text::render), ("json", json::render)];

/// Prints a report in every medium, after fitting it to a mail.
pub fn render(report: &Report, options: Options<'_>) -> Rendered {
    let (fitted, n_shed) = fit(report, options.has_pictures);
    let pictures = match options.has_pictures {
        true => Pictures::of(&fitted, options.palette, options.logo),
        false => Pictures::default(),
    };
    Rendered {
        subject: subject(&fitted),
        html: html::render_with(&fitted, options, &pictures),
        pictures: pictures.into_all().collect(),
        text: text::render(&fitted, options),
        json: json::render(&fitted, options),
        n_shed,
    }
}

impl Rendered {
    /// The HTML for a folder: the pictures are files beside it, named by `name`.
    pub fn html_beside(&self, name: impl Fn(&Picture) -> String) -> String {
        self.pictures.iter().fold(self.html.clone(), |html, picture| {
            html.replace(&format!("cid:{}", picture.content_id), &name(picture))
        })
    }
}
