import { fn, guarded, image, policy, WRAPPER } from './guarded';
import { runtimePolicyValid } from '../../../lib/runtime-protection/rules/runtime-policy-valid';
import { check, ids } from '../../gate/harness';

const AT = 'Properties.Environment.Variables.SEC3_RUNTIME_POLICY';
const invalid = (problem: string) => `Fn[invalid] ${AT}: ${problem}`;

describe('compliant', () => {
  test.each([
    ['a sound policy', guarded()],
    ['a policy on several lines', guarded(JSON.stringify(JSON.parse(policy()), null, 2))],
    ['no guard', fn({})],
    ['a sound policy without the guard', fn({ SEC3_RUNTIME_POLICY: policy() })],
    ['a host that is an attribute', guarded({ 'Fn::Sub': policy({}, { allowedHosts: ['${Db.Endpoint.Address}:${Db.Endpoint.Port}'] }) }, {}, {
      Resources: { Db: { Type: 'AWS::RDS::DBInstance' } },
    })],
    ['a host with the Region', guarded({ 'Fn::Sub': policy({}, { allowedHosts: ['x.${AWS::Region}.amazonaws.com'] }) })],
  ])('%s', (_, template) => expect(check(runtimePolicyValid, template)).toEqual([]));
});

describe('non-compliant', () => {
  test('no policy', () => {
    expect(check(runtimePolicyValid, fn({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER }))).toEqual([
      'Fn[missing] Properties: AWS_LAMBDA_EXEC_WRAPPER starts the guard, but SEC3_RUNTIME_POLICY is absent',
    ]);
  });

  test.each<[string, string, string]>([
    ['no JSON', '{"version": 1', 'the policy is not valid JSON'],
    ['neither JSON nor a file', 'standard', 'the policy is neither a JSON object nor @ and the absolute path of a file'],
    ['empty', '', 'the policy is neither a JSON object nor @ and the absolute path of a file'],
    ['a relative file', '@policy.json', 'the policy is neither a JSON object nor @ and the absolute path of a file'],
    ['an unknown mode', policy({ network: 'deny' }), '/modes/network is "deny"; "block" or "alert" or "allow" is expected'],
    ['an invalid host', policy({}, { allowedHosts: ['https://example.com'] }), '/allowedHosts/0 "https://example.com" is a URL'],
    ['the same key twice', policy().replace('"version":1', '"version":1,"version":1'), '/version occurs more than once'],
  ])('%s', (_, text, problem) => expect(check(runtimePolicyValid, guarded(text))).toEqual([expect.stringContaining(invalid(problem))]));

  test('all problems are reported', () => {
    expect(check(runtimePolicyValid, guarded(policy({ network: 'deny' }, { version: 2, onDegraded: undefined })))).toEqual([
      invalid('/onDegraded is missing'),
      invalid('/version is 2; 1 is expected'),
      invalid('/modes/network is "deny"; "block" or "alert" or "allow" is expected'),
    ]);
  });

  test('a policy of an image', () => expect(ids(runtimePolicyValid, image({ SEC3_RUNTIME_POLICY: '{}' }))).toContain('Fn[invalid]'));

  test('known problems beside an unknown part', () => {
    const text = { 'Fn::Sub': policy({ network: 'deny' }, { allowedHosts: ['${Open}'], onDegraded: '${Open}' }) };
    expect(check(runtimePolicyValid, guarded(text))).toEqual([invalid('/modes/network is "deny"; "block" or "alert" or "allow" is expected')]);
  });

  test('the known part of a host that is otherwise known only at deployment', () => {
    const text = { 'Fn::Sub': policy({}, { allowedHosts: ['https://${AWS::Region}.example.com'] }) };
    expect(ids(runtimePolicyValid, guarded(text))).toEqual(['Fn[invalid]']);
  });
});

describe('undetermined', () => {
  test('an image that starts the guard, and may set the policy itself', () => {
    const template = image({}, { ImageConfig: { EntryPoint: ['/guard/sec3-runtime-guard/wrapper', '/lambda-entrypoint.sh'] } });
    expect(check(runtimePolicyValid, template)).toEqual([
      'Fn[undetermined] Properties.Environment.Variables.SEC3_RUNTIME_POLICY: the guard starts in a container image, which may set the policy itself',
    ]);
  });

  test.each<[string, unknown, string]>([
    ['a parameter', { Ref: 'Open' }, 'the value of parameter Open is given at deployment'],
    ['an attribute', { 'Fn::GetAtt': ['Fn', 'Arn'] }, 'the policy is ${Fn.Arn}, which is known only at deployment'],
    ['a file', '@/opt/policy.json', 'the policy is in the file /opt/policy.json, which is not part of the template'],
    ['a list', ['x'], 'a text is expected, found a list'],
    ['a host that is a parameter', { 'Fn::Sub': policy({}, { allowedHosts: ['${Open}:443'] }) }, 'the value of parameter Open is given at deployment'],
    ['a mode that is a parameter', { 'Fn::Sub': policy({ worker: '${Open}' }) }, 'parts of the policy are known only at deployment: '],
    ['a part that is not a text', { 'Fn::Sub': policy().replace('true', '${Open}') }, 'parts of the policy are known only at deployment: '],
  ])('%s', (_, text, reason) => {
    expect(check(runtimePolicyValid, guarded(text))).toEqual([expect.stringContaining(`Fn[undetermined] ${AT}: ${reason}`)]);
  });
});
