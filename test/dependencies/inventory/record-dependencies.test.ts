import * as fs from 'fs';
import * as path from 'path';
import { App, AssetStaging, Aws, CfnCondition, CfnParameter, DockerImage, Fn, Stack, Stage, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { folderOf } from './folders';
import { codeDigest, SBOM_NAME } from '../../../lib/dependencies/inventory/code-digest';
import { absentModules } from '../../../lib/dependencies/inventory/external-modules';
import { inventoriedBundling } from '../../../lib/dependencies/inventory/inventoried-bundling';
import { recordDependencies } from '../../../lib/dependencies/inventory/record-dependencies';
import { readSbom } from '../../../lib/dependencies/sbom/read-sbom';
import { sbomOf } from '../../../lib/dependencies/sbom/sbom';
import { RuntimeProtection } from '../../../lib/runtime-protection/runtime-protection';

// The first synthesis takes longer, because it loads the CDK.
jest.setTimeout(60_000);

const CODE = { 'index.js': 'exports.handler = async () => {}', 'node_modules/a/package.json': { name: 'a', version: '1.0.0' } };

const LAYER = { 'nodejs/node_modules/b/package.json': { name: 'b', version: '2.0.0' } };

function newApp(context?: { [key: string]: any }): App {
  return new App({ outdir: folderOf({}), context });
}

function addFunction(scope: Stack | Stage, code: lambda.Code, more: Partial<lambda.FunctionProps> = {}, id = 'Function'): { fn: lambda.Function; resource: lambda.CfnFunction } {
  const stack = scope instanceof Stack ? scope : new Stack(scope, 'Stack');
  const fn = new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code, ...more });
  return { fn, resource: fn.node.defaultChild as lambda.CfnFunction };
}

const metadataIn = (stack: Stack): any => Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))[0].Metadata['cdk-sec3:dependencies'];

describe('recording', () => {
  it('writes the number of packages into the template, and the bill of materials into the assembly', () => {
    const app = newApp();
    const { resource, fn } = addFunction(app, lambda.Code.fromAsset(folderOf(CODE)));
    const record = recordDependencies(resource);
    expect(recordDependencies(resource)).toBe(record);
    const { directory } = app.synth();
    expect(metadataIn(Stack.of(fn))).toEqual({ sbom: 'sbom/Stack/Function.cdx.json', packages: 1, certification: { problems: [], unknown: [] } });
    const file = path.join(directory, 'sbom/Stack/Function.cdx.json');
    expect(readSbom(fs.readFileSync(file, 'utf8'), file)).toMatchObject({ name: 'Stack/Function', packages: [{ name: 'a', version: '1.0.0', how: 'installed' }], unknown: [] });
  });

  it('includes a certification that is set before the template is written', () => {
    const app = newApp();
    const { resource, fn } = addFunction(app, lambda.Code.fromAsset(folderOf(CODE)));
    recordDependencies(resource).certification = () => ({ file: 'certified-dependencies.json', problems: [], unknown: [] });
    expect(metadataIn(Stack.of(fn)).certification.file).toBe('certified-dependencies.json');
  });

  it('writes into the app’s assembly for functions of Stages, and replaces characters that file names can’t have', () => {
    const app = newApp();
    const stack = new Stack(new Stage(app, 'Stage'), 'Stack');
    const { resource } = addFunction(stack, lambda.Code.fromAsset(folderOf(CODE)), {}, 'a b');
    recordDependencies(resource);
    app.synth();
    const found = fs.readdirSync(path.join(app.outdir, 'sbom'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    expect(found).toEqual([expect.stringMatching(/^Stage[/\\]Stack[/\\]a_b-[0-9a-f]{8}\.cdx\.json$/)]);
  });

  it('writes no file outside of the folder, with any ids', () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    const fn = new lambda.Function(stack, '..', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    recordDependencies(fn.node.defaultChild as lambda.CfnFunction);
    app.synth();
    expect(metadataIn(stack).sbom).toMatch(/^sbom\/Stack\/_-[0-9a-f]{8}\.cdx\.json$/);
  });

  it('records if the stack is not bundled in this synthesis', () => {
    const app = newApp({ 'aws:cdk:bundling-stacks': ['Other'] });
    const { resource, fn } = addFunction(app, lambda.Code.fromAsset(folderOf(CODE)));
    recordDependencies(resource);
    app.synth();
    expect(metadataIn(Stack.of(fn))).toEqual({ skipped: expect.stringContaining('not bundled') });
    expect(fs.existsSync(path.join(app.outdir, 'sbom'))).toBe(false);
  });
});

describe('the code of a function', () => {
  const inventoryOf = (code: (stack: Stack) => lambda.Code, more?: Partial<lambda.FunctionProps>) => {
    const stack = new Stack(newApp(), 'Stack');
    return recordDependencies(addFunction(stack, code(stack), more).resource).inventory;
  };

  it('has no packages if it is inline', () => {
    expect(inventoryOf(() => lambda.Code.fromInline('x'))).toEqual({ packages: [], unknown: [] });
  });

  it.each<[string, (stack: Stack) => lambda.Code, RegExp, Partial<lambda.FunctionProps>]>([
    ['is in S3', (stack) => lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'key.zip'), /is in S3/, {}],
    ['is given by parameters', () => lambda.Code.fromCfnParameters(), /is in S3/, {}],
    ['is an archive', () => lambda.Code.fromAsset(path.join(folderOf({ 'code.zip': 'PK' }), 'code.zip')), /archive, code\.zip/, {}],
    ['is an image', () => lambda.Code.fromEcrImage({ repositoryUri: 'x', repositoryUriForTagOrDigest: () => 'x', grantPull: () => undefined } as any), /container image/, { runtime: lambda.Runtime.FROM_IMAGE, handler: lambda.Handler.FROM_IMAGE }],
    ['has another runtime', () => lambda.Code.fromAsset(folderOf({ 'x.rb': '' })), /ruby3\.4 are not known/, { runtime: lambda.Runtime.RUBY_3_4 }],
  ])('is unknown if it %s', (_, code, why, more) => {
    expect(inventoryOf(code, more).unknown).toEqual([{ what: 'the code', why: expect.stringMatching(why), fix: expect.any(String) }]);
  });

  it('is unknown if the key in the template does not belong to an asset', () => {
    const { resource } = addFunction(new Stack(newApp(), 'Stack'), lambda.Code.fromAsset(folderOf(CODE)));
    resource.code = { s3Bucket: 'b', s3Key: new CfnParameter(Stack.of(resource), 'Key').valueAsString };
    expect(recordDependencies(resource).inventory.unknown).toHaveLength(1);
  });

  it('is read from the folder, even if an old bill of materials exists', () => {
    const sbom = { bomFormat: 'CycloneDX', metadata: { component: { name: 'x' }, properties: [{ name: 'cdk-sec3:code-digest', value: '00' }] }, components: [] };
    expect(inventoryOf(() => lambda.Code.fromAsset(folderOf({ ...CODE, 'sbom.cdx.json': sbom }))).packages).toHaveLength(1);
  });

  it('is read from the folder, even if the source contains a bill of materials', () => {
    const code = folderOf(CODE);
    fs.writeFileSync(path.join(code, SBOM_NAME), sbomOf('x', { packages: [], unknown: [] }, codeDigest(code)));
    expect(inventoryOf(() => lambda.Code.fromAsset(code)).packages).toHaveLength(1);
  });

  it('has the layers of the stack, except for that of the runtime guard', () => {
    const stack = new Stack(newApp(), 'Stack');
    const layer = new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(folderOf(LAYER)) });
    const { fn, resource } = addFunction(stack, lambda.Code.fromAsset(folderOf(CODE)), { layers: [layer] });
    new RuntimeProtection(stack, 'Protection').protectFunction(fn);
    const { packages, unknown } = recordDependencies(resource).inventory;
    expect(packages.map(({ name, path: at }) => [name, at])).toEqual([['a', 'node_modules/a'], ['b', 'nodejs/node_modules/b']]);
    expect(unknown).toEqual([]);
  });

  it('has layers of other stacks of the app if those are bundled', () => {
    const layerIn = (app: App) => new lambda.LayerVersion(new Stack(app, 'Shared'), 'Layer', { code: lambda.Code.fromAsset(folderOf(LAYER)) });
    const inventoryIn = (app: App) => recordDependencies(addFunction(new Stack(app, 'Stack'), lambda.Code.fromAsset(folderOf(CODE)), { layers: [layerIn(app)] }).resource).inventory;
    const app = newApp();
    const { packages, unknown } = inventoryIn(app);
    expect([packages.map(({ name }) => name), unknown]).toEqual([['a', 'b'], []]);
    const exclusively = newApp();
    exclusively.node.setContext('aws:cdk:bundling-stacks', ['Stack']);
    expect(inventoryIn(exclusively).unknown).toMatchObject([{ what: 'Shared/Layer/Resource', why: 'the stack of the layer is not bundled in this synthesis' }]);
  });

  it('has modules that are external to a bundle if a layer contains them', () => {
    const bundleWith = (external: string, layer?: object) => {
      const code = folderOf({ 'index.js': '' });
      const inventory = { packages: [], unknown: absentModules([`${external}/sub`], [external], new Set()) };
      fs.writeFileSync(path.join(code, SBOM_NAME), sbomOf('x', inventory, codeDigest(code)));
      const stack = new Stack(newApp(), 'Stack');
      const layers = layer === undefined ? [] : [new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(folderOf(layer as {})) })];
      const bundling = { image: DockerImage.fromRegistry('none'), local: { tryBundle: (output: string) => fs.cpSync(code, output, { recursive: true }) === undefined } };
      const { unknown } = recordDependencies(addFunction(stack, lambda.Code.fromAsset(folderOf({}), { bundling }), { layers }).resource).inventory;
      return unknown.map(({ what }) => what);
    };
    expect([
      bundleWith('b'), bundleWith('b', LAYER), bundleWith('c', LAYER),
      bundleWith('@s/b', { 'nodejs/node22/node_modules/@s/b/package.json': { name: '@s/b', version: '1.0.0' } }),
      bundleWith('b', { 'lib/b/package.json': { name: 'b', version: '2.0.0' } }),
    ]).toEqual([['b/sub'], [], ['c/sub'], [], ['b/sub']]);
  });
});

describe('hooks of bundling', () => {
  const lock = folderOf({ 'package-lock.json': {} });
  const props: nodejs.NodejsFunctionProps = { depsLockFilePath: path.join(lock, 'package-lock.json'), projectRoot: lock };

  it('run after those of the app, and request a metafile', () => {
    const own = { beforeBundling: () => ['before'], beforeInstall: () => ['install'], afterBundling: () => ['after'] };
    const { bundling } = inventoriedBundling<nodejs.NodejsFunctionProps>({ ...props, bundling: { minify: true, commandHooks: own, externalModules: ["it's"] } });
    expect(bundling).toMatchObject({ minify: true, metafile: true });
    expect(bundling!.commandHooks!.beforeBundling('in', 'out')).toEqual(['before']);
    expect(bundling!.commandHooks!.beforeInstall('in', 'out')).toEqual(['install']);
    const commands = bundling!.commandHooks!.afterBundling(lock, '/out put');
    expect(commands[0]).toBe('after');
    expect(commands[1]).toMatch(/index\.js '\/out put' \S+ \S+package-lock\.json 'it'\\''s'$/);
  });

  it('make the inventory in this process after esbuild, and return a command if esbuild has not run yet', () => {
    const output = folderOf({ 'index.js': '' });
    const commands = inventoriedBundling(props).bundling!.commandHooks!.afterBundling(lock, output);
    expect(commands).toHaveLength(1);
    expect([...commands]).toEqual([commands[0]]);
    fs.writeFileSync(path.join(output, 'index.meta.json'), '{"inputs":{},"outputs":{"index.js":{"inputs":{},"imports":[],"entryPoint":"package-lock.json"}}}');
    expect([...commands]).toEqual([]);
    expect(fs.readdirSync(output).sort()).toEqual(['index.js', 'sbom.cdx.json']);
  });

  it('run in the container if this package is part of the project, and delete the metafile otherwise', () => {
    const inside = { ...props, projectRoot: path.join(__dirname, '../../..') };
    const { BUNDLING_INPUT_DIR: input, BUNDLING_OUTPUT_DIR: output } = AssetStaging;
    const command = (given: nodejs.NodejsFunctionProps): string => inventoriedBundling(given).bundling!.commandHooks!.afterBundling(input, output)[0];
    expect(command(inside)).toMatch(/^node \/asset-input\/assets\/dependency-inventory\/index\.js \/asset-output \/ \S+ '?@aws-sdk/);
    expect(command(props)).toBe('rm -f /asset-output/index.meta.json');
  });

  it('do not change the asset hash of the CDK', () => {
    expect(JSON.stringify(inventoriedBundling(props).bundling)).toBe('{"metafile":true,"commandHooks":{}}');
  });

  it('are not added if code is given', () => {
    const given = { code: lambda.Code.fromInline('x') };
    expect(inventoriedBundling(given)).toBe(given);
  });
});

it('finds packages in conditional layers of an included template', () => {
  const app = newApp();
  const { fn, resource } = addFunction(app, lambda.Code.fromInline('exports.handler = async () => {}'));
  const layer = new lambda.LayerVersion(Stack.of(fn), 'Layer', { code: lambda.Code.fromAsset(folderOf(LAYER)) });
  const hasLayer = new CfnCondition(Stack.of(fn), 'HasLayer', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
  resource.layers = Token.asList(Fn.conditionIf(hasLayer.logicalId, [layer.layerVersionArn], Aws.NO_VALUE));
  recordDependencies(resource);
  expect(metadataIn(Stack.of(fn)).packages).toBe(1);
});
