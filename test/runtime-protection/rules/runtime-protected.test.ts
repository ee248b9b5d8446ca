import { fn, guarded, image, policy, WRAPPER } from './guarded';
import { runtimeProtected } from '../../../lib/runtime-protection/rules/runtime-protected';
import { check, ids } from '../../gate/harness';

describe('compliant', () => {
  test('under the guard', () => expect(check(runtimeProtected, guarded())).toEqual([]));

  test('under the guard, with a policy that is known only at deployment', () => expect(check(runtimeProtected, guarded({ Ref: 'Open' }))).toEqual([]));

  test.each(['python3.14', 'java21', 'dotnet10', 'ruby3.4', 'nodejs26.x'])('%s', (Runtime) => {
    expect(check(runtimeProtected, guarded(policy(), { Runtime }))).toEqual([]);
  });

  test('an image that starts the guard first', () => {
    const entry = ['/guard/sec3-runtime-guard/wrapper', '/lambda-entrypoint.sh'];
    expect(check(runtimeProtected, image({ SEC3_RUNTIME_POLICY: policy() }, { ImageConfig: { EntryPoint: entry } }))).toEqual([]);
  });

  test('another wrapper, which WrapperNotOverridden reports', () => {
    expect(check(runtimeProtected, fn({ SEC3_RUNTIME_POLICY: policy(), AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' }))).toEqual([]);
  });
});

describe('non-compliant', () => {
  const absent = 'Fn[not-protected] Properties: AWS_LAMBDA_EXEC_WRAPPER is absent';

  test.each([[undefined], [{}], [{ STAGE: 'prod' }]])('variables %j', (variables) => expect(check(runtimeProtected, fn(variables))).toEqual([absent]));

  test('another wrapper', () => {
    expect(check(runtimeProtected, fn({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' }))).toEqual([
      'Fn[not-protected] Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER: AWS_LAMBDA_EXEC_WRAPPER is /opt/other, which is not the guard',
    ]);
  });

  test('a runtime that the guard can’t protect', () => {
    expect(check(runtimeProtected, fn({}, { Runtime: 'python3.11' }))).toEqual([
      `${absent}; runtime python3.11 is older than Amazon Linux 2023, which the guard needs`,
    ]);
  });

  test.each([
    ['provided.al2023', 'runtime provided.al2023 starts no wrapper (AWS_LAMBDA_EXEC_WRAPPER)'],
    ['nodejs18.x', 'runtime nodejs18.x is older than Amazon Linux 2023, which the guard needs'],
  ])('the guard on %s', (Runtime, reason) => {
    expect(check(runtimeProtected, guarded(policy(), { Runtime }))).toEqual([`Fn[unsupported-runtime] Properties.Runtime: ${reason}`]);
  });

  test('in some deployments', () => {
    const template = guarded(policy(), {}, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    const { Environment } = template.Resources.Fn.Properties;
    Environment.Variables = { AWS_LAMBDA_EXEC_WRAPPER: { 'Fn::If': ['IsProd', WRAPPER, { Ref: 'AWS::NoValue' }] } };
    expect(check(runtimeProtected, template)).toEqual([`${absent} (where parameter Env is "dev")`]);
  });
});

describe('undetermined', () => {
  test('an image', () => {
    expect(check(runtimeProtected, image(undefined))).toEqual([
      'Fn[undetermined] Properties.Code: the wrapper is part of the container image',
    ]);
  });

  test('an image with a policy, which may not start the guard', () => {
    expect(ids(runtimeProtected, image({ SEC3_RUNTIME_POLICY: policy() }))).toEqual(['Fn[undetermined]']);
  });

  test('an image with the wrapper as a variable, which the image may ignore', () => {
    expect(check(runtimeProtected, image({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER }))).toEqual([
      'Fn[undetermined] Properties.Code: the wrapper is part of the container image',
    ]);
  });

  test('a runtime without wrappers', () => {
    expect(check(runtimeProtected, fn({}, { Runtime: 'provided.al2023' }))).toEqual([
      'Fn[undetermined] Properties.Runtime: runtime provided.al2023 starts no wrapper (AWS_LAMBDA_EXEC_WRAPPER); any protection is part of the function’s code',
    ]);
  });

  test.each([
    [{ AWS_LAMBDA_EXEC_WRAPPER: { Ref: 'Open' } }, 'Fn[undetermined] Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER: the value of parameter Open is given at deployment'],
    [{ Ref: 'Open' }, 'Fn[undetermined] Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER: the value of parameter Open is given at deployment'],
    [
      { 'A': 'b', 'Fn::Transform': { Name: 'Macro' } },
      'Fn[undetermined] Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER: a macro may change it at deployment',
    ],
  ])('variables %j', (variables, expected) => expect(check(runtimeProtected, fn(variables))).toEqual([expected]));
});
