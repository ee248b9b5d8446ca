import { finding, Rule } from '../../gate';
import { GUARD_WRAPPER, isImage, POLICY_VARIABLE, variableOf, WRAPPER_VARIABLE } from '../template/guarded-function';

/** If a function has a policy for the runtime guard, Lambda starts the guard. */
export const wrapperNotOverridden: Rule = {
  id: 'WrapperNotOverridden',
  item: 'runtime-protection/interception',
  severity: 'error',
  title: 'Lambda starts the runtime guard for each function that has a policy for it.',
  why: 'Lambda supports one wrapper for each function. Another wrapper disables the guard, while the policy suggests that it works.',
  fix: {
    cdk: 'Call protectFunction(fn), which starts the other wrapper after the guard; remove overrides of AWS_LAMBDA_EXEC_WRAPPER.',
    template:
      'Set AWS_LAMBDA_EXEC_WRAPPER to /opt/sec3-runtime-guard/wrapper, with the guard’s layer in Layers; move another wrapper to SEC3_CHAINED_WRAPPER.',
  },
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'overridden': 'Lambda starts another wrapper instead of the guard.',
    'not-started': 'Lambda starts no wrapper.',
    'no-layer': 'The function has no layer that could contain the guard.',
  },
  check: (fn) => {
    // An image starts the guard in its entry point, which need not be in the template.
    if (!variableOf(fn, POLICY_VARIABLE).exists || isImage(fn)) return [];
    const wrapper = variableOf(fn, WRAPPER_VARIABLE);
    if (!wrapper.exists) return [finding(fn, 'not-started', `${POLICY_VARIABLE} is set, but ${WRAPPER_VARIABLE} is absent`)];
    const started = wrapper.string()!;
    if (started !== GUARD_WRAPPER) {
      return [finding(wrapper, 'overridden', `${POLICY_VARIABLE} is set, but ${WRAPPER_VARIABLE} is ${started} instead of ${GUARD_WRAPPER}`)];
    }
    return fn.get('Layers').items().length > 0 ? [] : [finding(fn, 'no-layer', `${WRAPPER_VARIABLE} is in a layer, and the function has none`)];
  },
};
