import { finding, Rule } from '../../gate';
import { GUARD_WRAPPER, policyOf, POLICY_VARIABLE, variableOf, WRAPPER_VARIABLE } from '../template/guarded-function';

/** The guard accepts the policy. */
export const runtimePolicyValid: Rule = {
  id: 'RuntimePolicyValid',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'The policy of each function under the runtime guard is valid.',
  why: 'The guard does not start a function without a valid policy: each invocation of the function fails.',
  fix: {
    cdk: 'Use RuntimePolicy.standard() or another of its factories instead of a document written by hand.',
    template: 'Write SEC3_RUNTIME_POLICY according to the JSON Schema lambda/runtime-guard/policy.schema.json of the repository.',
  },
  link: 'https://json-schema.org/draft-07/json-schema-validation',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    missing: 'The function starts the guard, but has no policy for it.',
    invalid: 'The guard rejects the policy.',
  },
  check: (fn) => {
    const policy = policyOf(fn);
    if (!policy) {
      return variableOf(fn, WRAPPER_VARIABLE).literal() === GUARD_WRAPPER
        ? [finding(fn, 'missing', `${WRAPPER_VARIABLE} starts the guard, but ${POLICY_VARIABLE} is absent`)]
        : [];
    }
    const { at, problems } = policy;
    if (problems.length === 0 && at.hasUnknownPart()) at.string();
    return problems.map(({ pointer, message }) => finding(at, 'invalid', `${pointer === '' ? 'the policy' : pointer} ${message}`));
  },
};
