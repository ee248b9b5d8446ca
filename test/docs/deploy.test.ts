import * as fs from 'fs';
import * as path from 'path';
import { Construct } from 'constructs';
import * as sec3 from '../../lib';
import { preflightCommand } from '../../lib/cli/preflight';
import { deployedConstructs, SAME_AS } from '../../projenrc/deployed-constructs';
import { leftoversOfConstructs, permissionsOfConstructs } from '../../projenrc/deployment-tables';
import { generatedPart } from '../../projenrc/generated';

const page = fs.readFileSync(path.resolve(__dirname, '../../docs/deploy.md'), 'utf8');

test.each([['permissions', permissionsOfConstructs], ['leftovers', leftoversOfConstructs]])('%s are those of what the constructs synthesize; npm run docs writes them anew', (name, written) => {
  expect(generatedPart(page, name)).toBe(written());
});

test('each construct of the library is among them', () => {
  const constructs = Object.entries(sec3).flatMap(([name, exported]: [string, any]) => (exported?.prototype instanceof Construct ? [name] : []));
  expect(constructs.length).toBeGreaterThan(10);
  const listed = new Set(deployedConstructs().keys());
  const missing = constructs.filter((name) => !listed.has(SAME_AS[name] ?? name));
  expect(missing).toEqual([]);
});

test('what a construct leaves behind and takes is said where it is known', () => {
  expect(leftoversOfConstructs()).toMatch(/`RotatedSecret` \| .*`AWS::SecretsManager::Secret`/);
  expect(leftoversOfConstructs()).toMatch(/`InspectorScanning` .*scans of Amazon Inspector/);
  const [, restApi] = /<code>SecureRestApi<\/code>([^]*?)<\/details>/.exec(permissionsOfConstructs())!;
  expect(restApi).toMatch(/- `wafv2`: .*CreateWebACL/);
  expect(restApi).not.toContain('codebuild');
});

test('each option of the command that the page shows is one', () => {
  const io = { stdout: process.stdout, stderr: process.stderr, color: false, cwd: '.' };
  const options = preflightCommand(io, () => undefined).options.map(({ long }) => long);
  const shown = [...page.matchAll(/cdk-sec3 preflight([^\n`]*)/g)].flatMap(([, args]) => [...args.matchAll(/--[a-z-]+/g)].map(([option]) => option));
  expect(shown.length).toBeGreaterThan(3);
  for (const option of shown) expect(options).toContain(option);
});
