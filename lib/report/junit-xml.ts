import { escapeXml } from './markup';

/** Outcome of a test. */
export type Verdict = 'passed' | 'failure' | 'error' | 'skipped';

/** A test of a JUnit report. */
export interface JunitTest {
  readonly classname: string;
  readonly name: string;
  readonly verdict: Verdict;
  /** Reason why it did not pass: a one-line message, a type, and details. */
  readonly reason?: { readonly message: string; readonly type?: string; readonly text?: string };
  /** Additional output. */
  readonly output?: string;
}

/** A suite of tests. */
export interface JunitSuite {
  readonly name: string;
  readonly tests: readonly JunitTest[];
}

/** Returns JUnit XML in the format that CI systems read. */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ tests }) => tests);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', { name, ...counts(all) }),
    ...suites.flatMap((suite) => [`  ${open('testsuite', { name: suite.name, ...counts(suite.tests) })}`, ...suite.tests.flatMap(testCase), '  </testsuite>']),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(tests: readonly JunitTest[]): { readonly [figure: string]: number } {
  const having = (verdict: Verdict) => tests.filter((test) => test.verdict === verdict).length;
  return { tests: tests.length, failures: having('failure'), errors: having('error'), skipped: having('skipped') };
}

function testCase({ classname, name, verdict, reason, output }: JunitTest): string[] {
  const tag = { classname, name, time: 0 };
  const body = [
    ...(reason && verdict !== 'passed' ? [reasons(verdict, reason)] : []),
    ...(output === undefined || output === '' ? [] : [`      <system-out>${escapeXml(output)}</system-out>`]),
  ];
  if (body.length === 0) return [`    ${open('testcase', tag).slice(0, -1)}/>`];
  return [`    ${open('testcase', tag)}`, ...body, '    </testcase>'];
}

function reasons(verdict: Exclude<Verdict, 'passed'>, { message, type, text }: NonNullable<JunitTest['reason']>): string {
  const tag = open(verdict, { message, ...(type !== undefined && { type }) });
  return text === undefined ? `      ${tag.slice(0, -1)}/>` : `      ${tag}${escapeXml(text)}</${verdict}>`;
}

function open(tag: string, attributes: { readonly [name: string]: string | number }): string {
  const texts = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')}"`);
  return `<${tag}${texts.join('')}>`;
}
