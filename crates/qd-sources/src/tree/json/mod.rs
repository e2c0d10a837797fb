//! JSON with the line of every value, as evidence needs it.
//!
//! `serde_json` forgets where a value stood; this reader keeps it, bounds the depth, and accepts
//! exactly what `serde_json` accepts, which is how its tests judge it.

use std::sync::Arc;

use super::{MAX_DEPTH, Malformed, Node, Place, Value};

/// Parses one JSON text of a file.
pub(crate) fn parse(text: &str, file: &Arc<str>) -> Result<Node, Malformed> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, line: 1, file };
    parser.space();
    let line = parser.line;
    let node = parser.value(line, 0)?;
    parser.space();
    if parser.at < parser.bytes.len() {
        return Err(parser.fail("something follows the value"));
    }
    Ok(node)
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
    file: &'a Arc<str>,
}

impl Parser<'_> {
    fn fail(&self, what: &str) -> Malformed {
        Malformed { line: self.line, what: what.to_owned() }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.line += u32::from(byte == b'\n');
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8, what: &'static str) -> Result<(), Malformed> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.fail(what))
    }

    /// Reads a value; `line` is where it counts as standing.
    fn value(&mut self, line: u32, depth: usize) -> Result<Node, Malformed> {
        if depth > MAX_DEPTH {
            return Err(self.fail("values nest too deep"));
        }
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(_) => return Err(self.fail("a value is expected")),
            None => return Err(self.fail("the text ends early")),
        };
        Ok(Node { place: Place { file: Arc::clone(self.file), line }, value })
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Malformed> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fail("a value is expected"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Value, Malformed> {
        let mut members: Vec<(String, Node)> = Vec::new();
        // Keys are looked up once an object is large, so that many of them cost no square.
        let mut known = std::collections::BTreeMap::new();
        self.take(b'{', "an object is expected")?;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            let line = self.line;
            if self.peek() != Some(b'"') {
                return Err(self.fail("a key is expected"));
            }
            let key = self.string()?;
            self.space();
            self.take(b':', "a colon is expected after a key")?;
            self.space();
            let node = self.value(line, depth + 1)?;
            // The last one counts, as everywhere.
            match known.get(&key) {
                Some(place) => members[*place] = (key, node),
                None => {
                    known.insert(key.clone(), members.len());
                    members.push((key, node));
                }
            }
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.fail("a comma or the end of an object is expected")),
            }
            self.space();
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Result<Value, Malformed> {
        let mut items = Vec::new();
        self.take(b'[', "a list is expected")?;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            let line = self.line;
            items.push(self.value(line, depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.fail("a comma or the end of a list is expected")),
            }
            self.space();
        }
        self.at += 1;
        Ok(Value::List(items))
    }

    fn number(&mut self) -> Result<Value, Malformed> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits("a digit is expected")?,
            _ => return Err(self.fail("a digit is expected")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("a digit is expected after the point")?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits("a digit is expected in the exponent")?;
        }
        Ok(Value::Number(self.text[start..self.at].to_owned()))
    }

    fn digits(&mut self, what: &'static str) -> Result<(), Malformed> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(self.fail(what)) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, Malformed> {
        self.take(b'"', "a text is expected")?;
        let mut text = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            // Both ends are ASCII, so that no character is cut.
            text.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(_) => return Err(self.fail("a text holds a raw control character")),
                None => return Err(self.fail("a text does not end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Malformed> {
        let byte = self.peek().ok_or_else(|| self.fail("a text does not end"))?;
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                let code = if (0xd800..0xdc00).contains(&first) {
                    if !self.bytes[self.at..].starts_with(b"\\u") {
                        return Err(self.fail("half a surrogate pair"));
                    }
                    self.at += 2;
                    let second = self.hex()?;
                    if !(0xdc00..0xe000).contains(&second) {
                        return Err(self.fail("half a surrogate pair"));
                    }
                    0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                };
                char::from_u32(code).ok_or_else(|| self.fail("half a surrogate pair"))?
            }
            _ => return Err(self.fail("an unknown escape")),
        })
    }

    fn hex(&mut self) -> Result<u32, Malformed> {
        let digits = self.bytes.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.fail("four hex digits are expected"))?;
        self.at += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests;
