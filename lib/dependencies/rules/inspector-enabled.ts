import { all, filterKnown, finding, flatMapKnown, isOwnCode, Outcome, Property, Resource, Rule, Workload } from '../../gate';

/** Custom resources that enable scans at deployment: InspectorScanning of this library, and AwsCustomResource, which can call any action. */
const OWN = 'Custom::Sec3InspectorScanning';
const CALLS = [OWN, 'Custom::AWS'];

const FILTER = 'AWS::InspectorV2::Filter';

/**
 * Properties by which a customer managed key encrypts a function, and what they encrypt. Amazon Inspector's guide says that it does not scan
 * "functions encrypted with customer managed keys". The guide does not distinguish between code and environment, and neither does the rule.
 */
const KEYS = [
  { path: ['Code', 'SourceKMSKeyArn'], what: 'its code' },
  { path: ['KmsKeyArn'], what: 'its environment' },
] as const;

/** Amazon Inspector scans deployed functions continuously. */
export const inspectorEnabled: Rule = {
  id: 'InspectorEnabled',
  item: 'dependencies/automated-tools',
  severity: 'warning',
  title: 'Amazon Inspector scans each function for known vulnerabilities, and no filter hides what it finds.',
  why:
    'New vulnerabilities are published for packages that had none when they were deployed. Without continuous scans, a function that is never ' +
    'redeployed keeps them for years.',
  fix: {
    cdk: 'Create an InspectorScanning of this library in a stack of the same account and Region. Remove tags that exclude the function, its key, and filters that suppress more than named vulnerabilities.',
    template: 'Have a custom resource call Inspector2 enable for LAMBDA. Remove InspectorExclusion from Tags, KmsKeyArn, and broad FilterCriteria.',
  },
  acceptable:
    'If the account or the organization enables Amazon Inspector outside of the templates, or a function contains ' +
    'nothing to scan: say who, or why.',
  link: 'https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html',
  resourceTypes: ['AWS::Lambda::Function', FILTER],
  findings: {
    'not-enabled': 'Nothing in the templates enables function scans of Amazon Inspector.',
    'excluded': 'A tag excludes the function from scans.',
    'suppressed': 'A filter suppresses findings of Amazon Inspector without naming vulnerabilities or packages.',
    'customer-key': 'The function is encrypted with a customer managed key, and Amazon Inspector does not scan such functions.',
  },
  asks: {
    name: 'inspector',
    description: 'Amazon Inspector scans the functions of the account, or of its organization. The setting is outside of the templates.',
    findings: ['not-enabled'],
  },
  check: (fn, workload) => {
    // The code of this library's functions is scanned as part of the library.
    if (isOwnCode(fn)) return [];
    return fn.type === FILTER ? checkFilter(fn) : all(() => checkEnabled(fn, workload), () => checkKeys(fn), () => checkExclusion(fn));
  },
};

function checkEnabled(fn: Resource, workload: Workload): readonly Outcome[] {
  const calls = flatMapKnown(CALLS, (type) => enablingAmong(workload.inEnvironment(fn.stack, type), workload));
  return calls.length > 0 ? [] : [finding(fn, 'not-enabled', 'no custom resource of its account and Region enables function scans of Amazon Inspector')];
}

function checkKeys(fn: Resource): readonly Outcome[] {
  const used = KEYS.map(({ path, what }) => ({ key: fn.get(...path), what })).filter(({ key }) => key.exists).slice(0, 1);
  return used.map(({ key, what }) => finding(key, 'customer-key', `${what} is encrypted with a customer managed key; according to its documentation, Amazon Inspector does not scan such functions`));
}

function checkExclusion(fn: Resource): readonly Outcome[] {
  const exclusion = exclusionOf(fn);
  return exclusion ? [finding(exclusion, 'excluded', 'the tag InspectorExclusion excludes it from scans')] : [];
}

/** Criteria that name what is suppressed: vulnerabilities, packages or single findings. */
const NAMING_CRITERIA = ['FindingArn', 'RelatedVulnerabilities', 'Title', 'VulnerabilityId', 'VulnerablePackages'];

/** Values that all vulnerabilities, or those of a year, start with. */
const ANY_VULNERABILITY = /^(?:CVE|GHSA)?-?(?:\d{4}-?)?$/;

/** Checks a filter, which hides findings from reports and events. */
function checkFilter(filter: Resource): readonly Outcome[] {
  if (filter.get('FilterAction').string() !== 'SUPPRESS') return [];
  const criteria = filter.get('FilterCriteria');
  const isNamed = NAMING_CRITERIA.some((name) => criteria.at(name).items().some((one) =>
    one.at('Comparison').string() !== 'NOT_EQUALS' && !ANY_VULNERABILITY.test(one.at('Value').string() ?? 'a package')));
  return isNamed ? [] : [finding(filter, 'suppressed', 'the filter suppresses findings, and names neither vulnerabilities nor packages')];
}

function enablingAmong(calls: readonly Resource[], workload: Workload): readonly Resource[] {
  return workload.once(enablesScans, calls, () => filterKnown(calls, (call) => call.created && enablesScans(call)));
}

function enablesScans(call: Resource): boolean {
  if (call.type === OWN) return call.get('ScanType').string() === 'LAMBDA';
  const create = call.get('Create');
  const text = create.written();
  if (text === undefined) {
    if (create.exists) throw create.undetermined('the called action is known only at deployment');
    return false;
  }
  if (!/inspector2/i.test(text)) {
    const isOther = /"service":"[^"$]+"/.test(text);
    if (create.hasUnknownPart() && !isOther) throw create.undetermined('a part of the called action is known only at deployment');
    return false;
  }
  const { service, action, parameters } = parsed(create, text);
  const types = parameters?.resourceTypes;
  return /inspector2/i.test(String(service)) && /^enable(Command)?$/i.test(String(action)) && Array.isArray(types) && types.includes('LAMBDA');
}

/** Returns the call of an AwsCustomResource, which the CDK writes into the template as JSON. */
function parsed(create: Property, text: string): { service?: unknown; action?: unknown; parameters?: { resourceTypes?: unknown } | null } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Reported below.
  }
  throw create.undetermined('a call as AwsCustomResource writes it is expected');
}

function exclusionOf(fn: Resource): Property | undefined {
  return fn.get('Tags').items().find((tag) => tag.at('Key').literal() === 'InspectorExclusion' && tag.at('Value').literal() === 'LambdaStandardScanning');
}
