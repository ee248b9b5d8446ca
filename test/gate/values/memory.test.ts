import * as fc from 'fast-check';
import { Property, Undetermined } from '../../../lib/gate';
import { Memory } from '../../../lib/gate/values/memory';
import { Scenarios } from '../../../lib/gate/values/scenarios';
import { workloadOf } from '../harness';

const ABOUT = {};

/** Returns a memory with the decisions of scenarios. */
function memoryOf(scenarios: Scenarios) {
  const memory = new Memory();
  const options = (key: string) => [0, 1].map((value) => ({ value, assumption: `${key} is ${value}` }));
  const decide = (key: string): number => {
    let value = 0;
    memory.decide({
      key,
      decide: () => {
        const choice = scenarios.choose(key, () => options(key));
        ({ value } = choice);
        return choice.way;
      },
    });
    return value;
  };
  return { memory, decide };
}

test('an answer without decisions is computed once for all scenarios', () => {
  const { memory, decide } = memoryOf(new Scenarios());
  const answer = jest.fn(() => ({}));
  const first = memory.once('question', ABOUT, answer);
  expect(memory.once('question', ABOUT, answer)).toBe(first);
  expect(memory.once('another', ABOUT, answer)).not.toBe(first);
  expect(memory.once('question', {}, answer)).not.toBe(first);
  expect(answer).toHaveBeenCalledTimes(3);
  expect(decide).toBeDefined();
});

test('an answer with decisions is computed once for each combination of them', () => {
  const scenarios = new Scenarios();
  const { memory, decide } = memoryOf(scenarios);
  const answer = jest.fn(() => (decide('a') === 0 ? 'stop' : `on ${decide('b')}`));
  const explore = () => scenarios.explore(() => memory.once('question', ABOUT, answer));
  const first = explore();
  expect(first.results.map(({ result }) => result)).toEqual(['stop', 'on 0', 'on 1']);
  expect(explore()).toEqual(first);
  expect(answer).toHaveBeenCalledTimes(3);
});

test('an answer that uses others depends on their decisions', () => {
  const scenarios = new Scenarios();
  const { memory, decide } = memoryOf(scenarios);
  const inner = () => memory.once('inner', ABOUT, () => decide('a'));
  const outer = () => memory.once('outer', ABOUT, () => `inner ${inner()}`);
  expect(scenarios.explore(() => inner()).results).toHaveLength(2);
  for (let round = 0; round < 2; round += 1) expect(scenarios.explore(outer).results.map(({ result }) => result)).toEqual(['inner 0', 'inner 1']);
});

test('an answer does not depend on decisions before it', () => {
  const scenarios = new Scenarios();
  const { memory, decide } = memoryOf(scenarios);
  const inner = () => memory.once('inner', ABOUT, () => decide('b'));
  expect(scenarios.explore(() => memory.once('outer', ABOUT, () => `${decide('a')}${inner()}`)).results.map(({ result }) => result)).toEqual(['00', '01', '10', '11']);
  expect(scenarios.explore(inner).results.map(({ result, choices }) => [result, choices.length])).toEqual([[0, 1], [1, 1]]);
});

test('an answer inside of a decision is part of it', () => {
  const scenarios = new Scenarios();
  const { memory, decide } = memoryOf(scenarios);
  const inside = () => memory.once('inside', ABOUT, () => decide('a'));
  const outer = () => memory.once('outer', ABOUT, () => memory.decide({ key: 'outer', decide: inside }));
  for (const question of [outer, inside, outer]) expect(scenarios.explore(question).results.map(({ result }) => result)).toEqual([0, 1]);
});

test('an undetermined answer is remembered, and an error of the program is not', () => {
  const memory = new Memory();
  const [probe] = workloadOf({ Resources: { Probe: { Type: 'Test::Probe::Resource' } } }).resources();
  const unknown = jest.fn((): Property => {
    throw new Undetermined('open', probe, 'Properties');
  });
  const broken = jest.fn((): Property => {
    throw new Error('broken');
  });
  for (let round = 0; round < 2; round += 1) {
    expect(() => memory.once('unknown', ABOUT, unknown)).toThrow('open');
    expect(() => memory.once('broken', ABOUT, broken)).toThrow('broken');
  }
  expect(unknown).toHaveBeenCalledTimes(1);
  expect(broken).toHaveBeenCalledTimes(2);
});

/** Next read of a generated program, as a function of the values read so far. */
type Program = (read: string) => string | undefined;

test('random dependencies: scenarios are the same with and without memory', () => {
  const programs = fc.func(fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined, freq: 2 }));
  fc.assert(
    fc.property(fc.array(programs, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }), (made, asked) => {
      const scenarios = new Scenarios();
      const { memory, decide } = memoryOf(scenarios);
      const run = (program: Program): string => {
        let read = '';
        for (let key = program(read); key !== undefined && read.length < 8; key = program(read)) read += `${key}${decide(key)}`;
        return read;
      };
      const bare = () => asked.map((index) => run(made[index % made.length])).join(' ');
      const remembered = () => asked.map((index) => memory.once(index % made.length, ABOUT, () => run(made[index % made.length]))).join(' ');
      const expected = scenarios.explore(bare);
      for (let round = 0; round < 3; round += 1) expect(scenarios.explore(remembered)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
