// It comes with Jest, in its version.
// eslint-disable-next-line import/no-extraneous-dependencies
const { default: Runtime } = require('jest-runtime');

/**
 * Jest’s runtime, which loads modules, except that modules stay loaded as long as the environment is kept. To load the CDK takes half a second, and code
 * becomes fast only after it has run for some time.
 */
module.exports = class SharedRuntime extends Runtime {
  constructor(config, environment, resolver, transformer, cacheFS, coverageOptions, testPath, globalConfig) {
    if (environment.runtime) {
      environment.runtime.testFile = testPath;
      return environment.runtime;
    }
    super(config, environment, resolver, transformer, cacheFS, coverageOptions, testPath, globalConfig);
    this.testFile = testPath;
    environment.runtime = this;
  }

  teardown() {
    if (!this._environment.isKept) return super.teardown();
    this.restoreAllMocks();
    for (const file of [this.testFile, ...this._config.setupFilesAfterEnv]) this.registries.moduleRegistry.delete(file);
    // Modules of Jest have the state of one test file.
    this.registries.internalModuleRegistry.clear();
    this.testMainModule.reset();
    this.testState.state = 'loading';
  }
};
