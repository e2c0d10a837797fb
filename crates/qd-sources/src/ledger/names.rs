//! Account and commodity names, each kept once and known by a number.
//!
//! A book of a million postings has a few hundred names; postings hold four bytes each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Distinct names in the order in which they were first met.
#[derive(Clone, Default)]
pub(crate) struct Names<'a> {
    ids: HashMap<Cow<'a, str>, u32, Seed>,
    names: Vec<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// Returns the number of a name, a new one if it was not met before.
    pub(crate) fn id(&mut self, name: &'a str) -> u32 {
        match self.ids.get(name) {
            Some(id) => *id,
            None => self.add(Cow::Borrowed(name)),
        }
    }

    /// As [`Names::id`], for a name that stands in no file as it is.
    pub(crate) fn id_of_made(&mut self, name: String) -> u32 {
        match self.ids.get(name.as_str()) {
            Some(id) => *id,
            None => self.add(Cow::Owned(name)),
        }
    }

    /// Returns the number of a name that was met.
    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        self.ids.get(name).copied()
    }

    /// The name of a number.
    pub(crate) fn name(&self, id: u32) -> &str {
        &self.names[id as usize]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Adds the names of a part that was read on its own; returns for each of its numbers the one
    /// here.
    pub(crate) fn take_in(&mut self, part: &Self) -> Vec<u32> {
        let number = |name: &Cow<'a, str>| match self.ids.get(name.as_ref()) {
            Some(id) => *id,
            None => self.add(name.clone()),
        };
        part.names.iter().map(number).collect()
    }

    fn add(&mut self, name: Cow<'a, str>) -> u32 {
        let id = u32::try_from(self.names.len()).expect("fewer names than bytes of a bounded file");
        self.ids.insert(name.clone(), id);
        self.names.push(name);
        id
    }
}

/// A random start for each table of names, so that no file can be written to make names collide.
#[derive(Clone)]
struct Seed(u64);

impl Default for Seed {
    fn default() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for Seed {
    type Hasher = NameHasher;

    fn build_hasher(&self) -> NameHasher {
        NameHasher(self.0)
    }
}

/// Hashes eight bytes at a time: the standard hasher takes longer than reading the posting.
struct NameHasher(u64);

impl NameHasher {
    fn mix(&mut self, word: u64) {
        // The digits of pi, as in other folded multiplications: any odd number without a pattern.
        const FACTOR: u64 = 0x243f_6a88_85a3_08d3;
        let product = u128::from(self.0 ^ word) * u128::from(FACTOR ^ self.0.rotate_left(23) | 1);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.mix(u64::from_le_bytes(word.try_into().expect("eight bytes")));
        }
        let mut last = [0; 8];
        last[..words.remainder().len()].copy_from_slice(words.remainder());
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, _end_of_text: u8) {
        // The length is in the hash already.
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
