import type { PreflightResult } from '../../lib/preflight/preflight';
import { preflightSummary, preflightText } from '../../lib/preflight/text';
import { painter } from '../../lib/report/style';

function text(result: Partial<PreflightResult>, width = 80): string {
  return preflightText({ status: 'ready', environments: [], leftOut: [], ...result }, { paint: painter(false), width });
}

function environment(...answers: any[]) {
  return { environment: 'aws://111122223333/eu-central-1', stacks: ['Orders'], notAsked: [], answers: answers.map((answer) => ({ id: 'x', asked: 'Is it?', resources: [], ...answer })) };
}

test('lines fit the terminal, except for paths', () => {
  const long = 'word '.repeat(60).trim();
  const lines = text({ environments: [environment({ status: 'fails', asked: long, text: long, fix: long, resources: [] })] }).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('some of many resources are named, and the others counted', () => {
  const resources = Array.from({ length: 8 }, (_, index) => `Orders/Function${index}`);
  const shown = text({ status: 'fails', environments: [environment({ status: 'fails', text: 'No.', fix: 'Do.', resources })] });
  expect(shown).toContain('Orders/Function4\n          and 3 more\n');
  expect(shown).not.toContain('Orders/Function5');
});

test('control characters of templates and AWS are escaped', () => {
  const shown = text({ environments: [environment({ status: 'unknown', text: 'no\u001b[2Jthing', resources: ['Orders/\u202eX'] })] });
  // eslint-disable-next-line no-control-regex
  expect(shown).not.toMatch(/[\u001b\u202e]/);
});

test('questions that were not asked, and accounts that were left out, are reported', () => {
  const shown = text({ environments: [{ ...environment(), notAsked: ['whether the name of each AWS::Events::Rule is free (1)'] }], leftOut: ['aws://999999999999/eu-west-1'] });
  expect(shown).toContain('  These templates have no requirement that can be checked.\n');
  expect(shown).toContain('  Not asked: whether the name of each AWS::Events::Rule is free (1)\n');
  expect(shown).toContain('– aws://999999999999/eu-west-1 was excluded and not checked\n');
});

test('the summary is one line', () => {
  const environments = [environment({ status: 'ready', text: 'Yes.' }, { status: 'unknown', text: '?' })];
  expect(preflightSummary({ status: 'unknown', environments, leftOut: [] }, painter(false))).toBe('? Pre-flight: 1 not known, 1 ready, of 2 questions: readiness is unknown');
});
