import { each, filterKnown, finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { blindness, trailsOver } from '../template/read-trails';
import { countingFilters, secretEvent, watchingRules } from '../template/watching-rules';

const READ = secretEvent({
  name: 'GetSecretValue',
  detailType: 'AWS API Call via CloudTrail',
  idPath: ['requestParameters', 'secretId'],
});

/** Reads of secrets are monitored. */
export const secretAudited: Rule = {
  id: 'SecretAudited',
  item: 'secrets/manager',
  severity: 'warning',
  title: 'A trail records reads of each secret, and a rule of EventBridge or a metric filter watches them.',
  why:
    'CloudTrail records each read, but notifies no one: with stolen credentials a secret may be read for months unnoticed. Without an active trail ' +
    'that records read management events, rules and filters receive nothing, and their silence looks like health.',
  fix: {
    cdk:
      'Create a SecretAudit of this library last in the stack, with expectedRoles. Set its trail to SecretAuditTrail.create(), or to ' +
      'existing("name of the trail") if the account has one.',
    template:
      'Add an AWS::Events::Rule on GetSecretValue, State ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. Have an AWS::CloudTrail::Trail, ' +
      'EnableLogFileValidation and IsMultiRegionTrail true, record all.',
  },
  acceptable:
    'If reads are monitored outside of the app’s templates, such as by GuardDuty, or by a trail of the account or the ' +
    'organization: name the monitor.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'not-audited': 'Neither a rule of EventBridge nor a metric filter watches reads of the secret.',
    'reads-not-seen': 'A rule matches reads, but its state excludes read-only events.',
    'no-trail': 'The templates contain no CloudTrail trail, so the rule or the filter receives no reads.',
    'log-unvalidated': 'No trail that records reads validates its log files, so changes of the log go unnoticed.',
    'replica-not-recorded': 'The secret has a replica in a Region that no trail in the templates records.',
    'reads-not-recorded': 'The trails in the templates are off, or exclude read management events, so the rule or the filter receives no reads.',
  },
  asks: {
    name: 'trail',
    description: 'A trail of the account, or of its organization, records read management events. The trail is outside of the templates.',
    findings: ['no-trail'],
  },
  check: (secret, workload) => {
    if (countingFilters(secret, workload, READ).length > 0) return checkTrails(secret, workload);
    const rules = watchingRules(secret, workload, READ);
    if (rules.length === 0) return [finding(secret, 'not-audited', 'neither a rule of EventBridge nor a metric filter watches reads of this secret')];
    if (workload.once(seesReads, rules, () => rules.some(seesReads))) return checkTrails(secret, workload);
    const state = rules[0].get('State').string() ?? 'ENABLED';
    return [finding(secret, 'reads-not-seen', `rule ${rules[0].path} matches reads, but its state ${state} excludes read-only events`)];
  },
};

function seesReads(rule: Resource): boolean {
  return rule.get('State').string() === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
}

/** One trail that records reads suffices. */
function checkTrails(secret: Resource, workload: Workload): readonly Outcome[] {
  const trails = trailsOver(secret, workload);
  if (trails.length === 0) return [finding(secret, 'no-trail', 'the templates contain no CloudTrail trail, so no read is reported')];
  const seeing = workload.once(blindness, trails, () => filterKnown(trails, (trail) => blindness(trail) === undefined));
  if (seeing.length > 0) {
    const validated = workload.once(checkTrails, trails, () => filterKnown(seeing, (trail) => trail.get('EnableLogFileValidation').boolean() === true));
    if (validated.length > 0) return checkReplicas(secret, validated);
    return [finding(secret, 'log-unvalidated', `trail ${seeing[0].path} has no EnableLogFileValidation, so changes of its log go unnoticed`)];
  }
  const [trail] = trails;
  return [finding(secret, 'reads-not-recorded', `trail ${trail.path} ${blindness(trail)}, and no other one in the templates records reads of this secret`)];
}

/** A replica is read in its own Region, and a trail of one Region records no other Regions. */
function checkReplicas(secret: Resource, trails: readonly Resource[]): readonly Outcome[] {
  return each(secret.get('ReplicaRegions').items(), (replica) => {
    const region = replica.at('Region').string();
    const isRecorded = (trail: Resource) => trail.stack.region === region || trail.get('IsMultiRegionTrail').boolean() === true;
    if (filterKnown(trails, isRecorded).length > 0) return [];
    return [finding(replica, 'replica-not-recorded', `no trail records reads of the replica in ${region}: IsMultiRegionTrail of ${trails[0].path} is not true`)];
  });
}
