//! Goldens of bad input, set: the words of the first page and the beginning of the others, and a hash
//! of the file. The first page is the whole message whatever comes; what has no room is named there.

use qd_pdf::{PageSize, lines, pdf};
use qd_report::render::paper::Paper;
use qd_report::render::{Options, fit};
use qd_report::zoo::bad;
use sha2::{Digest, Sha256};

/// Lines of later pages that the golden keeps.
const KEPT_LINES: usize = 6;

#[test]
fn bad_input_is_set_or_explained() {
    for (name, report) in bad::documents() {
        let paper = Paper::of(&fit(&report, true).0, Options::default());
        let set = pdf(&paper, PageSize::Letter).unwrap_or_else(|error| panic!("{name}: {error}"));
        let pages = lines(&paper, PageSize::Letter).unwrap();
        assert_eq!(pages.len(), set.n_pages, "{name}");
        assert!(pages.len() >= 2, "{name} has an appendix");
        let is_named = pages[0].iter().any(|line| line.starts_with("For want of room"));
        match name {
            "many-rows" | "fifty-entities" => assert!(is_named, "{name}: {:?}", pages[0]),
            "one-point" => assert!(!is_named, "{name}: {:?}", pages[0]),
            _ => {}
        }
        let hash = Sha256::digest(&set.bytes);
        let hash = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>();
        let mut golden = format!("{} pages, {hash}\n", set.n_pages);
        for (number, lines) in (1..).zip(&pages) {
            let n_kept = if number == 1 { lines.len() } else { KEPT_LINES.min(lines.len()) };
            let kept = lines[..n_kept].join("\n");
            golden += &format!("\n-- page {number}, {} lines\n{kept}\n", lines.len());
        }
        if let Some(folder) = std::env::var_os("QUARTERDECK_PICTURES") {
            let file = std::path::Path::new(&folder).join(format!("bad.{name}.pdf"));
            std::fs::write(file, &set.bytes).unwrap();
        }
        insta::assert_snapshot!(format!("bad.{name}.pdf"), golden);
    }
}
