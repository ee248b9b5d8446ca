import { practiceOf } from '../checklist';
import { AcknowledgedFinding, findingName, fingerprintOf, GATE_FINDINGS, GateFinding, GateFindingId, GateResult, qualify, Rule, StackTemplate } from '../gate';
import { isIncomplete, isUndetermined, sorted } from './model';
import { artifactLocation, sarifLog } from './sarif-log';

/** What SARIF needs besides the result. */
export interface SarifOptions {
  /** Version of this package. */
  readonly version: string;
  /** The line of a template on which a resource starts, from 1. @default - not given */
  readonly lineOf?: (template: string, logicalId: string) => number | undefined;
}

/**
 * The result as SARIF 2.1.0.
 *
 * What can't be known before deployment has the kind `open`, and with it the level `none`, which the standard asks for
 * (§3.27.10); where it was configured to be an error it is a failure like others. What was acknowledged is a suppressed
 * result with the reason as justification. Every result has a template as its location, since consumers refuse those
 * without: one that is about no resource has that of its stack, else the first. With a baseline, what is in it is `unchanged`, and what
 * was acknowledged too. What is fixed has no result: consumers that don't read `baselineState` would show it as a finding.
 */
export function toSarif(result: GateResult, options: SarifOptions): string {
  const rules = [...result.rules.map(ruleDescriptor), ...(Object.keys(GATE_FINDINGS) as GateFindingId[]).map(ownDescriptor)];
  const writer = new ResultWriter(result.workload.stacks, new Map(rules.map((rule, index) => [rule.id, index])), options.lineOf);
  const incomplete = result.findings.filter(isIncomplete);
  return sarifLog({
    driver: 'cdk-sec3',
    version: options.version,
    rules,
    notifications: sorted(incomplete).map(({ message, ruleId }) => ({ level: 'error', message: { text: message }, descriptor: { id: ruleId } })),
    results: [
      ...sorted(result.findings).map((finding) => writer.result(finding, result.baseline && 'new')),
      ...sorted(result.baseline?.known ?? []).map((finding) => writer.result(finding, 'unchanged')),
      ...sorted(result.acknowledged).map((finding) => writer.suppressed(finding, result.baseline && 'unchanged')),
    ],
  });
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
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly stacks: readonly StackTemplate[],
    private readonly ruleIndex: ReadonlyMap<string, number>,
    private readonly lineOf: SarifOptions['lineOf'],
  ) {}

  public result(finding: GateFinding, baselineState?: 'new' | 'unchanged') {
    const open = isUndetermined(finding) && finding.level === 'warning';
    const { ruleId, location, resourceType, cause } = finding;
    return {
      ruleId,
      ruleIndex: this.ruleIndex.get(ruleId),
      baselineState,
      kind: open ? 'open' : 'fail',
      level: open ? 'none' : finding.level === 'warning' ? 'warning' : 'error',
      message: { text: finding.message },
      locations: this.locations(finding),
      partialFingerprints: { 'sec3/v1': this.fingerprint(finding) },
      properties: { id: findingName(finding), location, resourceType, cause, fix: finding.fix },
    };
  }

  public suppressed(finding: AcknowledgedFinding, baselineState?: 'unchanged') {
    const { reason } = finding.acknowledgement;
    return { ...this.result(finding, baselineState), suppressions: [{ kind: 'external', status: 'accepted', justification: reason }] };
  }

  private locations(finding: GateFinding) {
    const { logicalId } = finding;
    const file = finding.template ?? this.fileOf(finding.path);
    const line = logicalId === undefined || file === undefined ? undefined : this.lineOf?.(file, logicalId);
    const logical = finding.path === '' ? undefined : [{ fullyQualifiedName: finding.path, name: logicalId, kind: logicalId && 'resource' }];
    if (file === undefined) return logical && [{ logicalLocations: logical }];
    return [
      {
        physicalLocation: { artifactLocation: artifactLocation(file), region: line === undefined ? undefined : { startLine: line } },
        logicalLocations: logical,
      },
    ];
  }

  /** The template of the stack that a path lies in, else the first. */
  private fileOf(at: string): string | undefined {
    const around = this.stacks.find((stack) => stack.constructPath !== undefined && `${at}/`.startsWith(`${stack.constructPath}/`));
    return (around ?? this.stacks[0])?.file;
  }

  /** Later ones of one identity are numbered. */
  private fingerprint(finding: GateFinding): string {
    const print = fingerprintOf(finding);
    const nth = (this.seen.get(print) ?? 0) + 1;
    this.seen.set(print, nth);
    return nth === 1 ? print : `${print}:${nth}`;
  }
}
