import { hasChangedRole, isCdkOwned } from './cdk/cdk-owned';
import { attempt, causeOf, Outcome, Rule, undetermined } from './rule';
import type { Settings } from './rule-parameter';
import { decidingChoices } from './values/deciding-choices';
import { Choice, MAX_SCENARIOS, ScenarioResult } from './values/scenarios';
import type { Resource } from './workload/resource';
import { ANY_TYPE, BlindSpot, Workload } from './workload/workload';

/** What a rule said of a resource, with all that a report needs. */
export interface Observation {
  readonly rule: Rule;
  readonly resource: Resource;
  readonly kind: Outcome['kind'];
  /** The finding's id; `undetermined` where nothing could be concluded. */
  readonly id: string;
  /** What is wrong; with the conditions and parameter values under which it is, where it is not always. */
  readonly message: string;
  readonly location: string;
  /** The finding that it would be if the account lacked what no template shows. @default - that is known, or not asked */
  readonly absent?: string;
  /** See `causeOf`. */
  readonly cause?: string;
}

/** A rule that broke, which says nothing about the resource and everything about the gate. */
export interface RuleFailure {
  readonly rule: Rule;
  readonly resource: Resource;
  readonly error: Error;
}

/** What came of running rules over a workload. */
export interface Evaluation {
  readonly observations: readonly Observation[];
  readonly failures: readonly RuleFailure[];
  readonly blindSpots: readonly BlindSpot[];
  /** Each rule with the resources it looked at; the evidence behind a rule that found nothing. */
  readonly examined: ReadonlyMap<Rule, readonly Resource[]>;
  /** Resources that the CDK made for itself, which were left alone. */
  readonly exempt: readonly Resource[];
}

/** The id under which an undetermined outcome can be acknowledged. */
export const UNDETERMINED_ID = 'undetermined';

/** Runs rules over every resource of the judged stacks. A rule that throws is reported, and stops no other. */
export function evaluate(workload: Workload, rules: readonly Rule[], settings: Settings, onRule?: (done: number, all: number) => void): Evaluation {
  const observations: Observation[] = [];
  const failures: RuleFailure[] = [];
  const examined = new Map<Rule, Resource[]>();
  const exempt = new Set<Resource>();
  const owned = new Map<Resource, boolean>();
  const isExempt = (resource: Resource) => {
    let known = owned.get(resource);
    if (known === undefined) {
      known = isCdkOwned(resource, workload);
      owned.set(resource, known);
      if (known) exempt.add(resource);
    }
    return known;
  };
  for (const [done, rule] of rules.entries()) {
    onRule?.(done, rules.length);
    const seen: Resource[] = [];
    examined.set(rule, seen);
    for (const resource of workload.resources(...rule.resourceTypes)) {
      if (!resource.stack.judged || (isExempt(resource) && !(rule.judgesRoles && hasChangedRole(resource, workload)))) continue;
      seen.push(resource);
      try {
        for (const outcome of judge(rule, resource, workload, settings)) {
          const id = outcome.kind === 'finding' ? outcome.id : UNDETERMINED_ID;
          observations.push({ rule, resource, kind: outcome.kind, id, message: outcome.message, location: outcome.location, cause: outcome.cause });
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

/** A rule that looks at all types knows nothing of most: alone, it judges no resource. */
function withoutUnjudged(examined: Map<Rule, Resource[]>): void {
  const general: Rule[] = [];
  const known = new Set<Resource>();
  for (const [rule, resources] of examined) {
    if (rule.resourceTypes.includes(ANY_TYPE)) general.push(rule);
    else for (const resource of resources) known.add(resource);
  }
  for (const rule of general) examined.set(rule, examined.get(rule)!.filter((resource) => known.has(resource)));
}

/** What a rule says of a resource over all scenarios, each outcome once. */
export function judge(rule: Rule, resource: Resource, workload: Workload, settings: Settings): Outcome[] {
  const { results, complete } = workload.scenarios.explore(() =>
    attempt(() => (resource.created ? rule.check(resource, workload, settings) : [])),
  );
  const outcomes = merge(results, resource, complete);
  for (const outcome of outcomes) {
    if (outcome.kind === 'finding' && !Object.hasOwn(rule.findings, outcome.id)) {
      throw new Error(`rule ${rule.id} made a finding that it does not list: ${outcome.id}`);
    }
  }
  if (!complete) {
    const message = `more than ${MAX_SCENARIOS} combinations of conditions and parameters; not all were looked at`;
    outcomes.push(undetermined(resource, message));
  }
  return outcomes;
}

/** An outcome with its cause; one that points into another resource, told from the one that was judged. */
function relativeTo(judged: Resource, said: Outcome): Outcome {
  const outcome = { ...said, cause: causeOf(said, judged) };
  if (outcome.resource === judged) return outcome;
  const { resource: { stack, logicalId }, location } = outcome;
  const written = stack.originOf(logicalId)?.written(location) ?? { logicalId, location };
  const place = `${stack.pathOf(written.logicalId)} ${written.location}`;
  return { ...outcome, resource: judged, location: 'Properties', message: `${outcome.message} (${place})` };
}

/** Merges the outcomes of scenarios; one that does not hold in all of them says under which choices it does: those that decide. */
function merge(results: readonly ScenarioResult<readonly Outcome[]>[], judged: Resource, complete: boolean): Outcome[] {
  // Most resources are compliant, and in one scenario only.
  if (results.every(({ result }) => result.length === 0)) return [];
  const merged = new Map<string, { outcome: Outcome; holds: Set<readonly Choice[]> }>();
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
    // Where not all was looked at, what was not may differ by any of them.
    const deciding = complete ? decidingChoices(first, others) : first;
    return { ...outcome, message: `${outcome.message} (where ${deciding.map(({ assumption }) => assumption).join(' and ')})` };
  });
}
