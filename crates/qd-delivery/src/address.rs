//! Mail addresses, checked before anything is built from them.

use std::fmt;

use crate::DeliveryError;

/// Longest local part and longest address in octets (RFC 5321, 4.5.3.1).
const MAX_LOCAL: usize = 64;
const MAX_ADDRESS: usize = 254;

/// A mail address with an optional name for people. Both are free of control characters, the local
/// part is ASCII (SES has no SMTPUTF8) and the domain is in its ASCII form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Address {
    name: Option<String>,
    local: String,
    domain: String,
}

impl Address {
    /// Reads `local@domain` or `Name <local@domain>`.
    pub fn parse(text: &str) -> Result<Self, DeliveryError> {
        let fail = |why: &'static str| DeliveryError::Address { address: text.into(), why };
        if text.chars().any(char::is_control) {
            return Err(fail("it holds a control character"));
        }
        let (name, mailbox) = match text.trim().strip_suffix('>') {
            None => (None, text.trim()),
            Some(rest) => {
                let (name, mailbox) = rest.rsplit_once('<').ok_or(fail("`<` is missing"))?;
                (Some(name.trim().trim_matches('"')), mailbox)
            }
        };
        let (local, domain) = mailbox.rsplit_once('@').ok_or(fail("`@` is missing"))?;
        check_local(local).map_err(fail)?;
        check_domain(domain).map_err(fail)?;
        if mailbox.len() > MAX_ADDRESS {
            return Err(fail("it is longer than 254 characters"));
        }
        Ok(Self {
            name: name.filter(|name| !name.is_empty()).map(str::to_owned),
            local: local.to_owned(),
            domain: domain.to_ascii_lowercase(),
        })
    }

    /// The name for people.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The part before `@`.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The part after `@`, in lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// `local@domain`, as envelopes carry it.
    pub fn mailbox(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// What makes two addresses one recipient: the mailbox in lower case.
    pub fn key(&self) -> String {
        self.mailbox().to_ascii_lowercase()
    }
}

impl fmt::Display for Address {
    /// Writes it so that [`Address::parse`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            None => write!(f, "{}@{}", self.local, self.domain),
            Some(name) => write!(f, "{name} <{}@{}>", self.local, self.domain),
        }
    }
}

/// Checks for a dot-atom (RFC 5322, 3.2.3); quoted local parts are refused, nobody has one.
fn check_local(local: &str) -> Result<(), &'static str> {
    if !local.is_ascii() {
        return Err("the part before `@` has letters beyond ASCII, which SES cannot carry");
    }
    let is_atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let is_dot_atom = local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext));
    match is_dot_atom && local.len() <= MAX_LOCAL {
        true => Ok(()),
        false => Err("the part before `@` is not a plain mailbox name"),
    }
}

fn check_domain(domain: &str) -> Result<(), &'static str> {
    if !domain.is_ascii() {
        return Err("the domain has letters beyond ASCII: write its `xn--` form");
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    match domain.contains('.') && domain.split('.').all(is_label) {
        true => Ok(()),
        false => Err("the part after `@` is not a domain"),
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_read_back() {
        for text in ["owner@example.com", "Example Holdings, reports <r+1@mail.example.com>"] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(Address::parse(&address.to_string()).unwrap(), address);
        }
        let quoted = Address::parse("\"Jo\u{e3}o\" <J@Example.COM>").unwrap();
        assert_eq!((quoted.name(), quoted.key().as_str()), (Some("Jo\u{e3}o"), "j@example.com"));
    }

    #[test]
    fn row_20_what_a_header_or_a_provider_cannot_carry_is_refused() {
        for text in [
            "",
            "owner",
            "owner@",
            "@example.com",
            "owner@example",
            "jos\u{e9}@example.com",
            "owner@ex\u{e4}mple.com",
            "a..b@example.com",
            "a b@example.com",
            "owner@example.com\r\nBcc: x@example.com",
            "Name\r\nBcc: x <owner@example.com>",
            "owner@-example.com",
            "a@b.com,c@d.com",
        ] {
            assert!(Address::parse(text).is_err(), "{text:?}");
        }
    }
}
