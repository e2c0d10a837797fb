"""Makes a queue that a topic feeds in a running moto server, and publishes bodies to it.

Usage: moto_queue.py URL BODY... Prints the queue's URL. The topic delivers raw and in envelopes: the
first half of the bodies goes by a raw subscription, as SQS gets them, the rest in SNS envelopes.
"""

import json
import sys

import boto3

options = {
    "endpoint_url": sys.argv[1],
    "region_name": "eu-west-1",
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "secret",
}
sqs = boto3.client("sqs", **options)
sns = boto3.client("sns", **options)
# A message that was received and not deleted comes again after a second.
url = sqs.create_queue(QueueName="events", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
topic = sns.create_topic(Name="ses")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
bodies = sys.argv[2:]
half = len(bodies) // 2
for body in bodies[:half]:
    sqs.send_message(QueueUrl=url, MessageBody=body)
for body in bodies[half:]:
    # What comes in an envelope already is published without it: the topic makes its own.
    try:
        body = json.loads(body)["Message"]
    except ValueError:
        pass
    sns.publish(TopicArn=topic, Message=body)
print(url)
