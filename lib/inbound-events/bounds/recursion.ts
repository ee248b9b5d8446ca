import { reachableFrom, SourceSchema, targetOf, writtenIn } from './reachable';
import { isObject } from '../../json/json-object';
import { PatchOperation } from '../../json/json-patch';
import { keysOfPointer, pointerOf, pointerStep, valueAt } from '../../json/json-pointer';

/** A schema that matches no value. */
const NEVER = { type: 'boolean', not: {} };

/** A reference between schemas that is part of a cycle. */
interface BackReference {
  readonly from: string;
  /** The location of the reference, below `from`. */
  readonly path: string;
}

/**
 * Unrolls recursive schemas level by level. Below the last level, recursive values are rejected.
 *
 * @param schemas pointer to the named schemas
 */
export function unrolled(document: unknown, start: string, maxDepth: number, schemas: string): PatchOperation[] {
  const cycles = new Cycles(document, start);
  return cycles.groups().flatMap((members) => levels(document, members, cycles.backReferences(members), maxDepth, schemas));
}

function levels(document: unknown, members: readonly string[], back: readonly BackReference[], maxDepth: number, schemas: string): PatchOperation[] {
  const taken = valueAt(document, keysOfPointer(schemas));
  const named = (member: string, level: number): string => {
    if (level === 1) return member;
    const base = `${keysOfPointer(member).pop() ?? 'Schema'}Level${level}`.replace(/[^\w.-]/g, '_');
    return `${schemas}/${pointerStep(isObject(taken) && Object.hasOwn(taken, base) ? `${base}_${level}` : base)}`;
  };
  const names = new Set(members.map((member) => named(member, 2)));
  const unique = names.size === members.length ? named : (member: string, level: number) => (level === 1 ? member : `${named(member, level)}_${members.indexOf(member)}`);
  const operations: PatchOperation[] = [];
  for (let level = maxDepth; level >= 1; level -= 1) {
    for (const member of members) {
      const value: unknown = structuredClone(valueAt(document, keysOfPointer(member)));
      const changes = writtenIn(value, '').flatMap(({ pointer, node }): PatchOperation[] => {
        const target = targetOf(node);
        if (target === undefined || !members.includes(target)) return [];
        const isBack = back.some(({ from, path }) => from === member && path === pointer);
        if (isBack && level === maxDepth) return [{ op: 'replace', path: pointer, value: NEVER }];
        const leadsTo = unique(target, isBack ? level + 1 : level);
        return leadsTo === target ? [] : [{ op: 'replace', path: pointer, value: { ...node, $ref: `#${reference(leadsTo)}` } }];
      });
      if (level === 1) operations.push(...changes.map((change) => ({ ...change, path: member + change.path })));
      else operations.push({ op: 'add', path: unique(member, level), value: changed(value, changes) });
    }
  }
  return operations;
}

/** Applies changes to a value. */
function changed(value: unknown, changes: readonly PatchOperation[]): unknown {
  const whole = { value };
  for (const change of changes) {
    const keys = ['value', ...keysOfPointer(change.path)];
    const last = keys.pop()!;
    (valueAt(whole, keys) as { [key: string]: unknown })[last] = change.value;
  }
  return whole.value;
}

function reference(pointer: string): string {
  return pointerOf(keysOfPointer(pointer)).split('/').map(encodeURIComponent).join('/');
}

/** The references between the schemas reachable from one. */
class Cycles {
  private readonly references: ReadonlyMap<string, readonly (SourceSchema & { readonly target: string })[]>;

  constructor(document: unknown, start: string) {
    this.references = new Map(
      reachableFrom(document, start).map((pointer) => [
        pointer,
        writtenIn(valueAt(document, keysOfPointer(pointer)), pointer).flatMap((schema) => {
          const target = targetOf(schema.node);
          return target === undefined ? [] : [{ ...schema, target }];
        }),
      ]),
    );
  }

  /** Groups of schemas in a cycle (Tarjan's algorithm). */
  public groups(): string[][] {
    const index = new Map<string, number>();
    const low = new Map<string, number>();
    const stack: string[] = [];
    const groups: string[][] = [];
    const visit = (pointer: string): void => {
      index.set(pointer, index.size);
      low.set(pointer, index.get(pointer)!);
      stack.push(pointer);
      for (const { target } of this.references.get(pointer) ?? []) {
        if (!index.has(target)) visit(target);
        if (stack.includes(target)) low.set(pointer, Math.min(low.get(pointer)!, low.get(target)!));
      }
      if (low.get(pointer) !== index.get(pointer)) return;
      const group = stack.splice(stack.indexOf(pointer));
      if (group.length > 1 || this.leadsToItself(pointer)) groups.push(group);
    };
    for (const pointer of this.references.keys()) if (!index.has(pointer)) visit(pointer);
    return groups;
  }

  /** Returns the references that close a cycle, in a traversal of a group from its first member. */
  public backReferences(members: readonly string[]): BackReference[] {
    const open = new Set<string>();
    const done = new Set<string>();
    const found: BackReference[] = [];
    const visit = (pointer: string): void => {
      open.add(pointer);
      for (const { target, pointer: place } of this.references.get(pointer) ?? []) {
        if (open.has(target)) found.push({ from: pointer, path: place.slice(pointer.length) });
        else if (members.includes(target) && !done.has(target)) visit(target);
      }
      open.delete(pointer);
      done.add(pointer);
    };
    for (const member of members) if (!done.has(member)) visit(member);
    return found;
  }

  private leadsToItself(pointer: string): boolean {
    return (this.references.get(pointer) ?? []).some(({ target }) => target === pointer);
  }
}
