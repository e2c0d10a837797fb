"""Reads every reply of the simulator through botocore, which knows SES's own API model.

Usage: simulator.py URL. Exits non-zero with the first reply that is not as SES's.
"""

import base64
import json
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
client = boto3.client(
    "sesv2",
    endpoint_url=URL,
    region_name="eu-west-1",
    aws_access_key_id="AKIDEXAMPLE",
    aws_secret_access_key="secret",
    config=Config(retries={"total_max_attempts": 1}, parameter_validation=True),
)


def shape(operation):
    return client.meta.service_model.operation_model(operation).output_shape


def check(value, at, where):
    """Every member that came must be in the model, with its type: botocore drops what it does not know."""
    if at.type_name == "structure":
        for name, member in value.items():
            assert name in at.members, f"{where}: SES has no {name}"
            check(member, at.members[name], f"{where}.{name}")
    elif at.type_name == "list":
        for member in value:
            check(member, at.member, where)
    elif at.type_name == "string":
        assert isinstance(value, str), where
        assert not at.enum or value in at.enum, f"{where}: SES never says {value}"
    elif at.type_name == "boolean":
        assert isinstance(value, bool), where
    elif at.type_name == "double":
        assert isinstance(value, float), where


def raw(path):
    with urllib.request.urlopen(URL + path) as reply:
        return json.load(reply)


def fails(code, call):
    try:
        call()
    except ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"expected {code}, found {found}"
        assert error.response["Error"]["Message"], code
        names = {shape.name for shape in client.meta.service_model.error_shapes}
        assert code in names, f"SES has no {code}"
        return
    raise AssertionError(f"{code} did not come")


def send(**changes):
    message = {
        "FromEmailAddress": "reports@example.com",
        "Destination": {"ToAddresses": ["a@example.com"], "BccAddresses": ["b@example.com"]},
        "Content": {"Raw": {"Data": b"Subject: x\r\n\r\nbody \xf0\x9f\x9a\xa2\r\n"}},
        "EmailTags": [{"Name": "delivery_id", "Value": "abc"}],
    }
    return client.send_email(**(message | changes))


account = client.get_account()
assert account["SendQuota"]["MaxSendRate"] > 0 and account["ProductionAccessEnabled"] is True
check(raw("/v2/email/account"), shape("GetAccount"), "GetAccount")

identity = client.get_email_identity(EmailIdentity="example.com")
assert identity["VerifiedForSendingStatus"] is True
check(raw("/v2/email/identities/example.com"), shape("GetEmailIdentity"), "GetEmailIdentity")
fails("NotFoundException", lambda: client.get_email_identity(EmailIdentity="x@nowhere.org"))

sent = send()
assert sent["MessageId"]
kept = raw("/_log")[-1]
assert kept["message_id"] == sent["MessageId"]
assert base64.b64decode(kept["raw"]) == b"Subject: x\r\n\r\nbody \xf0\x9f\x9a\xa2\r\n"
assert (kept["to"], kept["bcc"]) == (["a@example.com"], ["b@example.com"])
assert kept["tags"] == {"delivery_id": "abc"}

fails("MessageRejected", lambda: send(FromEmailAddress="x@nowhere.org"))
many = {"ToAddresses": [f"a{n}@example.com" for n in range(51)]}
fails("BadRequestException", lambda: send(Destination=many))

client.put_suppressed_destination(EmailAddress="gone@example.com", Reason="BOUNCE")
listed = client.list_suppressed_destinations()["SuppressedDestinationSummaries"]
assert [(one["EmailAddress"], one["Reason"]) for one in listed] == [("gone@example.com", "BOUNCE")]
page = raw("/v2/email/suppression/addresses")
for one in page["SuppressedDestinationSummaries"]:
    one.pop("LastUpdateTime")  # boto3 reads it as a time, above
check(page, shape("ListSuppressedDestinations"), "ListSuppressedDestinations")

# The faults that tests/peers.rs scripted, in order.
fails("TooManyRequestsException", send)
fails("LimitExceededException", send)
fails("SendingPausedException", send)
fails("MessageRejected", send)
print("simulator: ok")
