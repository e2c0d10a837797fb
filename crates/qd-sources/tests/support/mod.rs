//! What tests of readers share: a portfolio's folder, repositories made by git itself, and facts as
//! plain text.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(unreachable_pub, reason = "a module of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::TimestampMicrosecondType;
use arrow::util::display::array_value_to_string;
use chrono::DateTime;
use qd_facts::{Chart, CollectContext, Collected, SecretSink, Source, SourceSpec};
use qd_model::{Commodity, Diagnostic, EntityKey, SourceId};
use qd_secrets::SecretKey;
use qd_sources::RunSecrets;

/// One row, by column.
pub type Row = BTreeMap<String, String>;

/// What a reader returned, as text.
pub struct Read {
    /// The rows of each table, null cells as an empty text.
    pub tables: BTreeMap<String, Vec<Row>>,
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
    /// Items that were not understood.
    pub n_skipped: u64,
    /// Whether nothing could be read.
    pub is_missing: bool,
}

impl Read {
    /// The rows of a table.
    pub fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// One column of a table.
    pub fn column(&self, table: &str, column: &str) -> Vec<&str> {
        self.rows(table).iter().map(|row| row[column].as_str()).collect()
    }

    /// The codes of the diagnostics.
    pub fn codes(&self) -> Vec<&str> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
    }

    /// Everything that was returned, as one text, to search for what must not be in it.
    pub fn everything(&self) -> String {
        format!("{:?}\n{:?}", self.tables, self.diagnostics)
    }
}

/// A run's secrets under a fixed key.
pub fn secrets() -> RunSecrets {
    RunSecrets::new(SecretKey::new([7; 32]))
}

/// Reads a source of a folder.
pub fn read(source: &dyn Source, folder: &Path, path: &str) -> Read {
    read_with(source, folder, path, "", &secrets())
}

/// Reads a source with settings in TOML.
pub fn read_with(
    source: &dyn Source,
    folder: &Path,
    path: &str,
    settings: &str,
    secrets: &dyn SecretSink,
) -> Read {
    let root = EntityKey::root("p").unwrap();
    let currency = Commodity::new("USD");
    let context = CollectContext {
        folder,
        root: &root,
        timezone: chrono_tz::UTC,
        currency: &currency,
        chart: &Chart::default(),
        as_of: "2026-09-30".parse().unwrap(),
        secrets,
    };
    let spec = SourceSpec {
        id: SourceId::new("s").unwrap(),
        kind: source.kind().into(),
        entity: EntityKey::parse("p/jada").unwrap(),
        path: path.into(),
        covers: None,
        is_assumed: false,
        settings: toml::from_str(settings).unwrap(),
    };
    source.check(&spec).unwrap();
    let Collected { facts, diagnostics, n_skipped, is_missing } = source.collect(&spec, &context);
    let tables = facts.finish();
    let tables = tables.iter().map(|(name, batch)| ((*name).to_owned(), rows(batch)));
    Read { tables: tables.collect(), diagnostics, n_skipped, is_missing }
}

fn rows(batch: &RecordBatch) -> Vec<Row> {
    let schema = batch.schema();
    let row = |at: usize| {
        let cells = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, column)| (field.name().clone(), cell(column, at)));
        cells.collect()
    };
    (0..batch.num_rows()).map(row).collect()
}

fn cell(column: &ArrayRef, at: usize) -> String {
    match column.as_primitive_opt::<TimestampMicrosecondType>() {
        Some(_) if column.is_null(at) => String::new(),
        Some(times) => DateTime::from_timestamp_micros(times.value(at)).unwrap().to_rfc3339(),
        None => array_value_to_string(column, at).unwrap(),
    }
}

/// The demo portfolio of the workspace.
pub fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/portfolio")
}

/// A repository made by git itself, with no configuration but its own and fixed dates.
pub struct Repo {
    /// Its folder.
    pub path: PathBuf,
}

impl Repo {
    /// Makes an empty repository below a folder.
    pub fn init(folder: &Path, name: &str) -> Self {
        let repo = Self { path: folder.join(name) };
        fs::create_dir_all(&repo.path).unwrap();
        repo.git(&["init", "--quiet", "-b", "main"]);
        repo
    }

    /// Makes one of the demo's repositories, as its README says.
    pub fn demo(folder: &Path, name: &str) -> Self {
        let repo = Self::init(folder, name);
        let stream = fs::read(demo().join(format!("repositories/{name}.fast-import"))).unwrap();
        repo.git_with(&["fast-import", "--quiet"], &stream);
        repo.git(&["checkout", "--quiet"]);
        repo
    }

    /// Clones a repository beside it.
    pub fn clone_to(&self, name: &str, options: &[&str]) -> Self {
        let folder = self.path.parent().unwrap();
        let url = format!("file://{}", self.path.display());
        let clone = Self { path: folder.join(name) };
        fs::create_dir_all(&clone.path).unwrap();
        let mut arguments = vec!["clone", "--quiet"];
        arguments.extend(options);
        arguments.extend([url.as_str(), "."]);
        clone.git(&arguments);
        clone
    }

    /// Writes a file of the working copy.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Commits everything that is there.
    pub fn commit(&self, subject: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", subject]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Runs git and returns what it prints.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_with(arguments, b"")
    }

    /// The lines that git prints, sorted.
    pub fn lines(&self, arguments: &[&str]) -> Vec<String> {
        let mut lines = self.git(arguments).lines().map(str::to_owned).collect::<Vec<_>>();
        lines.sort();
        lines
    }

    /// Runs git with an input.
    pub fn git_input(&self, arguments: &[&str], input: &[u8]) -> String {
        self.git_with(arguments, input)
    }

    fn git_with(&self, arguments: &[&str], input: &[u8]) -> String {
        let home = self.path.parent().unwrap();
        let mut child = Command::new("git")
            .args(arguments)
            .current_dir(&self.path)
            .env_clear()
            .env("PATH", env!("PATH"))
            .env("HOME", home)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", "Anna Okafor")
            .env("GIT_AUTHOR_EMAIL", "anna@example-holdings.example")
            .env("GIT_AUTHOR_DATE", "2026-09-01T12:00:00Z")
            .env("GIT_COMMITTER_NAME", "Anna Okafor")
            .env("GIT_COMMITTER_EMAIL", "anna@example-holdings.example")
            .env("GIT_COMMITTER_DATE", "2026-09-01T12:00:00Z")
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("git is installed where tests run");
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Tears a text: bytes changed, cut out and doubled, by a seed.
pub fn torn(seed: &[u8], round: u64) -> Vec<u8> {
    let mut state = round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    let mut bytes = seed.to_vec();
    for _ in 0..=random(5) {
        let at = random(bytes.len() + 1);
        let until = (at + random(60)).min(bytes.len());
        match random(4) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(random(128)).unwrap(),
            1 => drop(bytes.drain(at..until)),
            2 => {
                let piece = bytes[at..until].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
    bytes
}
