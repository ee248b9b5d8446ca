import type { FilePlace } from './file-place';
import type { GateFinding } from '../gate';

/** The positions of a finding. */
export interface Whereabouts {
  /** Position in the code of the app, if the CDK recorded the line that creates the construct. */
  readonly code?: FilePlace;
  /** Position in the template: the property, or the closest enclosing part. */
  readonly template?: FilePlace;
}

/** Returns the positions of a finding: of its source, and in code of the judged construct if the source’s is unknown. Reads each template once. */
export function whereabouts({ stack, logicalId, location, path, place, source }: GateFinding): Whereabouts {
  if (!stack || place) return { template: place };
  const code = stack.codeOf(logicalId === undefined ? path : stack.pathOf(logicalId));
  if (source) return { code: source.stack.codeOf(source.path) ?? code, template: source.stack.placeOf(source.location, source.logicalId) };
  return { code, template: location === undefined && logicalId === undefined ? undefined : stack.placeOf(location ?? 'Properties', logicalId) };
}

/** Returns the main position of a finding: in the code of the app, otherwise in the template. */
export function placeOf(finding: GateFinding): FilePlace | undefined {
  const { code, template } = whereabouts(finding);
  return code ?? template;
}
