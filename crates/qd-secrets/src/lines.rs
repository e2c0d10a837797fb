//! From a byte's place to its line number.

/// Starts of all lines of a text.
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(crate) fn of(text: &[u8]) -> Self {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Self { starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// The line of a byte, from 1.
    pub(crate) fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let lines = Lines::of(b"a\nbc\n");
        assert_eq!([0, 1, 2, 4, 5].map(|at| lines.number(at)), [1, 1, 2, 2, 3]);
        assert_eq!(Lines::of(b"").number(0), 1);
    }
}
