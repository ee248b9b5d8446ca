import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnResource, CustomResourceProvider, CustomResourceProviderRuntime, Duration, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { entry, fileOf, hash } from './certification/entries';
import { CertifiedFile, certifiedFileText } from '../../lib/dependencies/certification/certified-file';
import { contentsText } from '../../lib/dependencies/certification/contents-file';
import { readCertifiedFile } from '../../lib/dependencies/certification/read-certified-file';
import { AdvisorySeverity, CertifiedDependencies, CertifiedDependenciesOptions } from '../../lib/dependencies/certified-dependencies';
import { contentDigest } from '../../lib/dependencies/content/files';
import { packageContent } from '../../lib/dependencies/content/package-files';
import { dependenciesCertified } from '../../lib/dependencies/rules/dependencies-certified';
import { sbomPresent } from '../../lib/dependencies/rules/sbom-present';
import { readCloudAssembly, Workload } from '../../lib/gate';
import { check, ids } from '../gate/harness';

jest.setTimeout(120_000);

const BARE = { role: 'arn:aws:iam::111122223333:role/fn', runtime: 'nodejs24.x', handler: 'index.handler' };
const PROPERTIES = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: 'arn:aws:iam::111122223333:role/fn', Code: { S3Bucket: 'code', S3Key: 'k' } };

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-certified-')));
  process.chdir(folder);
  ship('code', 'lodash', '4.17.21', hash(1));
});
afterEach(() => {
  process.chdir(before);
  fs.rmSync(folder, { recursive: true });
});

/** Writes the code of a function with one package, and the lock file that pins it. */
function ship(at: string, name: string, version: string, integrity?: string): void {
  const installed = path.join(at, 'node_modules', name);
  fs.mkdirSync(installed, { recursive: true });
  fs.writeFileSync(path.join(installed, 'package.json'), JSON.stringify({ name, version, license: 'MIT' }));
  fs.writeFileSync(path.join(installed, 'index.js'), 'module.exports = 1;');
  fs.writeFileSync(path.join(at, 'index.js'), `exports.handler = () => require('${name}');`);
  fs.writeFileSync(path.join(at, 'package.json'), JSON.stringify({ name: 'code', version: '1.0.0', dependencies: { [name]: version } }));
  const packages = { '': { name: 'code', version: '1.0.0', dependencies: { [name]: version } }, [`node_modules/${name}`]: { version, integrity } };
  fs.writeFileSync(path.join(at, 'package-lock.json'), JSON.stringify({ name: 'code', version: '1.0.0', lockfileVersion: 3, requires: true, packages }));
}

function fn(scope: Construct, id = 'Fn', code = 'code'): lambda.Function {
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(code) });
}

/** Writes a file with entries that have not expired, for the files of lodash that ship. */
function certify(...packages: Parameters<typeof entry>[0][]): string {
  const { files } = packageContent('code/node_modules/lodash');
  fs.writeFileSync('certified-dependencies.contents.json', contentsText([{ package: 'npm:lodash@4.17.21', files }]));
  return writeFile(fileOf(packages.map((changes) => entry({ expires: '2999-12-31', content: contentDigest(files), ...changes }))));
}

function writeFile(content: CertifiedFile): string {
  fs.writeFileSync('certified-dependencies.json', certifiedFileText(content));
  return 'certified-dependencies.json';
}

/** Creates an app that is synthesized into a folder of the project, as by the CDK CLI. */
function workloadOf(build: (app: App) => void, outdir = 'cdk.out'): Workload {
  const app = new App({ outdir });
  build(app);
  app.synth();
  return new Workload(readCloudAssembly(outdir).stacks);
}

/** Returns the findings of the rule for a function that is compared with a file. */
function judge(file: string, options?: CertifiedDependenciesOptions): string[] {
  const workload = workloadOf((app) => CertifiedDependencies.fromFile(file, options).certify(fn(new Stack(app, 'Stack'))));
  return check(dependenciesCertified, workload).map((line) => line.replace(/^\w+\[(.*?)\] .*?: /, '$1: '));
}

describe('certify', () => {
  test('certifies all packages', () => expect(judge(certify({}))).toEqual([]));

  test('certifies nothing with an absent file, which the command creates', () => {
    expect(judge('certified-dependencies.json')).toEqual([
      'uncertified: lodash@4.17.21 is not certified. To certify it: npx cdk-sec3 certify --package lodash@4.17.21',
    ]);
  });

  test('names the file and the cloud assembly in the command if they are not at the default paths', () => {
    fs.mkdirSync('security team');
    const workload = workloadOf((app) => CertifiedDependencies.fromFile('security team/c.json').certify(fn(new Stack(app, 'Stack'))), 'out/assembly');
    expect(check(dependenciesCertified, workload)[0]).toContain(
      "To certify it: npx cdk-sec3 certify out/assembly --file 'security team/c.json' --package lodash@4.17.21",
    );
  });

  test.each([
    ['expired', { expires: '2026-01-02' }],
    ['wrong-integrity', { integrity: hash(2) }],
    ['out-of-scope', { scope: ['Other'] }],
    ['uncertified', { version: '4.17.20' }],
  ])('%s', (problem, changes) => expect(judge(certify(changes)).map((line) => line.split(':')[0])).toEqual([problem]));

  test('reports missing-integrity if a range is accepted and no lock file pins the package', () => {
    ship('code', 'lodash', '4.17.21');
    expect(judge(certify({ version: undefined, integrity: undefined, content: undefined, range: '^4' })).map((line) => line.split(':')[0])).toEqual(['missing-integrity']);
  });

  test('certifies by file contents if no lock file pins the package', () => {
    ship('code', 'lodash', '4.17.21');
    expect(judge(certify({ integrity: undefined }))).toEqual([]);
  });

  test('certifies by file contents if another package manager has another hash of the archive', () => {
    expect(judge(certify({ integrity: `yarn:10c0/${'ab'.repeat(64)}` }))).toEqual([]);
  });

  describe('reports wrong-content with the name of the file', () => {
    const after = (change: () => void): string[] => {
      const file = certify({});
      change();
      return judge(file).map((line) => line.replace(/ To certify it:.*$/, ''));
    };
    const sentence = 'wrong-content: lodash@4.17.21 ships other files than ana@example.com approved on 2026-01-01:';

    test('after a line is added to a file', () => {
      expect(after(() => fs.appendFileSync('code/node_modules/lodash/index.js', '\nsteal();'))).toEqual([`${sentence} index.js (changed).`]);
    });

    test('after the install script of another package adds a file', () => {
      expect(after(() => fs.writeFileSync('code/node_modules/lodash/evil.js', ''))).toEqual([`${sentence} evil.js (added).`]);
    });

    test('after a file is replaced by a link', () => {
      expect(after(() => {
        fs.rmSync('code/node_modules/lodash/index.js');
        fs.symlinkSync('../../index.js', 'code/node_modules/lodash/index.js');
      })).toEqual([`${sentence} index.js (changed).`]);
    });

    test('reports nothing if files are omitted', () => expect(after(() => fs.rmSync('code/node_modules/lodash/index.js'))).toEqual([]));

    test('reports an absent contents file', () => {
      const [problem] = after(() => fs.rmSync('certified-dependencies.contents.json'));
      expect(problem).toMatch(/^wrong-content: lodash@4\.17\.21 can't be compared with the content that ana@example\.com approved on 2026-01-01: the file with contents/);
    });

    test('does not accept modified contents', () => {
      const [problem] = after(() => {
        fs.appendFileSync('code/node_modules/lodash/index.js', '\nsteal();');
        fs.writeFileSync('certified-dependencies.contents.json', contentsText([{ package: 'npm:lodash@4.17.21', files: packageContent('code/node_modules/lodash').files }]));
      });
      expect(problem).toMatch(/^wrong-content: .* lacks sha256-/);
    });
  });

  test('reports insufficient-criteria', () => {
    const file = certify({ criteria: 'safe-to-run' });
    writeFile({ ...readCertifiedFile(file), requires: 'reviewed' });
    expect(judge(file)).toEqual([expect.stringMatching(/^insufficient-criteria: lodash@4\.17\.21 is certified as safe-to-run by ana@example\.com, and reviewed is required/)]);
  });

  test('accepts a scope with the path of the function', () => expect(judge(certify({ scope: ['Stack/Fn'] }))).toEqual([]));

  test('rejects a second call', () => {
    const certified = CertifiedDependencies.fromFile(certify({}));
    const one = fn(new Stack());
    certified.certify(one);
    expect(() => certified.certify(one)).toThrow('[Default/Fn] the dependencies of the function are compared with a file already');
  });

  test('gives the function an SBOM', () => {
    workloadOf((app) => CertifiedDependencies.fromFile(certify({})).certify(fn(new Stack(app, 'Stack'))));
    expect(JSON.parse(fs.readFileSync('cdk.out/sbom/Stack/Fn.cdx.json', 'utf8')).components).toMatchObject([{ name: 'lodash', version: '4.17.21' }]);
  });

  test('records nothing that depends on the machine', () => {
    const workload = workloadOf((app) => CertifiedDependencies.fromFile('c.json', { osv: ['osv'] }).certify(fn(new Stack(app, 'Stack'))));
    const [resource] = workload.resources('AWS::Lambda::Function');
    expect(JSON.stringify(resource.body.Metadata!['cdk-sec3:dependencies'])).not.toContain(folder);
  });
});

describe('advisories', () => {
  const advisory = {
    id: 'GHSA-1',
    modified: new Date().toISOString(),
    summary: 'Bad',
    database_specific: { severity: 'HIGH' },
    affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  };
  const osv = (changes: object = {}) => {
    fs.mkdirSync('osv');
    fs.writeFileSync('osv/GHSA-1.json', JSON.stringify({ ...advisory, ...changes }));
    return 'osv';
  };
  const found = 'vulnerable: lodash@4.17.21 is affected by GHSA-1 (high): Bad; no fix is known';

  test('about a certified package are reported', () => expect(judge(certify({}), { osv: [osv()] })).toEqual([found]));

  test('below the threshold are not reported', () => expect(judge(certify({}), { osv: [osv()], severityThreshold: AdvisorySeverity.CRITICAL })).toEqual([]));

  test('that are ignored are not reported', () => {
    const file = certify({});
    const ignoredAdvisories = [{ id: 'GHSA-1', reason: 'Not called.', approvedBy: 'ana', expires: '2999-12-31' }];
    writeFile({ ...readCertifiedFile(file), ignoredAdvisories });
    expect(judge(file, { osv: [osv()] })).toEqual([]);
  });

  test('that are missing are reported', () => expect(judge(certify({}), { osv: ['osv'] })).toEqual([expect.stringMatching(/^advisories-missing: osv can't be compared with: /)]));

  test('that are stale are reported', () => {
    const stale = { osv: [osv({ modified: '2026-01-01T00:00:00Z' })], maxAdvisoryAge: Duration.days(1) };
    expect(judge(certify({}), stale)).toEqual(['advisories-stale: osv was last changed on 2026-01-01 about packages of npm, and may be 1 day old: get it again', found]);
  });
});

describe('applyTo judges', () => {
  const judged = (build: (app: App) => void) => ids(dependenciesCertified, workloadOf(build)).map((line) => line.replace(/^(\w+?)[0-9A-F]{8}\[/, '$1['));

  test('functions of the app and of Stages, created before and after the call', () => {
    expect(
      judged((app) => {
        fn(new Stack(app, 'Before'));
        fn(new Stack(new Stage(app, 'StageBefore'), 'Stack'), 'InStage');
        CertifiedDependencies.fromFile('absent.json').applyTo(app);
        fn(new Stack(app, 'After'), 'After');
        fn(new Stack(new Stage(app, 'StageAfter'), 'Stack'), 'InLateStage');
      }).sort(),
    ).toEqual(['After[uncertified]', 'Fn[uncertified]', 'InLateStage[uncertified]', 'InStage[uncertified]']);
  });

  test('functions that were passed to certify keep their files', () => {
    const workload = workloadOf((app) => {
      const stack = new Stack(app, 'Stack');
      CertifiedDependencies.fromFile(certify({})).certify(fn(stack));
      CertifiedDependencies.fromFile('absent.json').applyTo(app);
    });
    expect(ids(dependenciesCertified, workload)).toEqual([]);
  });

  test('L1 functions, but not those of the CDK', () => {
    const workload = workloadOf((app) => {
      const stack = new Stack(app, 'Stack');
      new lambda.CfnFunction(stack, 'Bare', { ...BARE, code: { s3Bucket: 'code', s3Key: 'k' } });
      CustomResourceProvider.getOrCreate(stack, 'Custom::S3AutoDeleteObjects', { codeDirectory: path.resolve('code'), runtime: CustomResourceProviderRuntime.NODEJS_22_X });
      CertifiedDependencies.fromFile('absent.json').applyTo(app);
    });
    // Functions of the CDK have no record, and the gate ignores them.
    expect(ids(dependenciesCertified, workload)).toEqual(['Bare[unknown-content]', expect.stringMatching(/^CustomS3AutoDeleteObjects.*\[undetermined\]$/)]);
    expect(ids(sbomPresent, workload).filter((line) => line.startsWith('Bare'))).toEqual([]);
  });

  test('reports a function without a record', () => {
    expect(
      judged((app) => {
        new CfnResource(new Stack(app, 'Stack'), 'Generic', { type: 'AWS::Lambda::Function', properties: PROPERTIES });
        CertifiedDependencies.fromFile('absent.json').applyTo(app);
      }),
    ).toEqual(['Generic[unknown-content]']);
  });

  test('fails synthesis for a function that applyTo did not reach', () => {
    const app = new App();
    CertifiedDependencies.fromFile('absent.json').applyTo(app);
    new CfnResource(new Stack(new Stage(app, 'Stage'), 'Stack'), 'Generic', { type: 'AWS::Lambda::Function', properties: PROPERTIES });
    expect(() => app.synth()).toThrow('CertifiedDependencies.applyTo did not reach the function Stage/Stack/Generic, because an Aspect created it');
  });

  test('rejects a second call, and a scope that is not an app', () => {
    const app = new App();
    const certified = CertifiedDependencies.fromFile('absent.json');
    certified.applyTo(app);
    expect(() => certified.applyTo(app)).toThrow('CertifiedDependencies.applyTo was already called for this App');
    expect(() => certified.applyTo(new Stack(app, 'Stack') as unknown as App)).toThrow("'Stack' is not an App");
  });
});

describe('fromFile rejects', () => {
  test('an invalid file, naming all problems', () => {
    fs.writeFileSync('c.json', JSON.stringify({ version: 2, packages: [{ ...entry(), name: '', scope: 'some' }] }));
    expect(() => CertifiedDependencies.fromFile('c.json')).toThrow(/c\.json is invalid:\n- \/packages\/0\/name is ""[^]*\n- \/packages\/0\/scope is "some"/);
    fs.writeFileSync('c.json', '{');
    expect(() => CertifiedDependencies.fromFile('c.json')).toThrow('c.json:1:2: is not valid JSON');
  });

  test('invalid options, naming all problems', () => {
    expect(() => CertifiedDependencies.fromFile('', { severityThreshold: 'severe' as AdvisorySeverity, maxAdvisoryAge: Duration.days(0) })).toThrow(
      "CertifiedDependencies.fromFile: file is ''; the path of a certified-dependencies.json is expected; severityThreshold is \"severe\"; one of low, medium, high, " +
        'critical is expected; maxAdvisoryAge is 0 days; whole milliseconds from 1 on are expected; severityThreshold is set without osv, which names the advisories: set both or neither; ' +
        'maxAdvisoryAge is set without osv, which names the advisories: set both or neither',
    );
    expect(() => CertifiedDependencies.fromFile('c.json', { osv: [''] })).toThrow('osv is [""]');
  });

  test('nothing else; the path of the file is relative to the working folder of synthesis', () => {
    expect(CertifiedDependencies.fromFile('c.json').file).toBe(path.join(folder, 'c.json'));
  });
});
