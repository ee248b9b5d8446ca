/** Synthesizes an app that writes files of every kind, under the given umask: `tsx file-modes.ts <umask> <folder>`. */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CodeSigningConfig, EventSchema, RotatedSecret, SecretRotation, SecureFunction, SecureNodejsFunction, SecurityBulletinFeed } from 'cdk-sec3';

const [umask, folder] = process.argv.slice(2);
process.umask(parseInt(umask, 8));

const app = new App({ outdir: path.join(folder, 'cdk.out') });
const stack = new Stack(app, 'Orders');
const eventSchemas = [EventSchema.sqs({ type: 'object', additionalProperties: false, properties: { id: { type: 'string', maxLength: 36 } } })];
const node = new SecureFunction(stack, 'Node', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1'), eventSchemas });
new SecureFunction(stack, 'Python', { runtime: lambda.Runtime.PYTHON_3_14, handler: 'index.handler', code: lambda.Code.fromInline('handler = 1'), eventSchemas });

const project = path.join(folder, 'project');
fs.mkdirSync(path.join(project, 'node_modules/lists'), { recursive: true });
for (const [file, content] of Object.entries({
  'package.json': '{"name":"orders","dependencies":{"lists":"1.0.0"}}',
  'package-lock.json': '{"name":"orders","lockfileVersion":3,"packages":{"":{"dependencies":{"lists":"1.0.0"}},"node_modules/lists":{"version":"1.0.0"}}}',
  'index.ts': "export { handler } from 'lists';",
  'node_modules/lists/package.json': '{"name":"lists","version":"1.0.0"}',
  'node_modules/lists/index.js': 'exports.handler = async () => 1;',
})) fs.writeFileSync(path.join(project, file), content);
// The CDK runs the esbuild of the project.
for (const tool of ['esbuild', '.bin', '@esbuild']) fs.symlinkSync(path.join(__dirname, '../../../node_modules', tool), path.join(project, 'node_modules', tool));
new SecureNodejsFunction(stack, 'Bundled', {
  runtime: lambda.Runtime.NODEJS_24_X, entry: path.join(project, 'index.ts'), projectRoot: project, depsLockFilePath: path.join(project, 'package-lock.json'),
});

new RotatedSecret(stack, 'Secret', { rotation: SecretRotation.generated() });
new CodeSigningConfig(stack, 'Signing').signLayer(node.node.root.node.findAll().find((one): one is lambda.LayerVersion => one instanceof lambda.LayerVersion)!);
new SecurityBulletinFeed(stack, 'Feed');
app.synth();
