import * as fs from 'fs';
import * as path from 'path';
import { qualify, subjectOf } from '../acknowledgements';
import type { BaselineEntry } from './baseline-entry';
import { readBaseline } from './baseline-file';
import { GATE_FINDINGS, GateFinding, GateResult, isNothingJudged, visiblePaths } from '../gate';
import { identityKey, identityOf } from './identity';
import type { StackTemplate } from '../templates/template';

/**
 * The gate's own finding that a baseline may contain: a part of a template that is unknown. Resources that can't be read are not among them, since later
 * ones would be hidden as well; and problems with acknowledgements must be fixed at once.
 */
const OPEN = qualify('TemplateOpen');

/** Findings of resources that can't be read, which earlier versions wrote. */
const UNREAD = qualify('ResourcesUnread');

/** Findings of an earlier day, in a file. They are counted, and only other findings fail. */
export class Baseline {
  /**
   * @throws UnreadableInput if the file does not exist, or is not a baseline
   */
  public static read(file: string): Baseline {
    return new Baseline(file, readBaseline(file));
  }

  public readonly entries: readonly BaselineEntry[];

  /** @param file its name in reports */
  constructor(
    public readonly file: string,
    entries: readonly BaselineEntry[] = [],
  ) {
    this.entries = entries.filter(({ id }) => id !== UNREAD);
  }

  /**
   * Returns a result with the findings of the baseline separated. Each entry matches one finding, so a second one with the same identity is new.
   * Fatal findings are not separated, nor is anything in a result in which nothing was judged.
   */
  public applyTo(result: GateResult): GateResult {
    const candidates = acceptable(result).map((finding) => ({ finding, key: identityKey(identityOf(finding)), template: templateOf(finding) }));
    const open = new Map<string, BaselineEntry[]>();
    const isElsewhere = elsewhere(result);
    for (const entry of this.entries.filter((candidate) => !isElsewhere(candidate))) {
      const key = identityKey(entry);
      const entries = open.get(key);
      if (entries) entries.push(entry);
      else open.set(key, [entry]);
    }
    const known = new Set<GateFinding>();
    const take = (matches: (entry: BaselineEntry, template: string | undefined) => boolean) => {
      for (const { finding, key, template } of candidates) {
        const entries = known.has(finding) ? [] : (open.get(key) ?? []);
        const index = entries.findIndex((entry) => matches(entry, template));
        if (index < 0) continue;
        known.add(finding);
        entries.splice(index, 1);
      }
    };
    // Findings in the template of an entry are matched first, so that of two findings with one identity the new one is reported as new.
    take((entry, template) => entry.template === template);
    take(() => true);
    const fixed = [...open.values()].flat().filter(judgedBy(result));
    return {
      ...result,
      findings: result.findings.filter((finding) => !known.has(finding)),
      baseline: { file: this.file, known: result.findings.filter((finding) => known.has(finding)), fixed },
    };
  }

  /**
   * Returns the baseline for a result. Keeps entries that the result does not cover: those of rules that did not run, and of stacks that were not
   * judged.
   */
  public updatedBy(result: GateResult): Baseline {
    const judged = judgedBy(result);
    const others = this.entries.filter((entry) => !judged(entry));
    const present = acceptable(result).map((finding) => ({ ...identityOf(finding), template: templateOf(finding) }));
    return new Baseline(this.file, [...others, ...present]);
  }
}

/** Returns the findings of a result that a baseline may contain. */
function acceptable({ evaluation, findings, baseline }: GateResult): GateFinding[] {
  if (isNothingJudged(evaluation)) return [];
  const all = [...findings, ...(baseline?.known ?? [])];
  return all.filter(({ level, rule, ruleId }) => level !== 'fatal' && (rule !== undefined || ruleId === OPEN));
}

/** Checks whether a result would contain the finding of an entry if it still existed. */
function judgedBy({ findings, rules, workload, evaluation }: GateResult): (entry: BaselineEntry) => boolean {
  if (findings.some(({ ruleId }) => ruleId === qualify('TemplateUnreadable'))) return () => false;
  const ran = new Set([...rules.map(({ id }) => id), ...Object.keys(GATE_FINDINGS)]);
  const visible = visiblePaths(workload.stacks);
  const isElsewhere = elsewhere({ workload });
  const broken = new Set(evaluation.failures.map(({ rule }) => rule.id));
  return (entry) => {
    const { id, path: at } = entry;
    const { ruleId } = subjectOf({ id, path: at, reason: '' });
    return ran.has(ruleId) && !broken.has(ruleId) && visible(at) && !isElsewhere(entry);
  };
}

/** Checks whether an entry belongs to a template outside of the check. A template that no longer exists was renamed or deleted. */
function elsewhere({ workload }: Pick<GateResult, 'workload'>): (entry: BaselineEntry) => boolean {
  const judged = new Set(workload.stacks.map((stack) => fileOf(stack)));
  return ({ template }) => template !== undefined && !judged.has(template) && fs.existsSync(template);
}

/** Returns the file of a template without a CDK app, relative to the working directory; undefined for a finding about the whole workload. */
function templateOf({ stack, scope }: GateFinding): string | undefined {
  return scope === 'workload' ? undefined : stack && fileOf(stack);
}

function fileOf({ constructPath, file }: StackTemplate): string | undefined {
  if (constructPath !== undefined) return undefined;
  return path.isAbsolute(file) ? path.relative(process.cwd(), file) : file;
}
