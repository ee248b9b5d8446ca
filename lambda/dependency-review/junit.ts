import { ScannerResult } from './results';

/** The result as JUnit XML: findings are failures, and a scanner that failed is an error. */
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

/** What XML has no way to write, such as colors of a terminal, is left out. */
function escape(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (character) => ENTITIES[character]).replace(/\s+/g, ' ');
}
