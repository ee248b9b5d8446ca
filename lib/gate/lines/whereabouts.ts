import type { FilePlace } from './file-place';
import type { GateFinding } from '../gate';

/** The positions of a finding. */
export interface Whereabouts {
  /** In the code of the app, if the CDK recorded the line that creates the construct. */
  readonly code?: FilePlace;
  /** In the template: the property, or the closest enclosing part. */
  readonly template?: FilePlace;
}

/** The positions of a finding. Reads each template once. */
export function whereabouts({ stack, logicalId, location, path, place }: GateFinding): Whereabouts {
  if (!stack || place) return { template: place };
  return {
    code: stack.codeOf(logicalId === undefined ? path : stack.pathOf(logicalId)),
    template: location === undefined && logicalId === undefined ? undefined : stack.placeOf(location ?? 'Properties', logicalId),
  };
}

/** The main position of a finding: in the code of the app, otherwise in the template. */
export function placeOf(finding: GateFinding): FilePlace | undefined {
  const { code, template } = whereabouts(finding);
  return code ?? template;
}
