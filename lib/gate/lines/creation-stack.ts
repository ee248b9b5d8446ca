import * as path from 'path';
import { fileURLToPath } from 'url';
import type { FilePlace } from './file-place';

/** `/app/lib/orders.ts:12:5`; in other languages without a column. */
const POSITION = /^([^<>]+?):(\d+)(?::(\d+))?$/;

/** Files of a package, of Node.js or of the jsii runtime. */
const OF_OTHERS = /(^|[\\/])(node_modules|site-packages|dist-packages|jsii-kernel-[^\\/]*)[\\/]|^node:|^internal[\\/]/;

/**
 * Finds the location in the user's code that creates a construct: the first frame outside of packages.
 *
 * @param frames the CDK's record `aws:cdk:creationStack`; some entries are not frames, but notes about omitted ones
 */
export function userPlace(frames: readonly unknown[]): FilePlace | undefined {
  for (const frame of frames) {
    const [, written, line, column] = (typeof frame === 'string' && POSITION.exec(positionOf(frame))) || [];
    if (written === undefined || OF_OTHERS.test(written)) continue;
    const file = fromHere(written.startsWith('file:') ? fileURLToPath(written) : written);
    return { file, line: Number(line), ...(column !== undefined && { column: Number(column) }) };
  }
  return undefined;
}

/** Returns the text in brackets after the name of a function, if any. */
function positionOf(frame: string): string {
  const name = frame.indexOf(' (');
  return name >= 0 && frame.endsWith(')') ? frame.slice(name + 2, -1) : frame;
}

/** A file in the working folder is shown relative to it, as templates are. */
function fromHere(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
