import type { PreflightResult } from '../../lib/preflight/preflight';
import { preflightSummary, preflightText } from '../../lib/preflight/text';
import { painter } from '../../lib/report/style';

function text(result: Partial<PreflightResult>, width = 80): string {
  return preflightText({ status: 'ready', environments: [], leftOut: [], ...result }, { paint: painter(false), width });
}

function environment(...answers: any[]) {
  return { environment: 'aws://111122223333/eu-central-1', stacks: ['Orders'], notAsked: [], answers: answers.map((answer) => ({ id: 'x', asked: 'Is it?', resources: [], ...answer })) };
}

test('no line is longer than the terminal is wide, paths aside', () => {
  const long = 'word '.repeat(60).trim();
  const lines = text({ environments: [environment({ status: 'fails', asked: long, text: long, fix: long, resources: [] })] }).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('of many resources some are named, and the others counted', () => {
  const resources = Array.from({ length: 8 }, (_, index) => `Orders/Function${index}`);
  const shown = text({ status: 'fails', environments: [environment({ status: 'fails', text: 'No.', fix: 'Do.', resources })] });
  expect(shown).toContain('Orders/Function4\n          and 3 more\n');
  expect(shown).not.toContain('Orders/Function5');
});

test('what a template or AWS says can’t rewrite the terminal', () => {
  const shown = text({ environments: [environment({ status: 'unknown', text: 'no\u001b[2Jthing', resources: ['Orders/\u202eX'] })] });
  // eslint-disable-next-line no-control-regex
  expect(shown).not.toMatch(/[\u001b\u202e]/);
});

test('what was not asked, and what was left out, is reported', () => {
  const shown = text({ environments: [{ ...environment(), notAsked: ['whether the name of each AWS::Events::Rule is free (1)'] }], leftOut: ['aws://999999999999/eu-west-1'] });
  expect(shown).toContain('  There are no questions for these templates.\n');
  expect(shown).toContain('  Not asked: whether the name of each AWS::Events::Rule is free (1)\n');
  expect(shown).toContain('– aws://999999999999/eu-west-1 was excluded and not checked\n');
});

test('the summary is one line', () => {
  const environments = [environment({ status: 'ready', text: 'Yes.' }, { status: 'unknown', text: '?' })];
  expect(preflightSummary({ status: 'unknown', environments, leftOut: [] }, painter(false))).toBe('? Pre-flight: 1 not known, 1 ready, of 2 questions: readiness is unknown');
});
