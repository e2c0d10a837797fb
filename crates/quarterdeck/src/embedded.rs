//! What travels inside the binary: the catalog and the demo portfolio.

/// A file's path below its folder, and its bytes.
pub(crate) type Embedded = (&'static str, &'static [u8]);

/// The built-in catalog.
pub(crate) static CATALOG: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// The demo portfolio.
pub(crate) static DEMO: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/demo.rs"));
