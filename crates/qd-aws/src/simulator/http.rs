//! As much of HTTP/1.1 as the SDKs of AWS speak: requests with a length, kept-alive connections.

use std::io::{self, Read, Write};

/// The longest head that is read, in bytes.
const MAX_HEAD: usize = 64 * 1024;
/// The longest body: SES's 40 MB with base64 and JSON around it.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// A request.
pub(super) struct Request {
    pub(super) method: String,
    /// The path without query, percent-decoded.
    pub(super) path: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Reads a request; `None` if the client closed instead of beginning one.
    pub(super) fn read(stream: &mut impl Read) -> io::Result<Option<Self>> {
        let Some((head, mut body)) = read_head(stream)? else { return Ok(None) };
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let length = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(Ok(0), |(_, value)| value.trim().parse::<usize>())
            .map_err(|_| bad("a length that is no number"))?;
        if length > MAX_BODY {
            return Err(bad("a body that is too long"));
        }
        let n_read = body.len();
        body.resize(length.max(n_read), 0);
        stream.read_exact(&mut body[n_read..])?;
        let path = target.split('?').next().unwrap_or_default();
        Ok(Some(Self { method: method.to_owned(), path: percent_decode(path), body }))
    }
}

/// Reads up to the blank line. Returns the head, and what of the body came with it.
fn read_head(stream: &mut impl Read) -> io::Result<Option<(String, Vec<u8>)>> {
    let (mut bytes, mut chunk) = (vec![], [0; 8192]);
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = bytes.split_off(end + 4);
            bytes.truncate(end);
            let head = String::from_utf8(bytes).map_err(|_| bad("a head that is not text"))?;
            return Ok(Some((head, body)));
        }
        match stream.read(&mut chunk)? {
            0 if bytes.is_empty() => return Ok(None),
            0 => return Err(bad("the end in the middle of a head")),
            _ if bytes.len() > MAX_HEAD => return Err(bad("a head that is too long")),
            n_read => bytes.extend_from_slice(&chunk[..n_read]),
        }
    }
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the request has {what}"))
}

fn percent_decode(path: &str) -> String {
    let (mut bytes, mut decoded) = (path.as_bytes().iter(), vec![]);
    while let Some(&byte) = bytes.next() {
        let rest = bytes.as_slice();
        let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) if byte == b'%' => {
                decoded.push(value);
                bytes.nth(1);
            }
            _ => decoded.push(byte),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// An answer with a JSON body.
pub(super) struct Response {
    pub(super) status: u16,
    /// The name of the exception, which AWS puts into a header.
    pub(super) error: Option<&'static str>,
    pub(super) body: String,
}

impl Response {
    pub(super) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let error = self.error.map(|name| format!("x-amzn-ErrorType: {name}\r\n"));
        let head = format!(
            "HTTP/1.1 {} Simulated\r\nContent-Type: application/json\r\n\
             x-amzn-RequestId: 00000000-0000-0000-0000-000000000000\r\n{}Content-Length: {}\r\n\r\n",
            self.status,
            error.unwrap_or_default(),
            self.body.len()
        );
        stream.write_all(&[head.as_bytes(), self.body.as_bytes()].concat())?;
        stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{Request, percent_decode};

    #[test]
    fn requests_are_read_one_after_the_other() {
        let text = "POST /a%40b?x=1 HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi";
        let request = Request::read(&mut text.as_bytes()).unwrap().unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/a@b"));
        assert_eq!(request.body, b"hi");
        assert!(Request::read(&mut "".as_bytes()).unwrap().is_none());
        assert!(Request::read(&mut "GET / HT".as_bytes()).is_err());
        assert_eq!(percent_decode("%zz%4"), "%zz%4");
    }
}
