//! CycloneDX in JSON: the components of a bill of materials.

use serde_json::Value;

use super::{Manifest, Package};

/// Reads a bill; another JSON document is none.
pub(super) fn read(text: &str) -> Option<Manifest> {
    let document = serde_json::from_str::<Value>(text).ok()?;
    if document.get("bomFormat").and_then(Value::as_str) != Some("CycloneDX") {
        return None;
    }
    let components = document.get("components").and_then(Value::as_array);
    let packages = components.into_iter().flatten().filter_map(|component| {
        let member = |key: &str| component.get(key).and_then(Value::as_str);
        let name = match member("group").filter(|group| !group.is_empty()) {
            Some(group) => format!("{group}/{}", member("name")?),
            None => member("name")?.to_owned(),
        };
        // `pkg:npm/left-pad@1.3.0`: the type says whose package it is.
        let ecosystem = member("purl")
            .and_then(|purl| purl.strip_prefix("pkg:"))
            .and_then(|purl| purl.split('/').next())
            .unwrap_or_else(|| member("type").unwrap_or("unknown"));
        Some(Package::pinned(ecosystem, &name, member("version").unwrap_or_default()))
    });
    Some(Manifest { packages: packages.collect(), runtimes: Vec::new() })
}
