/**
 * A test runner for Stryker. It loads the tests once, into its own process, with parts of Jest, and then runs those that reach a mutant repeatedly. A
 * run of Jest loads the code for each mutant, which takes thirty times as long. State that tests leave in modules stays for the next mutant, so a
 * failing test must pass without the mutant; otherwise, everything is loaded again. Before a mutant counts as survived, the nearest tests are loaded
 * again, too.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached } from '@stryker-mutator/api/test-runner';
import * as circus from 'jest-circus';
import { expect } from 'expect';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { register } from 'tsx/cjs/api';

const STRYKER = (globalThis.__stryker__ ??= {});

class InProcess {
  static inject = tokens(commonTokens.options);

  constructor({ inProcess: { tests } }) {
    this.patterns = tests;
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  init() {
    register();
    this.load();
  }

  async dryRun() {
    const results = [];
    for (const test of this.tests.values()) {
      STRYKER.currentTestId = test.id;
      const start = performance.now();
      const failure = await failureOf(test);
      const result = { id: test.id, name: test.id, fileName: test.file, timeSpentMs: performance.now() - start };
      results.push(failure === undefined ? { ...result, status: 0 } : { ...result, status: 1, failureMessage: failure });
    }
    STRYKER.currentTestId = undefined;
    return { status: 'complete', tests: results, mutantCoverage: STRYKER.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, sandboxFileName }) {
    const near = nearness(sandboxFileName);
    const tests = (testFilter ?? [...this.tests.keys()]).map((id) => this.tests.get(id)).sort((a, b) => near(b) - near(a));
    const mutant = { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit };
    const nearest = tests.filter((test) => near(test) === near(tests[0]));
    return (await this.noticedBy(tests, mutant)) ?? (await this.noticedAfresh(nearest, mutant)) ?? { status: 'survived', nrOfTests: tests.length };
  }

  /** Runs the nearest tests in freshly loaded modules, because state from earlier tests can hide a mutant. */
  async noticedAfresh(tests, mutant) {
    const ids = new Set(tests.map(({ id }) => id));
    const fresh = loaded([...new Set(tests.map(({ file }) => file))]).filter(({ id }) => ids.has(id));
    return this.noticedBy(fresh, mutant);
  }

  /** Returns the message of the first test that detects a mutant. */
  async noticedBy(tests, mutant) {
    for (const [count, test] of tests.entries()) {
      Object.assign(STRYKER, mutant);
      const failure = await failureOf(test);
      const timeout = determineHitLimitReached(STRYKER.hitCount, mutant.hitLimit);
      Object.assign(STRYKER, { activeMutant: undefined, hitCount: undefined });
      if (failure === undefined && timeout === undefined) continue;
      if ((await failureOf(test)) !== undefined) this.load();
      return timeout ?? { status: 'killed', killedBy: [test.id], failureMessage: failure, nrOfTests: count + 1 };
    }
    return undefined;
  }

  load() {
    this.tests = new Map(loaded([...new Set(this.patterns.flatMap(testsBelow))]).map((test) => [test.id, test]));
  }
}

/** Returns the tests of files, in freshly loaded modules. */
function loaded(files) {
  const require = createRequire(path.resolve('package.json'));
  for (const file of Object.keys(require.cache)) if (!file.includes('/node_modules/')) delete require.cache[file];
  return files.flatMap((file) => testsOf(file, require));
}

/** Returns the test files of a folder, or the named file. */
function testsBelow(place) {
  if (!fs.existsSync(place)) return [];
  if (place.endsWith('.ts')) return [path.resolve(place)];
  const names = fs.readdirSync(place, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts') && name !== 'growth.test.ts').sort().map((name) => path.resolve(place, name));
}

function testsOf(file, require) {
  circus.resetState();
  Object.assign(globalThis, circus, { expect, jest: mocker() });
  require(file);
  const seen = new Map();
  const within = (block, names, before, after) => {
    const hooks = (type) => block.hooks.filter((hook) => hook.type === type).map(({ fn }) => fn);
    if (hooks('beforeAll').length + hooks('afterAll').length > 0) throw new Error(`${file}: this test runner has no beforeAll and no afterAll`);
    const [first, last] = [[...before, ...hooks('beforeEach')], [...hooks('afterEach'), ...after]];
    return block.children.flatMap((child) => {
      if (child.type === 'describeBlock') return within(child, [...names, child.name], first, last);
      const name = [path.relative('test', file), ...names, child.name].join(' ');
      // A table with duplicate cases results in duplicate names.
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return [{ id: count === 1 ? name : `${name} (${count})`, file, fns: [...first, child.fn, ...last] }];
    });
  };
  return within(circus.getState().rootDescribeBlock, [], [], []);
}

/** Returns a replacement for `jest`, with the functions that tests use. */
function mocker() {
  const mocks = new ModuleMocker(globalThis);
  const timers = new ModernFakeTimers({ config: { fakeTimers: {} }, global: globalThis });
  return {
    fn: (implementation) => mocks.fn(implementation),
    spyOn: (...args) => mocks.spyOn(...args),
    useFakeTimers: (options) => timers.useFakeTimers(options),
    useRealTimers: () => timers.useRealTimers(),
  };
}

/** Returns the message of a failing test. Undefined if the test passes. */
async function failureOf({ fns }) {
  try {
    for (const fn of fns) await fn();
    return undefined;
  } catch (e) {
    return String(e instanceof Error ? e.message : e);
  }
}

/** Returns how near a test is to a file. The test of the file itself is the most likely to detect a change. */
function nearness(file) {
  const own = path.relative('lib', file).replace(/\.ts$/, '').split('/');
  return ({ file: test }) => {
    const names = path.relative('test', test).replace(/\.test\.ts$/, '').split('/');
    const differs = own.findIndex((name, i) => name !== names[i]);
    return differs < 0 ? own.length : differs;
  };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcess)];
