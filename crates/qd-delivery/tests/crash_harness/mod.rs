//! What the crash tests of all transports share: one small plan, a child process that dies at a named
//! failpoint or is killed wherever it is, and seeds that draw the same on every machine.
//!
//! The tests run themselves as the sender. This module asserts nothing about deliveries.

#[path = "../documents/mod.rs"]
mod documents;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use qd_delivery::{Document, Step};

/// The variables that tell a child where to work, and where to die and at which passing.
pub(crate) const FOLDER: &str = "QUARTERDECK_CRASH_FOLDER";
pub(crate) const AT: &str = "QUARTERDECK_CRASH_AT";
/// The variable that names the server of a child that needs one.
pub(crate) const URL: &str = "QUARTERDECK_CRASH_URL";

pub(crate) fn now() -> DateTime<Utc> {
    "2026-10-01T06:59:59Z".parse().unwrap()
}

/// A report for some recipients, each with an audit copy.
pub(crate) fn document(n_recipients: usize) -> Document {
    documents::document((0..n_recipients).map(|n| format!("r{n}")))
}

/// The failpoint of a step of `send`.
pub(crate) fn step_name(step: Step) -> &'static str {
    match step {
        Step::BeforeIntent => "before-intent",
        Step::AfterIntent => "after-intent",
        Step::Begin => "begin",
        Step::AfterReply => "after-reply",
        Step::AfterRecord => "after-record",
    }
}

#[expect(clippy::disallowed_methods, reason = "a child is told by its parent where to die")]
pub(crate) fn given(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Where a child works and what kills it at its failpoint; `None` in the parent.
pub(crate) fn dying() -> Option<(PathBuf, impl Fn(&str) + 'static)> {
    let folder = PathBuf::from(given(FOLDER)?);
    let at = given(AT).unwrap();
    let (name, number) = at.split_once(':').unwrap();
    let (name, number) = (name.to_owned(), number.parse::<usize>().unwrap());
    let n_passed = AtomicUsize::new(0);
    let reach = move |passed: &str| {
        if passed == name && n_passed.fetch_add(1, Ordering::Relaxed) == number {
            std::process::abort();
        }
    };
    Some((folder, reach))
}

/// A child of this test: one of its tests, told where to work and where to die.
pub(crate) fn child(test: &str, folder: &Path, at: &str, url: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(FOLDER, folder).env(AT, at).env(URL, url);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// How the children of one transport die.
pub(crate) struct Deaths<'a> {
    /// The test that the children run.
    pub(crate) child: &'a str,
    pub(crate) failpoints: &'a [&'a str],
    pub(crate) n_recipients: usize,
    /// When those die that die wherever they happen to be, in microseconds from their start.
    pub(crate) anywhere: Range<u64>,
}

impl Deaths<'_> {
    /// Starts a child and sees it dead. Says where it died, for the message of a failure.
    pub(crate) fn kill_one(&self, folder: &Path, url: &str, seed: u64) -> String {
        let point = self.failpoints[draw(seed, self.failpoints.len() as u64) as usize];
        let at = format!("{point}:{}", draw(seed ^ 1, self.n_recipients as u64));
        // One in five dies wherever it happens to be.
        let span = self.anywhere.end - self.anywhere.start;
        let after = self.anywhere.start + draw(seed ^ 2, span);
        let after = (seed % 5 == 4).then(|| Duration::from_micros(after));
        let at_point = if after.is_some() { "none:0" } else { &at };
        let mut child = child(self.child, folder, at_point, url).spawn().unwrap();
        if let Some(after) = after {
            std::thread::sleep(after);
            child.kill().unwrap();
        }
        child.wait().unwrap();
        after.map_or(at, |after| format!("killed after {after:?}"))
    }
}

/// A folder in memory where there is one: a kill needs no disk, and syncs cost nothing there.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// A number below `n` from a seed (splitmix64), the same on every machine.
pub(crate) fn draw(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % n
}

/// Checks every seed, some at a time.
pub(crate) fn each_seed(n_seeds: u64, check: impl Fn(u64) + Sync) {
    const N_THREADS: u64 = 4;
    std::thread::scope(|scope| {
        for thread in 0..N_THREADS {
            let check = &check;
            scope.spawn(move || (thread..n_seeds).step_by(N_THREADS as usize).for_each(check));
        }
    });
}
