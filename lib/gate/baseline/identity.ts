import { createHash } from 'crypto';
import type { Identity } from './baseline-entry';
import { findingName, GateFinding } from '../gate';
import type { StackTemplate } from '../templates/template';

/** Returns the identity of a finding. */
export function identityOf(finding: GateFinding): Identity {
  const { location, source, subject } = finding;
  const written = source && !source.isExample ? { source: withoutIndexes(`${pathWithin(source)} ${source.location}`) } : {};
  return {
    id: findingName(finding),
    path: scopeOf(finding),
    ...(location !== undefined && { location: withoutIndexes(location) }),
    ...written,
    ...(subject !== undefined && { subject }),
  };
}

/** Returns an identity as a text; equal only for equal identities. */
export function identityKey({ id, path, location = '', source = '', subject = '' }: Identity): string {
  return JSON.stringify([id, path, location, source, subject]);
}

/** Returns a location that does not depend on the order of lists. A value and a list of one value are the same. */
function withoutIndexes(location: string): string {
  return location.replace(/\[\d*\]/g, '');
}

/** Returns an identity as 32 hexadecimal digits. */
export function fingerprintOf(finding: GateFinding): string {
  return createHash('sha256').update(identityKey(identityOf(finding))).digest('hex').slice(0, 32);
}

/** Returns the path of the subject of a finding; empty for the whole workload. */
function scopeOf({ stack, path, scope }: GateFinding): string {
  if (scope === 'workload') return '';
  return pathWithin({ stack, path: scope === 'stack' && stack ? (stack.constructPath ?? stack.file) : path });
}

/** Returns a path without the file of its template, which may be renamed. */
function pathWithin({ stack, path }: Pick<GateFinding, 'stack' | 'path'>): string {
  if (stack === undefined || stack.constructPath !== undefined) return path;
  const inside = path === stack.file ? [] : [path.startsWith(`${stack.file}/`) ? path.slice(stack.file.length + 1) : path];
  return [...stacksAround(stack), ...inside].join('/');
}

/** Returns the logical ids of the stacks that a template is nested in, outermost first. */
function stacksAround({ parent }: StackTemplate): string[] {
  return parent === undefined ? [] : [...stacksAround(parent.stack), parent.logicalId];
}
