import { ItemId, practiceOf, PRACTICES, QUESTION } from '../../lib/checklist';

/** The lines of the Lens: for each best practice, the demands of its description and improvement plan, with a word that identifies each. */
const LENS: readonly { readonly title: string; readonly lines: readonly (readonly [ItemId, RegExp])[] }[] = [
  {
    title: 'Review security awareness documents frequently',
    lines: [
      ['awareness/feeds', /news.*several.*regularly/],
      ['awareness/notifications', /critical threats.*near-real time/],
    ],
  },
  {
    title: 'Store secrets that are used in your code securely',
    lines: [
      ['secrets/manager', /secrets manager.*apart from code/],
      ['secrets/minimal-access', /access to a secret/],
      ['secrets/permissive-policies', /other environments.*other people/],
      ['secrets/rotation', /rotate.*frequently/i],
    ],
  },
  {
    title: 'Automatically review workload’s code dependencies/libraries',
    lines: [
      ['dependencies/combined-review', /both automatically and by hand/],
      ['dependencies/automated-tools', /complex code.*known vulnerabilities/],
      ['dependencies/manual-review', /people review.*end to end/],
      ['dependencies/certification', /certify each dependency before/i],
      ['dependencies/every-commit', /every commit.*periodically/],
    ],
  },
  {
    title: 'Validate inbound events',
    lines: [
      ['inbound-events/request-validation', /API Gateway reject requests/],
      ['inbound-events/untrusted-data', /not trust data/],
      ['inbound-events/data-correctness', /types, patterns, ranges/],
      ['inbound-events/fuzzing', /fuzzing/],
    ],
  },
  {
    title: 'Implement runtime protection to help prevent against malicious code execution',
    lines: [
      ['runtime-protection/lock-out', /child processes, network, local files/],
      ['runtime-protection/interception', /before and after each invocation/],
    ],
  },
];

const ITEMS = PRACTICES.flatMap(({ items }) => items);

test('is SEC 3 of the Serverless Lens', () => {
  expect(QUESTION.id).toBe('SEC 3');
  expect(QUESTION.title).toBe('How do you implement application security in your workload?');
  expect(new URL(QUESTION.link).hostname).toBe('docs.aws.amazon.com');
});

test('has the five best practices in the order of the Lens, with exactly one item for each line', () => {
  expect(PRACTICES.map(({ title, items }) => ({ title, ids: items.map(({ id }) => id) }))).toEqual(
    LENS.map(({ title, lines }) => ({ title, ids: lines.map(([id]) => id) })),
  );
});

test.each(LENS.flatMap(({ lines }) => lines))('%s matches the text of its line', (id, words) => {
  expect(ITEMS.find((item) => item.id === id)!.text).toMatch(words);
});

test('ids are unique', () => {
  expect(new Set(ITEMS.map(({ id }) => id)).size).toBe(ITEMS.length);
  expect(new Set(PRACTICES.map(({ id }) => id)).size).toBe(PRACTICES.length);
});

test.each(ITEMS.map(({ id, text }) => [id, text]))('%s is one short sentence', (_, text) => {
  expect(text).toMatch(/^[A-Z][^.]{10,100}\.$/);
});

test.each(PRACTICES.flatMap((practice) => practice.items.map((item) => [item.id, practice] as const)))('%s belongs to its practice', (id, practice) => {
  expect(practiceOf(id)).toBe(practice);
  expect(id.slice(0, id.indexOf('/'))).toBe(practice.id);
});

test('the list of ids does not change: rules, reports and acknowledgements use them', () => {
  expect(ITEMS.map(({ id }) => id)).toEqual([
    'awareness/feeds',
    'awareness/notifications',
    'secrets/manager',
    'secrets/minimal-access',
    'secrets/permissive-policies',
    'secrets/rotation',
    'dependencies/combined-review',
    'dependencies/automated-tools',
    'dependencies/manual-review',
    'dependencies/certification',
    'dependencies/every-commit',
    'inbound-events/request-validation',
    'inbound-events/untrusted-data',
    'inbound-events/data-correctness',
    'inbound-events/fuzzing',
    'runtime-protection/lock-out',
    'runtime-protection/interception',
  ]);
});
