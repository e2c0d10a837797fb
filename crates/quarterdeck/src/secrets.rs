//! The run's set of seen secrets: readers register into it, the guard looks for it.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use qd_facts::SecretSink;
use qd_secrets::{Detector, Guard, SecretKey, Seen};

/// Registers, masks and checks with one key.
pub(crate) struct Secrets {
    seen: Seen,
    detector: Detector,
}

impl Secrets {
    /// Starts with the key of a portfolio's state.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        let key = SecretKey::new(key);
        Self { seen: Seen::new(&key), detector: Detector::new(&key) }
    }

    /// The guard over outgoing bytes.
    pub(crate) fn guard(&self) -> Guard<'_> {
        Guard::new(&self.seen, &self.detector)
    }
}

impl SecretSink for Secrets {
    fn register_assignment(&self, key: &str, value: &str) -> bool {
        self.seen.register_assignment(key, value).is_some()
    }

    fn mask(&self, text: &str) -> String {
        self.guard().mask(text)
    }
}

/// Reads the key in `.quarterdeck/key`, or makes it. Fingerprints with it are equal between runs and
/// never printed, so another clone's key writes the same documents.
pub(crate) fn key(state: &Path) -> io::Result<[u8; 32]> {
    let path = state.join("key");
    let mut key = [0u8; 32];
    match fs::read(&path) {
        Ok(bytes) if bytes.len() == key.len() => {
            key.copy_from_slice(&bytes);
            Ok(key)
        }
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "the key has not 32 bytes")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(state)?;
            fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
            write_private(&path, &key)?;
            Ok(key)
        }
        Err(error) => Err(error),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, bytes)
}
