//! Finds secrets in what Quarterdeck reads, and keeps them out of everything it writes.
//!
//! Three things, in the order of a run. Readers [`Seen::register`] every credential-like value they
//! meet; the set keeps `{length, keyed HMAC}` and never the value. The [`Detector`] finds secrets in
//! the files of repositories, by format and by pattern (`rules/`). The [`Guard`] reads the final
//! bytes of every part, subject, file name and log line, in every encoding, looks first for values
//! that the run itself has seen and then for patterns, and blocks the delivery or masks the text.
//!
//! It must never keep or print a raw value, never read the clock, the environment, files or the
//! network, and never count as clean what it could not read. It recognises what mistakes write; an
//! author who means to smuggle a value out can always invent an encoding of their own.
//!
//! Where to go next: a new vendor's key is a table in `rules/own.toml`; a new credential file is a
//! function in `extract`; a new encoding is a function in the list of `views`.
//!
//! ```
//! use qd_secrets::{Detector, Guard, Media, Part, SecretKey, Seen};
//!
//! let key = SecretKey::new([7; 32]);
//! let (seen, detector) = (Seen::new(&key), Detector::new(&key));
//! seen.register_assignment("DB_PASSWORD", "Tr0ub4dor&3");
//! let guard = Guard::new(&seen, &detector);
//! let part = Part { name: "body", media: Media::Html, bytes: b"<td>Tr0ub4dor&amp;3</td>" };
//! assert_eq!(guard.check(part).len(), 1);
//! assert_eq!(guard.mask("it is Tr0ub4dor&3"), "it is [secret: assigned-secret]");
//! ```

mod key;

mod entropy;
mod inert;
mod keyname;
mod lines;
mod url;

mod seen;

mod extract;
mod rules;

mod detector;

mod contexts;
mod guard;
mod mask;
mod message;
mod packed;
mod views;

pub use detector::{Detector, Hit, Reading};
pub use guard::{Guard, Media, Part, Violation};
pub use key::{Fingerprint, RowMarks, RuleName, SecretKey};
pub use rules::{Rule, Severity};
pub use seen::{SealedValue, Seen};
