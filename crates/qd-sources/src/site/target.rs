//! Where a link leads: to a page of the site, elsewhere, or nowhere.

use std::collections::BTreeSet;

/// What an `href` or `src` means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// A path of this site with its leading `/`, and the anchor.
    Own { path: String, anchor: Option<String> },
    /// Another host; the scheme is `http`, `https` or empty (as the page's).
    Other { scheme: String, host: String, rest: String },
    /// `mailto:`, `tel:`, `data:`, `javascript:` and such.
    Scheme { scheme: String, rest: String },
    /// Nothing.
    Empty,
}

/// Reads a reference on the page at `address` of the site on `host`.
pub(super) fn resolve(reference: &str, address: &str, host: Option<&str>) -> Target {
    let reference = reference.trim();
    if reference.is_empty() {
        return Target::Empty;
    }
    if let Some((scheme, rest)) = scheme_of(reference) {
        let scheme = scheme.to_ascii_lowercase();
        let is_web = scheme == "http" || scheme == "https";
        return match rest.strip_prefix("//").filter(|_| is_web) {
            Some(rest) => on_host(scheme, rest, host),
            None => Target::Scheme { scheme, rest: rest.to_owned() },
        };
    }
    if let Some(rest) = reference.strip_prefix("//") {
        return on_host(String::new(), rest, host);
    }
    own(reference, address)
}

fn scheme_of(reference: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = reference.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some((scheme, rest))
}

fn on_host(scheme: String, rest: &str, host: Option<&str>) -> Target {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (found, rest) = rest.split_at(end);
    let found = found.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    if host.is_some_and(|host| bare(host) == bare(&found)) {
        let path = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
        return match own(&path, "/") {
            Target::Own { path, anchor } if scheme != "http" => Target::Own { path, anchor },
            // An insecure link to ourselves stays visible as such.
            _ => Target::Other { scheme, host: found, rest: path },
        };
    }
    Target::Other { scheme, host: found, rest: rest.to_owned() }
}

/// A host without its port and `www.`.
pub(super) fn bare(host: &str) -> &str {
    let host = host.split(':').next().unwrap_or(host);
    host.strip_prefix("www.").unwrap_or(host)
}

fn own(reference: &str, address: &str) -> Target {
    let (before, anchor) = match reference.split_once('#') {
        Some((before, anchor)) => (before, Some(decode(anchor))),
        None => (reference, None),
    };
    let before = before.split('?').next().unwrap_or_default();
    let whole = match before {
        "" => address.to_owned(),
        path if path.starts_with('/') => path.to_owned(),
        path => {
            let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{path}")
        }
    };
    Target::Own { path: normal(&decode(&whole)), anchor }
}

/// Takes `.` and `..` out; what climbs above the site stays at its top, as in a browser.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." | ".." => {
                if part == ".." {
                    parts.pop();
                }
            }
            part => parts.push(part),
        }
    }
    let is_folder = path.ends_with("/.") || path.ends_with("/..");
    let tail = if is_folder && !parts.is_empty() { "/" } else { "" };
    format!("/{}{tail}", parts.join("/"))
}

/// Turns `%20` into what it stands for.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let code = pair
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match code {
            Some(code) => {
                decoded.push(code);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The file that a server would answer a path with, relative to the site's folder.
pub(super) fn file_of(path: &str, files: &BTreeSet<String>) -> Option<String> {
    let path = path.trim_start_matches('/');
    let folder = path.trim_end_matches('/');
    let mut names = vec![path.to_owned()];
    if path.is_empty() || path.ends_with('/') {
        names.push(format!("{path}index.html"));
        names.push(format!("{path}index.htm"));
    } else {
        names.push(format!("{folder}.html"));
        names.push(format!("{folder}/index.html"));
    }
    names.into_iter().find(|name| files.contains(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Target, file_of, resolve};

    #[test]
    fn references_resolve_as_in_a_browser() {
        let check = |reference: &str, expected: &str| {
            let shown = match resolve(reference, "/areas/a.html", Some("queen.example")) {
                Target::Own { path, anchor } => {
                    format!("{path}{}", anchor.map(|a| format!("#{a}")).unwrap_or_default())
                }
                Target::Other { scheme, host, rest } => format!("{scheme}|{host}|{rest}"),
                Target::Scheme { scheme, rest } => format!("{scheme}:{rest}"),
                Target::Empty => "-".into(),
            };
            assert_eq!(shown, expected, "{reference}");
        };
        check("b.html", "/areas/b.html");
        check("../index.html?x=1#top", "/index.html#top");
        check("/../../etc/passwd", "/etc/passwd");
        check("../../../..", "/");
        check("#way%20in", "/areas/a.html#way in");
        check("https://www.queen.example/", "/");
        check("https://queen.example", "/");
        check("http://queen.example/a", "http|queen.example|/a");
        check("//cdn.example/x.js", "|cdn.example|/x.js");
        check("HTTPS://Other.example/a?b", "https|other.example|/a?b");
        check("tel:+1619", "tel:+1619");
        check("javascript:void(0)", "javascript:void(0)");
        check("  ", "-");
        check("a:b.html", "a:b.html");
        check("%zz", "/areas/%zz");
    }

    #[test]
    fn paths_find_files_as_static_servers_do() {
        let files = ["index.html", "a.html", "b/index.html", "c.png"].map(str::to_owned);
        let files = BTreeSet::from(files);
        let find = |path: &str| file_of(path, &files).unwrap_or_default();
        assert_eq!(
            ["/", "/a", "/a.html", "/b", "/b/", "/c.png", "/d", "/a/"].map(find),
            ["index.html", "a.html", "a.html", "b/index.html", "b/index.html", "c.png", "", ""]
        );
    }
}
