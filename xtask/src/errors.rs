//! `docs/errors.md`, written from the reproducers in `crates/quarterdeck/tests/errors/`, so that the
//! page cannot promise what no test sees.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const CASES: &str = "crates/quarterdeck/tests/errors";
const PAGE: &str = "docs/errors.md";

/// Writes the page.
pub(crate) fn write(root: &Path) -> Result<()> {
    fs::create_dir_all(root.join("docs"))?;
    fs::write(root.join(PAGE), page(root)?)?;
    println!("wrote {PAGE}");
    Ok(())
}

/// Says what is wrong with the page as it stands.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let kept = fs::read_to_string(root.join(PAGE)).unwrap_or_default();
    let is_current = kept == page(root)?;
    Ok(if is_current { Vec::new() } else { vec![format!("{PAGE}: run `cargo xtask errors`")] })
}

fn page(root: &Path) -> Result<String> {
    let mut files = fs::read_dir(root.join(CASES))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    let mut page = String::from(
        "# Errors\n\nWhat can go wrong, and what Quarterdeck says then. Outside data never stops a run: it ends with exit code 0 and says what was left out. A configuration that cannot be used stops it at once, with exit code 2.\nWritten by `cargo xtask errors` from the reproducers that the tests run.\n",
    );
    for file in files {
        let text = fs::read_to_string(&file)?;
        let case: toml::Table = text.parse().with_context(|| file.display().to_string())?;
        let texts = |key: &str| {
            let list = case.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
            list.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let title =
            case.get("title").and_then(toml::Value::as_str).context("a case has a title")?;
        let exit =
            case.get("exit").and_then(toml::Value::as_integer).context("a case has an exit")?;
        _ = writeln!(
            page,
            "\n## {title}\n\n`quarterdeck {}` ends with {exit} and says:\n",
            texts("command").join(" ")
        );
        for line in texts("says") {
            _ = writeln!(page, "- {}", line.replace('|', "\\|"));
        }
    }
    Ok(page)
}
