//! `sitemap.xml`: the addresses that a site asks search engines to read, with their lines.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The format's own bound.
pub(super) const MAX_ENTRIES: usize = 50_000;

/// What a sitemap lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    /// Pages: line and address.
    pub(super) pages: Vec<(u32, String)>,
    /// Other sitemaps, where it is an index.
    pub(super) sitemaps: Vec<(u32, String)>,
    /// The line from which on it cannot be read.
    pub(super) broken: Option<u32>,
}

/// Reads a sitemap; entities of its own are not expanded.
pub(super) fn parse(text: &str) -> Sitemap {
    let mut sitemap = Sitemap::default();
    let mut reader = Reader::from_str(text);
    let (mut is_index, mut location, mut line, mut counted) = (false, None::<String>, 1u32, 0usize);
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        let new = text.as_bytes()[counted..at.max(counted)].iter().filter(|byte| **byte == b'\n');
        let begins = line;
        line += new.count() as u32;
        counted = at.max(counted);
        match event {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                b"sitemapindex" => is_index = true,
                b"loc" => location = Some(String::new()),
                _ => {}
            },
            Ok(Event::Text(words)) => {
                if let Some(location) = &mut location {
                    location.push_str(&words.decode().unwrap_or_default());
                }
            }
            Ok(Event::GeneralRef(name)) => {
                if let Some(location) = &mut location {
                    let name = name.decode().unwrap_or_default();
                    location.push_str(match &*name {
                        "amp" => "&",
                        "apos" => "'",
                        "quot" => "\"",
                        _ => "",
                    });
                }
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref() == b"loc" => {
                let found = location.take().unwrap_or_default().trim().to_owned();
                let list = if is_index { &mut sitemap.sitemaps } else { &mut sitemap.pages };
                list.push((begins, found));
                if list.len() >= MAX_ENTRIES {
                    return sitemap;
                }
            }
            Ok(Event::Eof) => return sitemap,
            Ok(_) => {}
            Err(_) => {
                sitemap.broken = Some(line);
                return sitemap;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn entries_have_lines_and_breaks_are_told() {
        let text = "<?xml version=\"1.0\"?>\n<urlset>\n <url><loc>https://a.example/</loc></url>\n <url><loc>\n https://a.example/b?x=1&amp;y=2 </loc></url>\n</urlset>";
        let sitemap = parse(text);
        let pages = sitemap.pages.iter().map(|(line, page)| (*line, page.as_str()));
        let expected = [(3, "https://a.example/"), (5, "https://a.example/b?x=1&y=2")];
        assert_eq!(pages.collect::<Vec<_>>(), expected);
        assert_eq!(sitemap.broken, None);
        assert_eq!(parse("<urlset>\n<url></loc></url>").broken, Some(2));
        let index = parse("<sitemapindex><sitemap><loc>x.xml</loc></sitemap></sitemapindex>");
        assert_eq!((index.pages.len(), index.sitemaps.len()), (0, 1));
        assert_eq!(parse("no xml at all").pages, []);
    }
}
