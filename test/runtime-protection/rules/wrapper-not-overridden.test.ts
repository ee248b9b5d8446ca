import { fn, guarded, image, policy, WRAPPER } from './guarded';
import { wrapperNotOverridden } from '../../../lib/runtime-protection/rules/wrapper-not-overridden';
import { check } from '../../gate/harness';

const POLICY = { SEC3_RUNTIME_POLICY: policy() };

describe('compliant', () => {
  test('the guard', () => expect(check(wrapperNotOverridden, guarded())).toEqual([]));

  test('without a policy, the function has no guard', () => expect(check(wrapperNotOverridden, fn({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' }))).toEqual([]));

  test('an image', () => expect(check(wrapperNotOverridden, image(POLICY))).toEqual([]));

  test('a layer that another stack exports', () => {
    expect(check(wrapperNotOverridden, guarded(policy(), { Layers: [{ 'Fn::ImportValue': 'guard' }] }))).toEqual([]);
  });
});

describe('variables that load code', () => {
  const having = (variables: object) => {
    const Variables = { ...POLICY, AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, ...variables };
    return check(wrapperNotOverridden, guarded(policy(), { Environment: { Variables } }));
  };

  test.each<[string, string]>([
    ['LD_PRELOAD', '/opt/other.so'],
    ['LD_AUDIT', '/opt/other.so'],
    ['BASH_ENV', '/opt/other.sh'],
    ['DOTNET_STARTUP_HOOKS', '/opt/other.dll'],
    ['JAVA_TOOL_OPTIONS', '-Xmx128m -javaagent:/opt/other.jar'],
    ['NODE_OPTIONS', '--require /opt/other.js'],
    ['NODE_OPTIONS', '--enable-source-maps -r=/opt/other.js'],
    ['NODE_OPTIONS', '--import=/opt/other.mjs'],
  ])('non-compliant: %s=%s', (name, value) => {
    expect(having({ [name]: value })).toEqual([
      `Fn[loads-code] Properties.Environment.Variables.${name}: ${name} loads code into each process of the function, beside the guard`,
    ]);
  });

  test.each<[string, string]>([['NODE_OPTIONS', '--enable-source-maps --max-old-space-size=512'], ['JAVA_TOOL_OPTIONS', '-Xmx128m'], ['LD_PRELOAD', '']])('compliant: %s=%s', (name, value) => {
    expect(having({ [name]: value })).toEqual([]);
  });

  test('undetermined', () => expect(having({ NODE_OPTIONS: { Ref: 'Open' } })[0]).toContain('Fn[undetermined]'));
});

describe('non-compliant', () => {
  test('another wrapper', () => {
    expect(check(wrapperNotOverridden, fn({ ...POLICY, AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' }))).toEqual([
      'Fn[overridden] Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER: SEC3_RUNTIME_POLICY is set, but AWS_LAMBDA_EXEC_WRAPPER is /opt/other ' +
        `instead of ${WRAPPER}`,
    ]);
  });

  test('no wrapper', () => {
    expect(check(wrapperNotOverridden, fn(POLICY))).toEqual(['Fn[not-started] Properties: SEC3_RUNTIME_POLICY is set, but AWS_LAMBDA_EXEC_WRAPPER is absent']);
  });

  test.each([[undefined], [[]]])('layers %j', (Layers) => {
    expect(check(wrapperNotOverridden, guarded(policy(), { Layers }))).toEqual([
      'Fn[no-layer] Properties: AWS_LAMBDA_EXEC_WRAPPER is in a layer, and the function has none',
    ]);
  });
});

describe('undetermined', () => {
  test('a wrapper that is known only at deployment', () => {
    expect(check(wrapperNotOverridden, fn({ ...POLICY, AWS_LAMBDA_EXEC_WRAPPER: { Ref: 'Open' } }))).toEqual([
      'Fn[undetermined] Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER: the value of parameter Open is given at deployment',
    ]);
  });

  test('layers that are known only at deployment', () => {
    expect(check(wrapperNotOverridden, guarded(policy(), { Layers: { Ref: 'Open' } }))).toEqual([
      'Fn[undetermined] Properties.Layers: the value of parameter Open is given at deployment',
    ]);
  });
});
