"""Makes an identity in a running moto server. Usage: moto_identity.py URL NAME."""

import sys

import boto3

client = boto3.client(
    "sesv2",
    endpoint_url=sys.argv[1],
    region_name="eu-west-1",
    aws_access_key_id="AKIDEXAMPLE",
    aws_secret_access_key="secret",
)
client.create_email_identity(EmailIdentity=sys.argv[2])
