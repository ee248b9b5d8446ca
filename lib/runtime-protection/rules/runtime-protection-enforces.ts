import { finding, Outcome, Property, Rule } from '../../gate';
import { policyOf, startsGuard } from '../template/guarded-function';
import type { RuntimePolicyDocument } from '../template/runtime-policy-document';

/** The categories of operations that SEC 3 names: "spawning child processes, network access or local filesystem access". */
const NAMED = ['childProcess', 'network', 'fileWrite', 'sourceRead'] as const;

/** The policy of the runtime guard blocks some of the operations that SEC 3 names. */
export const runtimeProtectionEnforces: Rule = {
  id: 'RuntimeProtectionEnforces',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'The runtime guard policy of each function blocks operations, and does not only report them.',
  why: 'A guard that only reports shows an attack after it has succeeded, when the secrets are already stolen.',
  fix: {
    cdk: 'Replace RuntimePolicy.alertOnly() with RuntimePolicy.standard(), or set categories without reports to RuntimeMode.BLOCK.',
    template: 'Set the modes in SEC3_RUNTIME_POLICY to block, childProcess, network, nativeAddon and inspector first.',
  },
  acceptable: 'While the guard is being introduced: say until when events are collected, and let the acknowledgement expire on that day.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security-pillar.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'alert-only': 'None of the operations that SEC 3 names (child processes, network, files) is blocked; at most, events are reported.',
    'allows-everything': 'Every category is allowed, so the guard does nothing.',
    'named-not-blocked': 'Some of the operations that SEC 3 names are allowed, or child processes are only reported.',
    'runs-degraded': 'The function runs unprotected if the guard can’t be activated.',
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

/** Reporting file operations is enough, as in the standard policy, since handlers use /tmp. If a VPC limits the network, EgressLimited checks it. */
function checkNamed(at: Property, { modes, onDegraded }: RuntimePolicyDocument): readonly Outcome[] {
  const open = NAMED.filter((category) => category !== 'network' && (modes[category] === 'allow' || (category === 'childProcess' && modes[category] !== 'block')));
  return [
    ...open.map((category) => finding(at, 'named-not-blocked', `the policy has ${category}: ${modes[category]}`)),
    ...(onDegraded === 'warn' ? [finding(at, 'runs-degraded', 'onDegraded is warn: the function runs even if the guard can’t')] : []),
  ];
}
