import { finding, Outcome, Property, Rule } from '../../gate';
import { policyOf, startsGuard } from '../template/guarded-function';
import type { RuntimePolicyDocument } from '../template/runtime-policy-document';

/** The categories of what SEC 3 names: "spawning child processes, network access or local filesystem access". */
const NAMED = ['childProcess', 'network', 'fileWrite', 'sourceRead'] as const;

/** The policy of the runtime guard blocks some of what SEC 3 names. */
export const runtimeProtectionEnforces: Rule = {
  id: 'RuntimeProtectionEnforces',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'The policy of each function under the runtime guard blocks, and does not only report.',
  why: 'A guard that only reports tells of an attack after it has succeeded: the secrets are gone by then.',
  fix: {
    cdk: 'Replace RuntimePolicy.alertOnly() with RuntimePolicy.standard(), or set the categories that were never reported to RuntimeMode.BLOCK.',
    template: 'Set the modes in SEC3_RUNTIME_POLICY to block, childProcess, network, nativeAddon and inspector first.',
  },
  acceptable: 'While the guard is being introduced: say until when events are collected, and let the acknowledgement end on that day.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security-pillar.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'alert-only': 'None of what SEC 3 names (child processes, network, files) is blocked; at most, events are reported.',
    'allows-everything': 'Every category is allowed, so that the guard does nothing.',
    'named-not-blocked': 'Some of what SEC 3 names is allowed, or child processes are only reported.',
    'runs-degraded': 'The function runs without the guard where the guard can’t do its work.',
  },
  check: (fn) => {
    const policy = startsGuard(fn) ? policyOf(fn) : undefined;
    if (!policy?.document) return [];
    const { modes } = policy.document;
    if (NAMED.some((category) => modes[category] === 'block')) return checkNamed(policy.at, policy.document);
    return Object.values(modes).every((mode) => mode === 'allow')
      ? [finding(policy.at, 'allows-everything', 'the policy allows every category')]
      : [finding(policy.at, 'alert-only', `the policy blocks none of ${NAMED.join(', ')}`)];
  },
};

/** Files may be reported alone, as the standard policy has it: handlers use /tmp. The network is a matter of EgressLimited where a VPC limits it. */
function checkNamed(at: Property, { modes, onDegraded }: RuntimePolicyDocument): readonly Outcome[] {
  const open = NAMED.filter((category) => category !== 'network' && (modes[category] === 'allow' || (category === 'childProcess' && modes[category] !== 'block')));
  return [
    ...open.map((category) => finding(at, 'named-not-blocked', `the policy has ${category}: ${modes[category]}`)),
    ...(onDegraded === 'warn' ? [finding(at, 'runs-degraded', 'onDegraded is warn: the function runs where the guard can’t')] : []),
  ];
}
