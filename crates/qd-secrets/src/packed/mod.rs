//! What compressed files hold: the entries of archives (workbooks are archives), the texts of PDF
//! pages, and what gzip wraps.
//!
//! [`unpack`] gives names and bytes; whoever asks reads them as parts of their own. Everything is
//! bounded by one budget of inflated bytes, and what lies beyond it, or is packed in a way that
//! nobody here reads, is said to be unread.

mod cmap;
mod pdf;
mod zip;

use std::io::Read;

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// Inflated bytes of one part; reports stay below a hundredth of it.
const MAX_INFLATED_BYTES: usize = 64 << 20;

/// A packed file's contents.
#[derive(Default)]
pub(crate) struct Unpacked {
    /// Names and bytes, in the order of the file.
    pub(crate) entries: Vec<Entry>,
    /// Claims that something could not be read.
    pub(crate) is_partial: bool,
    inflated: usize,
}

/// One piece of a packed file.
pub(crate) struct Entry {
    /// The name that it leaves by; empty where it has none.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Claims that it is text, to be read in every encoding.
    pub(crate) is_text: bool,
}

/// Whether bytes are packed: zip (and so xlsx), gzip, bzip2, zstd, 7z, xz, and PDF.
pub(crate) fn is_packed(bytes: &[u8]) -> bool {
    let starts = [
        &b"PK\x03\x04"[..],
        b"\x1f\x8b",
        b"BZh",
        b"\x28\xb5\x2f\xfd",
        b"7z\xbc\xaf",
        b"\xfd7zXZ",
        b"%PDF",
    ];
    starts.iter().any(|start| bytes.starts_with(start))
}

/// Unpacks a file.
pub(crate) fn unpack(bytes: &[u8]) -> Unpacked {
    let mut unpacked = Unpacked::default();
    if bytes.starts_with(b"PK\x03\x04") {
        zip::entries(bytes, &mut unpacked);
    } else if bytes.starts_with(b"\x1f\x8b") {
        let content = unpacked.inflate(GzDecoder::new(bytes));
        unpacked.push(String::new(), content, true);
    } else if bytes.starts_with(b"%PDF") {
        pdf::texts(bytes, &mut unpacked);
    } else {
        unpacked.is_partial = true;
    }
    unpacked
}

impl Unpacked {
    fn push(&mut self, name: String, content: Option<Vec<u8>>, is_text: bool) {
        match content {
            Some(bytes) => self.entries.push(Entry { name, bytes, is_text }),
            None => self.is_partial = true,
        }
    }

    fn zlib(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.inflate(ZlibDecoder::new(bytes))
    }

    fn deflate(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.inflate(DeflateDecoder::new(bytes))
    }

    /// What a decoder gives, within the budget; what it gave before it failed counts too.
    fn inflate(&mut self, decoder: impl Read) -> Option<Vec<u8>> {
        let room = MAX_INFLATED_BYTES - self.inflated;
        let mut out = Vec::new();
        let outcome = decoder.take(room as u64 + 1).read_to_end(&mut out);
        self.inflated += out.len().min(room);
        if out.len() > room {
            return None;
        }
        if outcome.is_err() {
            self.is_partial |= out.is_empty();
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests;
