"""Signs SNS envelopes with a certificate of an authority of its own (cryptography), and damages some.

Usage: sns.py FOLDER
Writes ca.pem, other-ca.pem, chain.pem (leaf and intermediate), expired.pem, stranger.pem, and one JSON
file a post.
"""

import base64
import datetime
import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

FOLDER = pathlib.Path(sys.argv[1])
NOW = datetime.datetime(2026, 10, 1, 8, tzinfo=datetime.timezone.utc)
PEM = serialization.Encoding.PEM


def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(name, subject_key, issuer=None, issuer_key=None, days=(-10, 10)):
    is_ca = "authority" in name
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(subject_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + datetime.timedelta(days=days[0]))
        .not_valid_after(NOW + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if not is_ca:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
    return builder.sign(issuer_key or subject_key, hashes.SHA256())


ca_key, middle_key, leaf_key, other_key = key(), key(), key(), key()
ca = certificate("authority", ca_key)
other = certificate("other authority", other_key)
middle = certificate("middle authority", middle_key, ca, ca_key)
leaf = certificate("sns.amazonaws.com", leaf_key, middle, middle_key)
expired = certificate("sns.amazonaws.com", leaf_key, middle, middle_key, (-10, -1))
stranger = certificate("www.example.com", leaf_key, middle, middle_key)
for name, chain in {
    "ca": [ca],
    "other-ca": [other],
    "chain": [leaf, middle],
    "leaf": [leaf],
    "expired": [expired, middle],
    "stranger": [stranger, middle],
}.items():
    text = b"".join(certificate.public_bytes(PEM) for certificate in chain)
    (FOLDER / f"{name}.pem").write_bytes(text)

SIGNED = {
    "Notification": ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    "SubscriptionConfirmation": [
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ],
}


def post(version, signer=leaf_key, **changes):
    body = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:ses",
        "Message": json.dumps({"eventType": "Send", "text": "ü\n"}),
        "Timestamp": "2026-10-01T07:59:00.000Z",
        "SignatureVersion": version,
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        **changes,
    }
    text = "".join(f"{k}\n{body[k]}\n" for k in SIGNED[body["Type"]] if k in body)
    digest = hashes.SHA1() if version == "1" else hashes.SHA256()
    signature = signer.sign(text.encode(), padding.PKCS1v15(), digest)
    return {**body, "Signature": base64.b64encode(signature).decode()}


def write(name, body):
    (FOLDER / f"{name}.json").write_text(json.dumps(body))


confirmation = {
    "Type": "SubscriptionConfirmation",
    "Token": "2336412f37",
    "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
}
write("v1", post("1"))
write("v2", post("2"))
write("v2-subject", post("2", Subject="Amazon SES"))
write("v1-confirmation", post("1", **confirmation))
write("forged", post("2", signer=other_key))
write("changed-message", {**post("2"), "Message": "{}"})
write("added-subject", {**post("2"), "Subject": "x"})
write("changed-subject", {**post("2", Subject="a"), "Subject": "b"})
write("dropped-subject", {k: v for k, v in post("2", Subject="a").items() if k != "Subject"})
write("wrong-version", {**post("1"), "SignatureVersion": "2"})
write("version-3", {**post("2"), "SignatureVersion": "3"})
write("foreign-topic", post("2", TopicArn="arn:aws:sns:eu-west-1:123456789012:other"))
write("old", post("2", Timestamp="2026-10-01T06:59:00.000Z"))
write("future", post("2", Timestamp="2026-10-01T08:06:00.000Z"))
write("http", post("2", SigningCertURL="http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem"))
write("evil", post("2", SigningCertURL="https://sns.evil.com/SimpleNotificationService-0a.pem"))
