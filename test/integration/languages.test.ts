import * as fs from 'fs';
import * as path from 'path';
import * as semver from 'semver';
import { namesMissingInDotNet } from './dotnet-names';
import { CDK, LanguagePackages, PEERS } from './languages';
import { QuickStart } from './quick-starts';
import { REPOSITORY, Run, run } from '../tools/command';

const LANGUAGES = ['typescript', 'python', 'java', 'go'] as const;

type Kind = 'right' | 'careless' | 'mistake';

const packages = new LanguagePackages();
const runs = new Map<string, Readonly<Record<Kind, Run>>>();

jest.setTimeout(1_800_000);

beforeAll(async () => {
  await packages.build();
  const apps = { typescript: packages.typescript(), python: packages.python(), java: packages.java(), go: packages.go() };
  await Promise.all(
    LANGUAGES.map(async (language) => {
      const app = await apps[language];
      const right = await packages.synthesize(app, outdir(language));
      const careless = await packages.synthesize(app, outdir(`${language}-careless`), ['--context', 'careless=true']);
      const mistake = await packages.synthesize(app, outdir(`${language}-mistake`), ['--context', 'mistake=true']);
      runs.set(language, { right, careless, mistake });
    }),
  );
  await packages.synthesize(await apps.typescript, outdir('typescript-python'), ['--context', 'python=true']);
});

afterAll(() => packages.remove());

function outdir(name: string): string {
  return path.join(packages.root, 'out', name);
}

function read(...file: string[]): string {
  return fs.readFileSync(path.join(...file), 'utf8');
}

describe.each(LANGUAGES)('in %s', (language) => {
  // The quick start in TypeScript is in the README; each other page has the same.
  const { finding, error } = new QuickStart(language === 'typescript' ? 'python' : language).messages;

  test('the app of the quick start passes the gate, and its template is identical to that of TypeScript', () => {
    const { status, output } = runs.get(language)!.right;
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
    expect(output).not.toContain('ERROR');
    const expected = outdir(language === 'python' ? 'typescript-python' : 'typescript');
    expect(read(outdir(language), 'Orders.template.json')).toBe(read(expected, 'Orders.template.json'));
  });

  test('assets match those of the installed package', () => {
    const [guard] = fs.readdirSync(outdir(language)).filter((file) => file.endsWith('.zip'));
    expect(fs.readFileSync(path.join(outdir(language), guard)).equals(fs.readFileSync(path.join(REPOSITORY, 'assets/runtime-guard.zip')))).toBe(true);
    const mentions = fs.readdirSync(outdir(language)).filter((file) => file.endsWith('.json') && read(outdir(language), file).includes(REPOSITORY));
    expect(mentions).toEqual([]);
  });

  test('the gate rejects an insecure app with the finding on the page', () => {
    const { status, output } = runs.get(language)!.careless;
    expect(finding).toContain('ERROR no rotation schedule refers to this secret');
    expect(output).toContain(finding);
    expect({ status, errors: output.match(/^ERROR .*/gm) }).toEqual({ status: 1, errors: [expect.any(String)] });
  });

  test('an invalid prop has the error on the page, with construct, prop, value and expectation', () => {
    const { status, output } = runs.get(language)!.mistake;
    expect(error).toContain('throttling.rateLimit is 0');
    expect({ status, output }).toEqual({ status: 1, output: expect.stringContaining(error) });
    expect(fs.existsSync(path.join(outdir(`${language}-mistake`), 'manifest.json'))).toBe(false);
  });
});

test('the command is part of the npm package and judges the synthesized app', async () => {
  const command = path.join(packages.root, 'typescript/node_modules/.bin/cdk-sec3');
  expect(await run(command, ['check', outdir('typescript')], packages.root)).toMatchObject({ status: 0 });
  expect(await run(command, ['check', outdir('typescript-careless')], packages.root)).toEqual({
    status: 1,
    output: expect.stringContaining('ERROR Sec3-SecretRotated[not-rotated] (1 resource)'),
  });
});

test('all packages require the same versions as the npm package', () => {
  const { 'aws-cdk-lib': cdk, 'cdk-nag': nag, constructs } = PEERS;
  expect(packages.pythonMetadata().match(/^Requires-Dist: (aws-cdk-lib|cdk-nag|constructs)\b.*/gm)).toEqual([
    `Requires-Dist: aws-cdk-lib <3.0.0,>=${cdk}`,
    `Requires-Dist: cdk-nag <4.0.0,>=${nag}`,
    `Requires-Dist: constructs <11.0.0,>=${constructs}`,
  ]);
  const maven = [...packages.pom().matchAll(/<artifactId>(aws-cdk-lib|cdknag|constructs)<\/artifactId>\s*<version>(.*?)</g)];
  expect(maven.map(([, artifact]) => artifact)).toEqual(['aws-cdk-lib', 'cdknag', 'constructs']);
  // jsii-pacmak replaces a range by its newest version.
  for (const [, artifact, version] of maven) expect(semver.satisfies(version, `^${{ 'aws-cdk-lib': cdk, 'cdknag': nag, constructs }[artifact]}`)).toBe(true);
  expect(read(packages.packageOf('go'), 'cdksec3/go.mod').match(/\S+\/(awscdk|cdknag|constructs)\/v\d+ \S+/g)).toEqual([
    // Go has no ranges; its module requires the version that the package was compiled with.
    `github.com/aws/aws-cdk-go/awscdk/v2 v${CDK}`,
    `github.com/cdklabs/cdk-nag-go/cdknag/v3 v${nag}`,
    `github.com/aws/constructs-go/constructs/v10 v${constructs}`,
  ]);
  expect(read(packages.packageOf('dotnet'), 'CdkSec3/CdkSec3.csproj').match(/Include="(Amazon\.CDK\.Lib|Cdklabs\.CdkNag|Constructs)" Version=".*?"/g)).toEqual([
    `Include="Amazon.CDK.Lib" Version="[${cdk},3.0.0)"`,
    `Include="Cdklabs.CdkNag" Version="[${nag},4.0.0)"`,
    `Include="Constructs" Version="[${constructs},11.0.0)"`,
  ]);
});

test('the code generated for .NET has every public type', () => {
  const { types } = JSON.parse(read(REPOSITORY, '.jsii')) as { types: { [fqn: string]: { name: string } } };
  const names = Object.values(types).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
  const files = fs.readdirSync(path.join(packages.packageOf('dotnet'), 'CdkSec3/CdkSec3'));
  expect(files).toEqual(expect.arrayContaining(names.map((name) => `${name}.cs`)));
});

test('the quick start of .NET uses only names in the code generated for .NET', () => {
  const generated = path.join(packages.packageOf('dotnet'), 'CdkSec3/CdkSec3');
  const code = new QuickStart('dotnet').blocks('csharp').join('\n');
  expect(namesMissingInDotNet(code, generated)).toEqual([]);
  const wrong = code.replace('PathParameters =', 'PathParameter =').replace('ApiAuthorization.Iam', 'ApiAuthorization.Sigv4').replace('AWS.Lambda;', 'AWS.Lamda;');
  expect(namesMissingInDotNet(wrong, generated)).toEqual(['ApiAuthorization.Sigv4', 'ApiEndpointProps.PathParameter', 'Amazon.CDK.AWS.Lamda'].sort());
});
