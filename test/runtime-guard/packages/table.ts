import { StrictResult } from './trial';

/** A package and what came of it. */
export interface PackageResult extends StrictResult {
  readonly name: string;
  readonly version: string;
  /** What stops it under `standard`, whenever it is made. */
  readonly standard?: string;
}

/** The table of the packages that were tried, in the order of their names. */
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
