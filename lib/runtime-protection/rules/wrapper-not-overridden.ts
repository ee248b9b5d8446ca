import { finding, Rule } from '../../gate';
import { GUARD_WRAPPER, isImage, POLICY_VARIABLE, variableOf, WRAPPER_VARIABLE } from '../template/guarded-function';

/** Where a function has a policy for the runtime guard, Lambda starts the guard. */
export const wrapperNotOverridden: Rule = {
  id: 'WrapperNotOverridden',
  item: 'runtime-protection/interception',
  severity: 'error',
  title: 'Lambda starts the runtime guard for each function that has a policy for it.',
  why: 'Lambda takes one wrapper for a function. Another one in its place turns the guard off, while the policy makes believe that it works.',
  fix: {
    cdk: 'Call protectFunction(fn), which starts the other wrapper after the guard; remove overrides of AWS_LAMBDA_EXEC_WRAPPER.',
    template:
      'Set AWS_LAMBDA_EXEC_WRAPPER to /opt/sec3-runtime-guard/wrapper, with the guard’s layer in Layers; move another wrapper to SEC3_CHAINED_WRAPPER.',
  },
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'overridden': 'Lambda starts another wrapper in place of the guard.',
    'not-started': 'Lambda starts no wrapper.',
    'no-layer': 'No layer of the function can hold the guard.',
  },
  check: (fn) => {
    // An image starts the guard by an entry point of its own, which need not be in the template.
    if (!variableOf(fn, POLICY_VARIABLE).exists || isImage(fn)) return [];
    const wrapper = variableOf(fn, WRAPPER_VARIABLE);
    if (!wrapper.exists) return [finding(fn, 'not-started', `${POLICY_VARIABLE} is set, but ${WRAPPER_VARIABLE} is absent`)];
    const started = wrapper.string()!;
    if (started !== GUARD_WRAPPER) {
      return [finding(wrapper, 'overridden', `${POLICY_VARIABLE} is set, but ${WRAPPER_VARIABLE} is ${started} in place of ${GUARD_WRAPPER}`)];
    }
    return fn.get('Layers').items().length > 0 ? [] : [finding(fn, 'no-layer', `${WRAPPER_VARIABLE} is in a layer, and the function has none`)];
  },
};
