import { practiceOf, QUESTION } from '../checklist';
import { AcknowledgedFinding, findingName, fingerprintOf, GateFinding, GateResult, qualify, Rule, whereabouts } from '../gate';
import { coverage, RuleCoverage } from './checklist';
import { checklistOf, isUndetermined, sorted, stackLabel, summarize } from './model';

/** Additional input of the machine-readable reports. */
export interface JsonOptions {
  /** Version of this package. */
  readonly version: string;
  /** All rules, including disabled ones. @default - the rules that were run */
  readonly pack?: readonly Rule[];
}

/**
 * Returns the result as JSON. `version` is the version of the format; it changes with incompatible changes.
 *
 * - `summary`: the figures; `undetermined` counts findings that are also counted by their level.
 * - `findings`, `acknowledged`: sorted by id, path and location; `id` is the id for acknowledgements.
 * - `place`: location of a finding as `file`, `line` and `column`: in the code of the app if known, else in the template; `templatePlace`: location
 * in the template.
 * - `source`: location of the cause, if it is not in the resource at `path`: `path`, `logicalId` and `location` of a policy, an output or a SAM
 * event; `subject`: distinguishes the finding from others in the same list, such as the grants of a policy statement.
 * - `baseline`: if there is one, its file, the findings that it contains (`known`, in the same format), and those that are `fixed`.
 * - `rules`: the rules that were run, with the paths of the resources that each examined.
 * - `exempt`: paths of resources that the CDK creates for itself.
 * - `checklist`: SEC 3 line by line; `status` as documented at `STATUSES`.
 */
export function toJson(result: GateResult, options: JsonOptions): string {
  const report = {
    version: 1,
    tool: { name: 'cdk-sec3', version: options.version },
    question: QUESTION,
    summary: summarize(result, options.pack),
    findings: sorted(result.findings).map(findingJson),
    acknowledged: sorted(result.acknowledged).map(acknowledgedJson),
    baseline: result.baseline && { ...result.baseline, known: sorted(result.baseline.known).map(findingJson) },
    rules: result.rules.map((rule) => ({
      id: qualify(rule.id),
      practice: practiceOf(rule.item).id,
      item: rule.item,
      severity: rule.severity,
      title: rule.title,
      why: rule.why,
      fix: rule.fix,
      acceptable: rule.acceptable,
      link: rule.link,
      examined: (result.evaluation.examined.get(rule) ?? []).map((resource) => resource.path).sort(),
    })),
    exempt: result.evaluation.exempt.map((resource) => resource.path).sort(),
    checklist: coverage(result, options.pack).map(({ practice, status, items }) => ({
      practice: practice.id,
      title: practice.title,
      status,
      items: items.map(({ item, status: itemStatus, rules }) => ({
        item: item.id,
        text: item.text,
        status: itemStatus,
        rules: rules.map(coverageJson),
      })),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function findingJson(finding: GateFinding) {
  const { ruleId, findingId, level, message, cause, fix, rule, path, logicalId, resourceType, template, location, stack, source, subject } = finding;
  const { code, template: written } = whereabouts(finding);
  return {
    id: findingName(finding),
    ruleId,
    findingId,
    level,
    undetermined: isUndetermined(finding),
    message,
    cause,
    path,
    location,
    source: source && { path: source.path, logicalId: source.logicalId, location: source.location },
    subject,
    place: code ?? written,
    template,
    templatePlace: written,
    logicalId,
    resourceType,
    fingerprint: fingerprintOf(finding),
    stack: stack && stackLabel(stack),
    ...checklistOf(finding),
    fix,
    link: rule?.link,
  };
}

function acknowledgedJson(finding: AcknowledgedFinding) {
  const { id, reason, path, until, statedBy } = finding.acknowledgement;
  return { ...findingJson(finding), acknowledgement: { id, reason, path, until, statedBy } };
}

function coverageJson(rule: RuleCoverage) {
  const { off, examined, errors, warnings, undetermined, broken } = rule;
  const acknowledged = sorted(rule.acknowledged).map(({ path, acknowledgement: { reason, until } }) => ({ path, reason, until }));
  return { rule: qualify(rule.rule.id), off, examined, errors, warnings, undetermined, broken, acknowledged };
}
