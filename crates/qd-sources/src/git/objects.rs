//! Objects as bytes, when they are there.

use gix::ObjectId;
use gix::objs::{Find, Kind};

/// The largest file that is searched for secrets.
pub(super) const MAX_BLOB_BYTES: u64 = 32 << 20;
/// How many tags may name each other before the chain counts as broken.
const MAX_TAGS: usize = 16;

/// An object's bytes, or why there are none.
pub(super) enum Read<'a> {
    /// They are there.
    Bytes(&'a [u8]),
    /// It is missing, damaged or of another kind.
    Missing,
    /// It is larger than the limit.
    TooLarge,
}

/// Reads an object of a kind.
pub(super) fn read<'a>(
    repo: &gix::Repository,
    id: &gix::oid,
    kind: Kind,
    buffer: &'a mut Vec<u8>,
) -> Option<&'a [u8]> {
    match repo.objects.try_find(id, buffer) {
        Ok(Some(data)) if data.kind == kind => Some(data.data),
        _ => None,
    }
}

/// Reads a blob within the limit, its size looked up first.
pub(super) fn read_blob<'a>(
    repo: &gix::Repository,
    id: ObjectId,
    buffer: &'a mut Vec<u8>,
) -> Read<'a> {
    match repo.try_find_header(id) {
        Ok(Some(header)) if header.size() > MAX_BLOB_BYTES => return Read::TooLarge,
        Ok(Some(header)) if header.kind() == Kind::Blob => {}
        _ => return Read::Missing,
    }
    read(repo, &id, Kind::Blob, buffer).map_or(Read::Missing, Read::Bytes)
}

/// A tag's end: the commit it stands for, and when the outermost tag was made.
pub(super) struct Peeled {
    /// The commit.
    pub(super) commit: ObjectId,
    /// Seconds since 1970 at which the tag was made; `None` for a name alone.
    pub(super) tagged_at: Option<i64>,
}

/// Follows tags to a commit. `None` for what is missing, and for tags of files and folders.
pub(super) fn peel(repo: &gix::Repository, id: ObjectId) -> Option<Peeled> {
    let (mut id, mut tagged_at, mut buffer) = (id, None, Vec::new());
    for depth in 0..MAX_TAGS {
        let data = repo.objects.try_find(&id, &mut buffer).ok()??;
        match data.kind {
            Kind::Commit => return Some(Peeled { commit: id, tagged_at }),
            Kind::Tag => {
                let tag = gix::objs::TagRef::from_bytes(data.data, repo.object_hash()).ok()?;
                if depth == 0 {
                    let tagger = tag.tagger().ok().flatten();
                    tagged_at =
                        tagger.and_then(|tagger| tagger.time().ok()).map(|time| time.seconds);
                }
                id = tag.target();
            }
            Kind::Tree | Kind::Blob => return None,
        }
    }
    None
}
