import type { FilePlace } from './file-place';
import type { GateFinding } from '../gate';

/** Where a finding can be looked up. */
export interface Whereabouts {
  /** In the code of the app, where the CDK has recorded which line makes the construct. */
  readonly code?: FilePlace;
  /** In the template: the property, or the nearest that is written and around it. */
  readonly template?: FilePlace;
}

/** Where a finding can be looked up. Templates are read for it, each once. */
export function whereabouts({ stack, logicalId, location, path, place }: GateFinding): Whereabouts {
  if (!stack || place) return { template: place };
  return {
    code: stack.codeOf(logicalId === undefined ? path : stack.pathOf(logicalId)),
    template: location === undefined && logicalId === undefined ? undefined : stack.placeOf(location ?? 'Properties', logicalId),
  };
}

/** The one place where a finding is to be looked up: in the code of the app, or else in the template. */
export function placeOf(finding: GateFinding): FilePlace | undefined {
  const { code, template } = whereabouts(finding);
  return code ?? template;
}
