//! One page: its elements in order, and what a check asks of them.

use std::collections::{BTreeMap, BTreeSet};

use super::dom::{Kind, Node, NodeId, Tree};

/// How many characters of a page a finding quotes.
const MAX_SNIPPET: usize = 120;

/// A page that was read.
pub(super) struct Page {
    /// Relative to the portfolio's folder: what evidence shows.
    pub(super) file: String,
    /// Relative to the site's folder.
    pub(super) path: String,
    /// The path of its address: `/`, `/areas/`, `/contact.html`.
    pub(super) address: String,
    pub(super) n_bytes: u64,
    pub(super) tree: Tree,
    /// Every element in the order of the page; what a template holds is left out.
    pub(super) elements: Vec<NodeId>,
    /// Texts that a reader sees, in order.
    pub(super) texts: Vec<NodeId>,
    /// Names that a link can jump to.
    pub(super) anchors: BTreeSet<String>,
    /// The first element of each id.
    ids: BTreeMap<String, NodeId>,
    /// The ids that a label with words is for.
    labelled: BTreeSet<String>,
    /// By node: nobody sees or hears it.
    hidden: Vec<bool>,
    /// By node: its place among siblings of its tag, from 1; 0 where it is the only one.
    places: Vec<u32>,
}

impl Page {
    pub(super) fn new(file: String, path: String, n_bytes: u64, tree: Tree) -> Self {
        let address = address_of(&path);
        let mut page = Self {
            file,
            path,
            address,
            n_bytes,
            hidden: vec![false; tree.nodes.len()],
            places: places(&tree),
            tree,
            elements: Vec::new(),
            texts: Vec::new(),
            anchors: BTreeSet::new(),
            ids: BTreeMap::new(),
            labelled: BTreeSet::new(),
        };
        if !page.tree.nodes.is_empty() {
            page.walk(0, false, false);
        }
        page.index();
        page
    }

    fn index(&mut self) {
        let (mut anchors, mut ids) = (BTreeSet::new(), BTreeMap::new());
        for id in self.elements.iter().copied() {
            for name in ["id", "name"].iter().filter_map(|key| self.attribute(id, key)) {
                anchors.insert(name.to_owned());
            }
            if let Some(name) = self.attribute(id, "id") {
                ids.entry(name.to_owned()).or_insert(id);
            }
        }
        let labels = self.tagged(&["label"]).filter(|id| !self.text(*id).is_empty());
        let labelled = labels.filter_map(|id| self.says(id, "for").map(str::to_owned)).collect();
        (self.anchors, self.ids, self.labelled) = (anchors, ids, labelled);
    }

    /// Nesting is bounded by the parser, so that recursion is.
    fn walk(&mut self, id: NodeId, is_seen: bool, is_hidden: bool) {
        let is_hidden = is_hidden || self.hides(id);
        self.hidden[id as usize] = is_hidden;
        let node = &self.tree.nodes[id as usize];
        let is_seen = match &node.kind {
            Kind::Text(_) => {
                if is_seen {
                    self.texts.push(id);
                }
                return;
            }
            Kind::Element { tag, .. } => {
                let shows = !matches!(&**tag, "script" | "style" | "noscript" | "head" | "title");
                self.elements.push(id);
                shows && (is_seen || &**tag == "body")
            }
            Kind::Other => is_seen,
        };
        for child in self.tree.nodes[id as usize].children.clone() {
            self.walk(child, is_seen, is_hidden);
        }
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.tree.nodes[id as usize]
    }

    pub(super) fn tag(&self, id: NodeId) -> &str {
        match &self.node(id).kind {
            Kind::Element { tag, .. } => tag,
            _ => "",
        }
    }

    pub(super) fn attributes(&self, id: NodeId) -> &[(Box<str>, Box<str>)] {
        match &self.node(id).kind {
            Kind::Element { attributes, .. } => attributes,
            _ => &[],
        }
    }

    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        let found = self.attributes(id).iter().find(|(known, _)| &**known == name);
        found.map(|(_, value)| &**value)
    }

    /// An attribute that says something.
    pub(super) fn says(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attribute(id, name).map(str::trim).filter(|value| !value.is_empty())
    }

    pub(super) fn line(&self, id: NodeId) -> u32 {
        self.node(id).line
    }

    /// Elements of some tags, in order.
    pub(super) fn tagged<'p>(&'p self, tags: &'p [&str]) -> impl Iterator<Item = NodeId> + 'p {
        self.elements.iter().copied().filter(move |id| tags.contains(&self.tag(*id)))
    }

    pub(super) fn first(&self, tag: &str) -> Option<NodeId> {
        self.elements.iter().copied().find(|id| self.tag(*id) == tag)
    }

    /// The element and those around it, inside out.
    pub(super) fn around(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |id| self.node(*id).parent)
    }

    pub(super) fn is_within(&self, id: NodeId, tags: &[&str]) -> bool {
        self.around(id).skip(1).any(|outer| tags.contains(&self.tag(outer)))
    }

    /// Claims that nobody sees or hears the element.
    pub(super) fn is_hidden(&self, id: NodeId) -> bool {
        self.hidden[id as usize]
    }

    fn hides(&self, id: NodeId) -> bool {
        let style = || self.attribute(id, "style").unwrap_or_default();
        self.attribute(id, "hidden").is_some()
            || self.attribute(id, "aria-hidden") == Some("true")
            || (style().contains("display")
                && style().replace(' ', "").to_lowercase().contains("display:none"))
    }

    /// Claims that a label with words is for the element, by its id or around it.
    pub(super) fn is_labelled(&self, id: NodeId) -> bool {
        let is_label = |outer: NodeId| self.tag(outer) == "label" && !self.text(outer).is_empty();
        self.says(id, "id").is_some_and(|name| self.labelled.contains(name))
            || self.around(id).skip(1).any(is_label)
    }

    /// The text of an element and what it holds, blanks made one.
    pub(super) fn text(&self, id: NodeId) -> String {
        let mut text = String::new();
        self.gather(id, &mut text, false);
        squeeze(&text)
    }

    /// The text as a reader of the screen is told it: pictures by their alternative text.
    pub(super) fn name(&self, id: NodeId) -> String {
        if let Some(ids) = self.says(id, "aria-labelledby") {
            let named = ids.split_whitespace().filter_map(|name| self.by_id(name));
            let named = named.map(|id| self.text(id)).collect::<Vec<_>>().join(" ");
            if !named.trim().is_empty() {
                return squeeze(&named);
            }
        }
        if let Some(label) = self.says(id, "aria-label") {
            return label.to_owned();
        }
        let mut text = String::new();
        self.gather(id, &mut text, true);
        let text = squeeze(&text);
        if text.is_empty() { self.says(id, "title").unwrap_or_default().to_owned() } else { text }
    }

    fn gather(&self, id: NodeId, text: &mut String, is_spoken: bool) {
        for child in &self.node(id).children {
            match &self.node(*child).kind {
                Kind::Text(own) => text.push_str(own),
                Kind::Element { tag, .. } => {
                    if matches!(&**tag, "script" | "style" | "template" | "noscript") {
                        continue;
                    }
                    if is_spoken && self.attribute(*child, "aria-hidden") == Some("true") {
                        continue;
                    }
                    let spoken = match &**tag {
                        "img" => self.says(*child, "aria-label").or(self.says(*child, "alt")),
                        _ => self.says(*child, "aria-label"),
                    };
                    match spoken.filter(|_| is_spoken) {
                        Some(spoken) => text.push_str(spoken),
                        None => self.gather(*child, text, is_spoken),
                    }
                    if !matches!(&**tag, "b" | "i" | "em" | "strong" | "span" | "a" | "small") {
                        text.push(' ');
                    }
                }
                Kind::Other => {}
            }
        }
    }

    pub(super) fn by_id(&self, name: &str) -> Option<NodeId> {
        self.ids.get(name).copied()
    }

    /// A text node's text.
    pub(super) fn words(&self, id: NodeId) -> &str {
        match &self.node(id).kind {
            Kind::Text(text) => text,
            _ => "",
        }
    }

    /// Says where an element stands: up to four steps, from the nearest one with an id.
    pub(super) fn selector(&self, id: NodeId) -> String {
        const STEPS: usize = 4;
        let mut steps = Vec::new();
        for outer in self.around(id).take(STEPS) {
            let tag = self.tag(outer);
            if tag.is_empty() {
                break;
            }
            if let Some(name) = self.says(outer, "id") {
                steps.push(format!("{tag}#{name}"));
                break;
            }
            steps.push(match self.places[outer as usize] {
                0 => tag.to_owned(),
                place => format!("{tag}:nth-of-type({place})"),
            });
        }
        steps.reverse();
        steps.join(" > ")
    }

    /// An element as the page writes it, shortened.
    pub(super) fn snippet(&self, id: NodeId) -> String {
        let tag = self.tag(id);
        let mut shown = format!("<{tag}");
        for (name, value) in self.attributes(id) {
            shown.push_str(&format!(" {name}=\"{value}\""));
        }
        shown.push('>');
        if !matches!(tag, "html" | "body" | "form" | "script" | "svg" | "main") {
            let text = self.text(id);
            if !text.is_empty() {
                shown.push_str(&format!("{text}</{tag}>"));
            }
        }
        short(&shown)
    }

    /// The content of a `meta` with this name (or property), and the element.
    pub(super) fn meta(&self, name: &str) -> Option<(NodeId, &str)> {
        self.tagged(&["meta"]).find_map(|id| {
            let key = self.attribute(id, "name").or(self.attribute(id, "property"))?;
            let is_named = key.trim().eq_ignore_ascii_case(name);
            is_named.then(|| (id, self.attribute(id, "content").unwrap_or_default().trim()))
        })
    }

    /// `link` elements with a relation.
    pub(super) fn related<'p>(&'p self, relation: &'p str) -> impl Iterator<Item = NodeId> + 'p {
        self.tagged(&["link"]).filter(move |id| {
            let relations = self.attribute(*id, "rel").unwrap_or_default();
            relations.split_whitespace().any(|word| word.eq_ignore_ascii_case(relation))
        })
    }

    /// The title's element and text; titles of drawings are none.
    pub(super) fn title(&self) -> Option<(NodeId, String)> {
        let id = self.tagged(&["title"]).find(|id| !self.is_within(*id, &["svg"]))?;
        Some((id, self.text(id)))
    }

    /// The tag that keeps search engines out, if there is one.
    pub(super) fn noindex(&self) -> Option<NodeId> {
        ["robots", "googlebot"].iter().find_map(|name| {
            let (id, content) = self.meta(name)?;
            let mut words = content.split([',', ' ']).map(str::trim);
            words
                .any(|word| {
                    word.eq_ignore_ascii_case("noindex") || word.eq_ignore_ascii_case("none")
                })
                .then_some(id)
        })
    }

    pub(super) fn is_home(&self) -> bool {
        self.address == "/"
    }

    pub(super) fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

fn places(tree: &Tree) -> Vec<u32> {
    let mut places = vec![0; tree.nodes.len()];
    for node in &tree.nodes {
        let mut by_tag = BTreeMap::<&str, Vec<NodeId>>::new();
        for child in &node.children {
            if let Kind::Element { tag, .. } = &tree.nodes[*child as usize].kind {
                by_tag.entry(tag).or_default().push(*child);
            }
        }
        for alike in by_tag.values().filter(|alike| alike.len() > 1) {
            for (place, id) in (1..).zip(alike) {
                places[*id as usize] = place;
            }
        }
    }
    places
}

/// The address of a file: an index stands for its folder.
pub(super) fn address_of(path: &str) -> String {
    let folder = ["index.html", "index.htm"].iter().find_map(|index| {
        let folder = path.strip_suffix(index)?;
        (folder.is_empty() || folder.ends_with('/')).then_some(folder)
    });
    format!("/{}", folder.unwrap_or(path))
}

/// Makes any run of blanks one blank.
pub(super) fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

/// Cuts a text to what a finding quotes, on one line.
pub(super) fn short(text: &str) -> String {
    let text = squeeze(text);
    let mut shown = text.chars().take(MAX_SNIPPET).collect::<String>();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
