/**
 * Events of CloudTrail as EventBridge delivers them, in the form of the documentation and of published records.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/ct-decrypt.html
 */
const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** Returns the identity of a caller with a role. */
export const role = (name: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/session`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, accountId: ACCOUNT, userName: name } },
});

export const user = (name: string) => ({ type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/${name}`, accountId: ACCOUNT, userName: name });

export const root = { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };

/** Returns the event of an API call. */
export function call(eventName: string, userIdentity: object, secretId: string, rest: object = {}) {
  return envelope('AWS API Call via CloudTrail', 'secretsmanager', {
    eventName, userIdentity, requestParameters: { secretId }, responseElements: null, readOnly: eventName.startsWith('Get'), eventType: 'AwsApiCall', ...rest,
  });
}

/** Returns an event of Secrets Manager itself. */
export function serviceEvent(eventName: string, SecretId: string, rest: object = {}) {
  return envelope('AWS Service Event via CloudTrail', 'secretsmanager', {
    eventName,
    userIdentity: { accountId: ACCOUNT, invokedBy: 'secretsmanager.amazonaws.com' },
    requestParameters: null,
    responseElements: null,
    additionalEventData: { SecretId },
    readOnly: false,
    eventType: 'AwsServiceEvent',
    ...rest,
  });
}

/** Returns a rejected call on a key, without parameters, as CloudTrail records it. */
export function rejectedDecrypt(userIdentity: object, keyArn: string, rest: object = {}) {
  return envelope('AWS API Call via CloudTrail', 'kms', {
    eventName: 'Decrypt',
    userIdentity,
    errorCode: 'AccessDenied',
    errorMessage: 'User is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext',
    requestParameters: null,
    responseElements: null,
    readOnly: true,
    resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: keyArn }],
    eventType: 'AwsApiCall',
    ...rest,
  });
}

/** Returns the event of AWS Config about a changed compliance of a resource. */
export function compliance(resourceId: string, complianceType: string) {
  return {
    ...envelope('Config Rules Compliance Change', 'config', {}),
    detail: { configRuleName: 'rotation', resourceType: 'AWS::SecretsManager::Secret', resourceId, newEvaluationResult: { complianceType } },
  };
}

function envelope(detailType: string, service: string, detail: object) {
  return {
    'version': '0',
    'id': '00000000-0000-0000-0000-000000000000',
    'detail-type': detailType,
    'source': `aws.${service}`,
    'account': ACCOUNT,
    'time': '2026-01-01T00:00:00Z',
    'region': REGION,
    'resources': [],
    'detail': {
      eventVersion: '1.11',
      eventTime: '2026-01-01T00:00:00Z',
      eventSource: `${service}.amazonaws.com`,
      awsRegion: REGION,
      sourceIPAddress: '192.0.2.1',
      eventID: '11111111-1111-1111-1111-111111111111',
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
      ...detail,
    },
  };
}
