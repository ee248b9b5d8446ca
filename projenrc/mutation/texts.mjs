/** What Stryker leaves as it is: texts for people, which no verdict depends on. */

/** Of a rule, what is written of it, and what its inventory in `test/secure/rules.test.ts` pins. */
const WRITTEN = new Set(['id', 'item', 'severity', 'title', 'why', 'fix', 'acceptable', 'link', 'findings', 'description', 'expected', 'unit']);

/** Which of their arguments is a message. */
const MESSAGES = { finding: 2, undetermined: 1 };

export const strykerPlugins = [{
  kind: 'Ignore',
  name: 'texts',
  value: {
    shouldIgnore({ node, parent, key, parentKey }) {
      if (node.type === 'ObjectProperty' && WRITTEN.has(node.key.name)) return 'It is written for people.';
      if (parent?.type === 'NewExpression' && parent.callee.name?.endsWith('Error')) return 'It is the message of an error.';
      if (parent?.type !== 'CallExpression' || (key ?? parentKey) === 'callee' || node === parent.callee) return undefined;
      const { callee, arguments: given } = parent;
      // A property says by itself where it is.
      const message = callee.type === 'MemberExpression' ? callee.property.name === 'undetermined' && 0 : MESSAGES[callee.name];
      return given[message] === node ? 'It is the message of an outcome.' : undefined;
    },
  },
}];
