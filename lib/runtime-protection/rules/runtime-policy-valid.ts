import { finding, Rule } from '../../gate';
import { GUARD_WRAPPER, policyOf, POLICY_VARIABLE, variableOf, WRAPPER_VARIABLE } from '../template/guarded-function';

/** The policy of the runtime guard is one that the guard takes. */
export const runtimePolicyValid: Rule = {
  id: 'RuntimePolicyValid',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'The policy of each function under the runtime guard is valid.',
  why: 'The guard runs no function without a policy that it understands: each invocation of the function fails.',
  fix: {
    cdk: 'Use RuntimePolicy.standard() or another of its factories in place of a document written by hand.',
    template: 'Write SEC3_RUNTIME_POLICY as the JSON Schema says that the package has in lambda/runtime-guard/policy.schema.json.',
  },
  link: 'https://json-schema.org/draft-07/json-schema-validation',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    missing: 'The function starts the guard, and has no policy for it.',
    invalid: 'The guard refuses the policy.',
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
