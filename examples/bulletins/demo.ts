/**
 * Reads bulletins of seven sources from documents in their formats, and matches them with the packages of an app. One of its two
 * functions ships a package with an advisory.
 *
 *   npm run demo:bulletins
 *
 * The documents are in `recorded/`; their content is fictitious. The demo sends no requests to the Internet.
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { main } from '../../lib/cli/main';
import { SecureFunction } from 'cdk-sec3';

async function demo(): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bulletins-'));
  try {
    const assembly = path.join(folder, 'cdk.out');
    synthesize(folder, assembly);
    const argv = ['bulletins', '--since', '2026-11-20', '--sbom', assembly, '--offline', path.join(__dirname, 'recorded')];
    console.log('$ cdk-sec3 bulletins --since 2026-11-20 --sbom cdk.out --offline recorded\n');
    const { stdout, stderr } = process;
    return await main(argv, { stdout, stderr, color: false, cwd: process.cwd() });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Synthesizes an app as `cdk synth` does, with a bill of materials for each function. */
function synthesize(folder: string, assembly: string): void {
  const app = new App({ outdir: assembly });
  const stack = new Stack(app, 'Orders');
  for (const [id, packages] of Object.entries({ CreateOrder: { 'left-join': '1.4.0' }, OrderStatus: { 'left-join': '1.4.2' } })) {
    new SecureFunction(stack, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(code(path.join(folder, id), packages)),
    });
  }
  app.synth();
}

/** Writes the code of a function, with packages as npm installs them. */
function code(folder: string, packages: { readonly [name: string]: string }): string {
  for (const [name, version] of Object.entries(packages)) {
    const home = path.join(folder, 'node_modules', name);
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify({ name, version, license: 'MIT' }));
    fs.writeFileSync(path.join(home, 'index.js'), 'module.exports = (lists) => lists.flat();\n');
  }
  fs.writeFileSync(path.join(folder, 'index.js'), "exports.handler = async (event) => require('left-join')(event.lists);\n");
  return folder;
}

// The demo shows an advisory that affects a function; any other result fails the demo.
demo().then((exitCode) => (process.exitCode = exitCode === 1 ? 0 : 1), (e) => {
  console.error(e);
  process.exitCode = 1;
});
