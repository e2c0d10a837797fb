//! What the tests of readers share: a context, rows as text, a sink that remembers, and seeded
//! mutations of a file.

use std::path::Path;
use std::sync::Mutex;

use arrow::util::display::{ArrayFormatter, FormatOptions};
pub(crate) use qd_facts::NoSecrets;
use qd_facts::{Chart, CollectContext, Collected, SecretScanner, SecretSink, Source, SourceSpec};
use qd_model::{Commodity, EntityKey, SourceId};

/// Makes a source `s` of the entity `p/jada` from its settings in TOML; `path` among them.
pub(crate) fn spec(kind: &str, settings: &str) -> SourceSpec {
    spec_of(kind, toml::from_str(settings).unwrap())
}

fn spec_of(kind: &str, mut settings: toml::Table) -> SourceSpec {
    let path = settings.remove("path");
    let path = path.as_ref().map_or("data", |path| path.as_str().unwrap());
    SourceSpec {
        id: SourceId::new("s").unwrap(),
        kind: kind.into(),
        entity: EntityKey::parse("p/jada").unwrap(),
        path: path.into(),
        covers: None,
        is_assumed: false,
        settings,
    }
}

/// Hands a context of the portfolio `p` in `folder` to `test`.
pub(crate) fn with_context<T>(
    folder: &Path,
    secrets: &dyn SecretSink,
    test: impl FnOnce(&CollectContext<'_>) -> T,
) -> T {
    let root = EntityKey::root("p").unwrap();
    test(&CollectContext {
        folder,
        root: &root,
        timezone: chrono_tz::America::Los_Angeles,
        currency: &Commodity::new("USD"),
        chart: &Chart::default(),
        as_of: "2026-09-30".parse().unwrap(),
        secrets,
    })
}

/// Collects one file named `data` with the given bytes.
pub(crate) fn collect(source: &dyn Source, settings: &str, bytes: &[u8]) -> Collected {
    thread_local! {
        static FOLDER: tempfile::TempDir = tempfile::tempdir().unwrap();
    }
    FOLDER.with(|folder| {
        let spec = spec(source.kind(), settings);
        std::fs::write(folder.path().join(&spec.path), bytes).unwrap();
        source.check(&spec).unwrap();
        with_context(folder.path(), &NoSecrets, |context| source.collect(&spec, context))
    })
}

/// Collects a source of the demo portfolio, as its configuration declares it.
pub(crate) fn collect_demo(source: &dyn Source, id: &str) -> Collected {
    let folder = demo();
    let text = std::fs::read_to_string(folder.join("quarterdeck.toml")).unwrap();
    let mut file: toml::Table = toml::from_str(&text).unwrap();
    let sources = file.remove("source").unwrap();
    let declared = sources.as_array().unwrap().iter().map(|source| source.as_table().unwrap());
    let mut settings =
        declared.clone().find(|table| table["id"].as_str() == Some(id)).unwrap().clone();
    for key in ["id", "kind", "covers", "assumed"] {
        settings.remove(key);
    }
    let entity = settings.remove("entity");
    let mut spec = spec_of(source.kind(), settings);
    let root = EntityKey::root("p").unwrap();
    spec.entity =
        root.member(entity.as_ref().map_or("portfolio", |e| e.as_str().unwrap())).unwrap();
    source.check(&spec).unwrap();
    with_context(&folder, &NoSecrets, |context| source.collect(&spec, context))
}

/// The folder of the demo portfolio.
pub(crate) fn demo() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/portfolio")
}

/// Returns the line of a file of the demo that `FILE|LINE` names.
pub(crate) fn demo_line(place: &str) -> String {
    thread_local! {
        static FILES: std::cell::RefCell<std::collections::BTreeMap<String, Vec<String>>> =
            const { std::cell::RefCell::new(std::collections::BTreeMap::new()) };
    }
    let (file, line) = place.split_once('|').unwrap();
    let read = || {
        let text = std::fs::read_to_string(demo().join(file)).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let line = line.parse::<usize>().unwrap();
    FILES.with_borrow_mut(|files| files.entry(file.into()).or_insert_with(read)[line - 1].clone())
}

/// Returns the rows of a table: the named columns, joined by `|`.
pub(crate) fn rows(collected: Collected, table: &str, columns: &str) -> Vec<String> {
    let batches = collected.facts.finish();
    let Some(batch) = batches.get(table) else { return Vec::new() };
    let options = FormatOptions::default();
    let cells = columns
        .split_whitespace()
        .map(|name| ArrayFormatter::try_new(batch.column_by_name(name).unwrap(), &options).unwrap())
        .collect::<Vec<_>>();
    let trimmed = |text: String| match text.split_once('.') {
        Some((whole, fraction)) if fraction.len() >= 12 && whole.len() < 20 => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
        }
        _ => text,
    };
    (0..batch.num_rows())
        .map(|row| {
            let cells = cells.iter().map(|cell| trimmed(cell.value(row).to_string()));
            cells.collect::<Vec<_>>().join("|")
        })
        .collect()
}

/// Returns the diagnostics as `code:line`.
pub(crate) fn codes(collected: &Collected) -> Vec<String> {
    let line = |line: Option<u32>| line.map_or(String::new(), |line| format!(":{line}"));
    let shown = collected.diagnostics.iter().map(|d| format!("{}{}", d.code, line(d.place.line)));
    shown.collect()
}

/// A sink that takes every value it is asked about, and masks it.
#[derive(Default)]
pub(crate) struct Recording(pub(crate) Mutex<Vec<(String, String)>>);

impl SecretSink for Recording {
    fn register_assignment(&self, key: &str, value: &str) -> bool {
        self.0.lock().unwrap().push((key.to_owned(), value.to_owned()));
        true
    }

    fn scanner(&self) -> Box<dyn SecretScanner + '_> {
        NoSecrets.scanner()
    }

    fn mask(&self, text: &str) -> String {
        let seen = self.0.lock().unwrap();
        seen.iter().fold(text.to_owned(), |text, (_, value)| text.replace(value, "[secret]"))
    }
}

/// Runs `test` on `n` seeded mutations of a file: bytes changed, cut out, doubled, and pieces of
/// `dictionary` put in.
pub(crate) fn mutate(seed: &[u8], dictionary: &[&str], n: u64, mut test: impl FnMut(&[u8])) {
    for round in 0..n {
        let mut state = round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % (below.max(1) as u64)) as usize
        };
        let mut bytes = seed.to_vec();
        for _ in 0..=random(6) {
            let at = random(bytes.len() + 1);
            let until = (at + random(40)).min(bytes.len());
            match random(5) {
                0 if at < bytes.len() => bytes[at] = random(256) as u8,
                1 => drop(bytes.drain(at..until)),
                2 => {
                    let piece = bytes[at..until].to_vec();
                    bytes.splice(at..at, piece);
                }
                3 => bytes.truncate(at.max(bytes.len() / 2)),
                _ => {
                    let piece = dictionary[random(dictionary.len())].bytes();
                    bytes.splice(at..at, piece.collect::<Vec<_>>());
                }
            }
        }
        test(&bytes);
    }
}
