import { judged, POLICY, workload } from './sample-workload';
import { controlsOf } from '../../../lib/report/security/controls';
import { workloadMap } from '../../../lib/report/security/workload-map';

const counts = (template: object) => {
  const result = judged(template);
  return Object.fromEntries(controlsOf(result, workloadMap(result).functions).map(({ id, has, of, unknown }) => [id, [has, of, unknown]]));
};

const role = (managed: unknown[] = []) => ({ Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: managed, AssumeRolePolicyDocument: { Statement: [] } } });
const fn = (properties: object) => ({ Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Code: { S3Bucket: 'b', S3Key: 'k' }, ...properties } });
const guarded = (modes: object) => ({ Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper', SEC3_RUNTIME_POLICY: JSON.stringify({ ...POLICY, modes }) } } });
const alert = Object.fromEntries(Object.keys(POLICY.modes).map((category) => [category, 'alert']));
const of = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const BASIC = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']] };

test('controls of functions are counted', () => {
  const found = counts({
    Parameters: { Mode: { Type: 'String' } },
    Resources: {
      Own: role(),
      Shared: role([BASIC]),
      A: fn({ Role: of('Own'), DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111111111111:q' }, TracingConfig: { Mode: 'Active' }, ...guarded(POLICY.modes) }),
      B: fn({ Role: of('Shared'), TracingConfig: { Mode: { Ref: 'Mode' } }, ...guarded(alert) }),
      C: fn({ Role: of('Shared'), TracingConfig: { Mode: 'PassThrough' } }),
    },
  });
  expect(found).toMatchObject({
    'own-role': [1, 3, 0], 'own-logs': [1, 3, 0], 'failed-events': [0, 3, 3], 'traced': [1, 3, 1], 'guard-alert-only': [1, 3, 0], 'guard-enforcing': [1, 3, 0],
  });
});

test('controls from rules are counted', () => {
  const { Rotation, ...others } = workload().Resources;
  expect(Rotation).toBeDefined();
  expect([counts(workload()).rotated, counts({ Resources: others }).rotated]).toEqual([[1, 1, 0], [0, 1, 0]]);
});

test('a workload without functions has no counts', () => expect(counts({ Resources: { T: { Type: 'AWS::SNS::Topic' } } })['own-role']).toEqual([0, 0, 0]));
