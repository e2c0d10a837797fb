//! Documents from report templates, and their renderings as mail HTML, plain text and JSON.
//!
//! [`Template::parse`] reads a template and [`check`] compares it with a catalog, both before any
//! run; [`assemble`] makes a typed [`qd_model::report::Report`] of it and an evaluation; [`render`]
//! prints that. Numbers become text in [`format`] alone. Nothing here reads a clock, a file or SQL.

mod assemble;
#[cfg(test)]
mod bad_input;
mod chart;
mod components;
pub mod format;
mod logo;
mod palette;
pub mod render;
mod template;
#[doc(hidden)]
pub mod zoo;

pub use assemble::{DocumentContext, Previous, RestatedRow, assemble};
pub use chart::{Drawing, FACES, Picture, can_write};
pub use components::restated;
pub use logo::{Logo, LogoError, MAX_LOGO_BYTES};
pub use palette::{Colour, LEAST_CONTRAST, Palette};
pub use template::{Catalog, Template, TemplateScope, check, orphans};
#[cfg(test)]
mod tests;
