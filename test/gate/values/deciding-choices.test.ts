import * as fc from 'fast-check';
import { finding, Rule } from '../../../lib/gate';
import { decidingChoices } from '../../../lib/gate/values/deciding-choices';
import { Scenarios } from '../../../lib/gate/values/scenarios';
import { rotated } from '../../report/sample';
import { check } from '../harness';

const KEYS = ['a', 'b', 'c', 'd'];

/** Returns the verdicts of a function of four choices, as a rule gets them: only reachable ones. */
function explore(verdict: (read: (key: string) => number) => boolean) {
  const scenarios = new Scenarios();
  const options = (key: string) => [0, 1].map((value) => ({ value, assumption: `${key}=${value}` }));
  return scenarios.explore(() => verdict((key) => scenarios.choose(key, () => options(key)).value)).results;
}

function decidingOf(verdict: (read: (key: string) => number) => boolean): string[] {
  const results = explore(verdict);
  const holding = results.filter(({ result }) => result);
  const others = results.filter(({ result }) => !result).map(({ choices }) => choices);
  return decidingChoices(holding[0].choices, others).map(({ assumption }) => assumption);
}

test.each<[string, (read: (key: string) => number) => boolean, string[]]>([
  ['a choice without effect is omitted', (read) => read('a') + read('b') * 0 === 0, ['a=0']],
  ['both of two that decide together stay', (read) => read('a') === 1 && read('b') === 1, ['a=1', 'b=1']],
  ['one of two that suffice each is enough', (read) => (read('a') === 0) || read('b') === 0, ['a=0']],
  ['a choice of another branch is omitted', (read) => (read('a') === 0 ? read('b') >= 0 : read('c') === 2), ['a=0']],
])('%s', (_, verdict, expected) => {
  expect(decidingOf(verdict)).toEqual(expected);
});

test('random functions: the choices suffice, and each of them is necessary', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), fc.shuffledSubarray(KEYS, { minLength: 1 }), (table, order) => {
      const verdict = (read: (key: string) => number) => table[order.reduce((row, key) => row * 2 + read(key), 0)];
      const results = explore(verdict);
      const holding = results.filter(({ result }) => result);
      if (holding.length === 0 || holding.length === results.length) return;
      const others = results.filter(({ result }) => !result).map(({ choices }) => choices);
      const deciding = decidingChoices(holding[0].choices, others);
      const holdsFor = (some: typeof deciding) => results.every(({ result, choices }) => {
        return result || !some.every(({ key, option }) => choices.find((choice) => choice.key === key)!.option === option);
      });
      expect(holdsFor(deciding)).toBe(true);
      for (const left of deciding) expect(holdsFor(deciding.filter((choice) => choice !== left))).toBe(false);
    }),
  );
});

test('a finding names only the deciding choices', () => {
  const rule: Rule = {
    ...rotated,
    resourceTypes: ['Test::Probe'],
    check: (resource) => (resource.get('A').string() === resource.get('B').string() + '!' || resource.get('C').string() !== 'x' ? [] : [finding(resource, 'bad', 'bad')]),
  };
  const parameter = (values: readonly string[]) => ({ Type: 'String', AllowedValues: values });
  const ref = (name: string) => ({ Ref: name });
  expect(
    check(rule, {
      Parameters: { First: parameter(['a', 'b']), Second: parameter(['a', 'b']), Third: parameter(['y', 'x']) },
      Resources: { Probe: { Type: 'Test::Probe', Properties: { A: ref('First'), B: ref('Second'), C: ref('Third') } } },
    }),
  ).toEqual(['Probe[bad] Properties: bad (where parameter Third is "x")']);
});
