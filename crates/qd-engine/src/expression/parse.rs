//! Reads an expression: precedence climbing over a handful of tokens.

use qd_model::{Decimal, MetricId};

use super::{Expression, Function, Operator, Window};

/// Why a text is not an expression.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum ExpressionError {
    #[error("unexpected `{0}`")]
    Unexpected(String),
    #[error("the expression ends too early")]
    Ends,
    #[error("there is no function `{0}`")]
    Function(String),
    #[error("`{0}` takes {1}")]
    Arguments(&'static str, &'static str),
    #[error("`{0}` takes the id of one metric")]
    Metric(&'static str),
    #[error("not a number: {0}")]
    Number(String),
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Word(String),
    Number(Decimal),
    Sign(char),
}

impl Expression {
    /// Reads an expression; whether its metrics exist is the catalog's question.
    pub(crate) fn parse(text: &str) -> Result<Self, ExpressionError> {
        let mut parser = Parser { tokens: tokens(text)?, next: 0 };
        let expression = parser.sum()?;
        match parser.peek() {
            None => Ok(expression),
            Some(token) => Err(unexpected(token)),
        }
    }
}

fn unexpected(token: &Token) -> ExpressionError {
    ExpressionError::Unexpected(match token {
        Token::Word(word) => word.clone(),
        Token::Number(number) => number.to_string(),
        Token::Sign(sign) => sign.to_string(),
    })
}

fn tokens(text: &str) -> Result<Vec<Token>, ExpressionError> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_ascii_alphabetic() || first == '_';
        let length = match first {
            _ if is_word => rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c))),
            '0'..='9' => rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c))),
            _ => Some(first.len_utf8()),
        };
        let (token, after) = rest.split_at(length.unwrap_or(rest.len()));
        found.push(match first {
            _ if is_word => Token::Word(token.to_owned()),
            '0'..='9' => {
                let plain = token.replace('_', "");
                let number = plain.parse().map_err(|_| ExpressionError::Number(token.into()))?;
                Token::Number(number)
            }
            '+' | '-' | '*' | '/' | '(' | ')' | ',' => Token::Sign(first),
            other => return Err(ExpressionError::Unexpected(other.to_string())),
        });
        rest = after.trim_start();
    }
    Ok(found)
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Result<Token, ExpressionError> {
        let token = self.peek().cloned().ok_or(ExpressionError::Ends)?;
        self.next += 1;
        Ok(token)
    }

    fn take_sign(&mut self, signs: &[char]) -> Option<char> {
        match self.peek() {
            Some(Token::Sign(sign)) if signs.contains(sign) => {
                let sign = *sign;
                self.next += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn expect(&mut self, sign: char) -> Result<(), ExpressionError> {
        match self.take_sign(&[sign]) {
            Some(_) => Ok(()),
            None => Err(self.peek().map_or(ExpressionError::Ends, unexpected)),
        }
    }

    fn sum(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.product()?;
        while let Some(sign) = self.take_sign(&['+', '-']) {
            let operator = if sign == '+' { Operator::Add } else { Operator::Subtract };
            left = Expression::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.single()?;
        while let Some(sign) = self.take_sign(&['*', '/']) {
            let operator = if sign == '*' { Operator::Multiply } else { Operator::Divide };
            left = Expression::Binary(operator, Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Expression, ExpressionError> {
        match self.take()? {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Sign('-') => Ok(Expression::Negative(Box::new(self.single()?))),
            Token::Sign('(') => {
                let inner = self.sum()?;
                self.expect(')')?;
                Ok(inner)
            }
            Token::Word(word) if self.take_sign(&['(']).is_some() => self.call(&word),
            Token::Word(word) => match word.as_str() {
                "period_end" => Ok(Expression::PeriodEnd),
                "period_days" => Ok(Expression::PeriodDays),
                _ => match word.strip_prefix("param.") {
                    Some(name) => Ok(Expression::Parameter(name.to_owned())),
                    None => metric(&word).map(Expression::Metric),
                },
            },
            token @ Token::Sign(_) => Err(unexpected(&token)),
        }
    }

    fn call(&mut self, name: &str) -> Result<Expression, ExpressionError> {
        let mut arguments = vec![self.sum()?];
        while self.take_sign(&[',']).is_some() {
            arguments.push(self.sum()?);
        }
        self.expect(')')?;
        if let Some((name, window)) = Window::NAMES.iter().find(|(known, _)| *known == name) {
            return match <[Expression; 1]>::try_from(arguments) {
                Ok([Expression::Metric(id)]) => Ok(Expression::Through(*window, id)),
                _ => Err(ExpressionError::Metric(name)),
            };
        }
        let known = Function::NAMES.iter().find(|(known, _)| *known == name);
        let (name, function) = known.ok_or_else(|| ExpressionError::Function(name.into()))?;
        let (fits, wants) = match function {
            Function::Min | Function::Max => (arguments.len() >= 2, "two arguments or more"),
            Function::Abs | Function::Ceil | Function::Floor => {
                (arguments.len() == 1, "one argument")
            }
            Function::RoundHalfUp => (
                matches!(&arguments[..], [_, Expression::Number(_)]),
                "a number and how many digits to keep",
            ),
        };
        if fits {
            Ok(Expression::Call(*function, arguments))
        } else {
            Err(ExpressionError::Arguments(name, wants))
        }
    }
}

fn metric(word: &str) -> Result<MetricId, ExpressionError> {
    MetricId::new(word).map_err(|_| ExpressionError::Unexpected(word.to_owned()))
}
