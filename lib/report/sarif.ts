import { practiceOf } from '../checklist';
import {
  AcknowledgedFinding, FilePlace, findingName, GATE_FINDINGS, GateFinding, GateFindingId, GateResult, qualify, Rule, StackTemplate,
} from '../gate';
import { Fingerprints } from './fingerprints';
import { LineHashes } from './line-hashes';
import { isIncomplete, isUndetermined, sorted } from './model';
import { placesOf } from './places-of';
import { isWithin } from './repository';
import { Sarif, withinLimits } from './sarif-limits';
import { physicalLocation, sarifLog } from './sarif-log';

/** Additional input of SARIF. */
export interface SarifOptions {
  /** Version of this package. */
  readonly version: string;
  /** Absolute path of the repository, or else of the working directory. */
  readonly root: string;
}

/**
 * Returns the result as SARIF 2.1.0, within the limits of GitHub code scanning.
 *
 * Undetermined results have the kind `open` and therefore the level `none`, as the standard requires (§3.27.10), unless they were configured as
 * errors. Acknowledged findings are suppressed results with the reason as justification. Every result has one location with a line: in the code of
 * the app if it is known and in the repository, and then the template is a related location; else in the template. GitHub only shows files of the
 * repository: a finding outside of it has its location in another template, and its message names the file. Above GitHub's limits, the most severe
 * results are kept. With a baseline, findings in it and acknowledged findings are `unchanged`. Fixed findings have no result, because consumers that
 * ignore `baselineState` would show them as findings.
 */
export function toSarif(result: GateResult, { version, root }: SarifOptions): Sarif {
  const rules = [...result.rules.map(ruleDescriptor), ...(Object.keys(GATE_FINDINGS) as GateFindingId[]).map(ownDescriptor)];
  const writer = new ResultWriter(result.workload.stacks, new Map(rules.map((rule, index) => [rule.id, index])), root);
  const incomplete = sorted(result.findings.filter(isIncomplete)).map(({ message, ruleId }) => ({ level: 'error', message: { text: message }, descriptor: { id: ruleId } }));
  const results = [
    ...sorted(result.findings).map((finding) => writer.result(finding, result.baseline && 'new')),
    ...sorted(result.baseline?.known ?? []).map((finding) => writer.result(finding, 'unchanged')),
    ...sorted(result.acknowledged).map((finding) => writer.suppressed(finding, result.baseline && 'unchanged')),
  ];
  return withinLimits(results, (kept, note) => sarifLog({
    driver: 'cdk-sec3',
    version,
    rules,
    isComplete: incomplete.length === 0,
    notifications: [...incomplete, ...(note === undefined ? [] : [{ level: 'warning', message: { text: note } }])],
    results: kept,
  }));
}

function ruleDescriptor(rule: Rule) {
  const advice = [
    `CDK: ${rule.fix.cdk}`,
    `CloudFormation: ${rule.fix.template}`,
    ...(rule.fix.sam === undefined ? [] : [`SAM: ${rule.fix.sam}`]),
    ...(rule.acceptable === undefined ? [] : [`When to acknowledge: ${rule.acceptable}`]),
  ];
  const findings = Object.entries(rule.findings);
  return {
    id: qualify(rule.id),
    name: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: {
      text: [...advice, `Findings:\n${findings.map(([id, meaning]) => `${id}: ${meaning}`).join('\n')}`, rule.link].join('\n\n'),
      markdown: [...advice, findings.map(([id, meaning]) => `- \`${id}\`: ${meaning}`).join('\n'), `[Documentation](${rule.link})`].join('\n\n'),
    },
    helpUri: rule.link,
    defaultConfiguration: { level: rule.severity },
    properties: { tags: ['security', 'SEC 3', practiceOf(rule.item).id, rule.item] },
  };
}

function ownDescriptor(id: GateFindingId) {
  return {
    id: qualify(id),
    name: id,
    shortDescription: { text: GATE_FINDINGS[id] },
    properties: { tags: ['SEC 3'] },
  };
}

class ResultWriter {
  private readonly fingerprints = new Fingerprints();
  private readonly hashes = new LineHashes();
  private readonly taken = new Set<string>();

  constructor(
    private readonly stacks: readonly StackTemplate[],
    private readonly ruleIndex: ReadonlyMap<string, number>,
    private readonly root: string,
  ) {}

  public result(finding: GateFinding, baselineState?: 'new' | 'unchanged') {
    const open = isUndetermined(finding) && finding.level === 'warning';
    const { ruleId, location, resourceType, cause } = finding;
    const { places, message } = placesOf(finding, this.stacks, this.root);
    const fingerprint = this.fingerprints.of(finding);
    return {
      ruleId,
      ruleIndex: this.ruleIndex.get(ruleId),
      baselineState,
      kind: open ? 'open' : 'fail',
      level: open ? 'none' : finding.level === 'warning' ? 'warning' : 'error',
      message: { text: message },
      ...this.locations(finding, places),
      partialFingerprints: { 'primaryLocationLineHash': this.lineHash(ruleId, places[0], fingerprint), 'sec3/v1': fingerprint },
      properties: { id: findingName(finding), location, resourceType, cause, fix: finding.fix },
    };
  }

  public suppressed(finding: AcknowledgedFinding, baselineState?: 'unchanged') {
    const { reason } = finding.acknowledgement;
    return { ...this.result(finding, baselineState), suppressions: [{ kind: 'external', status: 'accepted', justification: reason }] };
  }

  private locations(finding: GateFinding, [place, template]: readonly FilePlace[]) {
    const { path, logicalId } = finding;
    const logical = path === '' ? undefined : [{ fullyQualifiedName: path, name: logicalId, kind: logicalId && 'resource' }];
    if (place === undefined) return { locations: logical && [{ logicalLocations: logical }] };
    return {
      locations: [{ physicalLocation: physicalLocation(place, this.root), logicalLocations: logical }],
      relatedLocations: template && [{ id: 1, message: { text: 'In the template' }, physicalLocation: physicalLocation(template, this.root) }],
    };
  }

  /** GitHub merges results of a rule with equal fingerprints. Constructs that one line creates need different ones. */
  private lineHash(ruleId: string, place: FilePlace | undefined, fingerprint: string): string | undefined {
    const hash = place && isWithin(this.root, place.file) ? this.hashes.at(place.file, place.line) : undefined;
    if (hash === undefined) return undefined;
    const key = JSON.stringify([ruleId, place!.file, hash]);
    const isFirst = !this.taken.has(key);
    this.taken.add(key);
    return isFirst ? hash : `${hash}:${fingerprint}`;
  }
}
