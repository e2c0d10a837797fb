//! Cuts the body into blocks: prose, lists, and components with their TOML.

use comrak::nodes::{AstNode, ListType, NodeValue, Sourcepos};
use comrak::{Arena, Options, parse_document};

use super::front_matter::{Body, add_orphan};
use super::mistake::{Mistakes, line_of, toml_mistake};
use super::{Part, expression, numerals};
use crate::components::COMPONENTS;

/// Keys of components whose text people read: the law of numerals holds there too.
const PRINTED_KEYS: [&str; 4] = ["title", "label", "text", "empty"];

/// Markdown as templates use it: CommonMark with pipe tables.
pub(crate) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options
}

/// The blocks of a body.
pub(super) fn parts(body: Body<'_>, constants: &[String], mistakes: &mut Mistakes) -> Vec<Part> {
    let arena = Arena::new();
    let document = parse_document(&arena, body.text, &options());
    let lines = body.text.split('\n').collect::<Vec<_>>();
    let mut cutter =
        Cutter { lines, first_line: body.first_line, constants, has_appendix: false, mistakes };
    document.children().filter_map(|node| cutter.part(node)).collect()
}

struct Cutter<'a> {
    lines: Vec<&'a str>,
    first_line: u32,
    constants: &'a [String],
    has_appendix: bool,
    mistakes: &'a mut Mistakes,
}

impl Cutter<'_> {
    fn part<'n>(&mut self, node: &'n AstNode<'n>) -> Option<Part> {
        let (position, value) = (node.data.borrow().sourcepos, node.data.borrow().value.clone());
        let line = self.line(position);
        match value {
            NodeValue::Heading(heading) => {
                if heading.level == 1 {
                    self.appendix(line);
                }
                Some(Part::Prose(self.prose(node)))
            }
            NodeValue::Paragraph => Some(Part::Prose(self.prose(node))),
            NodeValue::Table(_) => {
                Some(Part::Prose(super::Prose { is_table: true, ..self.prose(node) }))
            }
            NodeValue::List(list) => {
                let items = node.children().flat_map(|item| self.item(item)).collect();
                Some(Part::List { is_ordered: list.list_type == ListType::Ordered, items })
            }
            NodeValue::CodeBlock(code) if code.fenced => {
                self.component(code.info.trim(), &code.literal, line)
            }
            NodeValue::ThematicBreak => self.refuse(line, "a rule"),
            NodeValue::HtmlBlock(_) => self.refuse(line, "HTML"),
            NodeValue::BlockQuote => self.refuse(line, "a quotation"),
            _ => self.refuse(line, "this kind of block"),
        }
    }

    /// A heading of the first depth opens the appendix, which a document has once.
    fn appendix(&mut self, line: u32) {
        if std::mem::replace(&mut self.has_appendix, true) {
            let message = "a second appendix: sections have two signs, `##`";
            self.mistakes.add(line, "unsupported-block", message.to_owned());
        }
    }

    fn refuse<T>(&mut self, line: u32, what: &str) -> Option<T> {
        self.mistakes.add(line, "unsupported-block", format!("reports have no place for {what}"));
        None
    }

    fn line(&self, position: Sourcepos) -> u32 {
        self.first_line + u32::try_from(position.start.line).unwrap_or(1) - 1
    }

    fn item<'n>(&mut self, item: &'n AstNode<'n>) -> Vec<super::Prose> {
        let mut proses = Vec::new();
        for child in item.children() {
            let is_paragraph = matches!(child.data.borrow().value, NodeValue::Paragraph);
            let position = child.data.borrow().sourcepos;
            if is_paragraph {
                proses.push(self.prose(child));
            } else {
                let line = self.line(position);
                let _: Option<()> = self.refuse(line, "blocks inside a list item");
            }
        }
        proses
    }

    fn prose<'n>(&mut self, node: &'n AstNode<'n>) -> super::Prose {
        let position = node.data.borrow().sourcepos;
        let line = self.line(position);
        for inline in node.descendants() {
            let what = match inline.data.borrow().value {
                NodeValue::Link(_) => "links",
                NodeValue::Image(_) => "images",
                NodeValue::HtmlInline(_) => "HTML",
                _ => continue,
            };
            let at = inline.data.borrow().sourcepos;
            let line = self.line(at);
            let _: Option<()> = self.refuse(line, what);
        }
        let source = self.source(position);
        for (offset, text) in source.lines().enumerate() {
            for word in numerals::orphans(text, self.constants) {
                add_orphan(self.mistakes, line + u32::try_from(offset).unwrap_or(0), &word);
            }
        }
        expression::prose(&source, line, self.mistakes)
    }

    /// The text of a node: whole lines, except that the first begins at the node's column.
    fn source(&self, position: Sourcepos) -> String {
        let mut source = String::new();
        for number in position.start.line..=position.end.line {
            let line = self.lines.get(number - 1).copied().unwrap_or_default();
            let from = if number == position.start.line { position.start.column - 1 } else { 0 };
            source.push_str(line.get(from..).unwrap_or(line).trim());
            source.push('\n');
        }
        source.truncate(source.trim_end().len());
        source
    }

    fn component(&mut self, info: &str, toml: &str, line: u32) -> Option<Part> {
        let Some((name, parse)) = COMPONENTS.iter().find(|(name, _)| *name == info) else {
            let known = COMPONENTS.iter().map(|(name, _)| *name);
            self.mistakes.unknown(line, "component", info, known);
            return None;
        };
        self.check_numerals(toml, line);
        match parse(toml) {
            Ok(spec) => Some(Part::Component { name, line, spec }),
            Err(error) => {
                let (offset, message, help) = toml_mistake(&error, toml);
                let message = format!("component `{name}`: {message}");
                self.mistakes.add_with_help(line + offset, "component", message, help);
                None
            }
        }
    }

    /// Holds the printed texts of a component to the law of numerals.
    fn check_numerals(&mut self, toml: &str, line: u32) {
        let Ok(table) = toml::from_str::<toml::Table>(toml) else { return };
        let mut texts = Vec::new();
        collect_printed(&toml::Value::Table(table), &mut texts);
        for text in texts {
            let at = toml.find(text.as_str()).map_or(1, |byte| line_of(toml, byte));
            for word in numerals::orphans(&text, self.constants) {
                add_orphan(self.mistakes, line + at, &word);
            }
        }
    }
}

fn collect_printed(value: &toml::Value, texts: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                match value {
                    toml::Value::String(text) if PRINTED_KEYS.contains(&key.as_str()) => {
                        texts.push(text.clone());
                    }
                    other => collect_printed(other, texts),
                }
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|value| collect_printed(value, texts)),
        _ => {}
    }
}
