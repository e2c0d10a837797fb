//! Opens figures down to their rows.
