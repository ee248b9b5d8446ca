import type { ItemId } from '../checklist';
import type { AccountQuestion } from './account-question';
import type { RuleParameter, Settings } from './rule-parameter';
import type { StackTemplate } from './templates/template';
import { Undetermined } from './values/values';
import { grantAround } from './workload/grant';
import type { Property } from './workload/property';
import type { Resource } from './workload/resource';
import type { Workload } from './workload/workload';

/** The weight of a finding: an error fails the gate, a warning does not. */
export type Severity = 'error' | 'warning';

/** More than one resource that an outcome is about. */
export type OutcomeScope = 'stack' | 'workload';

/** The location of an outcome: a property, or the properties of a resource as a whole. */
interface Pointer {
  readonly resource: Resource;
  /** `Properties.RotationRules`; of an output, `Outputs.Name.Value`. */
  readonly location: string;
  /** The template of the location. @default - that of the resource */
  readonly template?: StackTemplate;
  /** The permissions of the policy statement at the location. @default - there is no statement */
  readonly grant?: string;
  /** The subject, if that is not a single resource; it is reported at one of its resources. @default - the resource */
  readonly scope?: OutcomeScope;
  /** The cause that it shares with others: reports group by it. @default - see `causeOf` */
  readonly cause?: string;
}

/** A violation of the rule. */
export interface Finding extends Pointer {
  readonly kind: 'finding';
  /** Id of the finding; a key of `Rule.findings`. */
  readonly id: string;
  /** The problem, with the value. */
  readonly message: string;
}

/** An undetermined outcome: it depends on a value that is known only at deployment. */
export interface UndeterminedOutcome extends Pointer {
  readonly kind: 'undetermined';
  readonly message: string;
}

/** An outcome of a rule for a resource; a compliant resource has none. */
export type Outcome = Finding | UndeterminedOutcome;

/** Fix of the findings of a rule: one or two short sentences each. */
export interface Fix {
  /** For users of constructs. */
  readonly cdk: string;
  /** For users of CloudFormation. */
  readonly template: string;
  /** For users of SAM. @default - as for CloudFormation, if the names are the same in SAM */
  readonly sam?: string;
}

/** A rule: one file with one value. Documentation, reports and packs are generated from it. */
export interface Rule {
  /** Short semantic name in PascalCase: `SecretRotated`. */
  readonly id: string;
  /** The line of SEC 3 that it implements. */
  readonly item: ItemId;
  readonly severity: Severity;
  /** A sentence that is true for compliant resources. */
  readonly title: string;
  /** The advantage for an attacker otherwise. */
  readonly why: string;
  readonly fix: Fix;
  /** Condition under which an acknowledgement is right, and the content of its reason. @default - nothing to add */
  readonly acceptable?: string;
  /** The AWS documentation or standard behind the rule. */
  readonly link: string;
  /** The CloudFormation types that it examines; `Custom::*` means all custom resources, `*` all types. */
  readonly resourceTypes: readonly string[];
  /** Its findings: a short kebab-case id, and its meaning. */
  readonly findings: { readonly [id: string]: string };
  /** Parameters for users. Options, configuration files and documents are generated from these. @default - none */
  readonly parameters?: readonly RuleParameter[];
  /**
   * Whether it judges permissions of roles. It then also judges functions that the CDK creates for its own use, if the app added
   * to their roles. @default false
   */
  readonly judgesRoles?: boolean;
  /** A property of the account that templates don't show. @default - none: a setting that templates lack is absent */
  readonly asks?: AccountQuestion;
  /** Checks one resource. It is a pure function of the workload and its settings. */
  readonly check: (resource: Resource, workload: Workload, settings: Settings) => readonly Outcome[];
}

/**
 * Returns a finding at a property, or at the properties of a resource as a whole.
 *
 * @param cause what one change would fix, if it concerns more than this finding: a role, a package with its version, an operation
 */
export function finding(at: Property | Resource, id: string, message: string, cause?: Property | Resource | string): Finding {
  return { kind: 'finding', id, message, ...pointer(at), ...(cause !== undefined && { cause: causeText(cause) }) };
}

/** Returns an undetermined outcome at a property, or at the properties of a resource as a whole. */
export function undetermined(at: Property | Resource, message: string): UndeterminedOutcome {
  return { kind: 'undetermined', message, ...pointer(at) };
}

/** Outcomes with a cause, except for those that have one. */
export function causedBy(cause: Property | Resource, outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.map((outcome) => ({ cause: causeText(cause), ...outcome }));
}

/**
 * Returns the cause of an outcome, according to the rule. Otherwise its location, if that is in another resource than the judged one (such as a
 * policy that several functions share), or if it is undetermined, since many rules may depend on the value. Undefined for all others.
 */
export function causeOf(outcome: Outcome, judged: Resource): string | undefined {
  if (outcome.cause !== undefined) return outcome.cause;
  if (outcome.resource !== judged) return outcome.resource.path;
  return outcome.kind === 'undetermined' ? `${outcome.resource.path} ${outcome.location}` : undefined;
}

function causeText(cause: Property | Resource | string): string {
  if (typeof cause === 'string') return cause;
  return 'location' in cause ? `${cause.resource.path} ${cause.location}` : cause.path;
}

function pointer(at: Property | Resource): Pointer {
  if (!('location' in at)) return { resource: at, location: 'Properties' };
  const { resource, location, template } = at;
  const grant = grantAround(at);
  return { resource, location, ...(template !== resource.stack && { template }), ...(grant !== undefined && { grant }) };
}

/** Runs a part of a check; an unknown value in it makes only that part undetermined. */
export function attempt(check: () => readonly Outcome[]): readonly Outcome[] {
  return attemptOn(undefined, check);
}

/** Does the same as {@link attempt} for one item. */
function attemptOn<T>(item: T, check: (item: T) => readonly Outcome[]): readonly Outcome[] {
  try {
    return check(item);
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return [{ kind: 'undetermined', message: e.reason, ...(e.at ? pointer(e.at) : { resource: e.resource, location: e.location }) }];
  }
}

/** Checks each item individually, so that an unknown one does not hide the others. */
export function each<T>(items: Iterable<T>, check: (item: T) => readonly Outcome[]): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const found = attemptOn(item, check);
    if (found.length > 0) outcomes.push(...found);
  }
  return outcomes;
}

/** Runs independent parts of a check; one without a conclusion does not hide the others. */
export function all(...checks: (() => readonly Outcome[])[]): Outcome[] {
  return each(checks, (check) => check());
}
