import { policyOf, startsGuard } from './guarded-function';
import { finding, Rule } from '../../gate';

/** The policy of the runtime guard blocks something. */
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
    'alert-only': 'No category is blocked; at most, events are reported.',
    'allows-everything': 'Every category is allowed, so that the guard does nothing.',
  },
  check: (fn) => {
    const policy = startsGuard(fn) ? policyOf(fn) : undefined;
    if (!policy?.document) return [];
    const modes = Object.values(policy.document.modes);
    if (modes.includes('block')) return [];
    return modes.includes('alert')
      ? [finding(policy.at, 'alert-only', 'the policy blocks no category')]
      : [finding(policy.at, 'allows-everything', 'the policy allows every category')];
  },
};
