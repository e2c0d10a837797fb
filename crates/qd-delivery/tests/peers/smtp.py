"""An SMTP server (aiosmtpd) that fails as the recipient's name says, and keeps what it took.

Usage: smtp.py FOLDER [plain]
Writes FOLDER/ca.pem, prints its port, and runs until its standard input ends. A message that was taken
stands in FOLDER as N.eml, its envelope as N.json. With `plain` it offers no STARTTLS.
"""

import datetime
import ipaddress
import json
import pathlib
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FOLDER = pathlib.Path(sys.argv[1])
IS_PLAIN = "plain" in sys.argv[2:]
MAX_IN_SESSION = 2


def certificate():
    """An authority and a certificate for localhost, made for this run."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def build(name, issuer, key, signer, is_ca):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        )
        if not is_ca:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(signer, hashes.SHA256())

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = build("Test authority", None, ca_key, ca_key, True)
    leaf = build("localhost", ca.subject, key, ca_key, False)
    pem = serialization.Encoding.PEM
    (FOLDER / "leaf.pem").write_bytes(leaf.public_bytes(pem))
    (FOLDER / "key.pem").write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (FOLDER / "ca.pem").write_bytes(ca.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / "leaf.pem", FOLDER / "key.pem")
    return context


class Handler:
    def __init__(self):
        self.n_taken = 0
        self.n_busy = {}

    async def handle_MAIL(self, server, session, envelope, address, options):
        session.n_mails = getattr(session, "n_mails", 0) + 1
        if address.startswith("limited") and session.n_mails > MAX_IN_SESSION:
            server.transport.write(b"421 Too many messages in one session\r\n")
            server.transport.close()
            return "421 Too many messages in one session"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.startswith("busy"):
            seen = self.n_busy.get(name, 0)
            self.n_busy[name] = seen + 1
            if seen < int(name.removeprefix("busy")):
                return "454 Throttling failure: Maximum sending rate exceeded."
        if name == "quota":
            return "454 Throttling failure: Daily message quota exceeded."
        if name == "gone":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "later":
            return "451 try again later"
        if name == "refused":
            return "554 5.6.0 content rejected"
        self.n_taken += 1
        (FOLDER / f"{self.n_taken}.eml").write_bytes(envelope.original_content)
        (FOLDER / f"{self.n_taken}.json").write_text(
            json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos})
        )
        if name == "lost":
            server.transport.abort()
            return "250 OK"
        if name == "silent":
            import asyncio

            await asyncio.sleep(30)
        return "250 Ok 0102018f00000000-%08d-000000" % self.n_taken


class Server(SMTP):
    async def smtp_DATA(self, arg):
        # In the middle of a message: the sender is told to go on, and the line goes dead.
        if self.envelope.rcpt_tos and self.envelope.rcpt_tos[0].startswith("cut"):
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def authenticate(server, session, envelope, mechanism, data):
    is_right = (data.login, data.password) == (b"user", b"right")
    return AuthResult(success=is_right, handled=False)


class Listener(Controller):
    def factory(self):
        options = {} if IS_PLAIN else {"tls_context": CONTEXT, "require_starttls": True}
        return Server(
            self.handler, data_size_limit=40_000_000, authenticator=authenticate, **options
        )


CONTEXT = certificate()
probe = socket.socket()
probe.bind(("127.0.0.1", 0))
port = probe.getsockname()[1]
probe.close()
controller = Listener(Handler(), hostname="127.0.0.1", port=port)
controller.start()
print(port, flush=True)
sys.stdin.read()
controller.stop()
