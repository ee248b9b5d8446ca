'use strict';
/** Operations of handlers that must work as without a guard. */
const { readFileSync } = require('node:fs');

exports.handler = async (event, context) => {
  switch (event.do) {
    case 'echo':
      return { event, remaining: context.getRemainingTimeInMillis() > 0 };
    case 'throw':
      throw new RangeError('not in range');
    case 'hang':
      return new Promise(() => setInterval(() => {}, 1000));
    case 'lazy':
      return [require('./lazy.cjs').name, (await import('./lazy.mjs')).name];
    case 'system file':
      return readFileSync('/etc/passwd', 'utf8').includes('root');
    default:
      return 'what?';
  }
};

exports.streaming = awslambda.streamifyResponse(async (event, stream) => {
  stream.setContentType('text/plain');
  stream.write('first ');
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (event.break) throw new Error('in the middle');
  stream.write('second');
  stream.end();
});
