const vm = require('vm');
// It comes with Jest, in its version.
// eslint-disable-next-line import/no-extraneous-dependencies
const { TestEnvironment } = require('jest-environment-node');

const { compileFunction } = vm;

/** Scripts that this Jest process has compiled, by file name. */
const compiled = new Map();

/**
 * Jest’s environment for Node.js, except that a process compiles each module once, and not once for each test file. Compiling takes most of the time
 * that the CDK needs to load. Test files stay isolated: each runs the modules again in its own context.
 */
module.exports = class CompiledOnce extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    // As in programs of users. Jest’s limit is ten times as high, which makes each error ten times as expensive.
    this.global.Error.stackTraceLimit = 10;
    // Jest counts coverage by offsets in the text that it passes itself.
    vm.compileFunction = config.globalConfig.collectCoverage ? compileFunction : compileOnce;
  }
};

function compileOnce(code, parameters, { filename, parsingContext }) {
  let module = compiled.get(filename);
  if (module?.code !== code) {
    const head = `(function (${parameters}) {`;
    module = { code, script: new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length }) };
    compiled.set(filename, module);
  }
  return module.script.runInContext(parsingContext);
}
