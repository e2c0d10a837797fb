//! The deliveries of a report, packed: a run of a hundred thousand lists them all, and most of what one
//! row says the others say too.

use std::fmt;

use serde::{Serialize, Serializer};

use super::report::{Action, SendEntry};
use crate::{Delivery, DeliveryId, Sha256Hex};

/// With how many forms a row is compared before it gets one of its own. Rows of a document follow each
/// other, so that one of the last nearly always fits.
const MAX_COMPARED: usize = 4;

/// The deliveries of a run, in the order they were dealt with.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Entries {
    /// Rows without what is their own.
    forms: Vec<Delivery>,
    packed: Vec<Packed>,
}

/// A row that has a form.
#[derive(Clone, PartialEq, Eq)]
struct Packed {
    action: Action,
    form: usize,
    /// What is the row's own, as JSON: of many small texts each would cost more than it holds.
    own: Box<str>,
}

/// What is a row's own: id, recipient, address, whose copy it is, hash, size, the transport's id.
type Own<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, Option<&'a str>, u64, Option<&'a str>);
type Owned = (String, String, String, Option<String>, Option<String>, u64, Option<String>);

impl Entries {
    /// Claims that nothing was dealt with.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// The entries, each made when it is asked for.
    pub fn iter(&self) -> impl Iterator<Item = SendEntry> + '_ {
        self.packed.iter().map(|packed| SendEntry {
            action: packed.action,
            delivery: unpacked(&self.forms[packed.form], &packed.own),
        })
    }

    pub(super) fn push(&mut self, action: Action, row: Delivery) {
        let own: Own<'_> = (
            row.id.as_str(),
            &row.recipient,
            &row.address,
            row.copy_of.as_ref().map(DeliveryId::as_str),
            row.sha256.as_ref().map(Sha256Hex::as_str),
            row.size_bytes,
            row.message_id.as_deref(),
        );
        let own = serde_json::to_string(&own).expect("texts are JSON").into_boxed_str();
        let form = self.form_of(row);
        self.packed.push(Packed { action, form, own });
    }

    /// The place of a row's form.
    fn form_of(&mut self, row: Delivery) -> usize {
        let mut form = Delivery {
            recipient: String::new(),
            address: String::new(),
            copy_of: None,
            sha256: None,
            size_bytes: 0,
            message_id: None,
            ..row
        };
        for (place, known) in self.forms.iter().enumerate().rev().take(MAX_COMPARED) {
            // An id has no empty value, and nobody reads that of a form.
            form.id.clone_from(&known.id);
            if *known == form {
                return place;
            }
        }
        self.forms.push(form);
        self.forms.len() - 1
    }
}

fn unpacked(form: &Delivery, own: &str) -> Delivery {
    let own: Owned = serde_json::from_str(own).expect("packed as it is unpacked");
    let (id, recipient, address, copy_of, sha256, size_bytes, message_id) = own;
    let id_of = |text: &str| DeliveryId::parse(text).expect("packed from an id");
    Delivery {
        id: id_of(&id),
        recipient,
        address,
        copy_of: copy_of.as_deref().map(id_of),
        sha256: sha256.map(|text| Sha256Hex::parse(&text).expect("packed from a hash")),
        size_bytes,
        message_id,
        ..form.clone()
    }
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Entries};
    use crate::sample::{Sample, document};

    #[test]
    fn rows_come_back_as_they_were_and_share_their_forms() {
        let mut sample = Sample::new();
        let to = ["A@example.com", "Bo <b@example.com>", "c@example.com"];
        sample.plan(&[document("ceo", &to), document("cfo", &to)], 0);
        sample.send(&sample.maildir(), 0);
        let mut rows = sample.outbox.deliveries().unwrap();
        rows[3].last_error = Some("odd: \"quoted\"\n".into());
        rows[4].sha256 = None;
        let mut entries = Entries::default();
        for row in &rows {
            entries.push(Action::Sent, row.clone());
        }
        let found = entries.iter().map(|entry| entry.delivery).collect::<Vec<_>>();
        assert_eq!(found, rows);
        assert_eq!((entries.len(), entries.forms.len()), (12, 3));
        let json = serde_json::to_value(&entries).unwrap();
        let whole = serde_json::to_value(entries.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(json, whole);
    }
}
