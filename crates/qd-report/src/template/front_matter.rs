//! The front matter: who a report is for, what it says first, what it asks.

use chrono::{Days, NaiveDate, Weekday};
use qd_model::{Month, OperatingModel, PeriodKind, ReportId, Role};
use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistakes, line_of, toml_mistake};
use super::{Ask, Message, Part, Prose, Template, TemplateScope, expression, numerals};

/// The front matter begins on the second line of the file.
const FIRST_LINE: u32 = 2;

/// A message has at most this many words, a figure counting as one (LOOK 6.1).
const MAX_MESSAGE_WORDS: usize = 25;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    title: Spanned<String>,
    role: Spanned<String>,
    #[serde(default)]
    scope: ScopeWord,
    #[serde(default)]
    models: Vec<Spanned<String>>,
    #[serde(default)]
    period: PeriodWord,
    #[serde(default)]
    constants: Vec<String>,
    subject: Option<Spanned<String>>,
    #[serde(default)]
    message: Vec<MessageHeader>,
    #[serde(default)]
    decision: Vec<DecisionHeader>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum ScopeWord {
    #[default]
    Portfolio,
    Entity,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum PeriodWord {
    Week,
    #[default]
    Month,
    Quarter,
    Year,
    Fytd,
    T12m,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageHeader {
    when: Option<Spanned<String>>,
    text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionHeader {
    when: Option<Spanned<String>>,
    text: Spanned<String>,
    due: Option<Spanned<String>>,
    default: Option<Spanned<String>>,
}

/// The front matter, read.
pub(super) struct FrontMatter {
    id: ReportId,
    title: String,
    role: Role,
    scope: TemplateScope,
    models: Vec<OperatingModel>,
    period: PeriodKind,
    pub(super) constants: Vec<String>,
    subject: Option<Prose>,
    messages: Vec<Message>,
    decisions: Vec<Ask>,
}

/// Splits a file into its front matter and its body, which keeps its line numbers.
pub(super) fn split<'a>(text: &'a str, mistakes: &mut Mistakes) -> Option<(&'a str, Body<'a>)> {
    let rest = text.strip_prefix("+++\n").or_else(|| text.strip_prefix("+++\r\n"));
    let end = rest.and_then(|rest| rest.find("\n+++").map(|end| (rest, end)));
    let Some((rest, end)) = end else {
        let message = "a report begins with front matter between two lines of `+++`";
        mistakes.add(1, "missing-front-matter", message);
        return None;
    };
    let header = &rest[..=end];
    let after = &rest[end + 4..];
    let body = after.find('\n').map_or("", |line_end| &after[line_end + 1..]);
    let first_line = FIRST_LINE + line_of(header, header.len());
    Some((header, Body { text: body, first_line }))
}

/// The Markdown of a template and the line of the file that it starts on.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) text: &'a str,
    pub(super) first_line: u32,
}

/// Reads the front matter; `None` if it is too broken to go on.
pub(super) fn read(header: &str, file: &str, mistakes: &mut Mistakes) -> Option<FrontMatter> {
    let parsed: Header = match toml::from_str(header) {
        Ok(parsed) => parsed,
        Err(error) => {
            let (line, message, help) = toml_mistake(&error, header);
            mistakes.add_with_help(line + FIRST_LINE - 1, "front-matter", message, help);
            return None;
        }
    };
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let id = ReportId::new(stem.strip_suffix(".md").unwrap_or(stem));
    let mut reader = Reader { header, constants: &parsed.constants, mistakes };
    let role_line = reader.line(&parsed.role);
    let role = Role::new(parsed.role.get_ref().as_str());
    reader.check_numerals(parsed.title.get_ref(), reader.line(&parsed.title));
    let models = parsed.models.iter().filter_map(|word| reader.model(word)).collect();
    let subject = parsed.subject.as_ref().map(|text| reader.prose(text));
    let messages = parsed.message.iter().map(|message| reader.message(message)).collect();
    let decisions = parsed.decision.iter().map(|decision| reader.decision(decision)).collect();
    if parsed.message.is_empty() {
        reader.mistakes.add(
            FIRST_LINE,
            "missing-message",
            "a report has at least one `[[message]]`",
        );
    }
    if let Err(error) = &role {
        reader.mistakes.add(role_line, "front-matter", error.to_string());
    }
    if let Err(error) = &id {
        reader.mistakes.add(1, "front-matter", format!("the file's name is no report id: {error}"));
    }
    Some(FrontMatter {
        id: id.ok()?,
        title: parsed.title.into_inner(),
        role: role.ok()?,
        scope: match parsed.scope {
            ScopeWord::Portfolio => TemplateScope::Portfolio,
            ScopeWord::Entity => TemplateScope::Entity,
        },
        models,
        period: match parsed.period {
            PeriodWord::Week => PeriodKind::Week,
            PeriodWord::Month => PeriodKind::Month,
            PeriodWord::Quarter => PeriodKind::Quarter,
            PeriodWord::Year => PeriodKind::Year,
            PeriodWord::Fytd => PeriodKind::Fytd,
            PeriodWord::T12m => PeriodKind::T12m,
        },
        constants: parsed.constants,
        subject,
        messages,
        decisions,
    })
}

impl FrontMatter {
    pub(super) fn into_template(self, file: &str, parts: Vec<Part>) -> Template {
        Template {
            id: self.id,
            file: file.to_owned(),
            title: self.title,
            role: self.role,
            scope: self.scope,
            models: self.models,
            period: self.period,
            subject: self.subject,
            messages: self.messages,
            decisions: self.decisions,
            parts,
        }
    }
}

struct Reader<'a> {
    header: &'a str,
    constants: &'a [String],
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn line(&self, text: &Spanned<String>) -> u32 {
        line_of(self.header, text.span().start) + FIRST_LINE - 1
    }

    fn check_numerals(&mut self, text: &str, line: u32) {
        for word in numerals::orphans(text, self.constants) {
            add_orphan(self.mistakes, line, &word);
        }
    }

    fn prose(&mut self, text: &Spanned<String>) -> Prose {
        let line = self.line(text);
        self.check_numerals(text.get_ref(), line);
        expression::prose(text.get_ref(), line, self.mistakes)
    }

    fn when(&mut self, text: Option<&Spanned<String>>) -> Option<expression::When> {
        let text = text?;
        expression::when(text.get_ref(), self.line(text), self.mistakes)
    }

    fn model(&mut self, word: &Spanned<String>) -> Option<OperatingModel> {
        let model = OperatingModel::parse(word.get_ref());
        if model.is_none() {
            let known = OperatingModel::ALL.iter().map(|model| model.as_str());
            self.mistakes.unknown(self.line(word), "operating model", word.get_ref(), known);
        }
        model
    }

    fn message(&mut self, message: &MessageHeader) -> Message {
        let text = message.text.get_ref();
        let line = self.line(&message.text);
        let n_figures = text.matches("{{").count();
        let n_words = numerals::without_expressions(text)
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .count();
        // Branches of an `if` are alternatives; such a message is measured by its author.
        if n_words + n_figures > MAX_MESSAGE_WORDS && !text.contains("{%") {
            let message = format!("a message has at most 25 words, found: {}", n_words + n_figures);
            self.mistakes.add(line, "message-too-long", message);
        }
        Message { when: self.when(message.when.as_ref()), text: self.prose(&message.text) }
    }

    fn decision(&mut self, decision: &DecisionHeader) -> Ask {
        let due = decision.due.as_ref().and_then(|word| {
            let due = Due::parse(word.get_ref());
            if due.is_none() {
                let message = format!(
                    "`due` is a weekday, `7 days`, `month-end` or an ISO date, found: {}",
                    word.get_ref()
                );
                self.mistakes.add(self.line(word), "front-matter", message);
            }
            due
        });
        Ask {
            when: self.when(decision.when.as_ref()),
            text: self.prose(&decision.text),
            due,
            default: decision.default.as_ref().map(|text| self.prose(text)),
        }
    }
}

/// By when a decision is due, told from `as_of`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Due {
    /// The next such day.
    Weekday(Weekday),
    /// So many days later.
    Days(u64),
    /// The last day of the month.
    MonthEnd,
    /// A date.
    On(NaiveDate),
}

impl Due {
    fn parse(word: &str) -> Option<Self> {
        if word == "month-end" {
            return Some(Self::MonthEnd);
        }
        if let Some(days) = word.strip_suffix(" days").or_else(|| word.strip_suffix(" day")) {
            return days.trim().parse().ok().filter(|days| *days < 10_000).map(Self::Days);
        }
        let weekday = word.parse().ok().map(Self::Weekday);
        weekday.or_else(|| word.parse().ok().map(Self::On))
    }

    /// The date.
    pub(crate) fn date(self, as_of: NaiveDate) -> NaiveDate {
        match self {
            Self::Weekday(weekday) => {
                { (1..=7).map(|days| as_of + Days::new(days)).find(|day| is_on(*day, weekday)) }
                    .unwrap_or(as_of)
            }
            Self::Days(days) => as_of + Days::new(days),
            Self::MonthEnd => Month::of(as_of).last(),
            Self::On(date) => date,
        }
    }
}

fn is_on(day: NaiveDate, weekday: Weekday) -> bool {
    chrono::Datelike::weekday(&day) == weekday
}

/// Says that a numeral is neither a value nor declared.
pub(super) fn add_orphan(mistakes: &mut Mistakes, line: u32, word: &str) {
    let help =
        "print a value in its place, or declare it: constants = [\"".to_owned() + word + "\"]";
    mistakes.add_with_help(
        line,
        "orphan-number",
        format!("a number without evidence: {word}"),
        Some(help),
    );
}
