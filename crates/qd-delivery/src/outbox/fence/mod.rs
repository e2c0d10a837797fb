//! The fence: an outbox sends from one folder of one machine, and never from a copy.
//!
//! The row `fence` and the file `fence` beside the database know each other: by a random token, by the
//! file's inode and birth, by the machine's id, and by a count of runs. A copied folder, a database
//! copied or put back alone, a lost database and a backup from before the last run do not fit, and are
//! refused until a person adopts them. A snapshot of a whole machine fits: nothing here can tell it.

#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use rusqlite::{Connection, params};

use super::log::{self, Entry, OUTBOX};
use super::stored::Stored;
use super::{Outbox, StoreError};
use crate::archive::sync_folder;
use crate::{DeliveryError, Sha256Hex};

/// The file's name beside the database.
const FILE_NAME: &str = "fence";
/// The longest content that is read.
const MAX_LENGTH: u64 = 200;

/// The machine that a process runs on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Host {
    /// A hash of the machine's id; of nothing where it has none, as in many containers.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
}

impl Host {
    /// Asks the system.
    pub(crate) fn current() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
        let parts = ["qd-host-1", &read("/etc/machine-id")];
        let name = read("/proc/sys/kernel/hostname");
        let name = if name.is_empty() { "this machine".to_owned() } else { name };
        Self { id: Sha256Hex::of_parts(parts.map(str::as_bytes)).to_string(), name }
    }
}

/// The row.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Fence {
    token: String,
    host: Host,
    folder: String,
    inode: String,
    born: String,
    run: i64,
}

impl Fence {
    /// The digest that the log keeps of the row.
    fn seal(&self) -> Sha256Hex {
        let run = self.run.to_string();
        let Self { token, host, folder, inode, born, .. } = self;
        let parts = ["qd-fence-1", token, &host.id, &host.name, folder, inode, born, &run];
        Sha256Hex::of_parts(parts.map(str::as_bytes))
    }
}

/// The file.
struct Post {
    token: String,
    run: i64,
    inode: String,
    born: String,
}

impl Outbox {
    /// Sets the fence up where there is none: around a new database, or one from before it had one.
    pub(super) fn raise_fence(&mut self) -> Result<(), DeliveryError> {
        if self.read(read_row)?.is_some() {
            return Ok(());
        }
        let (path, host) = (self.fence_path(), self.host.clone());
        self.write(|tx| {
            // Under the write lock, so that two processes do not both make the file.
            if read_row(tx)?.is_some() {
                return Ok(());
            }
            let post = match read_file(&path)? {
                Some(post) if post.run > 0 => return Ok(()),
                Some(post) if !post.token.is_empty() => post,
                _ => make_file(&path, 0)?,
            };
            write_row(tx, &fence(post, host, &path), "made", "", DateTime::UNIX_EPOCH)
        })
    }

    /// Checks that this database may send from here, and counts the run in database and file.
    /// The caller holds the right to send.
    pub(super) fn pass_fence(
        &mut self,
        holder: &str,
        now: DateTime<Utc>,
    ) -> Result<(), DeliveryError> {
        let path = self.fence_path();
        let row = self.read(read_row)?;
        let post = read_file(&path)?;
        if let Some(why) = misfit(row.as_ref(), post.as_ref(), &self.host) {
            return Err(DeliveryError::Fenced { path: self.path.clone(), why });
        }
        let Some(row) = row else { return Ok(()) };
        let next = Fence { run: row.run + 1, folder: folder_of(&path), ..row };
        // The database first: if the file's count is ahead, the database is an old one.
        self.write(|tx| write_row(tx, &next, "run", holder, now))?;
        write_post(&path, &next.token, next.run).map_err(|source| file_error(&path, source))
    }

    /// Makes this folder the one that the outbox sends from: a person's word that no other copy
    /// sends any more. `why` goes to the log.
    pub fn adopt(
        &mut self,
        holder: &str,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), DeliveryError> {
        let _lock = self.take_lock(holder)?;
        let (path, host) = (self.fence_path(), self.host.clone());
        let row = self.read(read_row)?;
        let run = row.map_or(0, |row| row.run).max(read_file(&path)?.map_or(0, |post| post.run));
        let post = make_file(&path, run + 1)?;
        self.write(|tx| write_row(tx, &fence(post, host, &path), "adopted", why, now))
    }

    fn fence_path(&self) -> PathBuf {
        self.path.with_file_name(FILE_NAME)
    }
}

fn fence(post: Post, host: Host, path: &Path) -> Fence {
    let Post { token, run, inode, born } = post;
    Fence { token, host, folder: folder_of(path), inode, born, run }
}

/// Why database and folder do not belong together, if they do not.
fn misfit(row: Option<&Fence>, post: Option<&Post>, here: &Host) -> Option<String> {
    let (row, post) = match (row, post) {
        (None, None) => return None,
        (None, Some(post)) => {
            let n = post.run;
            return Some(format!(
                "it is new, and this folder has sent with another one ({n} runs)"
            ));
        }
        (Some(row), None) => {
            let home = home(row);
            return Some(format!("it was copied here without its folder; it sends from {home}"));
        }
        (Some(row), Some(post)) => (row, post),
    };
    let home = home(row);
    if row.token != post.token {
        return Some(format!("it belongs to another folder; it sends from {home}"));
    }
    if row.host.id != here.id {
        return Some(format!("it sends from {home}, and this is {}", here.name));
    }
    let is_same_birth = row.born.is_empty() || post.born.is_empty() || row.born == post.born;
    if row.inode != post.inode || !is_same_birth {
        return Some(format!("its folder was copied or put back; it sends from {home}"));
    }
    if post.run > row.run {
        let (known, n) = (row.run, post.run);
        return Some(format!("it is an older one put back: it knows {known} of {n} runs"));
    }
    None
}

fn home(row: &Fence) -> String {
    format!("`{}` on {}", row.folder, row.host.name)
}

/// The folder for people, as absolute as the system knows it.
fn folder_of(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()).display().to_string()
}

/// The digest of the row as it stands, if there is one.
pub(super) fn seal(db: &Connection) -> Result<Option<Sha256Hex>, StoreError> {
    Ok(read_row(db)?.map(|row| row.seal()))
}

fn read_row(db: &Connection) -> Result<Option<Fence>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT token, host, host_name, folder, inode, born, run FROM fence WHERE one = 1",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let row = Stored::new(row, "fence", &[]);
    Ok(Some(Fence {
        token: row.get("token")?,
        host: Host { id: row.get("host")?, name: row.get("host_name")? },
        folder: row.get("folder")?,
        inode: row.get("inode")?,
        born: row.get("born")?,
        run: row.get("run")?,
    }))
}

fn write_row(
    db: &Connection,
    fence: &Fence,
    to_state: &str,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO fence (one, token, host, host_name, folder, inode, born, run)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (one) DO UPDATE SET
           token = excluded.token, host = excluded.host, host_name = excluded.host_name,
           folder = excluded.folder, inode = excluded.inode, born = excluded.born,
           run = excluded.run",
        params![
            fence.token,
            fence.host.id,
            fence.host.name,
            fence.folder,
            fence.inode,
            fence.born,
            fence.run,
        ],
    )?;
    let attempt = u32::try_from(fence.run).unwrap_or(u32::MAX);
    let seal = fence.seal();
    let entry =
        Entry { subject: OUTBOX, from_state: "", to_state, attempt, note, row: Some(&seal) };
    log::append(db, &entry, now)
}

fn read_file(path: &Path) -> Result<Option<Post>, DeliveryError> {
    let fail = |source| file_error(path, source);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(fail(source)),
    };
    let mut text = String::new();
    let (inode, born) = identity(&file).map_err(fail)?;
    file.take(MAX_LENGTH).read_to_string(&mut text).map_err(fail)?;
    let (token, run) = text.trim().split_once(' ').unwrap_or_default();
    Ok(Some(Post { token: token.to_owned(), run: run.parse().unwrap_or(0), inode, born }))
}

/// Makes the file anew under a name of its own, so that it has an inode that no copy has.
fn make_file(path: &Path, run: i64) -> Result<Post, DeliveryError> {
    let fail = |source| file_error(path, source);
    let token = token().map_err(fail)?;
    let temporary = path.with_extension("new");
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(fail(error)),
        _ => {}
    }
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&temporary).map_err(fail)?;
    file.write_all(content(&token, run).as_bytes()).and_then(|()| file.sync_all()).map_err(fail)?;
    let (inode, born) = identity(&file).map_err(fail)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::rename(&temporary, path).and_then(|()| sync_folder(folder)).map_err(fail)?;
    Ok(Post { token, run, inode, born })
}

/// Writes the file in place: its inode stays, and so does its length.
fn write_post(path: &Path, token: &str, run: i64) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(content(token, run).as_bytes())?;
    file.sync_all()
}

fn content(token: &str, run: i64) -> String {
    format!("{token} {run:020}\n")
}

/// What a copy cannot have: the inode, and the birth where the file system keeps it.
fn identity(file: &File) -> io::Result<(String, String)> {
    let metadata = file.metadata()?;
    let born = metadata.created().ok().and_then(|born| born.duration_since(UNIX_EPOCH).ok());
    let born = born.map_or_else(String::new, |born| born.as_nanos().to_string());
    Ok((metadata.ino().to_string(), born))
}

fn token() -> io::Result<String> {
    let mut bytes = [0u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(HEXLOWER.encode(&bytes))
}

fn file_error(path: &Path, source: io::Error) -> DeliveryError {
    DeliveryError::File { path: path.to_owned(), action: "used as the outbox's fence", source }
}
