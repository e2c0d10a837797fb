//! Text inside binary bytes, as the `strings` program finds it, and UTF-16 made narrow.

/// Shorter stretches of noise are common and hold no secret that is not found elsewhere.
const MIN_STRETCH_BYTES: usize = 8;
/// Bytes looked at to tell binary from text, at the start, the middle and the end.
const PROBE_BYTES: usize = 2048;

/// Whether more than an eighth of the probed bytes are no text in UTF-8.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let middle = bytes.len() / 2;
    [0, middle, bytes.len().saturating_sub(PROBE_BYTES)].into_iter().any(|start| {
        let probe = &bytes[start..bytes.len().min(start + PROBE_BYTES)];
        let n_odd = probe.len() - text_bytes(probe);
        n_odd * 8 > probe.len()
    })
}

fn text_bytes(bytes: &[u8]) -> usize {
    let mut at = 0;
    let mut n_text = 0;
    while at < bytes.len() {
        let n = character(&bytes[at..]);
        n_text += n;
        at += n.max(1);
    }
    n_text
}

/// Length of the printable character at the start in UTF-8, or 0.
fn character(bytes: &[u8]) -> usize {
    let tail = |n: usize| bytes.len() > n && bytes[1..=n].iter().all(|byte| byte & 0xc0 == 0x80);
    match bytes.first() {
        Some(b' '..=b'~' | b'\t' | b'\r' | b'\n') => 1,
        Some(0xc2..=0xdf) if tail(1) => 2,
        Some(0xe0..=0xef) if tail(2) => 3,
        Some(0xf0..=0xf4) if tail(3) => 4,
        _ => 0,
    }
}

/// The printable stretches of binary bytes, one a line. NULs inside a stretch are UTF-16's.
pub(super) fn stretches(bytes: &[u8]) -> Option<Vec<u8>> {
    if !is_binary(bytes) {
        return None;
    }
    let mut out = Vec::new();
    append_stretches(bytes, &mut out);
    Some(out)
}

/// Appends the stretches of decoded noise, each closed by a line end.
pub(super) fn append_stretches(bytes: &[u8], out: &mut Vec<u8>) {
    let mut start = out.len();
    let (mut run, mut at) = (0, 0);
    let mut was_nul = false;
    while at < bytes.len() {
        let n = character(&bytes[at..]);
        if n > 0 {
            at += n;
            was_nul = false;
            continue;
        }
        out.extend_from_slice(&bytes[run..at]);
        if !(bytes[at] == 0 && !was_nul && out.len() > start) {
            end_stretch(out, &mut start);
        }
        was_nul = bytes[at] == 0;
        at += 1;
        run = at;
    }
    out.extend_from_slice(&bytes[run..]);
    end_stretch(out, &mut start);
}

fn end_stretch(out: &mut Vec<u8>, start: &mut usize) {
    if out.len() - *start >= MIN_STRETCH_BYTES {
        out.push(b'\n');
    } else {
        out.truncate(*start);
    }
    *start = out.len();
}

/// The bytes without NULs: UTF-16 and UTF-32 of either order become ASCII.
pub(super) fn without_nul(bytes: &[u8]) -> Option<Vec<u8>> {
    bytes.contains(&0).then(|| bytes.iter().copied().filter(|byte| *byte != 0).collect())
}
