"""Determines the source of an event by its structure. The names are those of the contract."""

import re

KINDS_OF_RECORDS = {"aws:sqs": "sqs", "aws:kinesis": "kinesis", "aws:dynamodb": "dynamoDbStream", "aws:sns": "sns", "aws:s3": "s3"}
FUNCTION_URL = re.compile(r"\.lambda-url\.[a-z0-9-]+\.on\.aws(\.cn)?\Z")
STREAM = re.compile(r"arn:[\w-]+:(kinesis|dynamodb):", re.ASCII)


def kind_of(event):
    if not isinstance(event, dict):
        return "other"
    if isinstance(event.get("Records"), list):
        return _kind_of_records(event)
    if isinstance(event.get("requestContext"), dict):
        return _kind_of_request(event, event["requestContext"])
    is_of_bus = isinstance(event.get("detail-type"), str) and isinstance(event.get("source"), str) and "detail" in event
    return "eventBridge" if is_of_bus else "other"


def _kind_of_records(event):
    if not event["Records"]:
        # The last invocation of a tumbling window can have no records.
        stream = STREAM.match(str(event.get("eventSourceARN")))
        return {"kinesis": "kinesis", "dynamodb": "dynamoDbStream"}[stream[1]] if stream else "other"
    source = source_of(event["Records"][0])
    return KINDS_OF_RECORDS.get(source, "other") if isinstance(source, str) else "other"


def source_of(record):
    if not isinstance(record, dict):
        return None
    source = record.get("eventSource")
    return record.get("EventSource") if source is None else source


def _kind_of_request(event, context):
    if event.get("version") == "2.0" and isinstance(context.get("http"), dict):
        return "functionUrl" if FUNCTION_URL.search(str(context.get("domainName"))) else "httpApi"
    if not isinstance(event.get("httpMethod"), str) or not isinstance(event.get("resource"), str):
        return "other"
    # HTTP APIs can send requests in the format of REST APIs. They then set the version.
    return "httpApi" if event.get("version") == "1.0" else "restApi"
