import * as fc from 'fast-check';
import { MAX_SCENARIOS, Option, Scenarios } from '../../../lib/gate/values/scenarios';

const options = (key: string, count: number): Option<number>[] =>
  Array.from({ length: count }, (_, value) => ({ value, assumption: `${key} is ${value}` }));

const chosen = (key: string, option: number) => ({ key, option, assumption: `${key} is ${option}` });

/** Returns a run that reads some keys, in order. */
const read = (scenarios: Scenarios, keys: string[], count = 2) => keys.map((key) => scenarios.choose(key, () => options(key, count)).value);

test('a run without choices happens once', () => {
  expect(new Scenarios().explore(() => 'x')).toEqual({ results: [{ result: 'x', choices: [] }], complete: true });
});

test('each combination happens once, with its assumptions', () => {
  const scenarios = new Scenarios();
  expect(scenarios.explore(() => read(scenarios, ['a', 'b']).join(''))).toEqual({
    results: [
      { result: '00', choices: [chosen('a', 0), chosen('b', 0)] },
      { result: '01', choices: [chosen('a', 0), chosen('b', 1)] },
      { result: '10', choices: [chosen('a', 1), chosen('b', 0)] },
      { result: '11', choices: [chosen('a', 1), chosen('b', 1)] },
    ],
    complete: true,
  });
});

test('a repeated key has the same value', () => {
  const scenarios = new Scenarios();
  const { results } = scenarios.explore(() => read(scenarios, ['a', 'b', 'a', 'b', 'a']).join(''));
  expect(results.map(({ result }) => result)).toEqual(['00000', '01010', '10101', '11111']);
});

test('a choice that only some runs reach multiplies only those', () => {
  const scenarios = new Scenarios();
  const { results } = scenarios.explore(() => (read(scenarios, ['a'])[0] === 0 ? 'stop' : `on ${read(scenarios, ['b'], 3)[0]}`));
  expect(results.map(({ result }) => result)).toEqual(['stop', 'on 0', 'on 1', 'on 2']);
});

test.each([
  [6, MAX_SCENARIOS, true],
  [7, MAX_SCENARIOS, false],
])('%i choices of two give %i scenarios; all of them: %s', (count, expected, complete) => {
  const scenarios = new Scenarios();
  const keys = Array.from({ length: count }, (_, i) => `k${i}`);
  const explored = scenarios.explore(() => read(scenarios, keys).join(''));
  expect({ count: explored.results.length, complete: explored.complete }).toEqual({ count: expected, complete });
  expect(new Set(explored.results.map(({ result }) => result)).size).toBe(expected);
});

test('explorations are independent', () => {
  const scenarios = new Scenarios();
  const once = () => scenarios.explore(() => read(scenarios, ['a'])[0]).results.map(({ result }) => result);
  expect([once(), once()]).toEqual([[0, 1], [0, 1]]);
});

test('an exploration works after a run that threw', () => {
  const scenarios = new Scenarios();
  const failing = () => {
    read(scenarios, ['a']);
    throw new Error('rule broke');
  };
  expect(() => scenarios.explore(failing)).toThrow('rule broke');
  expect(scenarios.explore(() => read(scenarios, ['b'])[0]).results).toEqual([0, 1].map((result) => ({ result, choices: [chosen('b', result)] })));
});

test('each run has its own number, different from the time outside runs', () => {
  const scenarios = new Scenarios();
  const seen = [scenarios.run];
  scenarios.explore(() => {
    read(scenarios, ['a']);
    seen.push(scenarios.run);
  });
  seen.push(scenarios.run);
  expect(new Set(seen).size).toBe(4);
});

test('misuse throws', () => {
  const scenarios = new Scenarios();
  expect(() => scenarios.choose('a', () => options('a', 2))).toThrow('choice a was read outside of explore()');
  expect(() => scenarios.explore(() => scenarios.explore(() => 1))).toThrow('explore() cannot be nested');
});

test('agrees with a brute-force enumeration', () => {
  // The order of a program's reads depends on earlier values: after key `index`, it reads the key at `index + 1 + value`.
  const program = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }),
    keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 6, maxLength: 6 }),
  });
  fc.assert(
    fc.property(program, ({ sizes, keys }) => {
      const sizeOf = new Map<string, number>([...sizes.entries()].reverse().map(([index, size]) => [keys[index], size]));
      const run = (choose: (key: string) => number) => {
        const trace: string[] = [];
        for (let at = 0; at < sizes.length;) {
          const value = choose(keys[at]);
          trace.push(`${keys[at]}${value}`);
          at += 1 + value;
        }
        return trace.join(' ');
      };
      // Every assignment of all keys; assignments with the same trace are one scenario.
      let assignments: Map<string, number>[] = [new Map()];
      for (const [key, size] of sizeOf) {
        assignments = assignments.flatMap((known) => Array.from({ length: size }, (_, value) => new Map([...known, [key, value]])));
      }
      const expected = new Set(assignments.map((assignment) => run((key) => assignment.get(key)!)));

      const scenarios = new Scenarios();
      const { results, complete } = scenarios.explore(() => run((key) => scenarios.choose(key, () => options(key, sizeOf.get(key)!)).value));
      const traces = results.map(({ result }) => result);
      expect(new Set(traces).size).toBe(traces.length);
      expect(complete).toBe(expected.size <= MAX_SCENARIOS);
      expect(new Set(traces)).toEqual(complete ? expected : new Set(traces.filter((trace) => expected.has(trace))));
      for (const { result, choices } of results) {
        expect(choices.map(({ assumption }) => assumption)).toEqual([...new Set(result.split(' '))].map((step) => `${step[0]} is ${step.slice(1)}`));
      }
    }),
    { numRuns: 300 },
  );
});

test('with an upper bound of 1, only the first scenario is evaluated', () => {
  const scenarios = new Scenarios();
  const run = jest.fn(() => scenarios.choose('a', () => [{ value: 1, assumption: 'a is 1' }, { value: 2, assumption: 'a is 2' }]).value);
  expect(scenarios.explore(run, 1)).toEqual({ results: [{ result: 1, choices: [{ key: 'a', option: 0, assumption: 'a is 1' }] }], complete: false });
  expect(run).toHaveBeenCalledTimes(1);
});
