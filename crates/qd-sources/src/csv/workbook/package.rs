//! The parts of a workbook's package, each read as XML within a bound.
//!
//! Office Open XML, ECMA-376 part 2: a zip of XML parts that name each other. What a part inflates
//! to is counted while it inflates, because the sizes that a zip states are the writer's claim.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::WorkbookError;

/// What one part may inflate to.
pub(super) const MAX_PART_BYTES: u64 = 256 << 20;
/// How long a piece of text or a tag may be; a cell holds 32,767 characters at most. A part of one piece
/// would stand in memory three times.
const MAX_PIECE_BYTES: u64 = 1 << 20;
/// How deep elements may nest; a sheet's go six deep.
const MAX_DEPTH: usize = 64;

/// A zip of parts.
pub(super) struct Package<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        ZipArchive::new(Cursor::new(bytes)).map(Self).map_err(|_| WorkbookError::NotAPackage)
    }

    /// Opens a part by its full name, which the standard compares without case; `None` if there is
    /// none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_>>, WorkbookError> {
        let name = name.trim_start_matches('/');
        let index = self.0.index_for_name(name).or_else(|| {
            (0..self.0.len()).find(|index| {
                self.0.name_for_index(*index).is_some_and(|known| known.eq_ignore_ascii_case(name))
            })
        });
        let Some(index) = index else { return Ok(None) };
        let file = self.0.by_index(index).map_err(|_| WorkbookError::Damaged)?;
        let file: Box<dyn Read + '_> = Box::new(file.take(MAX_PART_BYTES));
        Ok(Some(Part::new(BufReader::new(file))))
    }
}

/// One event of a part.
#[derive(Debug)]
pub(super) enum Token {
    /// An element opens; its name without prefix, and its attributes.
    Open(String, Attributes),
    /// The innermost element closes.
    Close(String),
    /// Text, references resolved.
    Text(String),
}

/// The attributes of an element, names without prefix.
#[derive(Debug, Default)]
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Claims that an attribute is `1` or `true`.
    pub(super) fn is_set(&self, name: &str) -> bool {
        matches!(self.get(name), Some("1" | "true"))
    }
}

/// A part in reading.
pub(super) struct Part<'p> {
    xml: quick_xml::Reader<Counted<BufReader<Box<dyn Read + 'p>>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<'p> Part<'p> {
    fn new(reader: BufReader<Box<dyn Read + 'p>>) -> Self {
        let mut xml =
            quick_xml::Reader::from_reader(Counted { inner: reader, n_bytes: 0, piece: 0 });
        xml.config_mut().expand_empty_elements = true;
        Self { xml, buffer: Vec::new(), depth: 0 }
    }

    /// The next event that matters; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token>, WorkbookError> {
        loop {
            self.buffer.clear();
            self.xml.get_mut().piece = 0;
            let event = match self.xml.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(_) if self.xml.get_ref().is_over() => return Err(WorkbookError::TooLarge),
                Err(_) => return Err(WorkbookError::Damaged),
            };
            let damaged = |_| WorkbookError::Damaged;
            match event {
                Event::Start(element) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(WorkbookError::Damaged);
                    }
                    let attributes = attributes(&element, self.xml.decoder())?;
                    let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
                    return Ok(Some(Token::Open(name, attributes)));
                }
                Event::End(element) => {
                    self.depth = self.depth.saturating_sub(1);
                    let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
                    return Ok(Some(Token::Close(name)));
                }
                Event::Text(text) => {
                    return Ok(Some(Token::Text(text.decode().map_err(damaged)?.into_owned())));
                }
                Event::CData(text) => {
                    return Ok(Some(Token::Text(text.decode().map_err(damaged)?.into_owned())));
                }
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().ok().flatten();
                    let name = reference.decode().map_err(damaged)?;
                    let text = character.map(String::from);
                    let text = text.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                    // No other entity can be declared: a document type is not read.
                    return Ok(Some(Token::Text(text.ok_or(WorkbookError::Damaged)?)));
                }
                Event::Eof if self.xml.get_ref().is_over() => return Err(WorkbookError::TooLarge),
                Event::Eof if self.depth > 0 => return Err(WorkbookError::Damaged),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Empty(_) => unreachable!("empty elements are expanded"),
            }
        }
    }
}

fn attributes(
    element: &BytesStart<'_>,
    decoder: quick_xml::encoding::Decoder,
) -> Result<Attributes, WorkbookError> {
    let mut found = Vec::new();
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| WorkbookError::Damaged)?;
        let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        let value = attribute.decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder);
        found.push((name, value.map_err(|_| WorkbookError::Damaged)?.into_owned()));
    }
    Ok(Attributes(found))
}

/// Counts what was inflated, to stop at a piece that is too long, and to tell a part that was cut at
/// the bound from one that is damaged.
struct Counted<R> {
    inner: R,
    n_bytes: u64,
    /// The bytes of the piece in reading.
    piece: u64,
}

impl<R> Counted<R> {
    fn is_over(&self) -> bool {
        self.n_bytes >= MAX_PART_BYTES || self.piece > MAX_PIECE_BYTES
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.n_bytes += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece > MAX_PIECE_BYTES {
            return Err(io::Error::other("a piece of the part is too long"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.n_bytes += amount as u64;
        self.piece += amount as u64;
        self.inner.consume(amount);
    }
}
