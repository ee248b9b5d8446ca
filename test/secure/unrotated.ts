import { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Creates a secret without rotation: an error of the gate, and its only finding. It is audited with a trail, and read by one role. */
export function unrotated(scope: Construct, id: string = 'Secret'): CfnResource {
  const secret = new CfnResource(scope, id, { type: 'AWS::SecretsManager::Secret' });
  new CfnResource(secret, 'Policy', { type: 'AWS::SecretsManager::ResourcePolicy', properties: { SecretId: secret.ref, BlockPublicPolicy: true, ResourcePolicy: READ_BY_ONE } });
  new CfnResource(secret, 'Watched', {
    type: 'AWS::Events::Rule',
    properties: {
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      EventPattern: { source: ['aws.secretsmanager'] },
      Targets: [{ Id: 'Topic', Arn: 'arn:aws:sns:eu-west-1:111111111111:audit' }],
    },
  });
  new CfnResource(secret, 'Trail', { type: 'AWS::CloudTrail::Trail', properties: { IsLogging: true, EnableLogFileValidation: true, S3BucketName: 'trail' } });
  return secret;
}

const READ_BY_ONE = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Deny',
    Principal: '*',
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
    Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/reader' } },
  },
};
