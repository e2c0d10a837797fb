//! Account and commodity names, each kept once and known by a number.
//!
//! A book of a million postings has a few hundred names; postings hold four bytes each.

use std::borrow::Cow;
use std::collections::HashMap;

/// Distinct names in the order in which they were first met.
#[derive(Default)]
pub(crate) struct Names<'a> {
    ids: HashMap<Cow<'a, str>, u32>,
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

    fn add(&mut self, name: Cow<'a, str>) -> u32 {
        let id = u32::try_from(self.names.len()).expect("fewer names than bytes of a bounded file");
        self.ids.insert(name.clone(), id);
        self.names.push(name);
        id
    }
}
