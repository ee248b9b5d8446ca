/** The attacked function. Its malicious dependency is the attack named by LAB_GROUP and LAB_NAME, loaded with it. */
'use strict';
require('./business.cjs');
const lab = require('./lab.cjs')(JSON.parse(process.env.LAB));
const { [process.env.LAB_NAME]: attack } = require(`./attacks/${process.env.LAB_GROUP}.cjs`).attacks;

attack.prepare?.(lab);
const duringInit = attack.init ? start() : undefined;
// The invocation reports the result.
duringInit?.catch(() => undefined);

async function start() {
  return attack.run(lab);
}

exports.handler = async () => {
  const answer = await (duringInit ?? start());
  return typeof answer === 'string' ? answer : null;
};
