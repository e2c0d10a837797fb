//! One pass over a text: the stems of secret-like names, and the words behind which a credential has
//! a format of its own. What reads them is in the other files of this folder.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::assignments::{Names, STEMS};
use super::{Kind, Place, commands, credentials, kubernetes, pem};

/// Who reads on behind a word.
#[derive(Debug, Clone, Copy)]
enum Trigger {
    Stem,
    Url,
    Armour,
    Putty,
    DockerAuth,
    Kubernetes,
    Command(commands::Reader),
}

/// The words beside the stems.
const WORDS: &[(&str, Trigger)] = &[
    ("://", Trigger::Url),
    ("-----begin ", Trigger::Armour),
    ("private-lines:", Trigger::Putty),
    ("auth", Trigger::DockerAuth),
    ("kind: secret", Trigger::Kubernetes),
    ("identified by", Trigger::Command(commands::quoted_next)),
    ("convertto-securestring", Trigger::Command(commands::quoted_next)),
    ("basicauth(", Trigger::Command(commands::second_argument)),
    ("networkcredential(", Trigger::Command(commands::second_argument)),
    ("auth=(", Trigger::Command(commands::second_argument)),
    ("sshpass", Trigger::Command(commands::flag_p)),
    ("docker login", Trigger::Command(commands::flag_p)),
    ("mysql", Trigger::Command(commands::glued_p)),
    ("mysqldump", Trigger::Command(commands::glued_p)),
    ("redis-cli", Trigger::Command(commands::flag_a)),
    ("curl ", Trigger::Command(commands::flag_u)),
];

static AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(STEMS.iter().copied().chain(WORDS.iter().map(|(word, _)| *word)))
        .expect("a few dozen words fit an automaton")
});

/// Finds everything that has a trigger.
pub(super) fn read(kind: Kind, text: &[u8], found: &mut Vec<Place>) {
    let mut names = Names::new(kind, text);
    let mut armour_end = 0;
    for word in AUTOMATON.find_overlapping_iter(text) {
        let n = word.pattern().as_usize();
        let trigger = match n.checked_sub(STEMS.len()) {
            Some(n) => WORDS[n].1,
            None => Trigger::Stem,
        };
        match trigger {
            Trigger::Stem => names.stem(word.range(), found),
            Trigger::Url => names.url(word.start(), found),
            Trigger::Armour if word.start() >= armour_end => {
                armour_end = pem::at(text, word.start(), found);
            }
            Trigger::Armour => {}
            Trigger::Putty => pem::putty(text, word.end(), found),
            Trigger::DockerAuth => credentials::docker_auth(text, word.end(), found),
            Trigger::Kubernetes if kind == Kind::Config => {
                kubernetes::secret(text, word.range(), found);
            }
            Trigger::Command(read) if kind != Kind::Outgoing => read(text, word.end(), found),
            Trigger::Kubernetes | Trigger::Command(_) => {}
        }
    }
}
