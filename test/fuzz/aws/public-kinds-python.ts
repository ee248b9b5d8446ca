/** Python handlers similar to those in public repositories: each calls AWS first, and then uses the result. */
import type { PublicKind } from './public-kinds';

export const PUBLIC_KINDS_PYTHON: readonly PublicKind[] = [
  {
    name: 'items with decimals',
    kind: 'rest',
    language: 'python',
    code: `import json
import os
import boto3
from decimal import Decimal
from boto3.dynamodb.conditions import Key, Attr

dynamodb = boto3.resource('dynamodb')
table = dynamodb.Table(os.environ['TABLE_NAME'])


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Decimal):
            return int(o) if o % 1 == 0 else float(o)
        return super().default(o)


def reply(status, body):
    return {'statusCode': status, 'headers': {'Content-Type': 'application/json'}, 'body': json.dumps(body, cls=Encoder)}


def handler(event, context):
    method = event.get('httpMethod')
    item_id = (event.get('pathParameters') or {}).get('id')
    if method == 'GET' or item_id:
        found = table.get_item(Key={'id': item_id})
        if 'Item' not in found:
            return reply(404, {'message': 'not found'})
        item = found['Item']
        if item.get('archived') is True:
            return reply(410, {'message': 'gone'})
        related = table.query(IndexName='byOwner', KeyConditionExpression=Key('owner').eq(item.get('owner', 'x')), FilterExpression=Attr('price').gt(10))
        total = sum(each.get('price', 0) for each in related['Items'])
        if total > 100:
            item['discount'] = True
        return reply(200, {'item': item, 'total': total})
    return reply(405, {})
`,
  },
  {
    name: 'newest of a table',
    kind: 'rest',
    language: 'python',
    code: `import os
import json
import boto3


def handler(event, context):
    table = boto3.resource("dynamodb", region_name=os.getenv("AWS_REGION")).Table(os.environ["TABLE_NAME"])
    items = table.scan()["Items"]
    if not items:
        return {"statusCode": 200, "body": json.dumps({"data": None})}
    newest = sorted(items, key=lambda item: item["created_at"], reverse=True)[0]
    if newest["status"] == "draft":
        return {"statusCode": 409, "body": json.dumps({"message": "draft"})}
    return {"statusCode": 200, "body": json.dumps({"data": newest["title"].upper()})}
`,
  },
  {
    name: 'rows of a file',
    kind: 's3',
    language: 'python',
    code: `import csv
import io
import os
import urllib.parse
import boto3

s3 = boto3.client('s3')
table = boto3.resource('dynamodb').Table(os.environ['TABLE_NAME'])


def handler(event, context):
    written = 0
    for record in event['Records']:
        bucket = record['s3']['bucket']['name']
        key = urllib.parse.unquote_plus(record['s3']['object']['key'], encoding='utf-8')
        try:
            response = s3.get_object(Bucket=bucket, Key=key)
        except s3.exceptions.NoSuchKey:
            print('gone', key)
            continue
        text = response['Body'].read().decode('utf-8')
        with table.batch_writer() as batch:
            for row in csv.DictReader(io.StringIO(text)):
                if not row.get('sku'):
                    continue
                batch.put_item(Item={'sku': row['sku'], 'name': row.get('name') or ''})
                written += 1
    return {'written': written}
`,
  },
  {
    name: 'parameters by path',
    kind: 'rest',
    language: 'python',
    code: `import json
import boto3

ssm = boto3.client('ssm')
cache = {}


def config(path):
    if path not in cache:
        values = {}
        for page in ssm.get_paginator('get_parameters_by_path').paginate(Path=path, WithDecryption=True, Recursive=True):
            for parameter in page['Parameters']:
                values[parameter['Name'].split('/')[-1]] = parameter['Value']
        cache[path] = values
    return cache[path]


def handler(event, context):
    settings = config('/app/')
    try:
        mode = ssm.get_parameter(Name='/app/mode')['Parameter']['Value']
    except ssm.exceptions.ParameterNotFound:
        mode = 'default'
    if mode == 'maintenance':
        return {'statusCode': 503 - 50, 'body': json.dumps({'message': 'later'})}
    return {'statusCode': 200, 'body': json.dumps({'count': len(settings), 'mode': mode})}
`,
  },
  {
    name: 'login of a database in Python',
    kind: 'rest',
    language: 'python',
    code: `import json
import boto3
from botocore.exceptions import ClientError

client = boto3.client('secretsmanager')


def get_secret(name):
    try:
        got = client.get_secret_value(SecretId=name)
    except ClientError as e:
        code = e.response['Error']['Code']
        if code == 'ResourceNotFoundException':
            return None
        if code == 'AccessDeniedException':
            return None
        raise
    if 'SecretString' in got:
        return json.loads(got['SecretString'])
    return json.loads(got['SecretBinary'])


def handler(event, context):
    secret = get_secret('prod/db')
    if secret is None:
        return {'statusCode': 424, 'body': '{}'}
    url = f"postgres://{secret['username']}@{secret['host']}:{int(secret['port'])}/{secret.get('dbname', 'app')}"
    return {'statusCode': 200, 'body': json.dumps({'length': len(url)})}
`,
  },
  {
    name: 'a language model',
    kind: 'rest',
    language: 'python',
    code: `import json
import os
import boto3

bedrock = boto3.client('bedrock-runtime')
MODEL_ID = 'anthropic.claude-3-sonnet'


def handler(event, context):
    body = {'anthropic_version': 'bedrock-2023-05-31', 'max_tokens': 100, 'messages': [{'role': 'user', 'content': 'hello'}]}
    response = bedrock.invoke_model(modelId=MODEL_ID, body=json.dumps(body), contentType='application/json', accept='application/json')
    result = json.loads(response['body'].read())
    if result.get('stop_reason') == 'max_tokens':
        return {'statusCode': 206, 'body': json.dumps({'partial': True})}
    text = ''.join(part['text'] for part in result['content'] if part['type'] == 'text')
    return {'statusCode': 200, 'body': json.dumps({'text': text, 'tokens': result['usage']['output_tokens']})}
`,
  },
  {
    name: 'a conversation with a language model',
    kind: 'rest',
    language: 'python',
    code: `import json
import boto3

bedrock = boto3.client('bedrock-runtime')


def handler(event, context):
    response = bedrock.converse(modelId='amazon.nova-lite-v1:0', messages=[{'role': 'user', 'content': [{'text': 'hi'}]}], inferenceConfig={'maxTokens': 64})
    if response['stopReason'] == 'guardrail_intervened':
        return {'statusCode': 422 - 1, 'body': '{}'}
    parts = response['output']['message']['content']
    text = ' '.join(part['text'] for part in parts if 'text' in part)
    return {'statusCode': 200, 'body': json.dumps({'text': text, 'used': response['usage']['totalTokens']})}
`,
  },
  {
    name: 'labels of pictures',
    kind: 's3',
    language: 'python',
    code: `import os
import boto3
from urllib.parse import unquote_plus
from decimal import Decimal

rekognition = boto3.client('rekognition')
table = boto3.resource('dynamodb').Table(os.environ['TABLE_NAME'])
sns = boto3.client('sns')


def handler(event, context):
    for record in event['Records']:
        bucket, key = record['s3']['bucket']['name'], unquote_plus(record['s3']['object']['key'])
        found = rekognition.detect_labels(Image={'S3Object': {'Bucket': bucket, 'Name': key}}, MaxLabels=10, MinConfidence=70)
        labels = [{'name': each['Name'], 'confidence': Decimal(str(round(each['Confidence'], 2)))} for each in found['Labels']]
        if not labels:
            print('nothing seen')
            continue
        table.put_item(Item={'id': key, 'labels': labels})
        if any(each['name'] == 'Weapon' for each in labels):
            sns.publish(TopicArn='arn:aws:sns:eu-west-1:123456789012:alarm', Subject='seen', Message=key)
    return 'done'
`,
  },
  {
    name: 'start of a workflow',
    kind: 'rest',
    language: 'python',
    code: `import json
import uuid
import boto3
from botocore.exceptions import ClientError

sfn = boto3.client('stepfunctions')


def handler(event, context):
    name = str(uuid.uuid4())
    try:
        started = sfn.start_execution(stateMachineArn='arn:aws:states:eu-west-1:123456789012:stateMachine:orders', name=name, input=json.dumps({'a': 1}))
    except ClientError as e:
        if e.response['Error']['Code'] == 'ExecutionAlreadyExists':
            return {'statusCode': 409, 'body': '{}'}
        raise
    status = sfn.describe_execution(executionArn=started['executionArn'])
    if status['status'] == 'FAILED':
        return {'statusCode': 424, 'body': json.dumps({'cause': status.get('cause')})}
    if status['status'] == 'SUCCEEDED':
        return {'statusCode': 200, 'body': json.dumps({'output': json.loads(status['output'])})}
    return {'statusCode': 202, 'body': json.dumps({'at': status['startDate'].isoformat()})}
`,
  },
  {
    name: 'stops of machines',
    kind: 'eventbridge',
    language: 'python',
    code: `import boto3

ec2 = boto3.client('ec2')


def handler(event, context):
    stopped = []
    for page in ec2.get_paginator('describe_instances').paginate(Filters=[{'Name': 'tag:auto-stop', 'Values': ['true']}]):
        for reservation in page['Reservations']:
            for instance in reservation['Instances']:
                state = instance['State']['Name']
                tags = {tag['Key']: tag['Value'] for tag in instance.get('Tags', [])}
                if state == 'running' and tags.get('env') != 'prod':
                    stopped.append(instance['InstanceId'])
    if stopped:
        ec2.stop_instances(InstanceIds=stopped)
    return stopped
`,
  },
  {
    name: 'a user of a pool',
    kind: 'rest',
    language: 'python',
    code: `import json
import boto3

cognito = boto3.client('cognito-idp')


def handler(event, context):
    try:
        user = cognito.admin_get_user(UserPoolId='eu-west-1_abc', Username=(event.get('pathParameters') or {}).get('id') or 'x')
    except cognito.exceptions.UserNotFoundException:
        return {'statusCode': 404, 'body': '{}'}
    attributes = {each['Name']: each['Value'] for each in user['UserAttributes']}
    if not user['Enabled']:
        return {'statusCode': 403, 'body': '{}'}
    if user['UserStatus'] == 'FORCE_CHANGE_PASSWORD':
        return {'statusCode': 409, 'body': '{}'}
    return {'statusCode': 200, 'body': json.dumps({'email': attributes.get('email'), 'since': user['UserCreateDate'].isoformat()})}
`,
  },
];
