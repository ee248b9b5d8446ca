import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The same as an ES module. */
export const handler = async (event, context) => {
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
      return (await readFile('/etc/passwd', 'utf8')).includes('root');
    default:
      return 'what?';
  }
};

export const streaming = awslambda.streamifyResponse(async (event, stream) => {
  stream.setContentType('text/plain');
  stream.write('first ');
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (event.break) throw new Error('in the middle');
  stream.write('second');
  stream.end();
});
