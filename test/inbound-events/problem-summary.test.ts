import { problemSummary } from '../../lib/inbound-events/problem-summary';
import { SchemaLooseness } from '../../lib/inbound-events/schema-exception';

const many = Array.from({ length: 3000 }, (_, i) => ({
  pointer: `/components/schemas/S${i}`, message: `cause ${i % 15} `.repeat(40), looseness: i % 15 === 0 ? SchemaLooseness.UNBOUNDED_STRING : undefined,
}));

test('many problems fit a screen: causes with their counts, first places, and the option that helps', () => {
  const lines = problemSummary(many, 'models.').split('\n');
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines[0]).toMatch(/^- 200 × cause 0 /);
  expect(lines[1]).toBe('    #/components/schemas/S0, #/components/schemas/S15, #/components/schemas/S30, and 197 more');
  expect(lines).toContain('- and 5 further causes, 1000 problems');
  expect(lines.at(-2)).toMatch(/^models.bound: \{\} closes what is open .* models.loosen/);
  expect(lines.at(-1)).toBe('All of them: models.allProblems: true.');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(400);
});

test('all are listed if requested, or if there are few', () => {
  expect(problemSummary(many, '', true).split('\n')).toHaveLength(3001);
  expect(problemSummary([{ pointer: '/a', message: 'wrong' }, { pointer: '/a', message: 'wrong' }, { pointer: '', operation: 'GET /', message: 'lost' }], '')).toBe('- #/a: wrong\n- GET /: lost');
});
