//! The key under which a portfolio's runs fingerprint secrets.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use qd_secrets::SecretKey;

/// Reads the key in `.quarterdeck/key`, or makes it. Fingerprints with it are equal between runs and
/// never printed, so another clone's key writes the same documents.
pub(crate) fn key(state: &Path) -> io::Result<SecretKey> {
    let path = state.join("key");
    let mut key = [0u8; 32];
    match fs::read(&path) {
        Ok(bytes) if bytes.len() == key.len() => {
            key.copy_from_slice(&bytes);
            Ok(SecretKey::new(key))
        }
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "the key has not 32 bytes")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_private(state)?;
            fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
            write_private(&path, &key)?;
            Ok(SecretKey::new(key))
        }
        Err(error) => Err(error),
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, bytes)
}
