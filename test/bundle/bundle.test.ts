/** Tests of the bundle that users load, built from the output of jsii. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import { isBuiltin } from 'module';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '../..');
const BUNDLE = path.join(ROOT, 'bundle');
const CHUNKS = fs.readdirSync(BUNDLE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { peerDependencies: { [name: string]: string } };

/** Returns the output of a program in a separate process. */
function run(program: string, ...args: string[]): any {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, '-e', program], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Returns the modules that a program has loaded when it ends, without built-in ones. */
function loadedBy(program: string): string[] {
  const files: string[] = run(`${program}; console.log(JSON.stringify(Object.keys(require.cache)));`);
  return files.map((file) => path.relative(ROOT, file).replace(/^node_modules\//, ''));
}

const SEC3 = "const sec3 = require('./bundle');";

describe('importing the bundle', () => {
  test('loads one module', () => {
    expect(loadedBy(SEC3)).toEqual(['bundle/index.js']);
  });

  test('a construct loads only its own modules beside those of the CDK, and those that check its options', () => {
    const plain = loadedBy("require('aws-cdk-lib/aws-lambda').Function");
    const more = loadedBy(`${SEC3} sec3.SecureFunction`).filter((file) => !plain.includes(file));
    expect(more.sort()).toEqual(['bundle/index.js', 'bundle/public-api.js', 'bundle/public-api.json', 'bundle/secure.js']);
  });

  test('the gate loads the rules, and only the class NagPack of cdk-nag', () => {
    const app = "const { App } = require('aws-cdk-lib'); const app = new App();";
    const plain = loadedBy(app);
    const more = loadedBy(`${app} ${SEC3} sec3.Sec3.enforce(app);`).filter((file) => !plain.includes(file));
    expect(more.filter((file) => file.startsWith('cdk-nag/')).sort()).toEqual(['cdk-nag/lib/nag-pack.js', 'cdk-nag/lib/nag-rules.js']);
    expect(more.filter((file) => file.startsWith('bundle/packages/'))).toEqual([]);
    expect(more).toContain('bundle/inbound-events.js');
  });

  test('a table is read when a rule uses it', () => {
    const tablesFor = (resource: string) => {
      const app = 'const { App, Stack, CfnResource } = require(\'aws-cdk-lib\'); const app = new App({ outdir: require(\'fs\').mkdtempSync(require(\'path\').join(require(\'os\').tmpdir(), \'cdk.out\')) });';
      const program = `${app} ${SEC3} sec3.Sec3.enforce(app); const stack = new Stack(app, 'Stack'); ${resource} app.synth(); process.exitCode = 0`;
      return loadedBy(program).filter((file) => file.startsWith('bundle/aws-tables/')).sort();
    };
    expect(tablesFor("new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });")).toEqual(['bundle/aws-tables/properties.js']);
    const role = "new CfnResource(stack, 'Role', { type: 'AWS::IAM::Role', properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'x:Do', Resource: 'arn:aws:s3:::a' }] } }] } });";
    expect(tablesFor(`${role} new CfnResource(stack, 'Fn', { type: 'AWS::Lambda::Function', properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } });`)).toEqual([
      'bundle/aws-tables/actions-without-resource.js', 'bundle/aws-tables/arn-formats.js', 'bundle/aws-tables/properties.js', 'bundle/aws-tables/token-formats.js',
    ]);
  });

  test('the command loads only the modules that parse the command line', () => {
    const atExit = "process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))))";
    const { stdout } = spawnSync(process.execPath, ['-e', `process.argv.push('cdk-sec3', '--help'); ${atExit}; require('./bin/cdk-sec3');`], { cwd: ROOT, encoding: 'utf8' });
    expect(stdout).toMatch(/^Usage: cdk-sec3 /);
    const files: string[] = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    const loaded = files.map((file) => path.relative(ROOT, file));
    expect(loaded).toEqual(expect.arrayContaining(['bin/cdk-sec3', 'bundle/cli.js', 'bundle/packages/commander.js']));
    expect(loaded.filter((file) => file.startsWith('bundle/packages/'))).toEqual(['bundle/packages/commander.js']);
    // Their indexes are lazy too.
    expect(loaded.filter((file) => /^node_modules\/(?!aws-cdk-lib\/[\w-]+\/index\.js$)/.test(file))).toEqual([]);
  });
});

test('packages in a user’s adapter are recorded, whatever else the app has loaded', () => {
  const functions = run(`
    process.env.CDK_VALIDATION = 'false';
    const { App, Stack } = require('aws-cdk-lib');
    const { Code } = require('aws-cdk-lib/aws-lambda');
    ${SEC3}
    const app = new App({ outdir: require('fs').mkdtempSync(require('path').join(require('os').tmpdir(), 'sec3-bundle-')) });
    const adapter = sec3.RotationAdapter.fromCode({ code: Code.fromInline('exports.handler = async () => ({})') });
    new sec3.RotatedSecret(new Stack(app, 'Stack'), 'Key', { rotation: sec3.SecretRotation.apiKey({ adapter }) });
    sec3.Sec3.enforce(app, { defaultLevel: 'warning' });
    console.log = console.error;
    const { Resources } = app.synth().getStackByName('Stack').template;
    require('fs').rmSync(app.outdir, { recursive: true });
    process.stdout.write(JSON.stringify(Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Metadata }) => Object.keys(Metadata ?? {}))));
  `);
  expect(functions).toEqual([['cdk-sec3:dependencies'], ['cdk-sec3:own-code']]);
});

describe('the exports', () => {
  const names = 'JSON.stringify(Object.keys(sec3).map((name) => [name, typeof sec3[name]]))';
  const compiled: [string, string][] = run(`const sec3 = require('./build'); console.log(${names})`);

  test('are the compiled ones', () => {
    expect(run(`${SEC3} console.log(${names})`)).toEqual(compiled);
    expect(compiled).toContainEqual(['SecureFunction', 'function']);
  });

  test('stay the same after the module cache is cleared, and can be replaced in tests', () => {
    const forget = 'for (const file of Object.keys(require.cache)) delete require.cache[file];';
    const spied = 'const { Sec3 } = sec3; sec3.Sec3 = 1; const replaced = sec3.Sec3; sec3.Sec3 = Sec3;';
    expect(run(`${SEC3} ${spied} ${forget} console.log(JSON.stringify([sec3.Sec3 === Sec3, replaced, require('./bundle').Sec3 === Sec3]));`)).toEqual([true, 1, false]);
  });

  test('can be imported by name in ES modules', () => {
    const found = run("import * as sec3 from './bundle/index.js'; console.log(JSON.stringify(Object.keys(sec3)))", '--input-type=module');
    expect(found).toEqual(expect.arrayContaining(compiled.map(([name]) => name)));
  });

  test('are exactly the classes and enums of the jsii assembly, and each class has its jsii name', () => {
    const { types } = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8')) as { types: { [fqn: string]: { kind: string; name: string } } };
    const found: [string, string][] = run(`${SEC3} console.log(JSON.stringify(Object.entries(sec3).map(([name, value]) => [name, value[Symbol.for('jsii.rtti')]?.fqn ?? ''])))`);
    const expected = Object.entries(types).filter(([, { kind }]) => kind !== 'interface').map(([fqn, { kind, name }]) => [name, kind === 'class' ? fqn : '']);
    expect(expected.length).toBeGreaterThan(0);
    expect(found.sort()).toEqual(expected.sort());
  });

  test('extend the classes of the installed cdk-nag', () => {
    expect(run(`${SEC3} console.log(new sec3.Sec3Checks() instanceof require('cdk-nag').NagPack)`)).toBe(true);
  });
});

describe('the exports, called from JavaScript', () => {
  const app = "const { App, Duration, Size, Stack, aws_lambda: lambda } = require('aws-cdk-lib'); const app = new App(); const stack = new Stack(app, 'S');";
  const said = (call: string) => run(`${app} ${SEC3} let error = null; try { ${call} } catch (e) { error = e.message; } console.log(JSON.stringify(error));`);
  const code = "runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x')";

  test.each([
    ['a value of another type', "new sec3.ApiFirewall(stack, 'F', { maxBodySize: 5 })", '[S/F] new ApiFirewall: maxBodySize is 5; a Size of aws-cdk-lib is expected'],
    ['a value of another class', "new sec3.ApiFirewall(stack, 'F', { maxBodySize: Duration.days(1) })", /maxBodySize is an object of Duration; a Size/],
    ['an unknown option of a method', 'sec3.Sec3.harden(app, { dryrun: true })', 'Sec3.harden: there is no option dryrun; did you mean dryRun?'],
    ['an unknown rule', "sec3.Sec3.enforce(app, { levels: { SecretRotatd: 'error' } })", /levels: there is no rule "SecretRotatd"; did you mean SecretRotated\?/],
    ['an unknown value of an enum', "sec3.Sec3.enforce(app, { levels: { SecretRotated: 'eror' } })", /levels\["SecretRotated"\] is "eror"; .*did you mean error\?/],
    ['a baseline that does not exist', "sec3.Sec3.enforce(app, { baseline: 'nope' })", /^baseline: nope: the baseline does not exist/],
    ['no app', 'sec3.Sec3.enforce()', 'Sec3.enforce: app is missing; an App of aws-cdk-lib is expected'],
    ['no options', "new sec3.SecureFunction(stack, 'F')", /props is missing/],
    ['no code', "new sec3.SecureFunction(stack, 'F', {})", /code is missing; a Code of aws-cdk-lib\/aws-lambda is expected; handler is missing.*; runtime is missing/],
    ['a method', "new sec3.SecureRestApi(stack, 'A', { authorization: sec3.ApiAuthorization.iam() }).addEndpoint('GET /', { handler: 'f' })", /^\[S\/A\] SecureRestApi\.addEndpoint\("GET \/"\): handler is "f"; an IFunction/],
    ['options of a method', "new sec3.SecureRestApi(stack, 'A', { authorization: sec3.ApiAuthorization.iam() }).addEndpoint('GET /', 5)", /^\[S\/A\] SecureRestApi\.addEndpoint\("GET \/"\): props is 5/],
    ['a misspelled option of the CDK', `new sec3.SecureFunction(stack, 'F', { ${code}, memorysize: 512 })`, '[S/F] new SecureFunction: there is no option memorysize; did you mean memorySize?'],
    ['an unknown option', `new sec3.SecureFunction(stack, 'F', { ${code}, brandNew: 1 })`, /^\[S\/F\] new SecureFunction: there is no option brandNew; options are .*, and \d+ of the CDK$/],
    ['a wrong type of an option of the CDK', `new sec3.SecureFunction(stack, 'F', { ${code}, timeout: 30, environment: { A: 1 } })`, '[S/F] new SecureFunction: environment["A"] is 1; a string is expected; timeout is 30; a Duration of aws-cdk-lib is expected'],
    ['an option inside of one of the CDK', "new sec3.SecureRestApi(stack, 'A', { authorization: sec3.ApiAuthorization.iam(), restApiProps: { deployOption: {} } })", /there is no option restApiProps\.deployOption; did you mean deployOptions\?$/],
    ['a misspelled option of a subclass', "new (class extends sec3.SecureRestApi {})(stack, 'A', { authorisation: sec3.ApiAuthorization.iam() })", /did you mean authorization\?/],
  ])('%s is an error that names the option', (_, call, message) => expect(said(call)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message)));

  test.each([
    ['a valid call', "if (!(new sec3.ApiFirewall(stack, 'F', { maxBodySize: Size.kibibytes(8) }) instanceof sec3.ApiFirewall)) throw new Error('no instance')"],
    ['options with getters', 'class Given { get runtime() { return lambda.Runtime.NODEJS_22_X; } get handler() { return \'index.handler\'; } get code() { return lambda.Code.fromInline(\'x\'); } get memorySize() { return 512; } cache = 1; } if (!JSON.stringify(stack.resolve(new sec3.SecureFunction(stack, \'F\', new Given()).node.defaultChild.memorySize)).includes(\'512\')) throw new Error(\'lost\')'],
    ['an option of the CDK', `new sec3.SecureFunction(stack, 'F', { ${code}, memorySize: 512, timeout: Duration.seconds(3) })`],
    ['an option of a subclass', "new (class Own extends sec3.SecureRestApi {})(stack, 'A', { authorization: sec3.ApiAuthorization.iam(), tableName: 'orders' })"],
    ['a function that a test replaced', 'sec3.Sec3.enforce = (...args) => args.length; if (sec3.Sec3.enforce(1, 2) !== 2) throw new Error("not called")'],
  ])('%s is accepted', (_, call) => expect(said(call)).toBeNull());
});

test('the bundle requires only peer dependencies and modules of Node.js', () => {
  const required = CHUNKS.flatMap((file) => {
    const code = fs.readFileSync(path.join(BUNDLE, file), 'utf8');
    return [...code.matchAll(/(?<!['"`])\brequire\("([^".][^"]*)"\)/g)].map(([, name]) => name);
  });
  const known = new Set(required.filter((name) => isBuiltin(name) || Object.keys(peerDependencies).some((peer) => name === peer || name.startsWith(`${peer}/`))));
  expect(known).toContain('aws-cdk-lib');
  expect(required.filter((name) => !known.has(name))).toEqual([]);
});

test('every bundled package is in the bill of materials and in the notices', () => {
  const bom = JSON.parse(fs.readFileSync(path.join(BUNDLE, 'sbom.cdx.json'), 'utf8')) as { components: { name: string; group?: string; version: string }[] };
  const components = bom.components.map(({ name, group, version }) => ({ name: group === undefined ? name : `${group}/${name}`, version }));
  const chunks = components.map(({ name }) => `packages/${name.replace('@', '').replace('/', '.')}.js`);
  expect(chunks.sort()).toEqual(CHUNKS.filter((file) => file.startsWith('packages/')).sort());
  const notices = fs.readFileSync(path.join(BUNDLE, 'THIRD-PARTY-NOTICES'), 'utf8').match(/^\S+ \d\S* \(\S+\)$/gm)!;
  expect(notices.map((notice) => notice.replace(/ \(.*/, ''))).toEqual(expect.arrayContaining(components.map(({ name, version }) => `${name} ${version}`)));
});
