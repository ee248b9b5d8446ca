import type { Observation } from './evaluation';

/** Metadata key under which the CDK records acknowledgements; `Validations.ACKNOWLEDGED_RULES_METADATA_KEY`. */
export const ACKNOWLEDGED_RULES = 'aws:cdk:acknowledged-rules';

/** The prefix of every rule's id, and the name of the plugin: `Sec3-SecretRotated`, `Sec3::Sec3-SecretRotated`. */
export const PACK_NAME = 'Sec3';

/** Annotations of constructs with the prefix of the pack. The CDK prints and acknowledges them itself. */
export const ANNOTATIONS = { schemaUnused: 'Sec3-EventSchemaUnused', hardeningPlanned: 'Sec3-HardeningPlanned' } as const;

/** Default of the minimum length of a reason, in characters. */
export const MINIMUM_REASON_LENGTH = 10;

/** An acknowledgement: a finding is accepted for a reason. */
export interface Acknowledgement {
  /** Id as written: `Sec3-Rule`, `Sec3-Rule[finding]`, or either with a namespace in front (`Sec3::Sec3-Rule`). */
  readonly id: string;
  readonly reason: string;
  /** Construct path; it applies there and below. Empty for the whole app. */
  readonly path: string;
  /** Last valid day, as `YYYY-MM-DD`. @default - no end */
  readonly until?: string;
  /** Person or team that accepts the finding. @default - the author of the code */
  readonly statedBy?: string;
  /** The day of the acknowledgement, as `YYYY-MM-DD`. @default - unknown */
  readonly on?: string;
}

/** Returns the id of a rule, or of one of its findings, as users write it. */
export function qualify(ruleId: string, findingId?: string): string {
  return findingId === undefined ? `${PACK_NAME}-${ruleId}` : `${PACK_NAME}-${ruleId}[${findingId}]`;
}

/** Returns an acknowledgement's id without its namespace; undefined if the namespace is that of another plugin. */
function withoutNamespace(id: string): string | undefined {
  // The CDK records ids without a namespace under the namespace of annotations.
  const [, namespace, name] = /^(?:([^:[(]*)::)?(.*)$/s.exec(id)!;
  return namespace === undefined || [PACK_NAME.toLowerCase(), 'annotation', 'construct-annotations'].includes(namespace.toLowerCase()) ? name : undefined;
}

/** Returns the rule, and the finding if one is named, that an acknowledgement is about. */
export function subjectOf(acknowledgement: Acknowledgement): { readonly ruleId: string; readonly findingId?: string } {
  const [, ruleId, findingId] = /^(?:[^-]*-)?([^[]*)(?:\[(.*)\])?$/s.exec(withoutNamespace(acknowledgement.id) ?? acknowledgement.id) ?? [];
  return { ruleId: ruleId ?? acknowledgement.id, findingId };
}

/** The acknowledgements of this gate's findings, indexed by finding and construct path. */
export class Acknowledgements {
  /** The ones for this gate, without duplicates. */
  public readonly ours: readonly Acknowledgement[];
  /** Acknowledgements whose id has no prefix, so that no finding has it. */
  public readonly unprefixed: readonly Acknowledgement[];
  private readonly byId = new Map<string, Map<string, Acknowledgement>>();
  private readonly used = new Set<Acknowledgement>();

  constructor(all: readonly Acknowledgement[]) {
    const ours: Acknowledgement[] = [];
    this.unprefixed = all.filter(({ id }) => withoutNamespace(id)?.includes('-') === false);
    for (const acknowledgement of all) {
      const name = withoutNamespace(acknowledgement.id);
      if (!name?.startsWith(`${PACK_NAME}-`) || Object.values<string>(ANNOTATIONS).includes(name)) continue;
      const byPath = this.byId.get(name) ?? new Map<string, Acknowledgement>();
      this.byId.set(name, byPath);
      if (byPath.has(acknowledgement.path)) continue;
      byPath.set(acknowledgement.path, acknowledgement);
      ours.push(acknowledgement);
    }
    this.ours = ours;
  }

  /**
   * Returns the acknowledgement that covers an observation: the one at the closest enclosing construct. At the same construct, one for the finding
   * precedes one for the rule. Records that it was used.
   */
  public covering({ rule, id, absent, resource }: Observation): Acknowledgement | undefined {
    if (this.byId.size === 0) return undefined;
    const names = [id, ...(absent === undefined ? [] : [absent])].map((each) => qualify(rule.id, each));
    return this.closest([...names, qualify(rule.id)], selfAndAncestors(resource.path));
  }

  /**
   * Yields the acknowledgement at the first of the paths that has one, with the first of the names there. Records that it was used.
   *
   * @param names ids under which a finding can be acknowledged
   */
  public closest(names: readonly string[], paths: Iterable<string>): Acknowledgement | undefined {
    const candidates = names.flatMap((name) => this.byId.get(name) ?? []);
    if (candidates.length === 0) return undefined;
    for (const at of paths) {
      const found = candidates.map((byPath) => byPath.get(at)).find((acknowledgement) => acknowledgement !== undefined);
      if (!found) continue;
      this.used.add(found);
      return found;
    }
    return undefined;
  }

  /** Acknowledgements that covered nothing. */
  public unused(): Acknowledgement[] {
    return this.ours.filter((acknowledgement) => !this.used.has(acknowledgement));
  }
}

/** Yields a construct path and those of its ancestors, ending with the app's, which is empty. */
export function* selfAndAncestors(path: string): Generator<string> {
  let at = path;
  for (; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) yield at;
  yield '';
}
