/** The CloudTrail events of secrets that are audited, and the messages for them. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';

/** A value, or a condition on one, in an event pattern of EventBridge. */
export type Match = string | { readonly [operator: string]: unknown };

/** Subjects of a pattern: identifiers in events, and the roles whose use of secrets is expected. */
export interface Subjects {
  /** Identifiers as in API calls: full ARN, ARN without its random suffix, name. */
  readonly ids: readonly Match[];
  readonly expectedRoleArns: readonly string[];
}

/** A kind of event. */
export interface AuditEvents {
  /** Construct id of the rule, and name of the kind. */
  readonly id: string;
  /** For the description of the rule and the alarm. */
  readonly title: string;
  /** Whether the events are read-only management events, which EventBridge only delivers if a rule enables them. */
  readonly readOnly: boolean;
  readonly pattern: (subjects: Subjects) => object;
  /** The message: `<name>` is replaced by the part of the event in `paths`. */
  readonly message: string;
  readonly paths: { readonly [name: string]: string };
}

const CALL_PATHS = {
  what: '$.detail.eventName',
  who: '$.detail.userIdentity.arn',
  address: '$.detail.sourceIPAddress',
  time: '$.detail.eventTime',
  account: '$.account',
  region: '$.region',
  id: '$.detail.eventID',
};

const SECRET_PATHS = { ...CALL_PATHS, secret: '$.detail.requestParameters.secretId' };

const WHERE = 'at <time> in <region> of account <account> (CloudTrail event <id>)';

/** Error codes of denied calls: by a policy, or because the key could not be used. */
const REJECTED: Match[] = [{ prefix: 'AccessDenied' }, 'DecryptionFailure'];

/**
 * An unexpected principal reads or replaces the value.
 *
 * BatchGetSecretValue is recorded as one GetSecretValue for each secret. Source:
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
 */
const unexpectedUse: AuditEvents = {
  id: 'UnexpectedUse',
  title: 'a secret is read or replaced by a principal that is not expected to',
  readOnly: true,
  pattern: ({ ids, expectedRoleArns }) =>
    call('secretsmanager', {
      eventName: ['GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'],
      errorCode: [{ exists: false }],
      requestParameters: { secretId: ids },
      ...(expectedRoleArns.length > 0 && {
        // Users, root and services have no session issuer.
        userIdentity: { sessionContext: { sessionIssuer: { arn: [{ 'anything-but': expectedRoleArns }, { exists: false }] } } },
      }),
    }),
  message: `Secret <secret>: <what> by <who>, which is not expected, from <address> ${WHERE}.`,
  paths: SECRET_PATHS,
};

/** A call is denied: by a policy of the secret, of the caller, or of the key. */
const rejectedCalls: AuditEvents = {
  id: 'RejectedCalls',
  title: 'a call on a secret is denied',
  readOnly: true,
  pattern: ({ ids }) => call('secretsmanager', { errorCode: REJECTED, requestParameters: { secretId: ids } }),
  message: `Secret <secret>: <what> by <who> from <address> was denied, <error>: <reason>, ${WHERE}.`,
  paths: { ...SECRET_PATHS, error: '$.detail.errorCode', reason: '$.detail.errorMessage' },
};

/** Changes of readers, key or rotation of a secret, or its deletion. */
const changes: AuditEvents = {
  id: 'Changes',
  title: 'the policy, key, rotation, tags or replicas of a secret change, or a secret is deleted',
  readOnly: false,
  pattern: ({ ids }) =>
    call('secretsmanager', {
      eventName: [
        'PutResourcePolicy', 'DeleteResourcePolicy', 'UpdateSecret', 'DeleteSecret', 'RestoreSecret', 'RotateSecret', 'CancelRotateSecret',
        'TagResource', 'UntagResource', 'ReplicateSecretToRegions', 'RemoveRegionsFromReplication', 'StopReplicationToReplica',
      ],
      requestParameters: { secretId: ids },
    }),
  message: `Secret <secret>: <what> by <who> from <address> ${WHERE}.`,
  paths: SECRET_PATHS,
};

/** A rotation failed. Events of the service itself have the name of the secret at another path. */
export const ROTATION_EVENTS: AuditEvents = {
  id: 'RotationProblem',
  title: 'the rotation of a secret fails or is abandoned',
  readOnly: false,
  pattern: ({ ids }) => ({
    'source': ['aws.secretsmanager'],
    'detail-type': ['AWS Service Event via CloudTrail'],
    'detail': {
      eventSource: ['secretsmanager.amazonaws.com'],
      eventName: ['RotationFailed', 'RotationAbandoned'],
      additionalEventData: { SecretId: ids },
    },
  }),
  message: `Secret <secret>: <what>. <reason> Its old value stays in use: ${WHERE}.`,
  paths: {
    what: '$.detail.eventName',
    secret: '$.detail.additionalEventData.SecretId',
    reason: '$.detail.errorMessage',
    time: '$.detail.eventTime',
    account: '$.account',
    region: '$.region',
    id: '$.detail.eventID',
  },
};

/** The kinds of events about secrets in use. */
export const SECRET_EVENTS: readonly AuditEvents[] = [unexpectedUse, rejectedCalls, changes];

/** Use of a key is denied. Such events only contain the key, since parameters of denied calls are omitted. */
export const KEY_EVENTS: AuditEvents = {
  id: 'RejectedKeyUse',
  title: 'the use of a key of a secret is denied',
  readOnly: true,
  pattern: ({ ids }) => call('kms', { errorCode: ['AccessDenied', 'AccessDeniedException'], resources: { ARN: ids } }),
  message: `Key <key> of a secret: <what> by <who> from <address> was denied, <reason>, ${WHERE}.`,
  paths: { ...CALL_PATHS, key: '$.detail.resources[0].ARN', reason: '$.detail.errorMessage' },
};

/** AWS Config finds that a secret was not rotated in time. */
export const OVERDUE_EVENTS: AuditEvents = {
  id: 'RotationOverdue',
  title: 'a secret was not rotated in time',
  readOnly: false,
  pattern: ({ ids }) => ({
    'source': ['aws.config'],
    'detail-type': ['Config Rules Compliance Change'],
    'detail': {
      resourceType: ['AWS::SecretsManager::Secret'],
      resourceId: ids,
      newEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
    },
  }),
  message: 'Secret <secret> was not rotated in time, says Config rule <rule> at <time> in <region> of account <account>.',
  paths: {
    secret: '$.detail.resourceId',
    rule: '$.detail.configRuleName',
    time: '$.time',
    account: '$.account',
    region: '$.region',
  },
};

/** Returns the pattern of successful reads of one secret, by its ARN. */
export function readsOfCanary(arn: string): object {
  return call('secretsmanager', { eventName: ['GetSecretValue'], errorCode: [{ exists: false }], requestParameters: { secretId: [arn] } });
}

/** Returns the number of matches of a rule. */
export function triggered(rule: events.CfnRule, period: Duration): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: 'AWS/Events', metricName: 'TriggeredRules', dimensionsMap: { RuleName: rule.ref }, statistic: 'Sum', period });
}

function call(service: string, detail: object): object {
  return {
    'source': [`aws.${service}`],
    'detail-type': ['AWS API Call via CloudTrail'],
    'detail': { eventSource: [`${service}.amazonaws.com`], ...detail },
  };
}
