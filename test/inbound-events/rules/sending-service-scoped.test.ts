import { sendingServiceScoped } from '../../../lib/inbound-events/rules/sending-service-scoped';
import { ids, TestTemplate } from '../../gate/harness';

const template = (who: object, Type: string): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: { It: { Type, Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...who }] } } } },
});
const SENDER = { Principal: { Service: 's3.amazonaws.com' } };

test.each<[string, object, string, string[]]>([
  ['a service without a condition', SENDER, 'AWS::SQS::QueuePolicy', ['It[any-customer]']],
  ['a service for any account', { ...SENDER, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:orders' } } }, 'AWS::SNS::TopicPolicy', ['It[any-customer]']],
  ['a service for any account of a Region', { ...SENDER, Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 'events', { Ref: 'AWS::Region' }, '*', 'rule/orders']] } } } }, 'AWS::SQS::QueuePolicy', ['It[any-customer]']],
  ['a service for its own account', { ...SENDER, Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/*' } } } }, 'AWS::SQS::QueuePolicy', []],
  ['a service of a partition', { Principal: { Service: { 'Fn::Sub': 'events.${AWS::URLSuffix}' } } }, 'AWS::SQS::QueueInlinePolicy', ['It[any-customer]']],
  ['a service for an account', { ...SENDER, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }, 'AWS::SQS::QueuePolicy', []],
  ['a service for a resource', { ...SENDER, Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } } }, 'AWS::SQS::QueuePolicy', []],
  ['a service that comes by a role', { Principal: { Service: 'apigateway.amazonaws.com' } }, 'AWS::SQS::QueuePolicy', []],
  ['a service for buckets whose names anyone may take', { ...SENDER, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads-*' } } }, 'AWS::SNS::TopicPolicy', ['It[any-customer]']],
  ['a service that writes logs to a bucket', { Principal: { Service: 'cloudtrail.amazonaws.com' } }, 'AWS::S3::BucketPolicy', []],
  ['CloudFront without a distribution', { Principal: { Service: 'cloudfront.amazonaws.com' } }, 'AWS::S3::BucketPolicy', ['It[any-customer]']],
  ['CloudFront for one distribution', { Principal: { Service: 'cloudfront.amazonaws.com' }, Condition: { StringEquals: { 'AWS:SourceArn': { 'Fn::Sub': 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Open}' } } } }, 'AWS::S3::BucketPolicy', []],
  ['mail without an account', { Principal: { Service: 'ses.amazonaws.com' } }, 'AWS::S3::BucketPolicy', ['It[any-customer]']],
  ['a role', { Principal: { AWS: 'arn:aws:iam::111122223333:role/r' } }, 'AWS::SQS::QueuePolicy', []],
  ['everyone, which another rule reports', { Principal: '*' }, 'AWS::SQS::QueuePolicy', []],
  ['a service that is known only at deployment', { Principal: { Service: { Ref: 'Open' } } }, 'AWS::SQS::QueuePolicy', ['It[undetermined]']],
  ['a service that is denied', { ...SENDER, Effect: 'Deny' }, 'AWS::SQS::QueuePolicy', []],
])('%s', (_, who, Type, expected) => {
  expect(ids(sendingServiceScoped, template(who, Type))).toEqual(expected);
});

