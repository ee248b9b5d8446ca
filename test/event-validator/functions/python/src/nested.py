import os


def queue(event, context):
    return {"got": [record["body"] for record in event["Records"]]}


def http(event, context):
    return {"statusCode": 200, "body": event["body"]}


def failing(event, context):
    raise KeyError("the handler failed")


def name(event, context):
    return os.environ["_HANDLER"]
