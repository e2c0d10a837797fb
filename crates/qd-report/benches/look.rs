//! How long a report takes in each medium on one core, and whether ten thousand leave anything
//! behind. `cargo xtask bench look` runs it; each line is a name and a number.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::time::Instant;

use qd_report::render::{Options, RENDERERS, render, workbook};
use qd_report::zoo;

/// Reports that are rendered while memory is watched.
const N_REPORTS: u32 = 10_000;

fn main() {
    // `cargo test --benches` asks for tests: there is none.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let report = zoo::report();
    println!("figures\t{}", report.printed().len());
    for (name, renderer) in RENDERERS {
        say(name, 400, || renderer(black_box(&report), Options::default()));
    }
    let bare =
        say("html, txt and json, fitted", 400, || render(black_box(&report), Options::default()));
    let shown = Options { has_pictures: true, ..Options::default() };
    let n_pictures = render(&report, shown).pictures.len();
    println!("pictures\t{n_pictures}");
    let with_pictures = say("the same with pictures", 40, || render(black_box(&report), shown));
    let of_one = with_pictures.saturating_sub(bare) / n_pictures.max(1) as u128;
    println!("one picture, us\t{of_one}");
    say("xlsx", 40, || workbook(black_box(&report), &str::to_owned));
    for n_reports in [N_REPORTS / 10, N_REPORTS] {
        for _ in 0..n_reports {
            black_box(render(black_box(&report), Options::default()));
        }
        println!("resident kB after {n_reports} more\t{}", resident_kb());
    }
}

/// Prints the median of some runs in microseconds, after a few that warm up.
fn say<T>(name: &str, n_runs: usize, run: impl Fn() -> T) -> u128 {
    for _ in 0..n_runs / 10 + 1 {
        black_box(run());
    }
    let mut runs = Vec::with_capacity(n_runs);
    for _ in 0..n_runs {
        let started = Instant::now();
        black_box(run());
        runs.push(started.elapsed().as_micros());
    }
    runs.sort_unstable();
    println!("{name}, us\t{}", runs[n_runs / 2]);
    runs[n_runs / 2]
}

/// The resident memory of this process.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
