const Sequencer = require('@jest/test-sequencer').default;

/** What takes so long that it would be alone at the end, with the other cores idle. Jest, which knows no durations yet, goes by the size of files. */
const LONGEST = [
  'languages', 'runtime-guard-escapes', 'secret-rotation', 'other-gates', 'dependency-review-scanners', 'cfn-lint', 'runtime-guard-python-escapes',
  'event-schema-ric', 'dependency-review',
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
