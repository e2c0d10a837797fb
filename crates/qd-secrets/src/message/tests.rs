use crate::{Detector, Guard, SecretKey, Seen};

/// Parts and rules of the violations of a message whose lines are joined by CRLF.
fn violations(message: &str) -> Vec<(String, String)> {
    let key = SecretKey::new([7; 32]);
    let (seen, detector) = (Seen::new(&key), Detector::new(&key));
    seen.register("known", "Tr0ub4dor&3");
    let raw = message.replace('\n', "\r\n");
    let found = Guard::new(&seen, &detector).check_message(raw.as_bytes());
    found.into_iter().map(|v| (v.part, v.rule.as_str().to_owned())).collect()
}

fn check(message: &str, expected: Option<&str>) {
    let found = violations(message);
    let parts: Vec<&str> = found.iter().map(|(part, _)| part.as_str()).collect();
    assert_eq!(parts, expected.into_iter().collect::<Vec<_>>(), "{message}");
}

#[test]
fn each_part_is_read() {
    check("Subject: weekly report\n\nall is well\n", None);
    check("Subject: for Tr0ub4dor&3\n\nx\n", Some("message, header"));
    check("Subject: =?utf-8?B?VHIwdWI0?=\n =?utf-8?Q?dor=263?=\n\nx\n", Some("message, header"));
    check(
        "Subject: a\nContent-Transfer-Encoding: base64\n\nVHIwdWI0\nZG9yJjM=\n",
        Some("message, text"),
    );
    check(
        "Subject: a\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>Tr0ub4=\ndor&amp;3</p>\n",
        Some("message, html"),
    );
    check("no empty line: Tr0ub4dor&3", Some("message, header"));
}

#[test]
fn nested_multiparts_and_what_stands_between() {
    let message = |place: usize| {
        let text = |n: usize| if n == place { "VHIwdWI0ZG9yJjM=" } else { "bm90aGluZw==" };
        format!(
            "Subject: a\nContent-Type: multipart/mixed;\n boundary=\"o=x\"\n\n{}\n--o=x\nContent-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{}\n--i--\n--o=x\nContent-Type: application/pdf; name=\"{}\"\nContent-Transfer-Encoding: base64\n\n{}\n--o=x--\n{}\n",
            text(0),
            text(1),
            text(2),
            text(3),
            text(4)
        )
    };
    let parts = [
        "message part 0",
        "message part 1 part 1, text",
        "message part 2, header",
        "message part 2, attachment",
        "message part 3",
    ];
    for (place, part) in parts.into_iter().enumerate() {
        check(&message(place), Some(part));
    }
    check(&message(9), None);
}

#[test]
fn attached_messages_and_file_names() {
    check(
        "Content-Type: message/rfc822\n\nSubject: =?utf-8?Q?Tr0ub4dor=263?=\n\nx\n",
        Some("message, attached, header"),
    );
    check(
        "Content-Disposition: attachment; filename*0*=utf-8''Tr0u%62; filename*1=\"4dor&3\"\n\nx\n",
        Some("message, header"),
    );
}
