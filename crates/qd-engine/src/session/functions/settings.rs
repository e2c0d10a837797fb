//! Properties of resources: what stands at a path of a JSON text.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::datatypes::DataType;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use serde_json::Value;

use super::typed::{Kind, typed};

/// What `setting` says of a value that could not be told.
const UNKNOWN: &str = "(unknown)";

/// `setting`.
pub(super) fn all() -> Vec<ScalarUDF> {
    vec![typed("setting", &[Kind::Text, Kind::Text], DataType::Utf8, settings)]
}

/// `setting(properties, path)`: the value at a path as text; null where nothing stands,
/// `(unknown)` where the properties say null there or above.
///
/// `A.B` follows members, `[0]` an item, `[*]` all items, `[Name=x]` those whose member `Name` is
/// `x`. Several values are joined by `, `.
fn settings(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [documents, paths] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let (documents, paths) = (documents.as_string::<i32>(), paths.as_string::<i32>());
    let rows = (0..documents.len()).map(|row| {
        if documents.is_null(row) || paths.is_null(row) {
            return None;
        }
        let document = serde_json::from_str::<Value>(documents.value(row)).ok()?;
        setting(&document, paths.value(row))
    });
    Ok(Arc::new(rows.collect::<StringArray>()))
}

fn setting(document: &Value, path: &str) -> Option<String> {
    let mut found = vec![document];
    for step in steps(path) {
        found = found.into_iter().flat_map(|value| follow(value, step)).collect();
    }
    let texts = found.into_iter().map(spelled).collect::<Vec<_>>();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// The steps of a path: `A.B[*].C` is `A`, `B`, `[*]`, `C`. Points within brackets belong to them.
fn steps(path: &str) -> Vec<&str> {
    let (mut steps, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, letter) in path.char_indices() {
        match letter {
            '[' => {
                steps.push(&path[start..at]);
                (start, depth) = (at, depth + 1);
            }
            ']' => {
                steps.push(&path[start..=at]);
                (start, depth) = (at + 1, depth - 1);
            }
            '.' if depth == 0 => {
                steps.push(&path[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.push(&path[start..]);
    steps.retain(|step| !step.is_empty());
    steps
}

/// What a step leads to; below what is not known nothing else is known.
fn follow<'a>(value: &'a Value, step: &str) -> Vec<&'a Value> {
    if value.is_null() {
        return vec![value];
    }
    let Some(inner) = step.strip_prefix('[').and_then(|step| step.strip_suffix(']')) else {
        return value.get(step).into_iter().collect();
    };
    // A value may stand for a list of one.
    let items = match value {
        Value::Array(items) => items.iter().collect::<Vec<_>>(),
        other => vec![other],
    };
    match inner.split_once('=') {
        Some((key, wanted)) => {
            let fits = |item: &&Value| item.get(key).and_then(Value::as_str) == Some(wanted);
            items.into_iter().filter(fits).collect()
        }
        None if inner == "*" => items,
        None => inner
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get(index).copied())
            .into_iter()
            .collect(),
    }
}

fn spelled(value: &Value) -> String {
    match value {
        Value::Null => UNKNOWN.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
