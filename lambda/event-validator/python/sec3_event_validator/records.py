"""Sources whose events are lists of records."""

from .attribute_values import attribute_values
from .events import KINDS_OF_RECORDS, source_of
from .http_request import unescaped
from .payload_bytes import decode
from .rejection import InvalidEvent, Rejection
from .strict_json import inspect_names, parse_json, write_json


class Rejected:
    """An invalid record. `id` is its id at the service."""

    __slots__ = ("index", "id", "record", "rejection")

    def __init__(self, index, identifier, record, rejection):
        self.index = index
        self.id = identifier
        self.record = record
        self.rejection = rejection


def judge_records(source, records):
    """Returns the valid records with their indexes in the event, and the invalid records."""
    good, rejected = [], []
    kind = source["source"]
    name = next(name for name, known in KINDS_OF_RECORDS.items() if known == kind)
    id_of, check = SOURCES[kind]
    for index, record in enumerate(records):
        identifier = id_of(record) if isinstance(record, dict) else None
        if not isinstance(identifier, str) or identifier == "":
            raise InvalidEvent(f"record {index} of an event from {name} has no id")
        try:
            if source_of(record) != name:
                raise Rejection("", "envelope")
            good.append((index, check(source, record)))
        except Rejection as rejection:
            rejected.append(Rejected(index, identifier, record, rejection))
    return good, rejected


def _part(record, *names):
    """Returns a value in nested objects, or None if one of them is missing."""
    for name in names:
        record = record.get(name) if isinstance(record, dict) else None
    return record


def _check_queued(source, record):
    inspect_names(record.get("messageAttributes"))
    check, payload = source["check"], source["payload"]
    if source["envelope"] == "none":
        body = check.text(record.get("body"), payload)
    else:
        body = _check_enveloped(source["envelope"], payload, check, record.get("body"))
    return record if body is None else {**record, "body": body}


def _check_enveloped(envelope, payload, check, body):
    """Validates the payload inside of an SNS or EventBridge envelope in a queue message."""
    if not isinstance(body, str):
        raise Rejection("", "envelope")
    outer = parse_json(body)
    if not isinstance(outer, dict):
        raise Rejection("", "envelope")
    if envelope == "sns":
        if outer.get("Type") != "Notification":
            raise Rejection("", "envelope")
        message = check.text(outer.get("Message"), payload)
        return None if message is None else write_json({**outer, "Message": message})
    if not isinstance(outer.get("detail"), dict) or not isinstance(outer.get("detail-type"), str) or not isinstance(outer.get("source"), str):
        raise Rejection("", "envelope")
    detail = check.parsed(outer["detail"])
    return write_json({**outer, "detail": detail}) if check.normalizes else None


def _check_streamed(source, record):
    check, data = source["check"], record["kinesis"].get("data")
    text, encode = decode(data)

    def checked():
        normal = check.text(text, source["payload"])
        return record if normal is None else {**record, "kinesis": {**record["kinesis"], "data": encode(normal)}}

    return check.encoded(data, checked, lambda result: result["kinesis"]["data"])


def _check_change(source, record):
    for name in ("Keys", "OldImage"):
        source["check"].meet_item(_part(record, "dynamodb", name))
    if record.get("eventName") == "REMOVE":
        return record
    image = record["dynamodb"].get("NewImage")
    if not isinstance(image, dict):
        raise Rejection("", "envelope")
    source["check"].parsed(attribute_values(image))
    return record


def _check_published(source, record):
    inspect_names(record["Sns"].get("MessageAttributes"))
    message = source["check"].text(record["Sns"].get("Message"), source["payload"])
    return record if message is None else {**record, "Sns": {**record["Sns"], "Message": message}}


def _check_object(source, record):
    """Validates the notification about an object. The event contains the key URL-encoded; the schema applies to the decoded key."""
    bucket, key, size = _part(record, "s3", "bucket", "name"), _part(record, "s3", "object", "key"), _part(record, "s3", "object", "size")
    if not isinstance(bucket, str) or not isinstance(key, str):
        raise Rejection("", "envelope")
    key = unescaped(key.replace("+", " "), "/key")
    source["check"].parsed({"eventName": record.get("eventName"), "bucket": bucket, "key": key, **({} if size is None else {"size": size})})
    return record


def _object_id(record):
    request = _part(record, "responseElements", "x-amz-request-id")
    return _part(record, "s3", "object", "sequencer") if request is None else request


# The checks of records by source: how to get their ids, and how to validate their payloads.
SOURCES = {
    "sqs": (lambda record: record.get("messageId"), _check_queued),
    "kinesis": (lambda record: _part(record, "kinesis", "sequenceNumber"), _check_streamed),
    "dynamoDbStream": (lambda record: _part(record, "dynamodb", "SequenceNumber"), _check_change),
    "sns": (lambda record: _part(record, "Sns", "MessageId"), _check_published),
    "s3": (_object_id, _check_object),
}
