//! Holds no code: its manifest pins the union of features over the workspace (cargo-hakari), so that `-p`, `run` and `test` build each dependency once.
