//! `robots.txt` as RFC 9309 reads it: groups, the longest match, and allow on a tie.

/// How many lines are read.
const MAX_LINES: usize = 5_000;
/// How long a pattern may be.
const MAX_PATTERN: usize = 2_000;
/// What search engines understand, RFC 9309 and the extensions that are in use.
const DIRECTIVES: [&str; 10] = [
    "user-agent",
    "allow",
    "disallow",
    "sitemap",
    "crawl-delay",
    "clean-param",
    "host",
    "request-rate",
    "visit-time",
    "noindex",
];

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct Robots {
    groups: Vec<Group>,
    /// Sitemaps with their lines.
    pub(super) sitemaps: Vec<(u32, String)>,
    /// What is wrong: line, the line, what was expected.
    pub(super) faults: Vec<(u32, String, String)>,
}

#[derive(Debug, Default)]
struct Group {
    agents: Vec<String>,
    /// Line, claims to allow, pattern.
    rules: Vec<(u32, bool, String)>,
}

impl Robots {
    pub(super) fn parse(text: &str) -> Self {
        let mut robots = Self::default();
        let mut is_open = false;
        for (number, whole) in (1u32..).zip(text.lines().take(MAX_LINES)) {
            let line = whole.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let mut fault = |expected: String| {
                robots.faults.push((number, line.chars().take(MAX_PATTERN).collect(), expected));
            };
            let Some((key, value)) = line.split_once(':') else {
                fault("`directive: value`".into());
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !is_open {
                        robots.groups.push(Group::default());
                    }
                    is_open = true;
                    if let Some(group) = robots.groups.last_mut() {
                        group.agents.push(value.to_ascii_lowercase());
                    }
                }
                "allow" | "disallow" => {
                    is_open = false;
                    if value.find('$').is_some_and(|at| at + 1 < value.len()) {
                        fault("`$` at the end of a path only".into());
                    } else if !value.is_empty() && !value.starts_with(['/', '*']) {
                        fault("a path that begins with `/` or `*`".into());
                    }
                    match robots.groups.last_mut() {
                        Some(group) if value.len() <= MAX_PATTERN => {
                            group.rules.push((number, key == "allow", value.to_owned()));
                        }
                        Some(_) => {}
                        None => fault("a `User-agent` line before it".into()),
                    }
                }
                "sitemap" => {
                    robots.sitemaps.push((number, value.to_owned()));
                    let is_absolute = value.starts_with("https://") || value.starts_with("http://");
                    if !is_absolute {
                        robots.faults.push((
                            number,
                            line.to_owned(),
                            "a sitemap's whole address, with https://".into(),
                        ));
                    }
                }
                known if DIRECTIVES.contains(&known) => is_open = false,
                unknown => {
                    let near = crate::problems::nearest(unknown, DIRECTIVES);
                    fault(
                        near.map_or_else(|| "a known directive".into(), |near| format!("`{near}`")),
                    );
                }
            }
        }
        robots
    }

    /// The line that keeps an agent from a path.
    pub(super) fn disallows(&self, agent: &str, path: &str) -> Option<(u32, String)> {
        let named = |name: &str| {
            let groups = self.groups.iter().filter(|group| group.agents.iter().any(|a| a == name));
            groups.flat_map(|group| &group.rules).collect::<Vec<_>>()
        };
        let is_named = self.groups.iter().any(|group| group.agents.iter().any(|a| a == agent));
        let rules = named(if is_named { agent } else { "*" });
        let matching = rules.into_iter().filter(|(_, _, pattern)| matches(pattern, path));
        let (line, allows, pattern) =
            matching.max_by_key(|(_, allows, pattern)| (pattern.len(), *allows))?;
        (!allows).then(|| (*line, format!("Disallow: {pattern}")))
    }
}

/// Matches a pattern with `*` and a closing `$` in one pass over the path.
fn matches(pattern: &str, path: &str) -> bool {
    if pattern.is_empty() {
        return false;
    }
    let (pattern, is_whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let pieces = pieces.collect::<Vec<_>>();
    let Some((last, middle)) = pieces.split_last() else { return !is_whole || rest.is_empty() };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    if is_whole { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::Robots;

    #[test]
    fn the_longest_match_wins_and_allow_on_a_tie() {
        let robots = Robots::parse(
            "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\nAllow: /private/open\nDisallow: /*.pdf$\nDisallow: /a\nAllow: /a\nDisallow:\n",
        );
        let blocked = |path: &str| robots.disallows("googlebot", path).map(|(line, _)| line);
        assert_eq!(
            ["/", "/private/x", "/private/open.html", "/x/y.pdf", "/y.pdf?z", "/a"].map(blocked),
            [None, Some(5), None, Some(7), None, None]
        );
        assert_eq!(robots.disallows("other", "/a").map(|(line, _)| line), Some(2));
        assert!(robots.faults.is_empty(), "{:?}", robots.faults);
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        let robots = Robots::parse(
            "Disallow: /x\nUser-agent: *\nDissalow: /y\nDisallow: /a$b\nSitemap: /sitemap.xml\nnonsense\nDisallow: z # note\nCrawl-delay: 1\n",
        );
        let lines = robots.faults.iter().map(|(line, _, _)| *line).collect::<Vec<_>>();
        assert_eq!(lines, [1, 3, 4, 5, 6, 7]);
        assert_eq!(robots.faults[1].2, "`disallow`");
    }
}
