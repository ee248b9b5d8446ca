import * as fs from 'fs';
import * as path from 'path';
import { inspect } from 'util';
import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ConstructState } from '../../lib/functions/construct-state';

const one = new ConstructState<Construct, string>('hardening');
const other = new ConstructState<Construct, string>('protection');
let construct: Construct;

beforeEach(() => {
  construct = new Construct(new Stack(new App(), 'Stack'), 'One');
});

test('a construct has no state at first', () => {
  expect(one.of(construct)).toBeUndefined();
  expect(one.has(construct)).toBe(false);
});

test('each construct has its own state, and the last one set applies', () => {
  one.set(construct, 'first');
  one.set(construct, 'last');
  expect(one.of(construct)).toBe('last');
  expect(one.has(construct)).toBe(true);
  expect(one.has(construct.node.scope!)).toBe(false);
});

test('states with different names are independent', () => {
  one.set(construct, 'a');
  expect(other.has(construct)).toBe(false);
});

test('undefined is a state, too', () => {
  const state = new ConstructState<Construct, undefined>('hardening');
  state.set(construct, undefined);
  expect(state.has(construct)).toBe(true);
});

test('a second copy of the library has the same state', () => {
  one.set(construct, 'a');
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof import('../../lib/functions/construct-state')>('../../lib/functions/construct-state');
    expect(copy.ConstructState).not.toBe(ConstructState);
    expect(new copy.ConstructState<Construct, string>('hardening').of(construct)).toBe('a');
  });
});

test('the state does not show in a construct', () => {
  const before = [Object.keys(construct), inspect(construct, { depth: 0 })];
  one.set(construct, 'a');
  expect([Object.keys(construct), inspect(construct, { depth: 0 })]).toEqual(before);
});

test('each name of a state is used in one place', () => {
  const lib = path.join(__dirname, '../../lib');
  const files = fs.readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const names = files.flatMap((file) => [...fs.readFileSync(path.join(lib, file), 'utf8').matchAll(/new ConstructState<.*>\('([^']+)'\)/g)].map(([, name]) => name));
  const listed = fs.readFileSync(path.join(lib, 'functions/construct-state.ts'), 'utf8').matchAll(/^ {2}\| '([^']+)'/gm);
  expect(names.sort()).toEqual([...listed].map(([, name]) => name).sort());
});
