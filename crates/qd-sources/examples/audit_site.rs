//! Audits a site from cold to fact batches, and says how long it took: `audit_site FOLDER PATH`.
//!
//! `audit_site FOLDER PATH N` first writes `N` pages of two hundred elements each into the folder.

#![expect(clippy::print_stdout, reason = "a benchmark")]

mod cold;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let (Some(folder), Some(path)) = (arguments.first(), arguments.get(1)) else {
        println!("usage: audit_site FOLDER PATH [PAGES]");
        std::process::exit(2);
    };
    if let Some(n_pages) = arguments.get(2).and_then(|number| number.parse::<usize>().ok()) {
        write_pages(&Path::new(folder).join(path), n_pages)?;
    }
    let started = Instant::now();
    let collected = cold::collect("site", folder, path, &cold::secrets());
    let n_diagnostics = collected.diagnostics.len();
    let tables = collected.facts.finish();
    let total_ms = started.elapsed().as_secs_f64() * 1_000.0;
    let n_rows = |table: &str| tables.get(table).map_or(0, |batch| batch.num_rows());
    println!(
        "{} pages, {} elements, {} checks, {n_diagnostics} diagnostics, {total_ms:.0} ms",
        n_rows("page"),
        n_rows("page_element"),
        n_rows("page_check"),
    );
    Ok(())
}

/// Pages of about 12 KB and two hundred elements, each with links to its neighbours.
fn write_pages(folder: &Path, n_pages: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for page in 0..n_pages {
        let mut text = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head><title>Boats of place {page} in the harbour</title>\n<link rel=\"canonical\" href=\"https://boats.example/p{page}.html\"></head>\n<body><main><h1>Place {page}</h1>\n"
        );
        for block in 0..40 {
            let next = (page + block) % n_pages;
            _ = writeln!(
                text,
                "<section><h2>Part {block} of {page}</h2><p>The boat of place {page} leaves at {block} and comes back in the dark; call (619) 555-0{block:03} or write to the quay, where somebody answers.</p><img src=\"a.png\"><a href=\"p{next}.html\">Place {next}</a></section>"
            );
        }
        text.push_str("</main></body>\n</html>\n");
        std::fs::write(folder.join(format!("p{page}.html")), text)?;
    }
    Ok(())
}
