//! What earlier runs found in contents that cannot change: versions of files, named by their hash.
//!
//! One file a source, in a folder that may be deleted. It holds places and sealed values, which only
//! this portfolio's key makes sense of, and ends with an HMAC over all of it under that key: a file
//! that is damaged, made with another key or by other rules is as good as none.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use qd_facts::SecretPlace;
use qd_secrets::{Detector, SealedValue};

/// A larger file is not read: it would be slower than the search that it spares.
const MAX_FILE_BYTES: u64 = 256 << 20;
/// Bytes of the mark, and of the seal behind it.
const MARK: &[u8] = b"quarterdeck secrets 1\n";
const SEAL_BYTES: usize = 16;
/// Entries of one list; more are damage.
const MAX_ENTRIES: usize = 1 << 26;

/// What one content held.
#[derive(Clone, Default)]
pub(crate) struct Entry {
    pub(crate) places: Vec<SecretPlace>,
    /// Surely secrets in use.
    pub(crate) values: Vec<SealedValue>,
    /// Everything else that must not leave.
    pub(crate) others: Vec<SealedValue>,
}

impl Entry {
    fn is_empty(&self) -> bool {
        self.places.is_empty() && self.values.is_empty() && self.others.is_empty()
    }
}

/// Seals bytes under the portfolio's key.
type Sealer = Box<dyn Fn(&[u8]) -> [u8; SEAL_BYTES] + Send + Sync>;

/// Names a content: its id, and how its path had it read.
type Key = (Box<[u8]>, u8);

/// The cache of one source.
pub(crate) struct SecretCache {
    path: PathBuf,
    version: [u8; 16],
    seal: Sealer,
    kept: Kept,
    used: Mutex<Used>,
}

/// What the file says.
#[derive(Default)]
struct Kept {
    clean: Clean,
    found: HashMap<Key, Entry>,
    whole: Option<(Vec<u8>, Vec<u8>)>,
}

/// Contents that hold nothing: nearly all of them. Their keys stay the sorted bytes that the file
/// has, because a run that finds the source unchanged asks for none of them.
#[derive(Default)]
struct Clean {
    keys: Vec<u8>,
    key_bytes: usize,
}

impl Clean {
    fn contains(&self, (id, format): &Key) -> bool {
        if id.len() + 1 != self.key_bytes {
            return false;
        }
        let n_keys = self.keys.len() / self.key_bytes;
        let (mut low, mut high) = (0, n_keys);
        while low < high {
            let middle = low + (high - low) / 2;
            let key = &self.keys[middle * self.key_bytes..(middle + 1) * self.key_bytes];
            match (&key[..id.len()], key[id.len()]).cmp(&(&**id, *format)) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }
}

/// What this run asked for and added, which is what will be kept.
#[derive(Default)]
struct Used {
    clean: HashSet<Key>,
    found: HashMap<Key, Entry>,
    n_new: usize,
}

impl SecretCache {
    /// Reads the file, if there is one for this key and these rules.
    pub(crate) fn open(path: PathBuf, detector: &Detector) -> Self {
        let version = detector.version();
        let seal: Sealer = Box::new(detector.sealer());
        let kept = read(&path, &version, &seal).unwrap_or_default();
        Self { path, version, seal, kept, used: Mutex::default() }
    }

    /// What a content held.
    pub(crate) fn recall(&self, id: &[u8], format: u8) -> Option<Entry> {
        let key = (Box::from(id), format);
        if self.kept.clean.contains(&key) {
            self.used().clean.insert(key);
            return Some(Entry::default());
        }
        let entry = self.kept.found.get(&key)?.clone();
        self.used().found.insert(key, entry.clone());
        Some(entry)
    }

    /// Adds what a content holds, and gives its places back.
    pub(crate) fn add(&self, id: &[u8], format: u8, entry: Entry) -> Vec<SecretPlace> {
        let key = (Box::from(id), format);
        let mut used = self.used();
        used.n_new += 1;
        if entry.is_empty() {
            used.clean.insert(key);
            return Vec::new();
        }
        let places = entry.places.clone();
        used.found.insert(key, entry);
        places
    }

    /// What was made of the source in this state, and everything that its contents held.
    pub(crate) fn recall_whole(&self, state: &[u8]) -> Option<(Vec<u8>, Vec<Entry>)> {
        let (known, whole) = self.kept.whole.as_ref()?;
        (known == state).then(|| (whole.clone(), self.kept.found.values().cloned().collect()))
    }

    /// Writes what this run used, unless the file says it already. A cache that cannot be written
    /// costs the next run its time and nothing else.
    pub(crate) fn save(&self, state: &[u8], whole: Option<Vec<u8>>) {
        let used = self.used();
        let is_same = self.kept.whole.as_ref().is_some_and(|(known, _)| known == state);
        if used.n_new == 0 && is_same {
            return;
        }
        let mut out = MARK.to_vec();
        out.extend_from_slice(&self.version);
        write_body(&used, whole.map(|whole| (state, whole)), &mut out);
        let seal = (self.seal)(&out);
        out.extend_from_slice(&seal);
        _ = write(&self.path, &out);
    }

    fn used(&self) -> std::sync::MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes beside the file and puts it in its place, readable by its owner alone.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(&beside)?, bytes)?;
    fs::rename(&beside, path)
}

fn write_body(used: &Used, whole: Option<(&[u8], Vec<u8>)>, out: &mut Vec<u8>) {
    match whole {
        Some((state, whole)) => {
            out.push(1);
            text(state, out);
            text(&whole, out);
        }
        None => out.push(0),
    }
    let mut found: Vec<_> = used.found.iter().collect();
    found.sort_by_key(|(key, _)| *key);
    number(found.len(), out);
    for (key, entry) in found {
        write_key(key, out);
        number(entry.places.len(), out);
        for place in &entry.places {
            number(place.line as usize, out);
            for word in [&place.rule, &place.severity, &place.fingerprint] {
                text(word.as_bytes(), out);
            }
        }
        for list in [&entry.values, &entry.others] {
            number(list.len(), out);
            list.iter().for_each(|value| value.write(out));
        }
    }
    let mut clean: Vec<_> = used.clean.iter().collect();
    clean.sort();
    // Ids of one repository are of one length.
    let id_bytes = clean.first().map_or(0, |(id, _)| id.len());
    clean.retain(|(id, _)| id.len() == id_bytes);
    number(id_bytes + 1, out);
    number(clean.len(), out);
    for (id, format) in clean {
        out.extend_from_slice(id);
        out.push(*format);
    }
}

fn write_key((id, format): &Key, out: &mut Vec<u8>) {
    text(id, out);
    out.push(*format);
}

fn number(n: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

fn text(bytes: &[u8], out: &mut Vec<u8>) {
    number(bytes.len(), out);
    out.extend_from_slice(bytes);
}

fn read(path: &Path, version: &[u8; 16], seal: &dyn Fn(&[u8]) -> [u8; SEAL_BYTES]) -> Option<Kept> {
    let length = fs::metadata(path).ok()?.len();
    if length > MAX_FILE_BYTES {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let (body, known) = bytes.split_at_checked(bytes.len().checked_sub(SEAL_BYTES)?)?;
    if seal(body) != known {
        return None;
    }
    let mut rest = body.strip_prefix(MARK)?.strip_prefix(version)?;
    read_body(&mut rest)
}

fn read_body(rest: &mut &[u8]) -> Option<Kept> {
    let whole = match take(rest, 1)? {
        [1] => Some((take_text(rest)?.to_vec(), take_text(rest)?.to_vec())),
        _ => None,
    };
    let mut kept = Kept { whole, ..Kept::default() };
    for _ in 0..take_number(rest)? {
        let key = take_key(rest)?;
        let mut entry = Entry::default();
        for _ in 0..take_number(rest)? {
            let line = u32::try_from(take_number(rest)?).ok()?;
            let mut word = || String::from_utf8(take_text(rest)?.to_vec()).ok();
            let (rule, severity, fingerprint) = (word()?, word()?, word()?);
            entry.places.push(SecretPlace { line, rule, severity, fingerprint });
        }
        for list in [&mut entry.values, &mut entry.others] {
            for _ in 0..take_number(rest)? {
                list.push(SealedValue::read(rest)?);
            }
        }
        kept.found.insert(key, entry);
    }
    let key_bytes = take_number(rest)?;
    let n_keys = take_number(rest)?;
    let keys = take(rest, n_keys.checked_mul(key_bytes)?)?.to_vec();
    kept.clean = Clean { keys, key_bytes };
    rest.is_empty().then_some(kept)
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (first, after) = rest.split_at_checked(n)?;
    *rest = after;
    Some(first)
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let bytes = take(rest, 4)?;
    let number = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
    (number <= MAX_ENTRIES).then_some(number)
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_number(rest)?;
    take(rest, length)
}

fn take_key(rest: &mut &[u8]) -> Option<Key> {
    let id = Box::from(take_text(rest)?);
    Some((id, take(rest, 1)?[0]))
}
