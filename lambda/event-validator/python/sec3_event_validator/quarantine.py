"""Quarantine in a queue, with each record in a separate message: `{ schemaVersion, time, functionName, source, id, reason, record }`."""

import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from .strict_json import write_json

# Limits of SendMessageBatch.
MAX_ENTRIES = 10
MAX_BYTES = 1024 * 1024

# Maximum number of concurrent requests.
PARALLEL = 8

# Characters that SQS rejects, or UTF-8 can't encode, although JSON allows them unescaped.
REJECTED = re.compile("[\ufffe\uffff\ud800-\udfff]")


def quarantine_to(queue_url):
    """Returns a function that sends records, and returns the indexes of the records that are not in the queue.

    The sender is created on first use, because most processes never have invalid events. Under the runtime guard, it is created at once: the
    SDK generates code, and the guard may block this after init.
    """
    clients = [_client()] if "SEC3_RUNTIME_POLICY" in os.environ else []

    def send(records):
        try:
            if not clients:
                clients.append(_client())
            return _send_all(clients[0], queue_url, records)
        except Exception as error:  # noqa: BLE001
            # Errors of the service contain nothing of an event. The caller keeps records that are not in quarantine.
            _report(error)
            return set(range(len(records)))

    return send


def _client():
    import boto3
    from botocore.config import Config

    return boto3.client("sqs", config=Config(retries={"total_max_attempts": 4}, max_pool_connections=PARALLEL))


def _send_all(client, queue_url, records):
    batches, failed = _batches_of(records)
    if len(batches) == 1:
        return failed | _send_batch(client, queue_url, batches[0])
    with ThreadPoolExecutor(PARALLEL) as pool:
        return failed.union(*pool.map(lambda batch: _send_batch(client, queue_url, batch), batches))


def _batches_of(records):
    batches, failed, size = [], set(), 0
    for place, record in enumerate(records):
        body = _body_of(record)
        length = len(body.encode())
        if length > MAX_BYTES:
            failed.add(place)
            continue
        if not batches or size + length > MAX_BYTES or len(batches[-1]) == MAX_ENTRIES:
            batches.append([])
            size = 0
        batches[-1].append({"Id": str(place), "MessageBody": body})
        size += length
    return batches, failed


def _body_of(record):
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    message = {"schemaVersion": 1, "time": now, "functionName": os.environ.get("AWS_LAMBDA_FUNCTION_NAME"), **record}
    text = write_json({name: value for name, value in message.items() if value is not None or name == "record"})
    return REJECTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _send_batch(client, queue_url, entries):
    try:
        return {int(each["Id"]) for each in client.send_message_batch(QueueUrl=queue_url, Entries=entries).get("Failed", [])}
    except Exception as error:  # noqa: BLE001
        _report(error)
        return {int(entry["Id"]) for entry in entries}


def _report(error):
    print(write_json({"type": "event-validation", "message": f"quarantine failed: {type(error).__name__}"}), file=sys.stderr)
