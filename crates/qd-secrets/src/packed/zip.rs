//! Entries of a zip archive, by its central directory (APPNOTE 6.3): a workbook, an archive of mails.

use super::Unpacked;

/// Entries of one archive.
const MAX_ENTRIES: usize = 100_000;
const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";

/// Adds every entry, and the archive's comment.
pub(super) fn entries(bytes: &[u8], unpacked: &mut Unpacked) {
    let tail = bytes.len().saturating_sub(22 + u16::MAX as usize);
    let end = bytes[tail..].windows(4).rposition(|window| window == END).map(|at| tail + at);
    let Some((mut at, end)) = end.and_then(|end| Some((number(bytes, end + 16, 4)?, end))) else {
        unpacked.is_partial = true;
        return;
    };
    let comment = bytes.get(end + 22..).unwrap_or_default();
    unpacked.push(String::new(), Some(comment.to_vec()), true);
    for _ in 0..MAX_ENTRIES {
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(CENTRAL)) {
            break;
        }
        match entry(bytes, at, unpacked) {
            Some(next) => at = next,
            None => {
                unpacked.is_partial = true;
                return;
            }
        }
    }
    unpacked.is_partial |= at != end;
}

/// Adds the entry whose directory record starts here, and returns where the next one starts.
fn entry(bytes: &[u8], at: usize, unpacked: &mut Unpacked) -> Option<usize> {
    let method = number(bytes, at + 10, 2)?;
    let packed_size = number(bytes, at + 20, 4)?;
    let name_size = number(bytes, at + 28, 2)?;
    let extra = number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?;
    let local = number(bytes, at + 42, 4)?;
    let name = bytes.get(at + 46..at + 46 + name_size)?;
    let name = String::from_utf8_lossy(name).into_owned();
    let about = bytes.get(at + 46 + name_size..at + 46 + name_size + extra)?;
    unpacked.push(String::new(), Some(about.to_vec()), false);
    let start = local + 30 + number(bytes, local + 26, 2)? + number(bytes, local + 28, 2)?;
    let packed = bytes.get(start..start.checked_add(packed_size)?)?;
    let content = match method {
        0 => Some(packed.to_vec()),
        8 => unpacked.deflate(packed),
        _ => None,
    };
    unpacked.push(name, content, true);
    Some(at + 46 + name_size + extra)
}

fn number(bytes: &[u8], at: usize, size: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(size)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}
