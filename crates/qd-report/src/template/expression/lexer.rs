//! Cuts a text template into its expressions and statements, and those into tokens.

/// The inside of `{{ }}` or `{% %}`.
pub(super) struct Piece<'a> {
    pub(super) line: u32,
    pub(super) is_statement: bool,
    pub(super) inner: &'a str,
}

/// Every expression and statement of a text, comments left out.
pub(super) fn pieces(text: &str, first_line: u32) -> Vec<Result<Piece<'_>, (u32, String)>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let line = first_line + crate::template::mistake::line_of(text, start) - 1;
        let (close, is_statement) = match text.as_bytes().get(start + 1) {
            Some(b'{') => ("}}", false),
            Some(b'%') => ("%}", true),
            Some(b'#') => ("#}", false),
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(end) = text[start + 2..].find(close).map(|found| start + 2 + found) else {
            pieces.push(Err((
                line,
                format!("`{}` is not closed in the same block", &text[start..start + 2]),
            )));
            break;
        };
        if close != "#}" {
            pieces.push(Ok(Piece { line, is_statement, inner: &text[start + 2..end] }));
        }
        at = end + 2;
    }
    pieces
}

/// A token of an expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Open,
    Close,
    Comma,
    Assign,
}

/// Why an expression is refused: the code and the message.
pub(super) type Refusal = (&'static str, String);

/// The tokens of an expression, each with the line it stands in, counted from 0.
pub(super) fn tokens(inner: &str) -> Result<Vec<(u32, Token)>, (u32, Refusal)> {
    let mut tokens = Vec::new();
    let mut line = 0;
    let mut chars = inner.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let token = match c {
            '\n' => {
                line += 1;
                continue;
            }
            c if c.is_whitespace() => continue,
            '-' if start == 0 || start + 1 == inner.len() => continue, // whitespace control
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '=' if chars.peek().is_none_or(|(_, next)| *next != '=') => Token::Assign,
            '"' | '\'' => {
                let rest = &inner[start + 1..];
                let Some(length) = rest.find(c) else {
                    return Err((line, ("template-syntax", "a quoted text is not closed".into())));
                };
                while chars.peek().is_some_and(|(at, _)| *at <= start + 1 + length) {
                    chars.next();
                }
                Token::Text(rest[..length].to_owned())
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let rest = &inner[start..];
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                while chars.peek().is_some_and(|(at, _)| *at < start + length) {
                    chars.next();
                }
                Token::Name(rest[..length].to_owned())
            }
            c if c.is_ascii_digit() => return Err((line, number(&inner[start..]))),
            '<' | '>' | '=' | '!' => {
                let message =
                    "comparisons are rules: test a state (`is worse`) or a rule (`is fired`)";
                return Err((line, ("comparison-in-expression", message.into())));
            }
            '|' => {
                return Err((
                    line,
                    (
                        "filter-in-expression",
                        "templates have no filters: the metric decides its form".into(),
                    ),
                ));
            }
            '+' | '-' | '*' | '/' | '%' => {
                let message = "templates do not calculate: declare a `derived` metric";
                return Err((line, ("arithmetic-in-expression", message.into())));
            }
            other => {
                return Err((line, ("template-syntax", format!("unexpected character: {other}"))));
            }
        };
        tokens.push((line, token));
    }
    Ok(tokens)
}

fn number(rest: &str) -> Refusal {
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let message =
        format!("a number in an expression is a rule's or a parameter's: {}", &rest[..length]);
    ("number-in-expression", message)
}
