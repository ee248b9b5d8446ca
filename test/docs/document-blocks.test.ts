import * as fs from 'fs';
import * as path from 'path';
import { codeBlocks } from '../../projenrc/markdown';
import { runBlock } from '../../projenrc/run-block';

jest.setTimeout(300_000);

const ROOT = path.join(__dirname, '../..');

/** Blocks that other tests run, or that refer to the reader's files. */
const ELSEWHERE = ['docs/adoption.md', 'docs/openapi.md'];

/** Documents whose TypeScript blocks work as pasted. Another test checks those of constructs. */
const DOCUMENTS = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).map((file) => `docs/${file}`)].filter((file) => file.endsWith('.md') && !ELSEWHERE.includes(file));

const blocks = DOCUMENTS.flatMap((document) => {
  return codeBlocks(fs.readFileSync(path.join(ROOT, document), 'utf8'), 'ts').map(({ name, code }): [string, string] => [`${document}, ${name}`, code]);
});

/** Blocks that show a finding on purpose. */
const SHOWS: { readonly [name: string]: string } = { 'README.md, Gate an app': 'error Sec3-SecretRotated[not-rotated] Orders/PaymentKey/Resource' };

test('findings in resources that a block creates are reported, those in resources that it is given are not', () => {
  const code = `import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
declare const stack: Stack;
declare const secret: Secret;
new Secret(stack, 'Key', { description: secret.secretArn });
`;
  expect(runBlock(code).findings).toEqual(['error Sec3-SecretRotated[not-rotated] Secure/Key/Resource']);
});

test('all blocks with an expected finding exist', () => {
  expect(blocks.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(SHOWS)));
});

test.each(blocks)('%s: passes the gate, or has the finding that its text announces', (name, code) => {
  const { findings, resources } = runBlock(code);
  expect(findings).toEqual(SHOWS[name] === undefined ? [] : [SHOWS[name]]);
  // A block that creates a construct has resources to judge.
  if (/^\s*(const \w+ = )?new [A-Z]\w+\((?!\))/m.test(code)) expect(resources.size).toBeGreaterThan(0);
});
