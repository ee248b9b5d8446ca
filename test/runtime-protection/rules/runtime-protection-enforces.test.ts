import { everyMode, fn, guarded, policy } from './guarded';
import { runtimeProtectionEnforces } from '../../../lib/runtime-protection/rules/runtime-protection-enforces';
import { check, ids } from '../../gate/harness';

const AT = 'Properties.Environment.Variables.SEC3_RUNTIME_POLICY';

describe('compliant', () => {
  test.each([
    ['the standard policy', guarded()],
    ['no guard', fn({})],
    ['another wrapper, which another rule reports', fn({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/other', SEC3_RUNTIME_POLICY: policy(everyMode('alert')) })],
    ['no policy, which another rule reports', guarded({ Ref: 'AWS::NoValue' })],
    ['an invalid policy, which another rule reports', guarded('{}')],
    ['a host that is known only at deployment', guarded({ 'Fn::Sub': policy({}, { allowedHosts: ['${Open}'] }) })],
  ])('%s', (_, template) => expect(check(runtimeProtectionEnforces, template)).toEqual([]));
});

test('compliant: files are only reported, as handlers use /tmp; EgressLimited judges the network', () => {
  expect(check(runtimeProtectionEnforces, guarded(policy({ fileWrite: 'alert', sourceRead: 'alert', network: 'allow' })))).toEqual([]);
});

test.each(['childProcess', 'fileWrite', 'sourceRead'])('non-compliant: %s is allowed', (category) => {
  expect(check(runtimeProtectionEnforces, guarded(policy({ [category]: 'allow' })))).toEqual([`Fn[named-not-blocked] ${AT}: the policy has ${category}: allow`]);
});

test('non-compliant: child processes are only reported', () => {
  expect(ids(runtimeProtectionEnforces, guarded(policy({ childProcess: 'alert' })))).toEqual(['Fn[named-not-blocked]']);
});

test('non-compliant: the function also runs without the native guard', () => {
  expect(ids(runtimeProtectionEnforces, guarded(policy({}, { onDegraded: 'warn' })))).toEqual(['Fn[runs-degraded]']);
});

describe('non-compliant', () => {
  test('only reports', () => {
    expect(check(runtimeProtectionEnforces, guarded(policy(everyMode('alert'))))).toEqual([`Fn[alert-only] ${AT}: the policy blocks none of childProcess, network, fileWrite, sourceRead`]);
  });

  test('reports some categories and allows the rest', () => {
    expect(ids(runtimeProtectionEnforces, guarded(policy({ ...everyMode('allow'), worker: 'alert' })))).toEqual(['Fn[alert-only]']);
  });

  test.each(['nativeAddon', 'dynamicCode', 'worker', 'inspector'])('blocks only %s', (category) => {
    expect(ids(runtimeProtectionEnforces, guarded(policy({ ...everyMode('allow'), [category]: 'block' })))).toEqual(['Fn[alert-only]']);
  });

  test('allows everything', () => {
    expect(check(runtimeProtectionEnforces, guarded(policy(everyMode('allow'))))).toEqual([
      `Fn[allows-everything] ${AT}: the policy allows every category`,
    ]);
  });
});

describe('undetermined', () => {
  test.each([
    ['a parameter', { Ref: 'Open' }, 'the value of parameter Open is given at deployment'],
    ['a file', '@/var/task/policy.json', 'the policy is in the file /var/task/policy.json, which is not part of the template'],
  ])('%s', (_, text, reason) => expect(check(runtimeProtectionEnforces, guarded(text))).toEqual([`Fn[undetermined] ${AT}: ${reason}`]));

  test('a mode that is a parameter', () => {
    const text = { 'Fn::Sub': policy({ network: '${Open}' }) };
    expect(check(runtimeProtectionEnforces, guarded(text))).toEqual([
      expect.stringContaining(`Fn[undetermined] ${AT}: parts of the policy are known only at deployment: {"version":1`),
    ]);
  });
});
