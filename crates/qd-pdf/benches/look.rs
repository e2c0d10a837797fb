//! How long a PDF takes cold and warm on one core, and whether many leave anything behind.
//! `cargo xtask bench look` runs it; each line is a name and a number.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::time::Instant;

use qd_pdf::{PageSize, pdf};
use qd_report::render::paper::Paper;
use qd_report::render::{Options, fit};
use qd_report::zoo;

/// Documents that are set while memory is watched.
const N_DOCUMENTS: u32 = 400;

fn main() {
    // `cargo test --benches` asks for tests: there is none.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let report = zoo::report();
    let paper = || Paper::of(&fit(&report, true).0, Options::default());
    let started = Instant::now();
    let first = pdf(&paper(), PageSize::Letter).map(|pdf| pdf.n_pages);
    println!("cold, us\t{}", started.elapsed().as_micros());
    println!("pages\t{}", first.unwrap_or(0));
    let mut runs = Vec::new();
    for number in 0..20 {
        // Each document has words that no other has, as two reports have.
        let mut paper = paper();
        paper.title += &format!(" {number}");
        paper.masthead += &format!(" {number}");
        let started = Instant::now();
        black_box(pdf(black_box(&paper), PageSize::Letter).is_ok());
        runs.push(started.elapsed().as_micros());
    }
    runs.sort_unstable();
    println!("warm, us\t{}", runs[runs.len() / 2]);
    for n_documents in [N_DOCUMENTS / 4, N_DOCUMENTS] {
        for number in 0..n_documents {
            let mut paper = paper();
            paper.title += &format!(" {n_documents} {number}");
            black_box(pdf(&paper, PageSize::Letter).is_ok());
        }
        println!("resident kB after {n_documents} more\t{}", resident_kb());
    }
}

/// The resident memory of this process.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
