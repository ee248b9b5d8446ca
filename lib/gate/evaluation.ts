import { hasChangedRole, isCdkOwned } from './cdk/cdk-owned';
import { attempt, causeOf, Outcome, OutcomeScope, Rule, undetermined } from './rule';
import type { Settings } from './rule-parameter';
import type { StackTemplate } from './templates/template';
import { decidingChoices } from './values/deciding-choices';
import { Choice, MAX_SCENARIOS, ScenarioResult } from './values/scenarios';
import type { Resource } from './workload/resource';
import { ANY_TYPE, BlindSpot, Workload } from './workload/workload';

/** The outcome of a rule for a resource, with the data for reports. */
export interface Observation {
  readonly rule: Rule;
  readonly resource: Resource;
  readonly kind: Outcome['kind'];
  /** The finding's id; `undetermined` if the rule could not conclude. */
  readonly id: string;
  /** The problem, with the conditions and parameter values on which it depends, if any. */
  readonly message: string;
  readonly location: string;
  /** See {@link JudgedOutcome}. */
  readonly source?: OutcomeSource;
  /** See {@link JudgedOutcome}. */
  readonly subject?: string;
  readonly scope?: OutcomeScope;
  /** The finding that it would be if the account lacked the property. @default - that is known, or no rule asks */
  readonly absent?: string;
  /** See `causeOf`. */
  readonly cause?: string;
}

/** The place where the cause of an outcome is written, if it is not in the judged resource. */
export interface OutcomeSource {
  readonly stack: StackTemplate;
  /** @default - the location is in a section of the template: `Outputs.Password.Value` */
  readonly logicalId?: string;
  readonly location: string;
}

/** An outcome for the resource that was judged. */
export type JudgedOutcome = Outcome & {
  /** @default - at the location in the judged resource */
  readonly source?: OutcomeSource;
  /** Distinguishes it from others in the same list: the permissions of a policy statement, else the message without indexes. @default - the location does */
  readonly subject?: string;
};

/** A rule that threw an error. It has no result for the resource. */
export interface RuleFailure {
  readonly rule: Rule;
  readonly resource: Resource;
  readonly error: Error;
}

/** The result of running rules on a workload. */
export interface Evaluation {
  readonly observations: readonly Observation[];
  readonly failures: readonly RuleFailure[];
  readonly blindSpots: readonly BlindSpot[];
  /** The resources that each rule examined: the evidence of a rule without findings. */
  readonly examined: ReadonlyMap<Rule, readonly Resource[]>;
  /** Resources that the CDK created for itself, which rules skip. */
  readonly exempt: readonly Resource[];
}

const NO_OUTCOMES: readonly JudgedOutcome[] = [];

/** The id by which an undetermined outcome can be acknowledged. */
export const UNDETERMINED_ID = 'undetermined';

/** Runs rules on every resource of the judged stacks. A rule that throws is reported, and does not stop the others. */
export function evaluate(workload: Workload, rules: readonly Rule[], settings: Settings, onRule?: (done: number, all: number) => void): Evaluation {
  const observations: Observation[] = [];
  const failures: RuleFailure[] = [];
  const examined = new Map<Rule, readonly Resource[]>();
  const exempt = new Set<Resource>();
  const isAbsent = onceFor((resource: Resource) => isNeverCreated(resource, workload));
  const isExempt = onceFor((resource: Resource) => {
    const owned = isCdkOwned(resource, workload);
    if (owned) exempt.add(resource);
    return owned;
  });
  const isJudged = (resource: Resource, judgesRoles: boolean) => resource.stack.judged && !isAbsent(resource) &&
    (!isExempt(resource) || (judgesRoles && hasChangedRole(resource, workload)));
  const ofType = onceFor((type: string) => workload.resources(type).filter((resource) => isJudged(resource, false)));
  const ofTypeWithRoles = onceFor((type: string) => workload.resources(type).filter((resource) => isJudged(resource, true)));
  const ofTypes = onceFor((types: string) => types.split(' ').flatMap(ofType));
  const judgedBy = ({ resourceTypes, judgesRoles = false }: Rule) => {
    if (judgesRoles) return resourceTypes.flatMap(ofTypeWithRoles);
    if (resourceTypes.includes(ANY_TYPE)) return ofType(ANY_TYPE);
    return resourceTypes.length === 1 ? ofType(resourceTypes[0]) : ofTypes(resourceTypes.join(' '));
  };
  for (const [done, rule] of rules.entries()) {
    onRule?.(done, rules.length);
    const seen = judgedBy(rule);
    examined.set(rule, seen);
    for (const resource of seen) {
      try {
        for (const outcome of judge(rule, resource, workload, settings)) {
          const { kind, message, location, source, subject, scope, cause } = outcome;
          observations.push({ rule, resource, kind, id: kind === 'finding' ? outcome.id : UNDETERMINED_ID, message, location, source, subject, scope, cause });
        }
      } catch (e) {
        failures.push({ rule, resource, error: e instanceof Error ? e : new Error(String(e)) });
      }
    }
  }
  withoutUnjudged(examined);
  const blindSpots = workload.blindSpots.filter(({ stack }) => stack.judged);
  return { observations, failures, blindSpots, examined, exempt: [...exempt] };
}

/** A rule for all types does not apply to most resources, so it does not count as evaluating them. */
function withoutUnjudged(examined: Map<Rule, readonly Resource[]>): void {
  const general = [...examined.keys()].filter(({ resourceTypes }) => resourceTypes.includes(ANY_TYPE));
  // Rules for the same types share a list.
  const lists = new Set([...examined].filter(([rule]) => !general.includes(rule)).map(([, resources]) => resources));
  const known = new Set<Resource>();
  for (const list of lists) for (const resource of list) known.add(resource);
  for (const rule of general) examined.set(rule, examined.get(rule)!.filter((resource) => known.has(resource)));
}

/** Checks whether the condition of a resource is false in every scenario. */
function isNeverCreated(resource: Resource, workload: Workload): boolean {
  if (!resource.isConditional) return false;
  const { results, complete } = workload.scenarios.explore(() => resource.created);
  return complete && results.every(({ result }) => !result);
}

/** Returns a function that computes its answer once for each thing. */
function onceFor<T, A>(answer: (thing: T) => A): (thing: T) => A {
  const answers = new Map<T, A>();
  return (thing) => {
    if (!answers.has(thing)) answers.set(thing, answer(thing));
    return answers.get(thing)!;
  };
}

/** Returns the outcomes of a rule for a resource over all scenarios, without duplicates. */
export function judge(rule: Rule, resource: Resource, workload: Workload, settings: Settings): readonly JudgedOutcome[] {
  const { results, complete } = workload.scenarios.explore(() =>
    attempt(() => (resource.created ? rule.check(resource, workload, settings) : [])),
  );
  // Most resources are compliant, in the one scenario that they have.
  if (results.length === 1 && results[0].result.length === 0) return NO_OUTCOMES;
  const outcomes = merge(results, resource, complete);
  for (const outcome of outcomes) {
    if (outcome.kind === 'finding' && !Object.hasOwn(rule.findings, outcome.id)) {
      throw new Error(`rule ${rule.id} reported a finding that it does not list: ${outcome.id}`);
    }
  }
  if (!complete) {
    const message = `more than ${MAX_SCENARIOS} combinations of conditions and parameters; not all were evaluated`;
    outcomes.push(undetermined(resource, message));
  }
  return outcomes;
}

/** Returns an outcome with its cause and subject, at the judged resource. A part that is written elsewhere has its source. */
function relativeTo(judged: Resource, said: Outcome): JudgedOutcome {
  const { resource, location, template: stack = resource.stack, grant, message } = said;
  const subject = grant ?? (location.includes('[') ? subjectIn(message, stack) : undefined);
  const outcome = { ...said, cause: causeOf(said, judged), ...(subject !== undefined && { subject }) };
  if (isSection(location)) return { ...outcome, resource: judged, location: 'Properties', source: { stack, location } };
  if (resource === judged) return outcome;
  const { logicalId } = resource;
  const written = stack.originOf(logicalId)?.written(location) ?? { logicalId, location };
  const place = `${stack.pathOf(written.logicalId)} ${written.location}`;
  return { ...outcome, resource: judged, location: 'Properties', message: `${message} (${place})`, source: { stack, logicalId, location } };
}

/** Returns a message without the file and the indexes that it may name, since files are renamed and lists reordered. */
function subjectIn(message: string, { file }: StackTemplate): string {
  return message.replaceAll(`${file}/`, '').replace(/\[\d+\]/g, '');
}

/** Checks whether a location is in a section of the template, and not in the resource. */
function isSection(location: string): boolean {
  return location.startsWith('Outputs.');
}

/** Merges the outcomes of scenarios. An outcome that does not hold in all of them names the choices on which it depends. */
function merge(results: readonly ScenarioResult<readonly Outcome[]>[], judged: Resource, complete: boolean): JudgedOutcome[] {
  if (results.every(({ result }) => result.length === 0)) return [];
  if (results.length === 1 && results[0].result.length === 1) return [relativeTo(judged, results[0].result[0])];
  const merged = new Map<string, { outcome: JudgedOutcome; holds: Set<readonly Choice[]> }>();
  for (const { result, choices } of results) {
    for (const said of result) {
      const outcome = relativeTo(judged, said);
      const key = JSON.stringify([outcome.kind, outcome.kind === 'finding' && outcome.id, outcome.message, outcome.location]);
      const known = merged.get(key);
      if (known) known.holds.add(choices);
      else merged.set(key, { outcome, holds: new Set([choices]) });
    }
  }
  return [...merged.values()].map(({ outcome, holds }) => {
    if (holds.size === results.length) return outcome;
    const [first] = holds;
    const others = results.flatMap(({ choices }) => (holds.has(choices) ? [] : [choices]));
    // If not all scenarios ran, the others may differ by any choice.
    const deciding = complete ? decidingChoices(first, others) : first;
    return { ...outcome, message: `${outcome.message} (where ${deciding.map(({ assumption }) => assumption).join(' and ')})` };
  });
}
