//! One source read from cold, as a run reads it: its detector of secrets is at work.

use std::path::Path;

use qd_facts::{Chart, CollectContext, Collected, SourceSpec};
use qd_model::{Commodity, EntityKey, SourceId};
use qd_secrets::SecretKey;
use qd_sources::RunSecrets;

/// What a run knows of secrets when it starts.
pub(crate) fn secrets() -> RunSecrets {
    RunSecrets::new(SecretKey::new([7; 32]))
}

/// Reads the source of a kind at a path below a folder.
pub(crate) fn collect(kind: &str, folder: &str, path: &str, secrets: &RunSecrets) -> Collected {
    let root = EntityKey::root("p").expect("a kebab word");
    let context = CollectContext {
        folder: Path::new(folder),
        root: &root,
        timezone: chrono_tz::UTC,
        currency: &Commodity::new("USD"),
        chart: &Chart::default(),
        as_of: "2026-09-30".parse().expect("a date"),
        secrets,
    };
    let spec = SourceSpec {
        id: SourceId::new(kind).expect("a kebab word"),
        kind: kind.into(),
        entity: root.member("boats").expect("a kebab word"),
        path: path.into(),
        covers: None,
        is_assumed: false,
        settings: toml::Table::new(),
    };
    qd_sources::find(kind).expect("a kind").collect(&spec, &context)
}
