//! How random a run of bytes looks. It breaks ties; it never decides alone, because hashes,
//! delivery ids and lock files are as random as any key.

/// Shannon entropy of the bytes, in bits per byte: 0 for a repeated byte, at most 8.
pub(crate) fn bits_per_byte(bytes: &[u8]) -> f64 {
    if bytes.is_empty() {
        return 0.0;
    }
    let mut counts = [0u32; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let n = bytes.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) / n)
        .map(|share| -share * share.log2())
        .sum()
}

/// What a value is made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Makeup {
    pub(crate) lower: usize,
    pub(crate) upper: usize,
    pub(crate) digits: usize,
    pub(crate) others: usize,
    pub(crate) distinct: usize,
    /// Changes between lower case, upper case and digits at neighbouring bytes.
    pub(crate) changes: usize,
}

impl Makeup {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut makeup = Self::default();
        let mut seen = [false; 256];
        let mut last = None;
        for &byte in bytes {
            let class = match byte {
                b'a'..=b'z' => Some(0),
                b'A'..=b'Z' => Some(1),
                b'0'..=b'9' => Some(2),
                _ => None,
            };
            match class {
                Some(0) => makeup.lower += 1,
                Some(1) => makeup.upper += 1,
                Some(_) => makeup.digits += 1,
                None => makeup.others += 1,
            }
            if class.is_some() && last.is_some() && class != last {
                makeup.changes += 1;
            }
            last = class;
            makeup.distinct += usize::from(!std::mem::replace(&mut seen[usize::from(byte)], true));
        }
        makeup
    }

    pub(crate) fn letters(&self) -> usize {
        self.lower + self.upper
    }
}

/// Whether the value looks drawn by a machine: letters and digits that change often.
///
/// A random base-62 string changes class at 62 % of its positions, hex at 47 %, base 32 at 30 %;
/// names such as `invoice-2026-09` and `rc4-build5` stay under 20 %. With a single digit, as a
/// camel-case name may have, a third must change.
pub(crate) fn looks_random(value: &[u8]) -> bool {
    let makeup = Makeup::of(value);
    let least = if makeup.digits >= 2 { value.len() / 5 } else { value.len() / 3 };
    value.len() >= 12
        && makeup.digits >= 1
        && makeup.letters() >= 2
        && makeup.distinct >= 8
        && makeup.changes > least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_of_known_strings() {
        assert_eq!(bits_per_byte(b""), 0.0);
        assert_eq!(bits_per_byte(b"aaaa"), 0.0);
        assert_eq!(bits_per_byte(b"abcd"), 2.0);
    }

    #[test]
    fn random_and_wordy() {
        for value in ["wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "3f786850e387550fdab836ed7e6dc881de23001b"]
        {
            assert!(looks_random(value.as_bytes()), "{value}");
        }
        for value in [
            "invoice-2026-09-17",
            "production",
            "report_2026",
            "us-east-1-primary",
            "parseHttp2Response",
        ] {
            assert!(!looks_random(value.as_bytes()), "{value}");
        }
    }
}
