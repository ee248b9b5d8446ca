import { StrictResult } from './trial';

/** A package and its results. */
export interface PackageResult extends StrictResult {
  readonly name: string;
  readonly version: string;
  /** Category that stops it under `standard`, at any time of creation. */
  readonly standard?: string;
}

/** Returns the table of the tested packages, sorted by name. */
export function packageTable(results: readonly PackageResult[]): string {
  const rows = [...results].sort((a, b) => a.name.localeCompare(b.name)).map(({ name, version, standard, atImport, inInvocation }) => {
    const list = atImport.initCode.map((file) => `\`${file}\``).join(', ');
    const early = atImport.problem === undefined ? (list === '' ? 'works' : `works with \`initCode\` ${list}`) : `stops: ${atImport.problem}`;
    return `| ${name} ${version} | ${stops(standard)} | ${early} | ${stops(inInvocation)} |`;
  });
  return [
    '| Package | `standard`, made in the invocation | `strict`, made when the function is loaded | `strict`, made in the invocation |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function stops(problem: string | undefined): string {
  return problem === undefined ? 'works' : `stops: ${problem}`;
}
