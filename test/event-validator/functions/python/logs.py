"""Logs its event with every API for output."""

import json
import logging
import os
import sys
import threading
import time
import traceback
import warnings

STREAM = logging.StreamHandler(sys.stdout)
STREAM.setFormatter(logging.Formatter("own %(message)s"))
OWN = logging.getLogger("own")
OWN.addHandler(STREAM)


def everything(event, context):
    body = json.loads(event["Records"][0]["body"])
    logging.getLogger().setLevel(logging.DEBUG)
    logging.info("PUBLIC-LOG %s", event)
    logging.warning(json.dumps(event))
    logging.warning({"structured": body})
    logging.error("PUBLIC-ERROR %(card)s", body, extra={"name_of_it": body["name"]})
    OWN.warning(repr(body))
    try:
        raise ValueError(f"no card {body['card']}")
    except ValueError:
        logging.exception("PUBLIC-EXCEPTION")
        traceback.print_exc()
    print("PUBLIC-STDOUT", body["name"], body)
    print(json.dumps(body, indent=2), file=sys.stderr)
    print("PUBLIC-ORIGINAL", body["card"], file=sys.__stdout__, flush=True)
    sys.stdout.writelines([f"PUBLIC-LINES {body['card']}\n", body["name"]])
    sys.stdout.buffer.write(f"PUBLIC-BYTES {body['card']}\n".encode())
    sys.stdout.flush()
    sys.stderr.write(f"PUBLIC-STDERR {body['name']}\n")
    warnings.warn(f"PUBLIC-WARNING {body['card']}")
    text = f"PUBLIC-WRITE {body['name']}\n".encode()
    assert os.write(1, text) == len(text)
    thread = threading.Thread(target=later, args=(body,))
    thread.start()
    return body


def later(body):
    time.sleep(0.05)
    logging.info("PUBLIC-LATER %s", body)
    raise RuntimeError(f"PUBLIC-THREAD {body['card']}")


def failing(event, context):
    body = json.loads(event["Records"][0]["body"])
    try:
        raise ValueError(event["Records"][0]["body"])
    except ValueError as error:
        raise KeyError(f"PUBLIC no card {body['card']} of {body['name']}") from error
