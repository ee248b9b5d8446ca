import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { zipSync } from 'fflate';
import { checkCodeSize } from '../../../lib/functions/code/code-size';
import { LIMITS } from '../../../lib/quotas/limits';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-code-size-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Creates a folder with a sparse file of a size, which takes no space on the disk. */
function folderOf(name: string, size: number): string {
  const made = path.join(folder, name);
  fs.mkdirSync(path.join(made, 'lib'), { recursive: true });
  fs.writeFileSync(path.join(made, 'lib', 'index.js'), '');
  fs.truncateSync(path.join(made, 'lib', 'index.js'), size);
  return made;
}

function synth(code: lambda.Code, layers: readonly lambda.Code[] = []): () => unknown {
  // The staging of the CDK would read and copy the whole file.
  const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
  const stack = new Stack(app, 'Stack');
  const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code });
  checkCodeSize(fn);
  // The order of adding them does not matter.
  layers.forEach((layer, index) => fn.addLayers(new lambda.LayerVersion(stack, `Layer${index}`, { code: layer })));
  return () => app.synth();
}

const asset = (file: string) => lambda.Code.fromAsset(file, { assetHash: path.basename(file) });

test.each([[0, false], [1, true]])('code and layers of 250 MiB and %s bytes: rejected is %s', (more, isRejected) => {
  const code = asset(folderOf(`code${more}`, LIMITS.unpackedCode - 1000));
  const layer = asset(folderOf(`layer${more}`, 1000 + more));
  if (isRejected) expect(synth(code, [layer])).toThrow('function Stack/Fn has 251 MiB of code with its layers, and the limit of Lambda is 250 (its code 250, Stack/Layer0 1): exclude files, or use a container image');
  else expect(synth(code, [layer])).not.toThrow();
});

test('an archive counts with its unpacked size', () => {
  const archive = path.join(folder, 'code.zip');
  fs.writeFileSync(archive, zipSync({ 'index.js': new Uint8Array(200 * 1024 * 1024) }, { level: 1 }));
  expect(fs.statSync(archive).size).toBeLessThan(5 * 1024 * 1024);
  expect(synth(asset(archive))).not.toThrow();
  expect(synth(asset(archive), [asset(folderOf('big', 51 * 1024 * 1024))])).toThrow('has 251 MiB of code with its layers');
});

test('code outside of the app is not counted: inline code, layers by ARN, a damaged archive', () => {
  const broken = path.join(folder, 'broken.zip');
  fs.writeFileSync(broken, 'no archive');
  for (const code of [asset(broken), lambda.Code.fromInline('exports.handler = async () => 1;')]) expect(synth(code)).not.toThrow();
});
