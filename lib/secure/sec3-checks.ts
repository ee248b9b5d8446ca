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
 * The level of a rule.
 */
export enum Sec3Level {
  /** Findings fail the gate. */
  ERROR = 'error',

  /** Findings are reported and do not fail the gate, unless the CDK CLI runs with `--strict`. */
  WARNING = 'warning',

  /** The rule is not run. */
  OFF = 'off',
}

/**
 * Options of the SEC 3 gate.
 */
export interface Sec3ChecksProps {
  /**
   * Levels that override those of the rules, by rule id without prefix, such as `SecretRotated`. RULES.md lists the ids.
   *
   * An unknown id is an error.
   *
   * @default - `defaultLevel`
   */
  readonly levels?: { [ruleId: string]: Sec3Level };

  /**
   * Level of the rules that `levels` does not name. Use `Sec3Level.WARNING` to start with an existing app, `Sec3Level.ERROR` to let
   * warnings fail as well. `Sec3Level.OFF` is an error, since it would disable the gate.
   *
   * @default - each rule's own level
   */
  readonly defaultLevel?: Sec3Level;

  /**
   * Level of results that a rule can't determine, because a value is known only at deployment.
   *
   * @default Sec3Level.WARNING
   */
  readonly undetermined?: Sec3Level;

  /**
   * Level of the result that the app has no resource of any type that the rules check. `cdk-sec3 check` treats this as an error, because it may have
   * read the wrong templates; the CDK, in contrast, always passes all templates of the app.
   *
   * @default Sec3Level.WARNING
   */
  readonly nothingJudged?: Sec3Level;

  /**
   * The minimum length of the reason of an acknowledgement, in characters; at least 1.
   *
   * A shorter reason fails the gate; this finding can't be acknowledged.
   *
   * @default 10
   */
  readonly minimumReasonLength?: number;

  /**
   * Path of a baseline file, relative to the working directory. Findings in the baseline are counted but not shown; only other
   * findings fail. `cdk-sec3 check --baseline FILE --update-baseline` writes the file from the assembly. Use a baseline for findings that
   * were not reviewed yet, and acknowledgements for findings that are accepted for a reason.
   *
   * @default - every finding counts
   */
  readonly baseline?: string;

  /**
   * Settings of the accounts that templates can't show. Without it, rules that need them are undetermined.
   *
   * @default - unknown
   */
  readonly account?: Sec3Account;

  /**
   * Values of rule parameters, which override their defaults.
   *
   * @default - the default of each parameter
   */
  readonly parameters?: Sec3Parameters;
}

/**
 * The SEC 3 rule pack: all rules of this library, run on the synthesized templates.
 *
 * `Sec3.enforce(app)` registers it together with everything else that the gate needs. Use this class directly only to check a
 * single Stage, or to combine rule packs: `Validations.of(app).addPlugins(new Sec3Checks(app))`.
 *
 * Findings are acknowledged with `Validations.of(construct).acknowledge({ id: 'Sec3-SecretRotated', reason: '...' })`,
 * either for a rule or for one of its findings (`Sec3-SecretRotated[not-rotated]`).
 */
export class Sec3Checks extends NagPack {
  public readonly name: string = PACK_NAME;
  public readonly ruleIds?: string[];
  private readonly gate: Gate;
  private readonly baseline?: Baseline;

  /**
   * @param scope the App or Stage where the pack is registered
   * @param props options of the gate
   * @throws Error if an option is invalid, if the baseline can't be read, or if aws-cdk-lib is too old to run validation plugins
   * safely
   */
  constructor(scope?: IConstruct, props: Sec3ChecksProps = {}) {
    super();
    if (scope) assertCdkVersion(scope);
    this.packName = PACK_NAME;
    this.gate = new Gate(SEC3_RULES, gateOptions(props));
    this.baseline = props.baseline === undefined ? undefined : baselineIn(props.baseline);
    this.ruleIds = SEC3_RULES.map((rule) => qualify(rule.id));
  }

  /**
   * Checks the stacks that the CDK passes, at the end of synthesis.
   *
   * Any error in this method fails the gate: the CDK treats a plugin that throws as passed.
   *
   * @param context the synthesized stacks
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    try {
      return report(this.run(context));
    } catch (e) {
      const description = `The SEC 3 gate could not run: ${e instanceof Error ? e.message : String(e)}`;
      return { success: false, violations: [fatalForApp(qualify('GateFailed'), description, 'Nothing was checked; fix the cause and synthesize again.')] };
    }
  }

  /**
   * Not supported: the gate checks synthesized templates, which a construct tree does not contain.
   *
   * @param scope used only for the message
   * @throws Error always
   */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    throw new Error(
      `Sec3Checks checks synthesized templates and can't validate the constructs below '${scope.node.path}' directly. ` +
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
      throw new Error('the CDK did not pass the app; aws-cdk-lib 2.271.0 or later is needed');
    }
    const judged = new Set(context.stackTemplates.map((stack) => stack.stackConstructPath));
    const assembly = readCloudAssembly(app.outdir, (path) => judged.has(path), true);
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

function baselineIn(file: string): Baseline {
  try {
    return Baseline.read(file);
  } catch (e) {
    throw new Error(`baseline: ${(e as Error).message}`);
  }
}

function gateOptions(props: Sec3ChecksProps): GateOptions {
  return {
    levels: props.levels,
    // The gate reports invalid levels together with the other problems.
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
  // Statements about the account are not acknowledgements of the CDK; the summary below lists them.
  const written = result.acknowledged.filter(({ acknowledgement }) => acknowledgement.statedBy === undefined);
  const violations = [
    // The CDK prints each resource of each violation separately; violations with the same cause are adjacent.
    ...group(groupByCause(result.findings).flat().map((finding) => ({ finding, reportAs: findingName(finding) }))),
    // Reported under the acknowledged id, so that the CDK lists it as suppressed, with reason and location.
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
    const key = `${reportAs}\u0000${finding.level}\u0000${finding.message}`;
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
 * `cdk synth` without arguments only checks the stacks outside of Stages, and would pass all stacks inside. A violation
 * without a construct gets through that filter, and a fatal one can't be acknowledged.
 */
function stageSummary(findings: readonly GateFinding[]): PolicyViolation {
  const stacks = [...new Set(findings.map((finding) => finding.stack!.constructPath))].sort();
  return fatalForApp(
    qualify('StageFindings'),
    `${findings.length} finding${findings.length === 1 ? '' : 's'} in stacks inside Stages: ${stacks.join(', ')}`,
    "Run cdk synth '**' to see them, and fix them or acknowledge them where they are.",
  );
}

/** The statements about the account that resolve findings. */
function accountSummary({ acknowledged }: GateResult): PolicyViolation[] {
  const stated = acknowledged.filter(({ acknowledgement }) => acknowledgement.statedBy !== undefined);
  if (stated.length === 0) return [];
  const names = [...new Set(stated.map(findingName))].join(', ');
  const description = `Statements about the account resolve ${names}: ${stated[0].acknowledgement.reason}`;
  return [{ ...forApp(qualify('Account'), description, 'None, while the statements are true.'), severity: 'info' }];
}

/** The findings in the baseline that are not shown, and those that are fixed. */
function baselineSummary({ file, known, fixed }: BaselineComparison): PolicyViolation[] {
  if (known.length + fixed.length === 0) return [];
  const gone = fixed.map(({ id, path, location }) => `${id} at ${path}${location === undefined || location === 'Properties' ? '' : ` ${location}`}`);
  const description = `Findings in the baseline ${file}: ${known.length} still found${gone.length === 0 ? '' : `; ${gone.length} fixed: ${gone.join(', ')}`}`;
  const fix = `cdk-sec3 check --baseline ${file} --update-baseline removes fixed findings; without --baseline, all findings are shown.`;
  return [{ ...forApp(qualify('Baseline'), description, fix), severity: 'info' }];
}

function fatalForApp(ruleName: string, description: string, fix: string): PolicyViolation {
  return { ...forApp(ruleName, description, fix), severity: 'fatal' };
}

function forApp(ruleName: string, description: string, fix: string): PolicyViolation {
  return { ruleName, description, fix, violatingResources: [{ constructPath: '', locations: [] }] };
}
