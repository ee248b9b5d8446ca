import { finding, Rule } from '../../gate';
import { countingFilters, SecretEvent, watchingRules } from '../template/watching-rules';

const READ: SecretEvent = {
  name: 'GetSecretValue',
  detailType: 'AWS API Call via CloudTrail',
  idPath: ['requestParameters', 'secretId'],
};

/** Someone is told of reads. */
export const secretAudited: Rule = {
  id: 'SecretAudited',
  item: 'secrets/manager',
  severity: 'warning',
  title: 'Reads of each secret are watched, by a rule of EventBridge or a metric filter on the logs of a trail.',
  why: 'CloudTrail records each read, but tells nobody: with stolen credentials a secret is read for months before someone looks into the logs.',
  fix: {
    cdk: 'Make a SecretAudit of this library last in the stack, with expectedRoles, or for the app in a stack of its own with within: app.',
    template:
      'Add an AWS::Events::Rule on source aws.secretsmanager and eventName GetSecretValue, State ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.',
  },
  acceptable: 'When reads are watched where no template of the app shows it, such as by GuardDuty or a trail of the organization: say by what.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'not-audited': 'Neither a rule of EventBridge nor a metric filter watches reads of the secret.',
    'reads-not-seen': 'A rule asks for reads, but its state keeps read-only events from it.',
  },
  check: (secret, workload) => {
    if (countingFilters(secret, workload, READ).length > 0) return [];
    const rules = watchingRules(secret, workload, READ);
    if (rules.length === 0) return [finding(secret, 'not-audited', 'neither a rule of EventBridge nor a metric filter watches reads of this secret')];
    if (rules.some((rule) => rule.get('State').string() === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')) return [];
    const state = rules[0].get('State').string() ?? 'ENABLED';
    return [finding(secret, 'reads-not-seen', `rule ${rules[0].path} asks for reads, but its state ${state} keeps read-only events from it`)];
  },
};
