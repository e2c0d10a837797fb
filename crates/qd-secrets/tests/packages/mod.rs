//! Packed files as renderers write them, made by hand: pages and workbooks.

pub mod archive;
pub mod pdf;
pub mod workbook;
