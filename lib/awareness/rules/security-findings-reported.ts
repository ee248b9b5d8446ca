import { advancedRecords, all, basicRecords, each, filterKnown, finding, flatMapKnown, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { leavesOutSevere, RULE, rulesFor, sourcesOf } from '../template/security-findings';

/** Security services are on, and no one hides what they find. */
export const securityFindingsReported: Rule = {
  id: 'SecurityFindingsReported',
  item: 'awareness/notifications',
  severity: 'warning',
  title: 'Security services that the templates configure are on, and no filter, rule or pattern hides what they find.',
  why:
    'A detector that is off, or a filter for a whole service, hides an attack as well as the noise for which it was made. The dashboard stays empty, and everyone believes ' +
    'that nothing happens.',
  fix: {
    cdk: 'Turn the service and its features on. In filters and automation rules, name the resource, the control or the type of finding; let a pattern match the severe findings.',
    template: 'Set Enable, Status and IsLogging so that the service runs. In filters, name resources, controls or types of findings; let EventPattern match severe findings.',
  },
  acceptable: 'If another account, or the organization, evaluates the findings: say which, and who reads them.',
  link: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html',
  resourceTypes: [
    'AWS::AccessAnalyzer::Analyzer', 'AWS::CloudTrail::EventDataStore', 'AWS::CloudTrail::Trail', RULE, 'AWS::GuardDuty::Detector', 'AWS::GuardDuty::Filter', 'AWS::Macie::FindingsFilter',
    'AWS::Macie::Session', 'AWS::SNS::Subscription', 'AWS::SecurityHub::AutomationRule', 'AWS::SecurityHub::Standard',
  ],
  findings: {
    'turned-off': 'A security service, its protection of functions, or a control is turned off.',
    'suppressed': 'A filter hides findings, and names neither resources nor types of findings.',
    'severe-left-out': 'A rule or a subscription does not match severe findings, and no other does.',
  },
  check: (resource, workload) => CHECKS[resource.type](resource, workload),
};

type Check = (resource: Resource, workload: Workload) => readonly Outcome[];

/** The check of each type. */
const CHECKS: { readonly [type: string]: Check } = {
  'AWS::AccessAnalyzer::Analyzer': (analyzer) => each(analyzer.get('ArchiveRules').items(), (rule) => checkNamed(rule.at('Filter').items().map((one) => one.at('Property').string()!), rule, OF_ANALYZER)),
  'AWS::CloudTrail::EventDataStore': (store) => offIf(store.get('IngestionEnabled'), 'false'),
  'AWS::CloudTrail::Trail': (trail, workload) => all(() => offIf(trail.get('IsLogging'), 'false'), () => checkSelectors(trail, workload)),
  'AWS::GuardDuty::Detector': (detector) => all(() => offIf(detector.get('Enable'), 'false'), () => each(detector.get('Features').items(), checkFeature)),
  'AWS::GuardDuty::Filter': checkFilter,
  'AWS::Macie::FindingsFilter': checkFilter,
  'AWS::Macie::Session': (session) => offIf(session.get('Status'), 'PAUSED'),
  'AWS::SNS::Subscription': checkSubscription,
  'AWS::SecurityHub::AutomationRule': checkAutomation,
  'AWS::SecurityHub::Standard': (standard) => each(standard.get('DisabledStandardsControls').items(), checkControl),
  [RULE]: checkRule,
};

function offIf(at: Property, off: string): readonly Outcome[] {
  return at.exists && at.string() === off ? [finding(at, 'turned-off', `it is ${off}, so nothing is recorded or found`)] : [];
}

/** Names of events about data in buckets, tables and functions. Other calls are management events. */
const DATA_EVENT = /^(?:\w*Objects?|\w*Item|Invoke\w*|Query|Scan|Publish\w*|Get|Put|Post)$/;

/** Names of calls that change nothing. */
const READ_EVENT = /^(?:AssumeRole|BatchGet|Decrypt|Describe|GenerateDataKey|Get|Head|List|Lookup|Search)/;

/** Checks the selectors of a trail from whose log metric filters count management events. */
function checkSelectors(trail: Resource, workload: Workload): readonly Outcome[] {
  const selectors = [...trail.get('EventSelectors').items(), ...trail.get('AdvancedEventSelectors').items()];
  if (selectors.length === 0) return [];
  const logs = trail.get('CloudWatchLogsLogGroupArn').references();
  const counted = logs.flatMap(({ resource }) => workload.attached(resource, 'AWS::Logs::MetricFilter', 'LogGroupName'));
  const patterns = counted.map((filter) => filter.get('FilterPattern').written() ?? '');
  const names = patterns.flatMap((pattern) => [...pattern.matchAll(/\$\.eventName\s*=\s*"?(\w+)/g)].map(([, name]) => name));
  const isRecorded = (name: string) => filterKnown(selectors, (selector) => mayRecord(selector, name)).length > 0;
  const missing = names.filter((name) => !DATA_EVENT.test(name) && !isRecorded(name));
  return missing.length === 0 ? [] : [finding(selectors[0], 'turned-off', `no selector records ${missing[0]}, which a metric filter counts`)];
}

function mayRecord(selector: Property, eventName: string): boolean {
  const event = { readOnly: READ_EVENT.test(eventName), eventName };
  return selector.at('FieldSelectors').exists ? advancedRecords(selector.json(), event) !== false : basicRecords(selector.json(), event);
}

/** Other features are about instances, clusters and databases. */
function checkFeature(feature: Property): readonly Outcome[] {
  return feature.at('Name').string() === 'LAMBDA_NETWORK_LOGS' ? offIf(feature.at('Status'), 'DISABLED') : [];
}

/** Controls about parts of a serverless application, and about the services that watch it. */
const OF_APPLICATIONS = /\/((?:Lambda|APIGateway|AppSync|StepFunctions|SecretsManager|CodeBuild|ECR|GuardDuty|Inspector|Macie)\.\d+)$/;

/** A control that is turned off for a stated reason is a decision. */
function checkControl(control: Property): readonly Outcome[] {
  const [, name] = OF_APPLICATIONS.exec(control.at('StandardsControlArn').string() ?? '') ?? [];
  return name === undefined || control.at('Reason').exists ? [] : [finding(control, 'turned-off', `control ${name} is turned off, and no Reason says why`)];
}

/** Criteria that name what is hidden, by service. Others, such as severities, accounts and products, stand for many findings. */
const OF_ANALYZER = /^(?:resource|id|principal\..*|condition\..*)$/;
const OF_FINDINGS = /^(?:type|id|title|resource\..*|resourcesAffected\..*|service\.(?:action|additionalInfo|runtimeDetails)\..*|classificationDetails\..*)$/;
const OF_HUB = /^(?:ComplianceSecurityControlId|GeneratorId|Id|ResourceId|ResourceTags|Title|Type)$/;

function checkNamed(criteria: readonly string[], at: Property, naming: RegExp): readonly Outcome[] {
  return criteria.some((name) => naming.test(name)) ? [] : [finding(at, 'suppressed', `${criteria.join(', ') || 'nothing'} stands for many findings, and all of them are hidden`)];
}

/** Findings of lower severities may be hidden. The upper bounds are those of Amazon GuardDuty and Amazon Macie. */
const LOW = 4;

function checkFilter(filter: Resource): readonly Outcome[] {
  const criteria = filter.get('FindingCriteria', 'Criterion');
  if (filter.get('Action').string() !== 'ARCHIVE') return [];
  const entries = criteria.entries();
  const isLow = entries.some(([name, condition]) => /^severity/.test(name) && ['Lt', 'Lte', 'LessThan', 'LessThanOrEqual', 'lt', 'lte'].some((bound) => (condition.at(bound).number() ?? LOW + 1) <= LOW));
  // What differs from a value stands for many findings.
  const naming = entries.filter(([, condition]) => ['Eq', 'Equals', 'Matches', 'eq', 'eqExactMatch'].some((operator) => condition.at(operator).exists)).map(([name]) => name);
  return isLow ? [] : checkNamed(naming, criteria, OF_FINDINGS);
}

function checkAutomation(rule: Resource): readonly Outcome[] {
  const updates = rule.get('Actions').items().map((action) => action.at('FindingFieldsUpdate'));
  const hides = updates.some((update) => update.at('Workflow', 'Status').string() === 'SUPPRESSED' || /^(?:INFORMATIONAL|LOW)$/.test(update.at('Severity', 'Label').string() ?? ''));
  if (!hides || rule.get('RuleStatus').string() === 'DISABLED') return [];
  const criteria = rule.get('Criteria');
  return checkNamed(criteria.entries().map(([name]) => name), criteria, OF_HUB);
}

function checkRule(rule: Resource, workload: Workload): readonly Outcome[] {
  return each(sourcesOf(rule), (source) => {
    const at = leavesOutSevere(rule.get('EventPattern'), source);
    return at === undefined || coveredSources(workload).has(source) ? [] : [leftOut(at, source)];
  });
}

/** The services of whose severe findings some rule matches at least one. */
function coveredSources(workload: Workload): ReadonlySet<string> {
  return workload.once(coveredSources, workload, () => {
    const rules = workload.resources(RULE).filter((rule) => rule.created && rule.get('State').literal() !== 'DISABLED');
    return new Set(flatMapKnown(rules, (rule) => sourcesOf(rule).filter((source) => leavesOutSevere(rule.get('EventPattern'), source) === undefined)));
  });
}

/** Checks the filter of a subscription that receives findings as they are. */
function checkSubscription(subscription: Resource, workload: Workload): readonly Outcome[] {
  const filter = subscription.get('FilterPolicy');
  if (!filter.exists || subscription.get('FilterPolicyScope').string() !== 'MessageBody') return [];
  return each(subscription.get('TopicArn').references(), ({ resource: topic }) => {
    const sources = [...new Set(rulesFor(topic, workload).flatMap(sourcesOf))];
    const subscriptions = workload.attached(topic, 'AWS::SNS::Subscription', 'TopicArn').filter((other) => other !== subscription && other.created);
    return each(sources, (source) => {
      const at = leavesOutSevere(filter, source);
      const others = subscriptions.filter((other) => !other.get('FilterPolicy').exists || leavesOutSevere(other.get('FilterPolicy'), source) === undefined);
      return at === undefined || others.length > 0 ? [] : [leftOut(at, source)];
    });
  });
}

function leftOut(at: Property, source: string): Outcome {
  return finding(at, 'severe-left-out', `the condition matches no severe finding of ${source}`);
}
