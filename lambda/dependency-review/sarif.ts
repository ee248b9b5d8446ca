import * as fs from 'fs';

/** A finding of a scanner. */
export interface Result {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  /** Relative to the source. */
  readonly file: string;
  readonly line?: number;
  readonly help?: string;
}

/** Writes a report in SARIF 2.1.0, for scanners that write no reports. */
export function writeSarif(file: string, tool: string, results: readonly Result[]): void {
  const rules = [...new Map(results.map(({ ruleId, help }) => [ruleId, { id: ruleId, ...(help !== undefined && { helpUri: help }) }])).values()];
  const run = {
    tool: { driver: { name: tool, rules } },
    results: results.map(({ ruleId, level, message, file: uri, line }) => ({
      ruleId,
      level,
      message: { text: message },
      locations: [{ physicalLocation: { artifactLocation: { uri }, ...(line !== undefined && { region: { startLine: line } }) } }],
    })),
  };
  const sarif = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  fs.writeFileSync(file, JSON.stringify(sarif, undefined, 2));
}
