//! A handoff's Markdown as headings, list items and table cells, each with its line.
//!
//! The tree is walked without recursion, and what it gives is bounded: a hostile note costs time in
//! proportion to its size and no stack.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

/// How many items or cells one note may give.
const MAX_PIECES: usize = 20_000;
/// The longest text of an item or cell.
const MAX_TEXT_BYTES: usize = 10_000;
/// The longest heading, which every item below it repeats.
const MAX_TITLE_CHARS: usize = 200;

/// What a list item records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ItemKind {
    Risk,
    Assumption,
    Issue,
    Dependency,
    Decision,
    Task,
}

impl ItemKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Assumption => "assumption",
            Self::Issue => "issue",
            Self::Dependency => "dependency",
            Self::Decision => "decision",
            Self::Task => "task",
        }
    }

    /// The kind that a heading announces, by its first telling word.
    fn of_heading(heading: &str) -> Option<Self> {
        let lower = heading.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        let kind = |word: &str| match word {
            "risk" | "risks" => Some(Self::Risk),
            "assumption" | "assumptions" => Some(Self::Assumption),
            "issue" | "issues" | "problem" | "problems" => Some(Self::Issue),
            "dependency" | "dependencies" => Some(Self::Dependency),
            "decision" | "decisions" => Some(Self::Decision),
            "next" | "task" | "tasks" | "todo" | "todos" | "action" | "actions" => Some(Self::Task),
            _ => None,
        };
        words.filter_map(kind).next()
    }
}

/// A list item that records something.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) line: u32,
    pub(super) kind: ItemKind,
    /// Its own text, markup taken off.
    pub(super) text: String,
    /// The plain items below it, joined by `; `.
    pub(super) details: String,
    /// Whether its box is ticked, if it has one.
    pub(super) done: Option<bool>,
    pub(super) section: Option<String>,
}

/// A cell of a table's body.
#[derive(Debug)]
pub(super) struct TableCell {
    pub(super) line: u32,
    pub(super) section: Option<String>,
    /// From 1 over the whole note.
    pub(super) row: i64,
    pub(super) column: String,
    pub(super) value: String,
}

/// What a note holds.
#[derive(Default, Debug)]
pub(super) struct Outline {
    pub(super) title: Option<String>,
    pub(super) items: Vec<Item>,
    pub(super) cells: Vec<TableCell>,
    /// Whether something was left out because the note is too large.
    pub(super) is_cut: bool,
}

struct Section {
    level: u8,
    title: String,
    kind: Option<ItemKind>,
}

#[derive(Default)]
struct Walk {
    outline: Outline,
    sections: Vec<Section>,
    /// For each open list item, the item of the outline that it belongs to.
    open_items: Vec<Option<usize>>,
    header: Vec<String>,
    n_rows: i64,
}

/// Reads a note's body.
pub(super) fn outline(text: &str) -> Outline {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.tasklist = true;
    options.extension.table = true;
    options.extension.strikethrough = true;
    let root = parse_document(&arena, text, &options);
    let mut walk = Walk::default();
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => walk.start(node),
            NodeEdge::End(node) => {
                let value = &node.data().value;
                if matches!(value, NodeValue::Item(_) | NodeValue::TaskItem(_)) {
                    walk.open_items.pop();
                }
            }
        }
    }
    walk.outline
}

impl Walk {
    fn start<'a>(&mut self, node: &'a AstNode<'a>) {
        let data = node.data();
        match &data.value {
            NodeValue::Heading(heading) => {
                let title = text_of(node).chars().take(MAX_TITLE_CHARS).collect();
                self.heading(heading.level, title);
            }
            NodeValue::Item(_) => self.item(node, None),
            NodeValue::TaskItem(task) => self.item(node, Some(task.symbol.is_some())),
            NodeValue::TableRow(true) => self.header = node.children().map(text_of).collect(),
            NodeValue::TableRow(false) => self.row(node),
            _ => {}
        }
    }

    fn heading(&mut self, level: u8, title: String) {
        self.sections.retain(|section| section.level < level);
        let inherited = self.sections.last().and_then(|section| section.kind);
        let kind = ItemKind::of_heading(&title).or(inherited);
        self.outline.title.get_or_insert_with(|| title.clone());
        self.sections.push(Section { level, title, kind });
    }

    fn section(&self) -> Option<String> {
        self.sections.last().map(|section| section.title.clone())
    }

    fn item<'a>(&mut self, node: &'a AstNode<'a>, done: Option<bool>) {
        let paragraphs =
            node.children().filter(|child| matches!(child.data().value, NodeValue::Paragraph));
        let text = paragraphs.map(text_of).collect::<Vec<_>>().join(" ");
        let enclosing = self.open_items.last().copied().flatten();
        let announced = self.sections.last().and_then(|section| section.kind);
        let kind = if done.is_some() { Some(ItemKind::Task) } else { announced };
        let index = match (kind, enclosing) {
            // A plain item below another is part of what that one says.
            (_, Some(enclosing)) if done.is_none() => {
                let details = &mut self.outline.items[enclosing].details;
                if !text.is_empty() && details.len() < MAX_TEXT_BYTES {
                    details.push_str(if details.is_empty() { "" } else { "; " });
                    details.push_str(&text);
                }
                Some(enclosing)
            }
            (Some(_), _) if self.outline.items.len() >= MAX_PIECES => {
                self.outline.is_cut = true;
                None
            }
            (Some(kind), _) if !text.is_empty() || done.is_some() => {
                let line = line_of(node);
                let (section, details) = (self.section(), String::new());
                self.outline.items.push(Item { line, kind, text, details, done, section });
                Some(self.outline.items.len() - 1)
            }
            _ => None,
        };
        self.open_items.push(index);
    }

    fn row<'a>(&mut self, node: &'a AstNode<'a>) {
        self.n_rows += 1;
        for (index, cell) in node.children().enumerate() {
            if self.outline.cells.len() >= MAX_PIECES {
                self.outline.is_cut = true;
                return;
            }
            self.outline.cells.push(TableCell {
                line: line_of(node),
                section: self.section(),
                row: self.n_rows,
                column: self.header.get(index).cloned().unwrap_or_default(),
                value: text_of(cell),
            });
        }
    }
}

fn line_of<'a>(node: &'a AstNode<'a>) -> u32 {
    u32::try_from(node.data().sourcepos.start.line).unwrap_or(u32::MAX)
}

/// The text of a node as it stands, inline markup taken off.
fn text_of<'a>(node: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(literal) | NodeValue::Raw(literal) => text.push_str(literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
        if text.len() > MAX_TEXT_BYTES {
            let mut end = MAX_TEXT_BYTES;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            break;
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::outline;

    fn check(text: &str, items: &[&str], cells: &[&str]) {
        let outline = outline(text);
        let shown = outline.items.iter().map(|item| {
            let section = item.section.as_deref().unwrap_or("-");
            let done = item.done.map(|done| format!(" {done}")).unwrap_or_default();
            let details = if item.details.is_empty() { "" } else { " + " };
            let kind = item.kind.as_str();
            format!("{} {section} {kind}{done}: {}{details}{}", item.line, item.text, item.details)
        });
        assert_eq!(shown.collect::<Vec<_>>(), items, "{text}");
        let shown = outline.cells.iter().map(|cell| {
            format!(
                "{} {} {} {}={}",
                cell.line,
                cell.section.as_deref().unwrap_or("-"),
                cell.row,
                cell.column,
                cell.value
            )
        });
        assert_eq!(shown.collect::<Vec<_>>(), cells, "{text}");
    }

    #[test]
    fn sections_give_kinds_and_boxes_give_tasks() {
        check(
            "# T\n- [x] done *it*\n- plain\n\n## Known risks\n- a **b** `c` [d](e)\n  f\n  - detail\n  - [ ] sub\n\n### Critical\n1. x\n- [ ] y\n\n## Decisions\n- z\n\n## Next steps\n- n\n\n## Status\n- s\n",
            &[
                "2 T task true: done it",
                "6 Known risks risk: a b c d f + detail",
                "9 Known risks task false: sub",
                "12 Critical risk: x",
                "13 Critical task false: y",
                "16 Decisions decision: z",
                "19 Next steps task: n",
            ],
            &[],
        );
    }

    #[test]
    fn tables_give_cells() {
        check(
            "## S\n\n| a | |\n|---|---|\n| 1 | *2* |\n| 3 |\n\n> | b |\n> |---|\n> | 4 |\n",
            &[],
            &["5 S 1 a=1", "5 S 1 =2", "6 S 2 a=3", "6 S 2 =", "10 S 3 b=4"],
        );
    }

    #[test]
    fn hostile_notes_cost_no_stack() {
        for (piece, n) in [
            ("> ", 200_000),
            ("- ", 200_000),
            ("[", 100_000),
            ("*a ", 100_000),
            ("![a](", 50_000),
            ("| a ", 50_000),
            ("<b>", 100_000),
            ("`", 200_000),
        ] {
            outline(&piece.repeat(n));
            outline(&format!("# Next\n{}", format!("{piece}\n").repeat(n / 10)));
        }
        let wide = outline(&format!("# Next\n{}", "- x\n".repeat(30_000)));
        assert!(wide.is_cut && wide.items.len() == 20_000);
        let nested = (0..2000).map(|n| format!("{}- [ ] x\n", " ".repeat(n * 2)));
        outline(&nested.collect::<String>());
    }
}
