const fs = require('fs');
// It comes with Jest, in its version.
// eslint-disable-next-line import/no-extraneous-dependencies
const { TestEnvironment } = require('jest-environment-node');

/** A test file that mocks modules, or changes their state for good, has modules of its own. The second kind says so. */
const HAS_OWN_MODULES = /\bjest\.(?:mock|doMock|unmock|setMock|resetModules|isolateModules)|@own-modules/;

/** Bytes on the heap after which the next test file loads all modules again. The CDK never forgets the tokens of an app, so memory grows with each. */
const MOST_MEMORY = 1e9;

/** Descriptions of the global symbols under which jest-circus keeps the tests of a file, and what it runs for each. */
const STATE_OF_JEST = ['JEST_STATE_SYMBOL', 'EVENT_HANDLERS'];

/** The environment of the test files that share modules now, in this Jest process. */
let shared;

/**
 * Jest’s environment for Node.js, except that test files of a process share one, and with it their modules (runtime.cjs). After each file, it gets back
 * the environment variables that it had before.
 */
module.exports = class SharedEnvironment extends TestEnvironment {
  constructor(config, context) {
    const own = HAS_OWN_MODULES.test(fs.readFileSync(context.testPath, 'utf8'));
    if (!own && shared) return shared;
    super(config, context);
    // As in programs of users. Jest’s limit is ten times as high, which makes each error ten times as expensive.
    this.global.Error.stackTraceLimit = 10;
    if (own) return;
    shared = this;
    const { env, exit } = this.global.process;
    this.before = { env: { ...env }, exit };
  }

  /** Checks whether other test files will use the modules of the current one. */
  get isKept() {
    if (process.memoryUsage().heapUsed > MOST_MEMORY) shared = undefined;
    return shared === this;
  }

  async teardown() {
    if (!this.isKept) return super.teardown();
    this.fakeTimersModern.dispose();
    const { env } = this.global.process;
    for (const name of Object.keys(env)) if (!(name in this.before.env)) delete env[name];
    Object.assign(env, this.before.env);
    this.global.process.exit = this.before.exit;
    for (const symbol of Object.getOwnPropertySymbols(this.global)) {
      if (STATE_OF_JEST.includes(symbol.description)) Reflect.deleteProperty(this.global, symbol);
    }
  }
};
