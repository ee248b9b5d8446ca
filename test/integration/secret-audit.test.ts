import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { EventPatterns } from './event-patterns';
import { call, compliance, rejectedDecrypt, role, root, serviceEvent, user } from './secret-audit-events';
import { SecretAudit } from '../../lib/secrets/audit/secret-audit';

const PREFIX = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';
const PAYMENTS = `${PREFIX}payments-AbCdEf`;
const CANARY = `${PREFIX}AuditCanary-AbCdEf`;
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const ORDERS = role('orders');
const STRANGER = role('stranger');

/** Events, each with the kinds that match it. */
const EVENTS: [string, object, string[]][] = [
  ['a read by an expected role', call('GetSecretValue', ORDERS, PAYMENTS), []],
  ['a write by an expected role', call('PutSecretValue', ORDERS, PAYMENTS), []],
  ['a read by a stranger, by ARN', call('GetSecretValue', STRANGER, PAYMENTS), ['UnexpectedUse']],
  ['a read by a stranger, by ARN without suffix', call('GetSecretValue', STRANGER, `${PREFIX}payments`), ['UnexpectedUse']],
  ['a read by a stranger, by name', call('GetSecretValue', STRANGER, 'payments'), ['UnexpectedUse']],
  ['a read by a user', call('GetSecretValue', user('eve'), 'payments'), ['UnexpectedUse']],
  ['a read by root', call('GetSecretValue', root, PAYMENTS), ['UnexpectedUse']],
  ['a new value by a stranger', call('PutSecretValue', STRANGER, PAYMENTS), ['UnexpectedUse']],
  ['another version made current by a stranger', call('UpdateSecretVersionStage', STRANGER, PAYMENTS), ['UnexpectedUse']],
  ['a read of a secret known by name, by its ARN', call('GetSecretValue', STRANGER, `${PREFIX}billing-XyZxYz`), ['UnexpectedUse']],
  ['a read of another secret', call('GetSecretValue', STRANGER, `${PREFIX}other-AbCdEf`), []],
  ['a read of a secret whose name begins alike', call('GetSecretValue', STRANGER, 'payments-eu'), []],
  ['a description by a stranger', call('DescribeSecret', STRANGER, PAYMENTS), []],
  ['a rejected read by a stranger', call('GetSecretValue', STRANGER, PAYMENTS, { errorCode: 'AccessDenied' }), ['RejectedCalls']],
  ['a read rejected by the key, of an expected role', call('GetSecretValue', ORDERS, PAYMENTS, { errorCode: 'AccessDeniedException' }), ['RejectedCalls']],
  ['a value that can\'t be decrypted', call('GetSecretValue', ORDERS, PAYMENTS, { errorCode: 'DecryptionFailure' }), ['RejectedCalls']],
  ['a read of a version that is not there', call('GetSecretValue', ORDERS, PAYMENTS, { errorCode: 'ResourceNotFoundException' }), []],
  ['a new policy', call('PutResourcePolicy', ORDERS, PAYMENTS), ['Changes']],
  ['a policy taken away', call('DeleteResourcePolicy', STRANGER, 'payments'), ['Changes']],
  ['a rejected new policy', call('PutResourcePolicy', STRANGER, PAYMENTS, { errorCode: 'AccessDenied' }), ['RejectedCalls', 'Changes']],
  ['deletion', call('DeleteSecret', STRANGER, PAYMENTS), ['Changes']],
  ['rotation turned off', call('CancelRotateSecret', STRANGER, PAYMENTS), ['Changes']],
  ['another key', call('UpdateSecret', STRANGER, PAYMENTS), ['Changes']],
  ['a replica', call('ReplicateSecretToRegions', STRANGER, PAYMENTS), ['Changes']],
  ['deletion of another secret', call('DeleteSecret', STRANGER, 'other'), []],
  ['failed rotation', serviceEvent('RotationFailed', PAYMENTS, { errorMessage: 'Error when executing lambda' }), ['RotationProblem']],
  ['abandoned rotation', serviceEvent('RotationAbandoned', PAYMENTS), ['RotationProblem']],
  ['rotation', serviceEvent('RotationSucceeded', PAYMENTS), []],
  ['failed rotation of another secret', serviceEvent('RotationFailed', `${PREFIX}other-AbCdEf`), []],
  ['a rejected use of the key', rejectedDecrypt(STRANGER, KEY), ['RejectedKeyUse']],
  ['a use of the key', rejectedDecrypt(ORDERS, KEY, { errorCode: undefined }), []],
  ['a rejected use of another key', rejectedDecrypt(STRANGER, KEY.replace('0f1e', 'ffff')), []],
  ['a read of the canary', call('GetSecretValue', role('canary'), CANARY), ['CanaryRule']],
  ['a rejected read of the canary', call('GetSecretValue', role('canary'), CANARY, { errorCode: 'AccessDenied' }), []],
  ['a new value of the canary', call('PutSecretValue', role('canary'), CANARY), []],
  ['failed rotation of the canary', serviceEvent('RotationFailed', CANARY), ['RotationProblem']],
  ['overdue rotation', compliance(PAYMENTS, 'NON_COMPLIANT'), ['RotationOverdue']],
  ['rotation in time', compliance(PAYMENTS, 'COMPLIANT'), []],
];

let patterns: EventPatterns;
let matched: { readonly [event: string]: string[] };

jest.setTimeout(600_000);

beforeAll(() => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY);
  new SecretAudit(stack, 'Audit', {
    secrets: [
      secretsmanager.Secret.fromSecretAttributes(stack, 'Payments', { secretCompleteArn: PAYMENTS, encryptionKey }),
      secretsmanager.Secret.fromSecretPartialArn(stack, 'Billing', `${PREFIX}billing`),
    ],
    expectedRoles: [iam.Role.fromRoleArn(stack, 'Orders', ORDERS.sessionContext.sessionIssuer.arn)],
    maxRotationAge: Duration.days(30),
  });
  const rules = Object.entries(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  patterns = new EventPatterns();
  const results = patterns.match(rules.map(([, { Properties }]) => deployed(Properties.EventPattern)), EVENTS.map(([, event]) => event));
  const kinds = rules.map(([id]) => id.replace(/^Audit(.*).{8}$/, '$1'));
  matched = Object.fromEntries(EVENTS.map(([name], at) => [name, kinds.filter((_, rule) => results[rule][at])]));
});

/** Returns the pattern with the ARN of the canary, which is known after deployment; its other names follow from that. */
function deployed(pattern: object): object {
  return JSON.parse(JSON.stringify(pattern), (_, value) => {
    if (typeof value !== 'object' || value === null) return value;
    const [name = ''] = Object.keys(value);
    if (name === 'Ref') return CANARY;
    return name.startsWith('Fn::') ? 'another name of the canary' : value;
  });
}

test.each(EVENTS)('%s', (name, _, kinds) => {
  expect(matched[name]).toEqual(kinds);
});
