/** Texts that Stryker does not change: texts for people, on which no result depends. */

/** The properties of a rule that are documentation, or that the inventory in `test/secure/rules.test.ts` checks. */
const WRITTEN = new Set(['id', 'item', 'severity', 'title', 'why', 'fix', 'acceptable', 'link', 'findings', 'description', 'expected', 'unit']);

/** The index of the argument that is a message. */
const MESSAGES = { finding: 2, undetermined: 1, unknown: 0 };

export const strykerPlugins = [{
  kind: 'Ignore',
  name: 'texts',
  value: {
    shouldIgnore({ node, parent, key, parentKey }) {
      if (node.type === 'ObjectProperty' && WRITTEN.has(node.key.name)) return 'It is written for people.';
      if (parent?.type === 'NewExpression' && parent.callee.name?.endsWith('Error')) return 'It is the message of an error.';
      if (parent?.type === 'NewExpression' && parent.callee.name === 'Unknown' && parent.arguments[0] === node) return 'It is the reason of an unknown value.';
      if (parent?.type !== 'CallExpression' || (key ?? parentKey) === 'callee' || node === parent.callee) return undefined;
      const { callee, arguments: given } = parent;
      // The method of a property adds the location itself.
      const message = callee.type === 'MemberExpression' ? callee.property.name === 'undetermined' && 0 : MESSAGES[callee.name];
      return given[message] === node ? 'It is the message of an outcome.' : undefined;
    },
  },
}];
