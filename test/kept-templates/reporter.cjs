const fs = require('fs');
const path = require('path');

/** Marks complete sets of templates: those of test files that passed without skipped tests. */
module.exports = class KeptTemplatesReporter {
  onTestFileResult({ path: file, context }, { numFailingTests, numPendingTests, testExecError }) {
    const folder = path.join(process.env.SEC3_KEPT_TEMPLATES, path.relative(context.config.rootDir, file));
    const passed = numFailingTests === 0 && numPendingTests === 0 && !testExecError;
    if (passed && fs.existsSync(folder)) fs.writeFileSync(path.join(folder, 'complete'), '');
  }
};
