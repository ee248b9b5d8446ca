import { attempt, covers, Finding, finding, hasWildcard, Outcome, Property, Resource, Rule } from '../../gate';

const REGISTRY = 'AWS::ECR::RegistryScanningConfiguration';

/** Scan frequencies of a registry's rule that include scans on push. */
const ON_PUSH: readonly (string | undefined)[] = ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'];

/** Every image is scanned for known vulnerabilities when it is pushed. */
export const imageScannedOnPush: Rule = {
  id: 'ImageScannedOnPush',
  item: 'dependencies/automated-tools',
  severity: 'error',
  title: 'Amazon ECR scans each image for known vulnerabilities when it is pushed.',
  why: 'An image contains an operating system and libraries. Without a scan, those with published vulnerabilities reach production.',
  fix: {
    cdk: 'Set imageScanOnPush: true on the Repository.',
    template:
      'Set ImageScanningConfiguration.ScanOnPush: true, or add an AWS::ECR::RegistryScanningConfiguration with a rule whose filter matches the ' +
      'repository.',
  },
  acceptable:
    'If the registry is configured to scan outside of the workload, or the pipeline scans images before it pushes them: say where, ' +
    'and how the results are handled.',
  link: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html',
  resourceTypes: ['AWS::ECR::Repository'],
  findings: {
    'not-scanned': 'Neither the repository nor the registry scans images on push.',
    'left-out': 'The templates configure the registry, which scans images on push, but not those of the repository.',
  },
  asks: {
    name: 'ecrScanning',
    description: 'The registry of the account scans images on push. The setting is outside of the templates.',
    findings: ['not-scanned'],
  },
  check: (repository, workload) => {
    const registries = workload.inEnvironment(repository.stack, REGISTRY).filter((registry) => registry.created);
    // An account has one configuration in a Region, so that of the templates is all of it.
    const missing = registries.length > 0
      ? finding(repository, 'left-out', 'ScanOnPush is not true, and no rule of the registry scans images of this repository on push')
      : finding(repository, 'not-scanned', 'ScanOnPush is not true, and no configuration of the registry scans images on push');
    return anyOf(missing, [
      () => (repository.get('ImageScanningConfiguration', 'ScanOnPush').boolean() === true ? [] : [missing]),
      ...registries.map((registry) => () => scansOnPush(registry, repository, missing)),
    ]);
  },
};

function scansOnPush(registry: Resource, repository: Resource, missing: Finding): readonly Outcome[] {
  return anyOf(
    missing,
    registry.get('Rules').items().map((rule) => () => {
      if (!ON_PUSH.includes(rule.at('ScanFrequency').string())) return [missing];
      const filters = rule.at('RepositoryFilters').items();
      return anyOf(missing, filters.map((filter) => () => (matches(filter.at('Filter'), repository) ? [] : [missing])));
    }),
  );
}

/** A filter without a wildcard matches every name that contains it. */
function matches(filter: Property, repository: Resource): boolean {
  const pattern = filter.string();
  if (pattern === undefined) return false;
  if (/^\*+$/.test(pattern)) return true;
  const name = repository.get('RepositoryName');
  const text = name.string();
  if (text === undefined) throw name.undetermined(`the name is generated, so whether filter ${pattern} of the registry matches it is unknown`);
  return hasWildcard(pattern) ? covers(pattern, text) : text.includes(pattern);
}

/** Compliant if one of the checks is. Otherwise the undetermined outcomes; if there are none, the finding. */
function anyOf(missing: Finding, checks: readonly (() => readonly Outcome[])[]): readonly Outcome[] {
  const results = checks.map(attempt);
  if (results.some((outcomes) => outcomes.length === 0)) return [];
  const open = results.flat().filter((outcome) => outcome.kind === 'undetermined');
  return open.length > 0 ? open : [missing];
}
