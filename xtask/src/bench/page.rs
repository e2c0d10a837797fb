//! `docs/benchmarks.md`: each bench writes a section of its own and leaves the others as they are.

use std::fs;
use std::path::Path;

use anyhow::Result;

/// Puts a section in the place of the one with its heading, else at the end, and prints it.
pub(super) fn write_section(root: &Path, heading: &str, body: &str) -> Result<()> {
    let page = root.join("docs/benchmarks.md");
    let kept = fs::read_to_string(&page).unwrap_or_default();
    fs::write(&page, replaced(&kept, heading, body))?;
    println!("## {heading}\n\n{body}");
    Ok(())
}

fn replaced(page: &str, heading: &str, body: &str) -> String {
    let heading = format!("\n## {heading}\n");
    let (before, after) = page.split_once(&heading).unwrap_or((page, ""));
    let after = after.find("\n## ").map_or("", |next| &after[next..]);
    format!("{}\n{heading}\n{}\n{after}", before.trim_end(), body.trim_end())
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn a_section_takes_its_own_place() {
        let page = "# Page\n\n## A\n\nold\n\n## B\n\nstays\n";
        assert_eq!(replaced(page, "A", "new"), "# Page\n\n## A\n\nnew\n\n## B\n\nstays\n");
        let added = replaced(page, "C", "more\n");
        assert_eq!(added, "# Page\n\n## A\n\nold\n\n## B\n\nstays\n\n## C\n\nmore\n");
    }
}
