// It comes with Jest, in its version.
// eslint-disable-next-line import/no-extraneous-dependencies
const Sequencer = require('@jest/test-sequencer').default;

/** Slow test files that would otherwise run alone at the end, with idle cores. Jest does not know durations yet, and sorts by file size. */
const LONGEST = [
  'integration/languages', 'integration/open-api-corpus', 'integration/runtime-guard-escapes', 'integration/dependency-inventory-python',
  'integration/runtime-guard-node-packages', 'integration/secret-rotation', 'integration/runtime-guard-python-packages', 'integration/dependency-review-scanners',
  'integration/runtime-guard-python-escapes', 'integration/runtime-guard-python', 'integration/other-gates', 'integration/dependency-review', 'integration/event-schema-ric',
  'integration/event-schema-suites', 'integration/stage-orders', 'integration/stage-root', 'integration/cfn-lint', 'integration/old-cdk',
  'fuzz/validated-functions', 'e2e/gate', 'e2e/fuzz-demo', 'fuzz/fuzz-entry-points', 'cli/fuzz', 'e2e/certify', 'fuzz/unseen', 'code-signing/faults',
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
