import * as fs from 'fs';
import * as path from 'path';

const TYPES = path.join(path.dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-synthetics', 'lib', 'runtime.d.ts');

/** A version of the runtime of canaries, with what its documentation says of the runtime of AWS Lambda under it. */
const VERSION = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*static readonly SYNTHETICS_\w+: Runtime;/g;

/**
 * Returns the runtimes of canaries of Amazon CloudWatch Synthetics, each with the runtime of AWS Lambda that it runs on: `syn-nodejs-puppeteer-11.0
 * nodejs20.x`.
 */
export function canaryRuntimes(): string[] {
  return [...fs.readFileSync(TYPES, 'utf8').matchAll(VERSION)].map(([, documentation]) => {
    const [, name] = /`(syn-[\w.-]+)` includes/.exec(documentation) ?? [];
    const [, language, version] = /\b(Node\.js|Python) (\d[\w.]*)/.exec(documentation) ?? [];
    if (name === undefined || version === undefined) throw new Error(`${TYPES}: expected a runtime of canaries with its language, found ${documentation}`);
    return `${name} ${language === 'Python' ? 'python' : 'nodejs'}${version}`;
  });
}
