import os


def queue(event, context):
    return {"got": [record["body"] for record in event["Records"]]}


def ready(event, context):
    return {"ready": "ready"}


def failing(event, context):
    raise KeyError("the handler failed")


def name(event, context):
    return os.environ["_HANDLER"]
