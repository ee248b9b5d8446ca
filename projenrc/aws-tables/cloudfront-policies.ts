import * as fs from 'fs';
import * as path from 'path';

const CLOUDFRONT = path.join(path.dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-cloudfront', 'lib');

/** The files of the kinds of policies, with the names of these kinds. */
const KINDS: { readonly [file: string]: string } = {
  'cache-policy.js': 'Cache', 'origin-request-policy.js': 'OriginRequest', 'response-headers-policy.js': 'ResponseHeaders',
};

/** Policies of CloudFront itself, by kind and id, with their names: `Cache/658327ea-f89d-4fab-a63d-7e88639e58f6 CACHING_OPTIMIZED`. */
export function cloudfrontPolicies(): string[] {
  return Object.entries(KINDS).flatMap(([file, kind]) => {
    const text = fs.readFileSync(path.join(CLOUDFRONT, file), 'utf8');
    const lines = [...text.matchAll(/\b([A-Z][A-Z\d_]*)=\w+\.fromManaged\w+Policy\("([\da-f-]{36})"\)/g)].map(([, name, id]) => `${kind}/${id} ${name}`);
    const named = [...fs.readFileSync(path.join(CLOUDFRONT, file.replace(/js$/, 'd.ts')), 'utf8').matchAll(/static readonly (?!PROPERTY_INJECTION_ID)[A-Z\d_]+:/g)];
    if (lines.length === 0 || lines.length !== named.length) throw new Error(`${file}: expected ${named.length} managed policies, found ${lines.length}`);
    return lines;
  });
}
