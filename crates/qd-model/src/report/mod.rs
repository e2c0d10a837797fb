//! Documents before they are rendered: blocks of typed values, each with its evidence.
