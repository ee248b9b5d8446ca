import { workloadOf, TestTemplate } from './harness';
import { GROWTH_SHAPES } from '../../bench/growth-shapes';
import { evaluate, Property, Resource, Settings, Workload } from '../../lib/gate';
import { expandTemplate } from '../../lib/gate/expansion/expand-template';
import { LocalFiles } from '../../lib/gate/templates/local-files';
import { Memory } from '../../lib/gate/values/memory';
import { SEC3_RULES } from '../../lib/secure/rules';

/** Counts the reads of a template by all rules: properties, cached answers, decisions, and lists of resources. */
function work(template: TestTemplate): number {
  const body = expandTemplate(template, 'template.json', new LocalFiles('.')).body as TestTemplate;
  const spies = [
    jest.spyOn(Property.prototype, 'at'),
    jest.spyOn(Property, 'of'),
    jest.spyOn(Memory.prototype, 'once'),
    jest.spyOn(Memory.prototype, 'decide'),
    jest.spyOn(Workload.prototype, 'mentions'),
    jest.spyOn(Resource.prototype, 'created', 'get'),
  ];
  try {
    const { failures } = evaluate(workloadOf(body), SEC3_RULES, new Settings());
    expect(failures).toEqual([]);
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Twice the size takes twice the work. Parts that are read once for the whole template take less, and nothing takes more. */
test.each(Object.entries(GROWTH_SHAPES))('%s: twice the size takes at most 2.1 times the work', (_, { template }) => {
  const [once, twice] = [32, 64].map((n) => work(template(n) as TestTemplate));
  expect(twice / once).toBeGreaterThan(1);
  expect(twice / once).toBeLessThan(2.1);
});
