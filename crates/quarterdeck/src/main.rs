//! quarterdeck
fn main() {}
