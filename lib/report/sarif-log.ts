import * as path from 'path';
import { uriPath } from './markup';
import { isWithin } from './repository';
import type { FilePlace } from '../gate';

/** Base of relative paths. */
const ROOT = '%SRCROOT%';

/** A run of a tool. */
export interface SarifRun {
  /** Name of the tool. */
  readonly driver: string;
  /** Version of this package. */
  readonly version: string;
  readonly rules: readonly object[];
  /** Whether the run is complete. */
  readonly isComplete: boolean;
  /** Reasons why it is incomplete, and other messages about the run. */
  readonly notifications: readonly object[];
  readonly results: readonly object[];
}

/** Returns a run as a SARIF 2.1.0 log. */
export function sarifLog({ driver, version, rules, isComplete, notifications, results }: SarifRun): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: driver, semanticVersion: version, informationUri: 'https://github.com/cdk-sec3/cdk-sec3', rules } },
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository, or else the folder that cdk-sec3 was run in, or that the files are in.' } } },
        invocations: [{ executionSuccessful: isComplete, toolExecutionNotifications: notifications }],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Returns a location in SARIF. */
export function physicalLocation({ file, line, column }: FilePlace, root: string) {
  return { artifactLocation: artifactLocation(file, root), region: { startLine: line, startColumn: column } };
}

/** Returns the location of a file, relative to the repository; absolute if it is outside. */
function artifactLocation(file: string, root: string): { uri: string; uriBaseId?: string } {
  const absolute = path.resolve(file);
  if (isWithin(root, file)) return { uri: uriPath(path.relative(root, absolute).split(path.sep)), uriBaseId: ROOT };
  const uri = uriPath(absolute.split(path.sep));
  return { uri: uri.startsWith('/') ? `file://${uri}` : `file:///${uri.replace('%3A', ':')}` };
}
