import { fn, guarded, image, policy, WRAPPER } from './guarded';
import { wrapperNotOverridden } from '../../../lib/runtime-protection/rules/wrapper-not-overridden';
import { check } from '../../gate/harness';

const POLICY = { SEC3_RUNTIME_POLICY: policy() };

describe('compliant', () => {
  test('the guard', () => expect(check(wrapperNotOverridden, guarded())).toEqual([]));

  test('no policy, and so no guard', () => expect(check(wrapperNotOverridden, fn({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' }))).toEqual([]));

  test('an image', () => expect(check(wrapperNotOverridden, image(POLICY))).toEqual([]));

  test('a layer that another stack exports', () => {
    expect(check(wrapperNotOverridden, guarded(policy(), { Layers: [{ 'Fn::ImportValue': 'guard' }] }))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('another wrapper', () => {
    expect(check(wrapperNotOverridden, fn({ ...POLICY, AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' }))).toEqual([
      'Fn[overridden] Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER: SEC3_RUNTIME_POLICY is set, but AWS_LAMBDA_EXEC_WRAPPER is /opt/other ' +
        `in place of ${WRAPPER}`,
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
