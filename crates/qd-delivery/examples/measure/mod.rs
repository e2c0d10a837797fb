//! What the measurements of delivery share: time, processor time, memory, and the disk's own syncs.

use std::fs::{File, read_to_string};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// A measurement that is going on.
pub(crate) struct Measured {
    start: Instant,
    cpu_seconds: f64,
}

impl Measured {
    pub(crate) fn begin() -> Self {
        Self { start: Instant::now(), cpu_seconds: cpu_seconds() }
    }

    /// A line about what was done so many times.
    pub(crate) fn end(self, what: &str, n: usize) -> String {
        let seconds = self.start.elapsed().as_secs_f64();
        let (cpu, rate) = (cpu_seconds() - self.cpu_seconds, n as f64 / seconds);
        let peak = peak_mb();
        format!("{n} {what} in {seconds:.2} s: {rate:.0} a second; CPU {cpu:.2} s; peak {peak} MB")
    }
}

/// User and system time of this process, of its threads too. The system counts hundredths.
fn cpu_seconds() -> f64 {
    let stat = read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The most memory that this process had.
fn peak_mb() -> u64 {
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb =
        peak.and_then(|peak| peak.split_whitespace().next()).and_then(|kb| kb.parse::<u64>().ok());
    kb.unwrap_or(0) / 1000
}

/// How many small files the disk of a folder syncs in a second, one after the other.
pub(crate) fn syncs(folder: &Path) -> f64 {
    let (start, n) = (Instant::now(), 100);
    for index in 0..n {
        let mut file = File::create(folder.join(format!("probe{index}"))).unwrap();
        file.write_all(b"probe").unwrap();
        file.sync_all().unwrap();
    }
    f64::from(n) / start.elapsed().as_secs_f64()
}
