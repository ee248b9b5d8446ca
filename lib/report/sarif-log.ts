import * as path from 'path';
import { uriPath } from './markup';
import type { FilePlace } from '../gate';

/** What relative paths start from. */
const ROOT = '%SRCROOT%';

/** One run of one tool. */
export interface SarifRun {
  /** Name of the tool. */
  readonly driver: string;
  /** Version of this package. */
  readonly version: string;
  readonly rules: readonly object[];
  /** Whether the tool has done all of its work. */
  readonly isComplete: boolean;
  /** What kept it from that, and what else is to be said of the run. */
  readonly notifications: readonly object[];
  readonly results: readonly object[];
}

/** A run as a SARIF 2.1.0 log. */
export function sarifLog({ driver, version, rules, isComplete, notifications, results }: SarifRun): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: driver, semanticVersion: version, informationUri: 'https://github.com/cdk-sec3/cdk-sec3', rules } },
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository, or else the folder that cdk-sec3 was run in.' } } },
        invocations: [{ executionSuccessful: isComplete, toolExecutionNotifications: notifications }],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A place as SARIF has it. */
export function physicalLocation({ file, line, column }: FilePlace, root: string) {
  return { artifactLocation: artifactLocation(file, root), region: { startLine: line, startColumn: column } };
}

/** Where a file is, from the root of the repository; one outside of it as it is on this machine. */
function artifactLocation(file: string, root: string): { uri: string; uriBaseId?: string } {
  const absolute = path.resolve(file);
  if (isWithin(root, file)) return { uri: uriPath(path.relative(root, absolute).split(path.sep)), uriBaseId: ROOT };
  const uri = uriPath(absolute.split(path.sep));
  return { uri: uri.startsWith('/') ? `file://${uri}` : `file:///${uri.replace('%3A', ':')}` };
}

/** Whether a file lies in a folder. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, path.resolve(file));
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
