import { StrictResult } from './trial';

/** A package and what came of it. */
export interface PackageResult extends StrictResult {
  readonly name: string;
  readonly version: string;
}

/** The table of the packages that were tried under `strict`, in the order of their names. */
export function packageTable(results: readonly PackageResult[]): string {
  const rows = [...results].sort((a, b) => a.name.localeCompare(b.name)).map(({ name, version, atImport, inInvocation }) => {
    const list = atImport.initCode.map((file) => `\`${file}\``).join(', ');
    const early = atImport.problem === undefined ? (list === '' ? 'works' : `works with \`initCode\` ${list}`) : `stops: ${atImport.problem}`;
    return `| ${name} ${version} | ${early} | ${inInvocation === undefined ? 'works' : `stops: ${inInvocation}`} |`;
  });
  return ['| Package | Made when the function is loaded | Made in the invocation |', '| --- | --- | --- |', ...rows].join('\n');
}
