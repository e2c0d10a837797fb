//! The corpus itself: every format with several values, from one seed.

use std::ops::Range;

use data_encoding::BASE64;

use crate::formats::FORMATS;

/// Values planted in each format.
const VALUES: usize = 8;
const SEED: u64 = 20_260_930;

/// A file with one credential.
pub struct Plant {
    pub path: String,
    pub text: String,
    /// Where the value stands.
    pub value: Range<usize>,
}

impl Plant {
    /// The lines that the value touches, and those beside it: scanners point at either end of what
    /// they match.
    pub fn lines(&self) -> Range<usize> {
        let line = |at: usize| 1 + self.text[..at].matches('\n').count();
        line(self.value.start).saturating_sub(1)..line(self.value.end) + 2
    }
}

/// A seeded generator (xorshift64*), so that a failure can be run again.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 16) % n.max(1) as u64) as usize
    }

    fn of(&mut self, alphabet: &[u8], n: usize) -> String {
        (0..n).map(|_| char::from(alphabet[self.below(alphabet.len())])).collect()
    }

    fn word(&mut self) -> &'static str {
        const WORDS: &[&str] = &[
            "harbor", "tide", "mast", "anchor", "Sailor", "winch", "Gull", "mooring", "bowline",
            "Ketch", "rudder", "Spar", "beacon", "Dinghy",
        ];
        WORDS[self.below(WORDS.len())]
    }
}

const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A value as people and machines make them.
pub fn value(random: &mut Random, style: usize) -> String {
    match style % 8 {
        0 => format!("{}{}!", random.word(), 100 + random.below(900)),
        1 => random.of(LETTERS_AND_DIGITS, 24),
        2 => random.of(b"0123456789abcdef", 32),
        3 => format!("{}-{}-{}", random.word(), random.word(), 10 + random.below(90)),
        4 => random.of(b"abcdefghijkmnpqrstuvwxyz23456789", 16),
        5 => format!("{}@{}", random.word(), 1000 + random.below(9000)),
        6 => random.of(LETTERS_AND_DIGITS, 40),
        _ => format!("{}{}{}", random.word(), random.below(10), random.of(LETTERS_AND_DIGITS, 5)),
    }
}

/// All plants; each value stands in one file.
pub fn plants() -> Vec<Plant> {
    let mut random = Random(SEED);
    let mut plants = Vec::new();
    for format in FORMATS {
        for n in 0..VALUES {
            let mut value = value(&mut random, n);
            if format.text.contains("://") {
                // The password of a URL is escaped there.
                value = value.replace('@', "_");
            }
            let value = value;
            let hash = format!("$6$rounds=5000${}", random.of(LETTERS_AND_DIGITS, 60));
            let old = random.of(LETTERS_AND_DIGITS, 13);
            let written = [
                ("{v}", value.clone()),
                ("{b}", BASE64.encode(value.as_bytes())),
                ("{u}", BASE64.encode(format!("me:{value}").as_bytes())),
                ("{h}", if n % 2 == 0 { hash } else { old }),
            ];
            let (hole, written) =
                written.iter().find(|(hole, _)| format.text.contains(hole)).unwrap();
            let text = format.text.replace(hole, written);
            // In a text that tells it twice the plain place counts.
            let start = text.rfind(written.as_str()).unwrap();
            let folder = format!("{}-{n}/", format.path.replace(['/', '.'], "-"));
            plants.push(Plant {
                path: folder + format.path,
                value: start..start + written.len(),
                text,
            });
        }
    }
    plants
}

/// The same formats with nothing in their holes but what is no secret, and records that are random
/// by nature.
pub fn clean() -> Vec<Plant> {
    let mut random = Random(SEED + 1);
    let harmless = [
        "${DB_PASSWORD}",
        "<your password>",
        "changeme",
        "{{ vault_password }}",
        "xxxxxxxxxxxx",
        "process.env.SECRET",
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:x-AbCdEf",
        "us-west-2",
        "true",
        "https://api.harbor.example/v1",
        "/run/secrets/db",
        "REDACTED",
    ];
    let mut plants = Vec::new();
    let mut push = |path: String, text: String| plants.push(Plant { path, text, value: 0..0 });
    let formats = FORMATS.iter().filter(|format| format.text.contains("{v}"));
    for (n, format) in formats.enumerate() {
        push(format.path.to_owned(), format.text.replace("{v}", harmless[n % harmless.len()]));
    }
    let mut hex = |n: usize| random.of(b"0123456789abcdef", n);
    push(
        "package-lock.json".to_owned(),
        format!(
            "{{\"node_modules/a\": {{\"integrity\": \"sha512-{}\", \"token\": \"{}\"}}}}",
            hex(88),
            hex(40)
        ),
    );
    push("SHA256SUMS".to_owned(), format!("{}  app-key.tgz\n{}  token.txt\n", hex(64), hex(64)));
    push(
        "log.txt".to_owned(),
        format!("commit {}\nAuthor: Anna\n\n    key: cut releases\n", hex(40)),
    );
    push(
        "app.min.js".to_owned(),
        format!("var a={{token:\"{}\",key:1}};", "value_of_a_word_").repeat(300),
    );
    push(
        "keys.md".to_owned(),
        "Press `ctrl+shift+down` as the key. The password is checked twice; tokens expire.\n"
            .repeat(50),
    );
    push(
        "a.json".to_owned(),
        "{\"key\": \"ctrl+shift+down\", \"tokenizer\": \"gpt2\", \"secretName\": \"db\"}"
            .to_owned(),
    );
    plants
}
