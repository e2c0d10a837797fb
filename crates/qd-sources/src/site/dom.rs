//! A page as a tree, built by html5ever: what a browser would make of broken HTML, with lines.
//!
//! Bounded: a page that nests too deep or holds too many nodes is read up to there, and says so. A
//! start tag with thousands of attributes is refused beforehand, because the tokenizer compares
//! each with all others.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use html5ever::interface::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, local_name, ns};

/// How deep elements may nest; browsers stop at 512 too.
pub(super) const MAX_DEPTH: u32 = 512;
/// How many elements and texts a page may hold.
pub(super) const MAX_NODES: usize = 100_000;
/// How many attributes a tag may have.
pub(super) const MAX_ATTRIBUTES: usize = 2_000;

/// A node's place in [`Tree::nodes`].
pub(super) type NodeId = u32;

/// A page's elements and texts.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// An element, a text, or what holds them.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) parent: Option<NodeId>,
    pub(super) children: Vec<NodeId>,
    /// The line of the start tag, or on which a text begins.
    pub(super) line: u32,
    pub(super) kind: Kind,
    depth: u32,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind {
    /// The page itself, the contents of a template, a comment.
    Other,
    /// A tag in lower case with its attributes.
    Element { tag: Box<str>, attributes: Vec<(Box<str>, Box<str>)> },
    /// Text as it stands.
    Text(String),
}

/// Why a page was not read to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// Elements nest deeper than [`MAX_DEPTH`].
    Depth(u32),
    /// More nodes than [`MAX_NODES`].
    Nodes(u32),
    /// A tag with more attributes than [`MAX_ATTRIBUTES`]; nothing was read.
    Attributes(u32),
}

/// Parses a page; always returns what was understood.
pub(super) fn parse(text: &str) -> (Tree, Option<Stop>) {
    let tags = match scan_tags(text) {
        Ok(tags) => tags,
        Err(line) => return (Tree::default(), Some(Stop::Attributes(line))),
    };
    let sink = Sink::new(tags);
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let tokenizer =
        Tokenizer::new(Bounded(TreeBuilder::new(sink, options)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let Sink { tree, stop, .. } = tokenizer.sink.0.sink;
    (tree.into_inner(), stop.get())
}

/// Finds tags that begin on an earlier line than they end on, by their last line; fails with the
/// line of a tag that has too many attributes.
fn scan_tags(text: &str) -> Result<BTreeMap<u32, (u32, String)>, u32> {
    let (bytes, mut at, mut line) = (text.as_bytes(), 0, 1u32);
    let mut tags = BTreeMap::new();
    while let Some(offset) = bytes[at..].iter().position(|byte| *byte == b'<' || *byte == b'\n') {
        at += offset + 1;
        if bytes[at - 1] == b'\n' {
            line += 1;
            continue;
        }
        if text[at..].starts_with("!--") {
            let end = text[at..].find("-->").map_or(bytes.len(), |end| at + end);
            line += newlines(&bytes[at..end]);
            at = end;
            continue;
        }
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if length == 0 || !bytes[at].is_ascii_alphabetic() {
            continue;
        }
        let (name, first) = (text[at..at + length].to_ascii_lowercase(), line);
        at = end_of_tag(bytes, at + length, &mut line).ok_or(first)?;
        if line != first {
            tags.entry(line).or_insert((first, name.clone()));
        }
        if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
            let end = find_end_tag(bytes, at, &name);
            line += newlines(&bytes[at..end]);
            at = end;
        }
    }
    Ok(tags)
}

/// The place after a tag's `>`; `None` if it has too many attributes.
fn end_of_tag(bytes: &[u8], mut at: usize, line: &mut u32) -> Option<usize> {
    let (mut n_attributes, mut quote, mut before) = (0, None, b' ');
    while let Some(byte) = bytes.get(at).copied() {
        at += 1;
        *line += u32::from(byte == b'\n');
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => continue,
            None if byte == b'>' => return Some(at),
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None => {
                let is_gap = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
                n_attributes += usize::from(is_gap(before) && !is_gap(byte));
                if n_attributes > MAX_ATTRIBUTES {
                    return None;
                }
            }
        }
        if !(byte.is_ascii_whitespace() && before == b'=') {
            before = byte;
        }
    }
    Some(at)
}

fn find_end_tag(bytes: &[u8], start: usize, name: &str) -> usize {
    let is_end = |at: &usize| {
        bytes[*at] == b'<'
            && bytes.get(at + 1) == Some(&b'/')
            && bytes
                .get(at + 2..at + 2 + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    (start..bytes.len()).find(is_end).unwrap_or(bytes.len())
}

fn newlines(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u32
}

/// Hands tokens to the tree builder until a bound is reached.
struct Bounded(TreeBuilder<Handle, Sink>);

impl TokenSink for Bounded {
    type Handle = Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        if self.0.sink.stop.get().is_some() && !matches!(token, Token::EOFToken) {
            return TokenSinkResult::Continue;
        }
        match self.0.process_token(token, line_number) {
            // No script runs here, and the text is decoded already.
            TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => {
                TokenSinkResult::Continue
            }
            other => other,
        }
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A node, and its name where the tree builder asks for it.
#[derive(Clone)]
struct Handle {
    id: NodeId,
    name: Rc<QualName>,
}

struct Sink {
    tree: RefCell<Tree>,
    line: Cell<u32>,
    stop: Cell<Option<Stop>>,
    /// Tags of several lines by their last one.
    tags: RefCell<BTreeMap<u32, (u32, String)>>,
    templates: RefCell<BTreeMap<NodeId, NodeId>>,
    nameless: Rc<QualName>,
}

impl Sink {
    fn new(tags: BTreeMap<u32, (u32, String)>) -> Self {
        let sink = Self {
            tree: RefCell::default(),
            line: Cell::new(1),
            stop: Cell::new(None),
            tags: RefCell::new(tags),
            templates: RefCell::default(),
            nameless: Rc::new(QualName::new(None, ns!(), LocalName::from(""))),
        };
        sink.add(Kind::Other, 1);
        sink
    }

    fn add(&self, kind: Kind, line: u32) -> NodeId {
        let nodes = &mut self.tree.borrow_mut().nodes;
        if nodes.len() >= MAX_NODES && self.stop.get().is_none() {
            self.stop.set(Some(Stop::Nodes(line)));
        }
        nodes.push(Node { parent: None, children: Vec::new(), line, kind, depth: 0 });
        NodeId::try_from(nodes.len() - 1).expect("nodes are bounded")
    }

    fn other(&self) -> Handle {
        Handle { id: self.add(Kind::Other, self.line.get()), name: Rc::clone(&self.nameless) }
    }

    /// Puts a child at a place among a parent's children; adjoining texts become one.
    fn put(&self, parent: NodeId, place: Option<usize>, child: NodeOrText<Handle>) {
        let child = match child {
            NodeOrText::AppendNode(handle) => handle.id,
            NodeOrText::AppendText(text) => {
                let mut tree = self.tree.borrow_mut();
                let siblings = &tree.nodes[parent as usize].children;
                let before = match place {
                    None => siblings.last().copied(),
                    Some(place) => place.checked_sub(1).map(|before| siblings[before]),
                };
                if let Some(Kind::Text(known)) =
                    before.map(|before| &mut tree.nodes[before as usize].kind)
                {
                    known.push_str(&text);
                    return;
                }
                drop(tree);
                let line = self.line.get().saturating_sub(newlines(text.as_bytes()));
                self.add(Kind::Text(String::from(&*text)), line.max(1))
            }
        };
        let mut tree = self.tree.borrow_mut();
        let depth = tree.nodes[parent as usize].depth + 1;
        if depth > MAX_DEPTH && self.stop.get().is_none() {
            self.stop.set(Some(Stop::Depth(self.line.get())));
        }
        tree.nodes[child as usize].parent = Some(parent);
        tree.nodes[child as usize].depth = depth;
        let siblings = &mut tree.nodes[parent as usize].children;
        siblings.insert(place.unwrap_or(siblings.len()), child);
    }

    fn place_of(&self, child: NodeId) -> Option<(NodeId, usize)> {
        let tree = self.tree.borrow();
        let parent = tree.nodes[child as usize].parent?;
        let place = tree.nodes[parent as usize].children.iter().rposition(|id| *id == child)?;
        Some((parent, place))
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: 0, name: Rc::clone(&self.nameless) }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.name
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _flags: ElementFlags,
    ) -> Handle {
        let attributes = attributes
            .into_iter()
            .map(|attribute| (Box::from(&*attribute.name.local), Box::from(&*attribute.value)));
        let last = self.line.get();
        let mut tags = self.tags.borrow_mut();
        let begins = tags.get(&last).filter(|(_, tag)| **tag == *name.local).map(|tag| tag.0);
        if begins.is_some() {
            tags.remove(&last);
        }
        let tag = Box::from(&*name.local);
        let kind = Kind::Element { tag, attributes: attributes.collect() };
        let id = self.add(kind, begins.unwrap_or(last));
        if name.ns == ns!(html) && name.local == local_name!("template") {
            let contents = self.add(Kind::Other, last);
            self.templates.borrow_mut().insert(id, contents);
        }
        Handle { id, name: Rc::new(name) }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.other()
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.other()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.put(parent.id, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.place_of(element.id).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let known = self.templates.borrow().get(&target.id).copied();
        let id = known.unwrap_or_else(|| self.add(Kind::Other, self.line.get()));
        Handle { id, name: Rc::clone(&self.nameless) }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.remove_from_parent(node);
        }
        if let Some((parent, place)) = self.place_of(sibling.id) {
            self.put(parent, Some(place), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, more: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        if let Kind::Element { attributes, .. } = &mut tree.nodes[target.id as usize].kind {
            for attribute in more {
                if !attributes.iter().any(|(name, _)| **name == *attribute.name.local) {
                    let name = Box::from(&*attribute.name.local);
                    attributes.push((name, Box::from(&*attribute.value)));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        if let Some((parent, place)) = self.place_of(target.id) {
            let mut tree = self.tree.borrow_mut();
            tree.nodes[parent as usize].children.remove(place);
            tree.nodes[target.id as usize].parent = None;
        }
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        let moved = std::mem::take(&mut tree.nodes[node.id as usize].children);
        for child in &moved {
            tree.nodes[*child as usize].parent = Some(new_parent.id);
        }
        tree.nodes[new_parent.id as usize].children.extend(moved);
    }

    fn set_current_line(&self, line_number: u64) {
        self.line.set(u32::try_from(line_number).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, MAX_NODES, Stop, parse};

    /// Elements as `tag:line` in order of their creation.
    fn tags(text: &str) -> Vec<String> {
        let (tree, _) = parse(text);
        let shown = tree.nodes.iter().filter_map(|node| match &node.kind {
            Kind::Element { tag, .. } => Some(format!("{tag}:{}", node.line)),
            _ => None,
        });
        shown.collect()
    }

    #[test]
    fn elements_keep_the_line_of_their_start() {
        let page =
            "<!doctype html>\n<html>\n<body>\n<p>a\n<img\n  src=x\n  alt='>'>\n<a href=y>z</a>";
        assert_eq!(tags(page), ["html:2", "head:3", "body:3", "p:4", "img:5", "a:8"]);
        let (tree, stop) = parse("<p>one\ntwo</p>\n\n<p>\n  three");
        assert_eq!(stop, None);
        let texts = tree.nodes.iter().filter_map(|node| match &node.kind {
            Kind::Text(text) if !text.trim().is_empty() => Some((text.trim(), node.line)),
            _ => None,
        });
        assert_eq!(texts.collect::<Vec<_>>(), [("one\ntwo", 1), ("three", 4)]);
    }

    #[test]
    fn hostile_pages_are_read_up_to_a_bound() {
        let deep = "<div>".repeat(100_000);
        assert!(matches!(parse(&deep).1, Some(Stop::Depth(1))));
        let formatting = (0..5_000).map(|n| format!("<p><b x={n}>")).collect::<String>();
        assert!(parse(&formatting).1.is_some());
        let many = "<i></i>".repeat(200_000);
        let (tree, stop) = parse(&many);
        assert!(matches!(stop, Some(Stop::Nodes(1))));
        assert!(tree.nodes.len() < MAX_NODES + 10);
        let attributes =
            format!("\n<p {}>", (0..200_000).map(|n| format!("a{n} ")).collect::<String>());
        assert_eq!(parse(&attributes).1, Some(Stop::Attributes(2)));
        for broken in
            ["", "<", "<p", "</", "<!--", "<script>", "<a href='", "&#x;", "<table><p>", "\u{0}"]
        {
            parse(broken);
        }
    }
}
