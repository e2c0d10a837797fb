//! Builds the one message of a delivery: the same bytes for the same arguments, always.
//!
//! Never a `Bcc` header, never a line of outside text where a header could begin. What leaves here
//! has passed [`wire`], which reads the finished bytes and trusts nobody.

mod wire;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use lettre::message::header::{
    ContentDisposition, ContentId, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Mailbox, Message, MessageBuilder, MultiPart, MultiPartKind, SinglePart};

use crate::{Address, DeliveryError, DeliveryId, Series, Sha256Hex};

/// Recipients that SES takes in one call, copies included (docs.aws.amazon.com/ses/latest/dg/quotas.html).
const MAX_RECIPIENTS: usize = 50;
/// Where a subject is cut: nobody reads more, and one word of a header line may not pass 998 octets.
const MAX_SUBJECT_CHARS: usize = 200;
/// The longest file name that SES takes.
const MAX_FILE_NAME: usize = 255;

/// A file that goes along.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// The name that the recipient sees: `ceo.json`.
    pub file_name: String,
    /// Its media type: `application/json`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The id by which the HTML shows it (`cid:`); `None` for an attachment proper.
    pub content_id: Option<String>,
}

/// What every recipient of a document gets alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
    /// The subject. Control characters become blanks.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain-text part.
    pub text: String,
    /// Files and inline images.
    pub attachments: Vec<Attachment>,
}

impl Content {
    /// The hash of what is said, without addresses, dates and ids.
    pub fn sha256(&self) -> Sha256Hex {
        let texts = [&self.subject, &self.html, &self.text].map(|text| text.as_bytes());
        let files = self.attachments.iter().flat_map(|attachment| {
            let id = attachment.content_id.as_deref().unwrap_or_default();
            let Attachment { file_name, media_type, bytes, .. } = attachment;
            [file_name.as_bytes(), media_type.as_bytes(), id.as_bytes(), bytes.as_slice()]
        });
        Sha256Hex::of_parts(texts.into_iter().chain(files))
    }

    /// The subject as one printable line: what the header and the outbox carry.
    /// A line break would begin a header of the writer's choice.
    pub fn subject_line(&self) -> String {
        let is_break = |c: char| c.is_control() || c.is_whitespace();
        let words = self.subject.split(is_break).filter(|word| !word.is_empty());
        let line = words.collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(MAX_SUBJECT_CHARS) {
            None => line,
            Some((cut, _)) => format!("{}\u{2026}", &line[..cut]),
        }
    }
}

/// Who sends to whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    /// The sender.
    pub from: Address,
    /// The recipient: one, so that a bounce or complaint names exactly one person.
    pub to: Address,
    /// Copies that no header names.
    pub bcc: Vec<Address>,
}

/// Content that was encoded once and is addressed to many.
pub(crate) struct Prepared {
    pub(crate) subject: String,
    pub(crate) sha256: Sha256Hex,
    /// The outermost part without what is in it: it writes the head's part of the structure.
    frame: MultiPart,
    /// Everything below the head.
    body: Vec<u8>,
}

impl Prepared {
    /// Encodes content: by far the most of the work.
    pub(crate) fn new(content: &Content) -> Result<Self, DeliveryError> {
        let sha256 = content.sha256();
        let (frame, parts) = body(content, &sha256)?;
        let formatted = parts.formatted();
        let below = end_of_head(&formatted).ok_or(DeliveryError::Malformed("a part has no end"))?;
        let body = formatted[below..].to_vec();
        wire::check_body(&body)?;
        Ok(Self { subject: content.subject_line(), sha256, frame, body })
    }

    /// The size of a message without its head, in bytes.
    pub(crate) fn size_bytes(&self) -> usize {
        self.body.len()
    }

    /// Writes the message of a delivery. Recipients of one document share its bytes up to `To`,
    /// `Message-ID` and the delivery's id.
    pub(crate) fn message(
        &self,
        delivery: &DeliveryId,
        series: &Series,
        envelope: &Envelope,
        instant: DateTime<Utc>,
    ) -> Result<Vec<u8>, DeliveryError> {
        let n_recipients = 1 + envelope.bcc.len();
        if n_recipients > MAX_RECIPIENTS {
            return Err(DeliveryError::TooManyRecipients(n_recipients));
        }
        let headers = self.headers(delivery, series, envelope, instant)?;
        let mut bytes = headers.multipart(self.frame.clone())?.formatted();
        let end = end_of_head(&bytes).ok_or(DeliveryError::Malformed("the headers have no end"))?;
        bytes.truncate(end);
        wire::check_head(&bytes)?;
        bytes.extend_from_slice(&self.body);
        Ok(bytes)
    }

    fn headers(
        &self,
        delivery: &DeliveryId,
        series: &Series,
        envelope: &Envelope,
        instant: DateTime<Utc>,
    ) -> Result<MessageBuilder, DeliveryError> {
        let domain = envelope.from.domain();
        let list_id = format!("<{}.{}.{}.{domain}>", series.report, series.scope, series.portfolio);
        Ok(Message::builder()
            .from(mailbox(&envelope.from)?)
            .to(mailbox(&envelope.to)?)
            .subject(self.subject.as_str())
            .date(instant.into())
            // SES writes its own over this one; the outbox folder and SMTP keep it.
            .message_id(Some(format!("<{delivery}@{domain}>")))
            // One root for the whole series, which was never sent itself: mail programs group by it.
            .references(format!("<{}@{domain}>", series.token()))
            .raw_header(plain("List-Id", list_id.replace('+', ".")))
            .raw_header(plain("Auto-Submitted", "auto-generated".into()))
            // The same for a whole series: a new one for each message would break its thread in Gmail.
            .raw_header(plain("X-Entity-Ref-ID", series.token()))
            .raw_header(plain("X-Quarterdeck-Delivery", delivery.to_string())))
    }
}

/// Writes the message of a delivery from content: the same bytes for the same arguments.
pub fn build_message(
    delivery: &DeliveryId,
    series: &Series,
    content: &Content,
    envelope: &Envelope,
    instant: DateTime<Utc>,
) -> Result<Vec<u8>, DeliveryError> {
    Prepared::new(content)?.message(delivery, series, envelope, instant)
}

fn plain(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn mailbox(address: &Address) -> Result<Mailbox, DeliveryError> {
    let refused = |_| DeliveryError::Address {
        address: address.to_string(),
        why: "it is not a mail address",
    };
    let mailbox = lettre::Address::new(address.local(), address.domain()).map_err(refused)?;
    Ok(Mailbox::new(address.name().map(str::to_owned), mailbox))
}

/// Where the part below the headers begins.
pub(crate) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

/// mixed( related( alternative( text, html ), inline... ), attachment... ), each level only if needed.
/// Anything else hides attachments in Outlook or on iOS. Returns the outermost part empty, and whole.
fn body(content: &Content, sha256: &Sha256Hex) -> Result<(MultiPart, MultiPart), DeliveryError> {
    // Derived from what is said, so that no part can hold it; `=_` cannot occur in quoted-printable.
    let seed = &sha256.as_str()[..24];
    let boundary = |level: &str| format!("=_{level}_{seed}");
    let empty = |kind: MultiPartKind, level: &str| {
        MultiPart::builder().kind(kind).boundary(boundary(level)).build()
    };
    let mut frame = empty(MultiPartKind::Alternative, "alternative");
    let mut body = frame
        .clone()
        .singlepart(SinglePart::plain(text_lines(&content.text)))
        .singlepart(SinglePart::html(text_lines(&content.html)));
    let (inline, attached): (Vec<_>, Vec<_>) =
        content.attachments.iter().partition(|attachment| attachment.content_id.is_some());
    if !inline.is_empty() {
        frame = empty(MultiPartKind::Related, "related");
        body = frame.clone().multipart(body);
        for attachment in inline {
            body = body.singlepart(part(attachment)?);
        }
    }
    if !attached.is_empty() {
        frame = empty(MultiPartKind::Mixed, "mixed");
        body = frame.clone().multipart(body);
        for attachment in attached {
            body = body.singlepart(part(attachment)?);
        }
    }
    Ok((frame, body))
}

/// Mail knows neither NUL nor lone carriage returns; the library turns `\n` into the mail's own.
fn text_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}

fn part(attachment: &Attachment) -> Result<SinglePart, DeliveryError> {
    let name = &attachment.file_name;
    let fail = |why| DeliveryError::Attachment { name: name.clone(), why };
    let is_odd = |c: char| c.is_control() || "/\\\"".contains(c);
    if name.is_empty() || name.len() > MAX_FILE_NAME || name.chars().any(is_odd) {
        return Err(fail("its name is empty, too long, or holds a slash or quote"));
    }
    let media_type = ContentType::parse(&attachment.media_type)
        .map_err(|_| fail("its media type is not `type/subtype`"))?;
    let builder = SinglePart::builder().header(media_type);
    let builder = match &attachment.content_id {
        None => builder.header(ContentDisposition::attachment(name)),
        Some(id) if !is_content_id(id) => return Err(fail("its content id is not a plain word")),
        Some(id) => builder
            .header(ContentDisposition::inline_with_name(name))
            .header(ContentId::from(format!("<{id}>"))),
    };
    Ok(builder.body(attachment.bytes.clone()))
}

/// SES takes up to 78 characters.
fn is_content_id(id: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"._-@".contains(&b);
    !id.is_empty() && id.len() <= 78 && id.bytes().all(is_plain)
}
