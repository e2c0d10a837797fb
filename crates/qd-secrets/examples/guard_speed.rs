//! How long the guard takes for a megabyte of mail with many known values: `guard_speed [VALUES]`.
//!
//! What `cargo xtask bench secrets` measures.

#![expect(clippy::print_stdout, reason = "a benchmark")]

use std::time::Instant;

use qd_secrets::{Detector, Guard, Media, Part, SecretKey, Seen};

/// Parts read.
const ROUNDS: usize = 20;

fn main() {
    let n_values = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let key = SecretKey::new([7; 32]);
    let (seen, detector) = (Seen::new(&key), Detector::new(&key));
    let mut state = 0x5eed_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for n in 0..n_values {
        seen.register("known", &format!("{:016x}{:08X}{n}", next(), next() as u32));
    }
    let row = "<tr><td style=\"padding:4px 8px\">Harbor&nbsp;Charters</td><td>1,234.56</td><td>up 12.5&#37; on August</td></tr>\n";
    let prose = "Cash on hand lasts 14 months; the secret is a token effort, says Ben.\n";
    let mut html = row.repeat(600_000 / row.len());
    html += &prose.repeat(400_000 / prose.len());
    let guard = Guard::new(&seen, &detector);
    let part = Part { name: "body", media: Media::Html, bytes: html.as_bytes() };
    let _ = guard.check(part);
    let started = Instant::now();
    let n_found: usize = (0..ROUNDS).map(|_| guard.check(part).len()).sum();
    let ms = started.elapsed().as_secs_f64() * 1_000.0;
    let megabytes = html.len() as f64 * ROUNDS as f64 / 1e6;
    println!("{n_values} known values, {n_found} found, {:.1} ms per MB", ms / megabytes);
}
