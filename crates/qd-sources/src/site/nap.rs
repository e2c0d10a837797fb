//! Names, addresses and phone numbers made comparable: what is the same thing written otherwise is
//! no conflict.
//!
//! Phones become E.164, streets take the short forms of USPS Publication 28 (appendices B and C),
//! names lose their legal suffix, case and punctuation.

use std::sync::LazyLock;

use regex::Regex;

use super::page::squeeze;

/// Long forms that are written on pages, and the standard ones.
const STREET_WORDS: [(&str, &str); 62] = [
    ("alley", "aly"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("boulevard", "blvd"),
    ("bridge", "brg"),
    ("circle", "cir"),
    ("court", "ct"),
    ("cove", "cv"),
    ("crescent", "cres"),
    ("crossing", "xing"),
    ("drive", "dr"),
    ("expressway", "expy"),
    ("freeway", "fwy"),
    ("harbor", "hbr"),
    ("heights", "hts"),
    ("highway", "hwy"),
    ("hill", "hl"),
    ("hills", "hls"),
    ("island", "is"),
    ("junction", "jct"),
    ("lake", "lk"),
    ("landing", "lndg"),
    ("lane", "ln"),
    ("loop", "loop"),
    ("meadow", "mdw"),
    ("mount", "mt"),
    ("mountain", "mtn"),
    ("parkway", "pkwy"),
    ("park", "park"),
    ("pike", "pike"),
    ("place", "pl"),
    ("plaza", "plz"),
    ("point", "pt"),
    ("ridge", "rdg"),
    ("road", "rd"),
    ("route", "rte"),
    ("shore", "shr"),
    ("square", "sq"),
    ("station", "sta"),
    ("street", "st"),
    ("str", "st"),
    ("terrace", "ter"),
    ("trail", "trl"),
    ("turnpike", "tpke"),
    ("valley", "vly"),
    ("view", "vw"),
    ("village", "vlg"),
    ("vista", "vis"),
    ("walk", "walk"),
    ("way", "way"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("suite", "ste"),
    ("apartment", "apt"),
    ("building", "bldg"),
    ("floor", "fl"),
];
const UNITS: [&str; 6] = ["ste", "apt", "unit", "bldg", "fl", "rm"];
const LEGAL: [&str; 14] = [
    "llc",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "lp",
    "llp",
    "pllc",
    "gmbh",
    "plc",
];

static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    let national = r"(?:\+?1[\s.\-]*)?(?:\(\d{3}\)\s*|\d{3}[\s.\-])\d{3}[\s.\-]\d{4}";
    Regex::new(&format!(r"\+\d[\d\s().\-]{{7,17}}\d|{national}")).expect("a pattern of this file")
});

static STREET: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = "street|st|avenue|ave|boulevard|blvd|drive|dr|road|rd|lane|ln|court|ct|circle|cir|\
        place|pl|parkway|pkwy|way|highway|hwy|terrace|ter|plaza|plz|square|sq|trail|trl|loop";
    let unit = r"(?:,?\s+(?:suite|ste|unit|apt|apartment|#)\.?\s*[A-Za-z0-9\-]+)?";
    Regex::new(&format!(r"(?i)\b\d{{1,6}}\s+(?:[\w'’.\-]+\s+){{1,5}}?(?:{kinds})\b\.?{unit}"))
        .expect("a pattern of this file")
});

static POSTAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\d{5})(?:-\d{4})?\b").expect("a pattern of this file"));

/// Phone numbers in a text: where, and as shown.
pub(super) fn phones(text: &str) -> Vec<(usize, &str)> {
    let found = PHONE.find_iter(text).filter(|found| {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        !is_digit(text[..found.start()].chars().next_back())
            && !is_digit(text[found.end()..].chars().next())
            && (7..=15).contains(&digits(found.as_str()).len())
    });
    found.map(|found| (found.start(), found.as_str())).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A number in E.164 as someone in the business's country dials it; extensions are left out.
pub(super) fn e164(shown: &str, country: Option<&str>) -> String {
    let shown = shown.split([';', 'x', ',']).next().unwrap_or_default();
    let digits = digits(shown);
    let is_american = country.is_none_or(|country| matches!(country, "US" | "CA" | "USA"));
    match digits.len() {
        _ if shown.trim_start().starts_with('+') => format!("+{digits}"),
        10 if is_american => format!("+1{digits}"),
        11 if is_american && digits.starts_with('1') => format!("+{digits}"),
        _ => digits.trim_start_matches('0').to_owned(),
    }
}

/// Claims that two numbers are one; a national number is compared with the end of a whole one.
pub(super) fn is_same_phone(one: &str, other: &str) -> bool {
    const NATIONAL: usize = 6;
    let ends = |whole: &str, part: &str| {
        whole.starts_with('+')
            && !part.starts_with('+')
            && part.len() >= NATIONAL
            && whole.ends_with(part)
    };
    one == other || ends(one, other) || ends(other, one)
}

/// A business name without legal suffix, case and punctuation.
pub(super) fn name(shown: &str) -> String {
    let words = shown.to_lowercase().replace('&', " and ").replace(['.', '\'', '’'], "");
    let mut words = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>();
    while words.len() > 1 && words.last().is_some_and(|word| LEGAL.contains(word)) {
        words.pop();
    }
    words.join(" ")
}

/// A street as USPS writes it, and its unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Street {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) unit: Option<String>,
}

impl Street {
    pub(super) fn parse(shown: &str) -> Option<Self> {
        let shown = shown.to_lowercase().replace('#', " ste ").replace(['.', '\'', '’'], "");
        let words = shown.split(|c: char| !c.is_alphanumeric() && c != '-');
        let words = words.filter(|word| !word.is_empty()).map(|word| {
            STREET_WORDS.iter().find(|(long, _)| *long == word).map_or(word, |(_, short)| short)
        });
        let words = words.collect::<Vec<_>>();
        let (number, rest) = words.split_first()?;
        if !number.starts_with(|c: char| c.is_ascii_digit()) || rest.is_empty() {
            return None;
        }
        let unit = rest.iter().position(|word| UNITS.contains(word)).filter(|at| *at > 0);
        let (street, unit) = rest.split_at(unit.unwrap_or(rest.len()));
        Some(Self {
            number: (*number).to_owned(),
            name: street.join(" "),
            unit: unit.last().map(|unit| (*unit).to_owned()),
        })
    }

    /// Claims that it is the same place; a unit that one of them leaves out is no difference.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let units = self.unit.as_ref().zip(other.unit.as_ref());
        self.number == other.number
            && self.name == other.name
            && units.is_none_or(|(one, other)| one == other)
    }

    /// Claims that it means to be the same place, right or wrong.
    pub(super) fn is_akin(&self, other: &Self) -> bool {
        self.name == other.name || (self.number == other.number && self.first() == other.first())
    }

    fn first(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }
}

/// Streets in a text: where, as shown, and the postal code after it.
pub(super) fn streets(text: &str) -> Vec<(usize, String, Option<String>)> {
    const NEAR: usize = 60;
    let found = STREET.find_iter(text).map(|found| {
        let after = text[found.end()..].chars().take(NEAR).collect::<String>();
        let postal = POSTAL.captures(&after).map(|parts| parts[1].to_owned());
        (found.start(), squeeze(found.as_str().trim_end_matches('.')), postal)
    });
    found.collect()
}

/// The digits of a ZIP code that name a post office.
pub(super) fn zip5(code: &str) -> &str {
    code.split('-').next().unwrap_or(code).trim()
}

/// The likeness of two texts by runs of five words, from 0 to 1 (Jaccard).
pub(super) fn likeness(one: &[u64], other: &[u64]) -> f64 {
    let (mut at, mut n_shared) = (0, 0usize);
    for shingle in one {
        while at < other.len() && other[at] < *shingle {
            at += 1;
        }
        n_shared += usize::from(other.get(at) == Some(shingle));
    }
    let n_all = one.len() + other.len() - n_shared;
    if n_all == 0 { 0.0 } else { n_shared as f64 / n_all as f64 }
}

/// The distinct runs of five words of a text, sorted.
pub(super) fn shingles(text: &str) -> Vec<u64> {
    const WORDS: usize = 5;
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>();
    let mut shingles = words.windows(WORDS).map(hash).collect::<Vec<_>>();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// FNV-1a: equal on every machine.
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{Street, e164, is_same_phone, likeness, name, phones, shingles, streets};

    #[test]
    fn phones_are_found_and_compared() {
        let shown =
            |text: &str| phones(text).into_iter().map(|(_, p)| p.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            shown("Call (619) 555-0118 or +1 619.555.0172."),
            ["(619) 555-0118", "+1 619.555.0172"]
        );
        assert_eq!(
            shown("order 6195550118, 12-34, 2026-09-30 10:00, 1234 619-555-0118x2"),
            ["619-555-0118"]
        );
        assert_eq!(shown("+44 20 7946 0018"), ["+44 20 7946 0018"]);
        let facts = "+16195550118";
        for same in [
            "(619) 555-0118",
            "619.555.0118",
            "1-619-555-0118",
            "+1 (619) 555 0118",
            "619-555-0118 x12",
        ] {
            assert!(is_same_phone(&e164(same, Some("US")), facts), "{same}");
        }
        assert!(!is_same_phone(&e164("+1-619-555-0181", None), facts));
        assert!(is_same_phone(&e164("020 7946 0018", Some("GB")), "+442079460018"));
        assert!(!is_same_phone(&e164("020 7946 0019", Some("GB")), "+442079460018"));
    }

    #[test]
    fn streets_and_names_are_compared_as_they_are_meant() {
        let street = |text: &str| Street::parse(text).unwrap();
        let facts = street("1200 Harbor View Dr");
        for same in [
            "1200 Harbor View Drive",
            "1200 HARBOR VIEW DR.",
            "1200 Harbor View Drive, Suite 4",
            "1200 harbor vw dr #4",
        ] {
            assert!(facts.is_same(&street(same)), "{same}");
        }
        for other in ["1210 Harbor View Dr", "1200 Harbor View Rd"] {
            assert!(!facts.is_same(&street(other)) && facts.is_akin(&street(other)), "{other}");
        }
        assert!(!facts.is_akin(&street("88 Otay Yard Rd")));
        assert!(!street("5 N Main St Ste 1").is_same(&street("5 North Main Street Suite 2")));
        let text = "at 1200 Harbor View Drive, San Diego, CA 92101-1234. Or 88 Otay Yard Road";
        let found = streets(text).into_iter().map(|(_, s, p)| (s, p.unwrap_or_default()));
        let expected = [
            ("1200 Harbor View Drive".into(), "92101".into()),
            ("88 Otay Yard Road".into(), String::new()),
        ];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        assert_eq!(name("Queen of San Diego, L.L.C."), name("QUEEN OF SAN DIEGO"));
        assert_ne!(name("Queen of San Diego"), name("Queen of La Jolla"));
        assert_eq!(name("Smith & Co."), name("Smith and Company"));
    }

    #[test]
    fn likeness_is_that_of_sets_of_runs() {
        let (one, other) = (shingles("a b c d e f"), shingles("A, b c d e; g"));
        assert!((likeness(&one, &other) - 1.0 / 3.0).abs() < 1e-12);
        assert!((likeness(&one, &one) - 1.0).abs() < 1e-12);
        assert!(likeness(&[], &[]).abs() < 1e-12);
    }
}
