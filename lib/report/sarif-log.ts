import * as path from 'path';
import { uriPath } from './markup';

/** Folder that relative paths start from: the one that the command ran in. */
const ROOT = '%SRCROOT%';

/** One run of one tool. */
export interface SarifRun {
  /** Name of the tool. */
  readonly driver: string;
  /** Version of this package. */
  readonly version: string;
  readonly rules: readonly object[];
  /** What kept the tool from doing all of its work. */
  readonly notifications: readonly object[];
  readonly results: readonly object[];
}

/** A run as a SARIF 2.1.0 log. */
export function sarifLog({ driver, version, rules, notifications, results }: SarifRun): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: driver, semanticVersion: version, informationUri: 'https://github.com/cdk-sec3/cdk-sec3', rules } },
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that cdk-sec3 was run in.' } } },
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Where a file is, from the folder that the command ran in. */
export function artifactLocation(file: string): { uri: string; uriBaseId?: string } {
  const uri = uriPath(file.split(path.sep));
  if (!path.isAbsolute(file)) return { uri, uriBaseId: ROOT };
  return { uri: uri.startsWith('/') ? `file://${uri}` : `file:///${uri.replace('%3A', ':')}` };
}
