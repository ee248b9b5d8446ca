import { createHash } from 'crypto';
import type { Identity } from './baseline-entry';
import { findingName, GateFinding } from '../gate';
import type { StackTemplate } from '../templates/template';

/** The identity of a finding. */
export function identityOf(finding: GateFinding): Identity {
  return { id: findingName(finding), path: placeOf(finding), location: finding.location?.replace(/\[\d+\]/g, '[]') };
}

/** An identity as a text; equal only for equal identities. */
export function identityKey({ id, path, location = '' }: Identity): string {
  return JSON.stringify([id, path, location]);
}

/** An identity as 32 hexadecimal digits. */
export function fingerprintOf(finding: GateFinding): string {
  return createHash('sha256').update(identityKey(identityOf(finding))).digest('hex').slice(0, 32);
}

function placeOf({ stack, path }: GateFinding): string {
  if (stack === undefined || stack.constructPath !== undefined) return path;
  const inside = path === stack.file ? [] : [path.startsWith(`${stack.file}/`) ? path.slice(stack.file.length + 1) : path];
  return [...stacksAround(stack), ...inside].join('/');
}

/** The logical ids of the stacks that a template is nested in, outermost first. */
function stacksAround({ parent }: StackTemplate): string[] {
  return parent === undefined ? [] : [...stacksAround(parent.stack), parent.logicalId];
}
