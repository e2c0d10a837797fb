//! All that the typesetter can see: one layout, one paper, one logo, two faces. No clock, no file, no network.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use super::LAYOUT;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Cells that head a row can be told from others only with this.
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let faces = qd_report::FACES.into_iter().map(Bytes::new);
    faces.flat_map(Font::iter).collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The same names for every document: the table of names is never emptied.
static MAIN: LazyLock<FileId> = LazyLock::new(|| named("layout.typ"));
static PAPER: LazyLock<FileId> = LazyLock::new(|| named("paper.json"));

static LOGO: LazyLock<FileId> = LazyLock::new(|| named("logo.png"));

static SOURCE: LazyLock<Source> = LazyLock::new(|| Source::new(*MAIN, LAYOUT.to_owned()));

fn named(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The world of one document.
pub(super) struct PaperWorld {
    paper: Bytes,
    logo: Bytes,
}

impl PaperWorld {
    pub(super) fn new(paper: String, logo: Vec<u8>) -> Self {
        Self { paper: Bytes::from_string(paper), logo: Bytes::new(logo) }
    }
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        *MAIN
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *MAIN { Ok(SOURCE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            _ if id == *PAPER => Ok(self.paper.clone()),
            _ if id == *LOGO => Ok(self.logo.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
