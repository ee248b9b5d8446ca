/** What is watched of secrets: which events of CloudTrail tell of it, and what people are told then. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';

/** A value, or a condition on one, in an event pattern of EventBridge. */
export type Match = string | { readonly [operator: string]: unknown };

/** What a pattern is about: things by their identifiers in events, and the roles whose use of secrets is expected. */
export interface Subjects {
  /** Identifiers as calls give them: full ARN, ARN without its random suffix, name. */
  readonly ids: readonly Match[];
  readonly expectedRoleArns: readonly string[];
}

/** One kind of event. */
export interface AuditEvents {
  /** Construct id of the rule, and what the kind is called. */
  readonly id: string;
  /** For the description of the rule and the alarm. */
  readonly title: string;
  /** Whether the events are read-only management events, which EventBridge leaves out unless asked. */
  readonly readOnly: boolean;
  readonly pattern: (subjects: Subjects) => object;
  /** The message: `<name>` stands for the part of the event that `paths` names. */
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

/** Error codes of calls that were refused: by a policy, or because the key could not be used. */
const REFUSED: Match[] = [{ prefix: 'AccessDenied' }, 'DecryptionFailure'];

/**
 * Somebody whose work it is not reads or replaces the value.
 *
 * BatchGetSecretValue is recorded as one GetSecretValue for each secret.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
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
  message: `Secret <secret>: <what> by <who>, who is not expected to, from <address> ${WHERE}.`,
  paths: SECRET_PATHS,
};

/** Somebody is refused: by a policy of the secret or of their own, or by that of the key. */
const refusedCalls: AuditEvents = {
  id: 'RefusedCalls',
  title: 'a call on a secret is refused',
  readOnly: true,
  pattern: ({ ids }) => call('secretsmanager', { errorCode: REFUSED, requestParameters: { secretId: ids } }),
  message: `Secret <secret>: <what> by <who> from <address> was refused, <error>: <reason>, ${WHERE}.`,
  paths: { ...SECRET_PATHS, error: '$.detail.errorCode', reason: '$.detail.errorMessage' },
};

/** Who may read the secret, what encrypts it or what rotates it changes; or the secret goes. */
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

/** A rotation came to nothing. Events of the service itself name the secret elsewhere. */
export const ROTATION_EVENTS: AuditEvents = {
  id: 'RotationTrouble',
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

/** The kinds that are about secrets in use. */
export const SECRET_EVENTS: readonly AuditEvents[] = [unexpectedUse, refusedCalls, changes];

/** Somebody is refused the use of a key. Such events name the key alone, as parameters of refused calls are left out. */
export const KEY_EVENTS: AuditEvents = {
  id: 'RefusedKeyUse',
  title: 'the use of a key of a secret is refused',
  readOnly: true,
  pattern: ({ ids }) => call('kms', { errorCode: ['AccessDenied', 'AccessDeniedException'], resources: { ARN: ids } }),
  message: `Key <key> of a secret: <what> by <who> from <address> was refused, <reason>, ${WHERE}.`,
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

/** The pattern of successful reads of one secret, by its ARN. */
export function readsOfCanary(arn: string): object {
  return call('secretsmanager', { eventName: ['GetSecretValue'], errorCode: [{ exists: false }], requestParameters: { secretId: [arn] } });
}

/** How often a rule matched. */
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
