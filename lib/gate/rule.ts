import type { ItemId } from '../checklist';
import type { AccountQuestion } from './account-question';
import type { RuleParameter, Settings } from './rule-parameter';
import { Undetermined } from './values/values';
import type { Property } from './workload/property';
import type { Resource } from './workload/resource';
import type { Workload } from './workload/workload';

/** How much a finding weighs: an error fails the gate, a warning does not. */
export type Severity = 'error' | 'warning';

/** Where an outcome points to: a property, or the properties of a resource as a whole. */
interface Pointer {
  readonly resource: Resource;
  /** `Properties.RotationRules`. */
  readonly location: string;
  /** What it comes from where others come from it, too: reports show these together. @default - see `causeOf` */
  readonly cause?: string;
}

/** Something that is not as the rule wants it. */
export interface Finding extends Pointer {
  readonly kind: 'finding';
  /** Which of the rule's findings it is; a key of `Rule.findings`. */
  readonly id: string;
  /** What is wrong, with the value that is. */
  readonly message: string;
}

/** Something that the rule can't conclude, because a value is known only at deployment. */
export interface UndeterminedOutcome extends Pointer {
  readonly kind: 'undetermined';
  readonly message: string;
}

/** What a rule says of a resource; nothing where the resource is compliant. */
export type Outcome = Finding | UndeterminedOutcome;

/** What to do about the findings of a rule: one or two short sentences each. */
export interface Fix {
  /** For people who write constructs. */
  readonly cdk: string;
  /** For people who write CloudFormation. */
  readonly template: string;
  /** For people who write SAM. @default - as for those who write CloudFormation, since SAM names what has to change as they do */
  readonly sam?: string;
}

/**
 * One rule: one file, one value. All that documentation, reports and packs say of it is generated from here.
 */
export interface Rule {
  /** Short semantic name in PascalCase: `SecretRotated`. */
  readonly id: string;
  /** The line of SEC 3 that it serves. */
  readonly item: ItemId;
  readonly severity: Severity;
  /** What holds where the rule is satisfied, as a sentence. */
  readonly title: string;
  /** What an attacker gains where it is not. */
  readonly why: string;
  readonly fix: Fix;
  /** When it is right to acknowledge a finding, and what the reason should say. @default - nothing to add */
  readonly acceptable?: string;
  /** The AWS documentation or standard behind the rule. */
  readonly link: string;
  /** The CloudFormation types it looks at; `Custom::*` stands for all types of custom resources, `*` for all types. */
  readonly resourceTypes: readonly string[];
  /** Its findings: short kebab-case id to what it means. */
  readonly findings: { readonly [id: string]: string };
  /** What users may set of it. Options, configuration files and documents are made from these. @default - nothing */
  readonly parameters?: readonly RuleParameter[];
  /**
   * Whether it judges what functions may do by their roles. Then it is asked about those that the CDK makes for its own use as well, where
   * the app added to their roles. @default false
   */
  readonly judgesRoles?: boolean;
  /** What an account may have though no template shows it. @default - nothing: what is not in the templates is not there */
  readonly asks?: AccountQuestion;
  /** Looks at one resource. Pure: it reads the workload and its settings, and nothing else. */
  readonly check: (resource: Resource, workload: Workload, settings: Settings) => readonly Outcome[];
}

/**
 * A finding at a property, or at the properties of a resource as a whole.
 *
 * @param cause what one change would fix, where that is more than this finding: a role, a package with its version, an operation
 */
export function finding(at: Property | Resource, id: string, message: string, cause?: Property | Resource | string): Finding {
  return { kind: 'finding', id, message, ...pointer(at), ...(cause !== undefined && { cause: causeText(cause) }) };
}

/** An undetermined outcome at a property, or at the properties of a resource as a whole. */
export function undetermined(at: Property | Resource, message: string): UndeterminedOutcome {
  return { kind: 'undetermined', message, ...pointer(at) };
}

/** Outcomes with what they come from, other than those that say it themselves. */
export function causedBy(cause: Property | Resource, outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.map((outcome) => ({ cause: causeText(cause), ...outcome }));
}

/**
 * What an outcome comes from, as rules say it. Else the place where it is: where that is in another resource than the one that was judged, as a
 * policy that several functions share, and where something can't be known, since many rules may ask for it. Undefined for all others.
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
  return 'location' in at ? { resource: at.resource, location: at.location } : { resource: at, location: 'Properties' };
}

/** Runs a part of a check; a value in it that can't be known makes that part undetermined and no other. */
export function attempt(check: () => readonly Outcome[]): readonly Outcome[] {
  try {
    return check();
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return [{ kind: 'undetermined', message: e.reason, resource: e.resource, location: e.location }];
  }
}

/** Checks each item on its own, so that one that can't be known hides nothing about the others. */
export function each<T>(items: Iterable<T>, check: (item: T) => readonly Outcome[]): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const item of items) outcomes.push(...attempt(() => check(item)));
  return outcomes;
}

/** Runs independent parts of a check; one that can't be concluded hides nothing about the others. */
export function all(...checks: (() => readonly Outcome[])[]): Outcome[] {
  return each(checks, (check) => check());
}
