import type { Control } from './controls';
import type { ReportedFinding, SecurityReport } from './security-report';
import type { ItemId } from '../../checklist';
import type { Status } from '../checklist';
import { count, groupBy, LEVELS } from '../model';

/** The figures of a control. Earlier reports may lack the number of unknown ones. */
type Figures = Pick<Control, 'has' | 'of'> & Partial<Pick<Control, 'unknown'>>;

/** A control whose figures changed. */
export interface ControlChange {
  readonly id: string;
  readonly title: string;
  /** Absent if the earlier report did not count it. */
  readonly from?: Figures;
  readonly to: Figures;
}

/** Findings on one resource and line that other findings replaced, such as an unprotected function that now has an alert-only guard. */
export interface KindChange {
  readonly path: string;
  readonly item: ItemId;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Earlier and current number of resources of a type. */
export interface ResourceChange {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/** Earlier status. */
export interface Trend {
  /** Time of the earlier report. */
  readonly since: string;
  /** New findings, by ids and paths. */
  readonly appeared: readonly string[];
  /** Fixed findings, including those of removed resources. */
  readonly gone: readonly string[];
  /** Previously open findings that are now acknowledged. */
  readonly accepted: readonly string[];
  readonly changed: readonly KindChange[];
  /** Lines whose status changed. */
  readonly lines: readonly { readonly item: ItemId; readonly from: Status; readonly to: Status }[];
  readonly controls: readonly ControlChange[];
  readonly resources: readonly ResourceChange[];
}

interface Named {
  readonly name: string;
  readonly item: ItemId;
  readonly finding: ReportedFinding;
}

/** Compares two reports: fixed, new, acknowledged and replaced findings, and changes of the controls. */
export function trendOf(now: SecurityReport, before: SecurityReport): Trend {
  const [current, earlier] = [findingsOf(now), findingsOf(before)];
  const accepted = new Set(now.practices.flatMap(({ items }) => items.flatMap(({ acknowledged }) => acknowledged.map(nameOf))));
  const came = [...current.values()].filter(({ name }) => !earlier.has(name));
  const went = [...earlier.values()].filter(({ name }) => !current.has(name) && !accepted.has(name));
  const changed = kindChanges(came, went);
  const isChange = new Set(changed.flatMap(({ path, from, to }) => [...from, ...to].map((id) => `${id} ${path}`)));
  const statuses = new Map(before.practices.flatMap(({ items }) => items.map(({ item, status }) => [item, status] as const)));
  return {
    since: before.madeAt,
    appeared: came.map(({ name }) => name).filter((name) => !isChange.has(name)),
    gone: went.map(({ name }) => name).filter((name) => !isChange.has(name)),
    accepted: [...earlier.keys()].filter((name) => !current.has(name) && accepted.has(name)),
    changed,
    lines: now.practices.flatMap(({ items }) =>
      items.flatMap(({ item, status }) => {
        const from = statuses.get(item);
        return from === undefined || from === status ? [] : [{ item, from, to: status }];
      }),
    ),
    controls: controlChanges(now.controls ?? [], before.controls ?? []),
    resources: before.resources && now.resources ? resourceChanges(now.resources, before.resources) : [],
  };
}

function findingsOf({ practices }: SecurityReport): Map<string, Named> {
  const all = practices.flatMap(({ items }) => items.flatMap(({ item, findings }) => findings.map((finding) => ({ item, finding }))));
  return new Map(all.map(({ item, finding }) => [nameOf(finding), { name: nameOf(finding), item, finding }]));
}

function nameOf({ id, path }: ReportedFinding): string {
  return `${id} ${path}`;
}

/** Pairs fixed and new findings on one resource and practice. A finding that is more severe than the fixed one counts as new. */
function kindChanges(came: readonly Named[], went: readonly Named[]): KindChange[] {
  const keyOf = ({ item, finding }: Named) => JSON.stringify([finding.path, item.split('/')[0]]);
  const before = groupBy(went, keyOf);
  return [...groupBy(came, keyOf)].flatMap(([key, all]): KindChange[] => {
    const from = before.get(key) ?? [];
    const to = all.filter(({ finding }) => from.some((other) => LEVELS.indexOf(other.finding.level) <= LEVELS.indexOf(finding.level)));
    if (to.length === 0) return [];
    return [{ path: to[0].finding.path, item: to[0].item, from: from.map(({ finding }) => finding.id), to: to.map(({ finding }) => finding.id) }];
  });
}

function controlChanges(now: readonly Control[], before: readonly Control[]): ControlChange[] {
  const earlier = new Map(before.map((control) => [control.id, control]));
  return now.flatMap(({ id, title, has, of, unknown }): ControlChange[] => {
    const from = earlier.get(id);
    if (from?.has === has && from.of === of && from.unknown === unknown) return [];
    return [{ id, title, from: from && { has: from.has, of: from.of, unknown: from.unknown }, to: { has, of, unknown } }];
  });
}

function resourceChanges(now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): ResourceChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .sort()
    .map((type) => ({ type, from: before[type] ?? 0, to: now[type] ?? 0 }))
    .filter(({ from, to }) => from !== to);
}

/** Returns a change of a control as text: `0 of 4 (2 unknown), now 4 of 4`. */
export function controlText({ from, to }: ControlChange): string {
  return from === undefined ? figuresText(to) : `${figuresText(from)}, now ${figuresText(to)}`;
}

function figuresText({ has, of, unknown = 0 }: Figures): string {
  return `${has} of ${of}${unknown > 0 ? ` (${unknown} unknown)` : ''}`;
}

/** Changes in the number of resources as text: `44 resources more: 12 AWS::SQS::Queue more, 2 AWS::IAM::Policy fewer`. */
export function growthText({ resources }: Trend): string {
  const amount = (difference: number, what: string) => `${Math.abs(difference)} ${what} ${difference < 0 ? 'fewer' : 'more'}`;
  const all = resources.reduce((sum, { from, to }) => sum + to - from, 0);
  const types = [...resources].sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from)).map(({ type, from, to }) => amount(to - from, type));
  return `${amount(all, Math.abs(all) === 1 ? 'resource' : 'resources')}: ${types.join(', ')}`;
}

/** Changes of findings as text: `3 findings fixed, 1 new, 2 of another kind, 1 acknowledged`. */
export function trendInShort({ gone, appeared, changed, accepted }: Trend): string {
  const kinds = changed.length > 0 ? `, ${count(changed.length, 'resource')} with findings of another kind` : '';
  return `${count(gone.length, 'finding')} fixed or gone, ${appeared.length} new${kinds}${accepted.length > 0 ? `, ${accepted.length} acknowledged` : ''}`;
}
