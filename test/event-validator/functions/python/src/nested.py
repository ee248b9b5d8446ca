def http(event, context):
    return {"statusCode": 200, "body": event["body"]}
