import { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport, PolicyViolation, Stage } from 'aws-cdk-lib';
import { NagPack } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { acknowledgementsAboveStacks } from './acknowledgements-above-stacks';
import { assertCdkVersion } from './cdk-version';
import { SEC3_RULES } from './rules';
import type { Sec3Account } from './sec3-account';
import type { Sec3Parameters } from './sec3-parameters';
import { AccountStatement, Baseline, BaselineComparison, fails, findingName, Gate, GateFinding, GateOptions, GateResult, groupByCause, PACK_NAME, qualify, readCloudAssembly } from '../gate';

/**
 * How a rule counts.
 */
export enum Sec3Level {
  /** Findings fail the gate. */
  ERROR = 'error',

  /** Findings are reported and don't fail the gate, unless the CDK CLI runs with `--strict`. */
  WARNING = 'warning',

  /** The rule is not run. */
  OFF = 'off',
}

/**
 * What the SEC 3 gate can be told.
 */
export interface Sec3ChecksProps {
  /**
   * Levels of rules in place of their own, by rule id without prefix, such as `SecretRotated`. RULES.md lists the ids.
   *
   * An id that no rule has is an error.
   *
   * @default - `defaultLevel`
   */
  readonly levels?: { [ruleId: string]: Sec3Level };

  /**
   * Level of the rules that `levels` does not name: `Sec3Level.WARNING` to begin with an existing app, `Sec3Level.ERROR` to let
   * no warning pass. `Sec3Level.OFF` is an error, since it would switch the gate off.
   *
   * @default - each rule's own level
   */
  readonly defaultLevel?: Sec3Level;

  /**
   * How it counts that a rule can't conclude, because a value is known only at deployment.
   *
   * @default Sec3Level.WARNING
   */
  readonly undetermined?: Sec3Level;

  /**
   * How it counts that no resource of the app is of a type that the rules look at. `cdk-sec3 check` takes it for an error: there, the
   * templates may be the wrong ones, whereas the CDK hands over all that the app has.
   *
   * @default Sec3Level.WARNING
   */
  readonly nothingJudged?: Sec3Level;

  /**
   * Shortest reason that an acknowledgement may have, in characters; at least 1.
   *
   * A shorter one fails the gate and can't itself be acknowledged.
   *
   * @default 10
   */
  readonly minimumReasonLength?: number;

  /**
   * A file with the findings that were there when it was written, from the working directory: they are counted and not shown, and only
   * others fail. `cdk-sec3 check --baseline FILE --update-baseline` writes it from the assembly. It is for what has not been looked at
   * yet; what is accepted for a reason is acknowledged.
   *
   * @default - every finding counts
   */
  readonly baseline?: string;

  /**
   * What the accounts have that templates can't show. Where it is not given, rules that ask for it can't conclude.
   *
   * @default - not known
   */
  readonly account?: Sec3Account;

  /**
   * Values of the parameters that rules declare, in place of their defaults.
   *
   * @default - the default of each parameter
   */
  readonly parameters?: Sec3Parameters;
}

/**
 * The rule pack of SEC 3: every rule of this library, run over the synthesized templates.
 *
 * `Sec3.enforce(app)` registers it and all else that the gate needs; use this class alone only where a single Stage
 * shall be judged, or where packs are composed: `Validations.of(app).addPlugins(new Sec3Checks(app))`.
 *
 * Findings are acknowledged with `Validations.of(construct).acknowledge({ id: 'Sec3-SecretRotated', reason: '...' })`,
 * for a rule or for one finding of it (`Sec3-SecretRotated[not-rotated]`).
 */
export class Sec3Checks extends NagPack {
  public readonly name: string = PACK_NAME;
  public readonly ruleIds?: string[];
  private readonly gate: Gate;
  private readonly baseline?: Baseline;

  /**
   * @param scope the App or Stage that it is registered on
   * @param props how to judge
   * @throws Error where an option makes no sense, where the baseline can't be read, or where aws-cdk-lib is too old to run validation plugins safely
   */
  constructor(scope?: IConstruct, props: Sec3ChecksProps = {}) {
    super();
    if (scope) assertCdkVersion(scope);
    this.packName = PACK_NAME;
    this.gate = new Gate(SEC3_RULES, gateOptions(props));
    this.baseline = props.baseline === undefined ? undefined : Baseline.read(props.baseline);
    this.ruleIds = SEC3_RULES.map((rule) => qualify(rule.id));
  }

  /**
   * Judges the stacks that the CDK hands over, at the end of synthesis.
   *
   * Whatever goes wrong in here fails the gate: the CDK would take an error thrown by a plugin for a pass.
   *
   * @param context the synthesized stacks
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    try {
      return report(this.run(context));
    } catch (e) {
      const description = `The SEC 3 gate could not run: ${e instanceof Error ? e.message : String(e)}`;
      return { success: false, violations: [fatalForApp(qualify('GateFailed'), description, 'Nothing was judged; fix the cause and synthesize again.')] };
    }
  }

  /**
   * Not supported: the gate judges synthesized templates, which a construct tree alone does not have.
   *
   * @param scope not used, but for the message
   * @throws Error always
   */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    throw new Error(
      `Sec3Checks judges synthesized templates and can't validate the constructs below '${scope.node.path}' directly. ` +
        'Call Sec3.enforce(app) and synthesize the app.',
    );
  }

  /**
   * Not used: see `validateScope`.
   *
   * @param node not used
   */
  protected checkResource(node: CfnResource): void {
    this.validateScope(node);
  }

  private run(context: IPolicyValidationContext): GateResult {
    const app = context.appConstruct;
    if (!Stage.isStage(app)) {
      throw new Error('the CDK did not hand over the app; aws-cdk-lib 2.271.0 or later is needed');
    }
    const judged = new Set(context.stackTemplates.map((stack) => stack.stackConstructPath));
    const assembly = readCloudAssembly(app.outdir, (path) => judged.has(path));
    const found = new Set([...assembly.stacks, ...assembly.unreadable].map((stack) => stack.constructPath));
    const missing = [...judged].filter((path) => !found.has(path));
    if (missing.length > 0) throw new Error(`no template was found in ${app.outdir} for ${missing.join(', ')}`);
    const result = this.gate.run({
      stacks: assembly.stacks,
      unreadable: assembly.unreadable,
      acknowledgements: [...assembly.acknowledgements, ...acknowledgementsAboveStacks(app)],
    });
    return this.baseline?.applyTo(result) ?? result;
  }
}

function gateOptions(props: Sec3ChecksProps): GateOptions {
  return {
    levels: props.levels,
    // What no rule may be is refused by the gate, with the other problems.
    defaultLevel: props.defaultLevel as GateOptions['defaultLevel'],
    undetermined: props.undetermined,
    nothingJudged: props.nothingJudged ?? Sec3Level.WARNING,
    minimumReasonLength: props.minimumReasonLength,
    account: props.account && statementOf(props.account),
    parameters: Object.fromEntries(Object.entries(props.parameters ?? {}).filter(([, value]) => value !== undefined)),
  };
}

function statementOf({ statedBy, reason, ...answers }: Sec3Account): AccountStatement {
  return { statedBy, reason, answers: Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== undefined)) };
}

function report(result: GateResult): PolicyValidationPluginReport {
  // What was stated of the account is no acknowledgement that the CDK knows, and is in the summary below.
  const written = result.acknowledged.filter(({ acknowledgement }) => acknowledgement.statedBy === undefined);
  const violations = [
    // The CDK prints each resource of each violation on its own; those of one cause follow each other.
    ...group(groupByCause(result.findings).flat().map((finding) => ({ finding, reportAs: findingName(finding) }))),
    // Reported under the very id that was acknowledged, so that the CDK lists it as suppressed, with reason and place.
    ...group(written.map((finding) => ({ finding, reportAs: finding.acknowledgement.id }))),
  ];
  const inStages = result.findings.filter((finding) => fails(finding) && finding.stack?.inStage);
  if (inStages.length > 0) violations.push(stageSummary(inStages));
  violations.push(...accountSummary(result));
  if (result.baseline !== undefined) violations.push(...baselineSummary(result.baseline));
  return { success: !result.findings.some(fails), violations };
}

/** Groups findings that differ only in their resource into one violation. */
function group(findings: readonly { readonly finding: GateFinding; readonly reportAs: string }[]): PolicyViolation[] {
  const groups = new Map<string, PolicyViolation & { violatingResources: PolicyViolation['violatingResources'] }>();
  for (const { finding, reportAs } of findings) {
    const key = JSON.stringify([reportAs, finding.level, finding.message]);
    let violation = groups.get(key);
    if (!violation) {
      violation = {
        ruleName: reportAs,
        description: finding.message,
        severity: finding.level,
        fix: finding.rule ? `${finding.fix} ${finding.rule.link}` : finding.fix,
        ruleMetadata: metadataOf(finding),
        violatingResources: [],
      };
      groups.set(key, violation);
    }
    violation.violatingResources.push({
      constructPath: finding.path,
      resourceLogicalId: finding.logicalId,
      templatePath: finding.template,
      locations: finding.location ? [finding.location] : [],
    });
  }
  return [...groups.values()];
}

function metadataOf(finding: GateFinding): PolicyViolation['ruleMetadata'] {
  if (!finding.rule) return undefined;
  const { title, item, link } = finding.rule;
  return { title, checklist: `SEC 3, ${item}`, documentation: link };
}

/**
 * `cdk synth` without arguments looks only at the stacks outside of Stages, and would pass whatever is inside. A
 * violation of no construct in particular gets through that filter; only a fatal one can't be acknowledged away.
 */
function stageSummary(findings: readonly GateFinding[]): PolicyViolation {
  const stacks = [...new Set(findings.map((finding) => finding.stack!.constructPath))].sort();
  return fatalForApp(
    qualify('StageFindings'),
    `${findings.length} finding${findings.length === 1 ? '' : 's'} in stacks inside Stages: ${stacks.join(', ')}`,
    "Run cdk synth '**' to see them, and fix them or acknowledge them where they are.",
  );
}

/** What was stated of the account, and answers findings. */
function accountSummary({ acknowledged }: GateResult): PolicyViolation[] {
  const stated = acknowledged.filter(({ acknowledgement }) => acknowledgement.statedBy !== undefined);
  if (stated.length === 0) return [];
  const names = [...new Set(stated.map(findingName))].join(', ');
  const description = `What is stated of the account answers ${names}: ${stated[0].acknowledgement.reason}`;
  return [{ ...forApp(qualify('Account'), description, 'Nothing, as long as it is so.'), severity: 'info' }];
}

/** What the baseline keeps from view, and what of it is fixed. */
function baselineSummary({ file, known, fixed }: BaselineComparison): PolicyViolation[] {
  if (known.length + fixed.length === 0) return [];
  const gone = fixed.map(({ id, path, location }) => `${id} at ${path}${location === undefined || location === 'Properties' ? '' : ` ${location}`}`);
  const description = `${known.length} found and in the baseline ${file}${gone.length === 0 ? '' : `; ${gone.length} of it fixed: ${gone.join(', ')}`}`;
  const fix = `cdk-sec3 check --baseline ${file} --update-baseline takes out what is fixed; without --baseline, all is shown.`;
  return [{ ...forApp(qualify('Baseline'), description, fix), severity: 'info' }];
}

function fatalForApp(ruleName: string, description: string, fix: string): PolicyViolation {
  return { ...forApp(ruleName, description, fix), severity: 'fatal' };
}

function forApp(ruleName: string, description: string, fix: string): PolicyViolation {
  return { ruleName, description, fix, violatingResources: [{ constructPath: '', locations: [] }] };
}
