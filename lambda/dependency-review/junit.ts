import { ScannerResult } from './results';

/** Returns the result as JUnit XML: findings are failures, and a failed scanner is an error. */
export function toJunit(results: readonly ScannerResult[]): string {
  const count = (outcome: ScannerResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const cases = results.map(({ name, outcome, detail, seconds }) => {
    const element = { clean: '', findings: `<failure message="${escape(detail)}"/>`, failed: `<error message="${escape(detail)}"/>` }[outcome];
    return `  <testcase classname="dependency-review" name="${escape(name)}" time="${seconds}">${element}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="dependency-review" tests="${results.length}" failures="${count('findings')}" errors="${count('failed')}">`,
    ...cases,
    '</testsuite>',
    '',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Removes characters that XML can't represent, such as colors of a terminal. */
function escape(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (character) => ENTITIES[character]).replace(/\s+/g, ' ');
}
