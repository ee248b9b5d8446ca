"""A function that calls AWS."""

import boto3


def handler(event, context):
    client = boto3.client(
        'secretsmanager', endpoint_url=event['endpoint'], region_name='eu-central-1', aws_access_key_id='testing', aws_secret_access_key='testing'
    )
    arn = client.create_secret(Name=event['name'], SecretString='opens')['ARN']
    names = [each['Name'] for page in client.get_paginator('list_secrets').paginate() for each in page['SecretList']]
    return [client.get_secret_value(SecretId=arn)['SecretString'], event['name'] in names]
