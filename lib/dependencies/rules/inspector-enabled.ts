import { filterKnown, finding, flatMapKnown, isOwnCode, Property, Resource, Rule, Workload } from '../../gate';

/** What turns scans on at deployment: InspectorScanning of this library, and AwsCustomResource, which calls any action. */
const OWN = 'Custom::Sec3InspectorScanning';
const CALLS = [OWN, 'Custom::AWS'];

/**
 * Properties by which a customer managed key encrypts a function, and what they encrypt. Amazon Inspector's guide says that it does not
 * scan "functions encrypted with customer managed keys", and makes no difference between their code and their environment: nor does the rule.
 */
const KEYS = [
  { path: ['Code', 'SourceKMSKeyArn'], what: 'its code' },
  { path: ['KmsKeyArn'], what: 'its environment' },
] as const;

/** Amazon Inspector scans what is deployed, as long as it is deployed. */
export const inspectorEnabled: Rule = {
  id: 'InspectorEnabled',
  item: 'dependencies/automated-tools',
  severity: 'warning',
  title: 'Amazon Inspector scans each function for known vulnerabilities.',
  why:
    'A package that was clean when it was deployed is not for long. Without a scan of what runs, a function that nobody changes keeps a published ' +
    'vulnerability for years.',
  fix: {
    cdk: 'Make an InspectorScanning of this library in a stack of the same account and Region. Leave out tags that exclude the function, and its key.',
    template: 'Have a custom resource call Inspector2 enable for LAMBDA. Remove InspectorExclusion from Tags of the function, and its KmsKeyArn.',
  },
  acceptable:
    'When the account or the organization enables Amazon Inspector outside of the templates, or a function holds nothing that it could scan: say who, ' +
    'or why.',
  link: 'https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-enabled': 'Nothing in the templates enables scans of functions by Amazon Inspector.',
    'excluded': 'A tag excludes the function from scans.',
    'customer-key': 'The function is encrypted with a customer managed key, and Amazon Inspector scans no such functions.',
  },
  asks: {
    name: 'inspector',
    description: 'Amazon Inspector scans the functions of the account, or of its organization. The setting is outside of the templates.',
    findings: ['not-enabled'],
  },
  check: (fn, workload) => {
    // What this package ships is scanned with the package.
    if (isOwnCode(fn)) return [];
    const calls = flatMapKnown(CALLS, (type) => enablingAmong(workload.inEnvironment(fn.stack, type), workload));
    if (calls.length === 0) {
      return [finding(fn, 'not-enabled', 'no custom resource of its account and Region enables scans of functions by Amazon Inspector')];
    }
    for (const { path, what } of KEYS) {
      const key = fn.get(...path);
      if (!key.exists) continue;
      return [finding(key, 'customer-key', `${what} is encrypted with a customer managed key, and Amazon Inspector documents to scan no function that has one`)];
    }
    const exclusion = exclusionOf(fn);
    return exclusion ? [finding(exclusion, 'excluded', 'the tag InspectorExclusion excludes it from scans')] : [];
  },
};

function enablingAmong(calls: readonly Resource[], workload: Workload): readonly Resource[] {
  return workload.once(enablesScans, calls, () => filterKnown(calls, (call) => call.created && enablesScans(call)));
}

function enablesScans(call: Resource): boolean {
  if (call.type === OWN) return call.get('ScanType').string() === 'LAMBDA';
  const create = call.get('Create');
  const text = create.written();
  if (text === undefined) {
    if (create.exists) throw create.undetermined('which action it calls is known only at deployment');
    return false;
  }
  if (!/inspector2/i.test(text)) {
    const isOther = /"service":"[^"$]+"/.test(text);
    if (create.hasUnknownPart() && !isOther) throw create.undetermined('a part of which action it calls is known only at deployment');
    return false;
  }
  const { service, action, parameters } = parsed(create, text);
  const types = parameters?.resourceTypes;
  return /inspector2/i.test(String(service)) && /^enable(Command)?$/i.test(String(action)) && Array.isArray(types) && types.includes('LAMBDA');
}

/** What AwsCustomResource calls, as it writes it into the template: as JSON. */
function parsed(create: Property, text: string): { service?: unknown; action?: unknown; parameters?: { resourceTypes?: unknown } | null } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw create.undetermined('a call of an action is expected, as AwsCustomResource writes it');
}

function exclusionOf(fn: Resource): Property | undefined {
  return fn.get('Tags').items().find((tag) => tag.at('Key').literal() === 'InspectorExclusion' && tag.at('Value').literal() === 'LambdaStandardScanning');
}
