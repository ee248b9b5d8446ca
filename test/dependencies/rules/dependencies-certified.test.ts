import { dependenciesCertified } from '../../../lib/dependencies/rules/dependencies-certified';
import { CERTIFICATION_PROBLEMS, CertificationProblem } from '../../../lib/dependencies/template/dependencies-metadata';
import { check, ids, TestTemplate } from '../../gate/harness';

const COMMAND = 'npx cdk-sec3 certify --package lodash@4.17.21';

function fn(metadata: unknown, properties: object = {}): TestTemplate {
  const Metadata = metadata === undefined ? undefined : { 'cdk-sec3:dependencies': metadata };
  return { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'k' }, ...properties }, Metadata } } };
}

/** Returns a function that was compared with a file. */
function compared(problems: Partial<CertificationProblem>[], unknown: object[] = [], packages = 3): TestTemplate {
  return fn({ sbom: 'sbom/Fn.cdx.json', packages, certification: { file: 'certified-dependencies.json', problems, unknown } });
}

function problem(changes: object = {}): object {
  return { package: 'lodash@4.17.21', problem: 'uncertified', detail: 'is not certified', command: COMMAND, ...changes };
}

const vendored = { what: 'vendor.js', why: 'it has no package.json', fix: 'install it as a package' };

describe('compliant', () => {
  test('all packages are certified', () => expect(check(dependenciesCertified, compared([]))).toEqual([]));

  test('code without packages, and code of this library, without a record', () => {
    expect(check(dependenciesCertified, fn(undefined, { Code: { ZipFile: 'exports.handler = 1' } }))).toEqual([]);
    const own = fn(undefined);
    own.Resources.Fn.Metadata = { 'cdk-sec3:own-code': 'secret-rotation' };
    expect(check(dependenciesCertified, own)).toEqual([]);
  });

  test('code without packages, if no file is applied', () => {
    expect(check(dependenciesCertified, fn({ sbom: 'x', packages: 0, certification: { problems: [], unknown: [] } }))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a package that is not certified, with the command', () => {
    expect(check(dependenciesCertified, compared([problem()]))).toEqual([
      `Fn[uncertified] Metadata.cdk-sec3:dependencies.certification.problems[0]: lodash@4.17.21 is not certified. To certify it: ${COMMAND}`,
    ]);
  });

  test('a package without a command', () => {
    expect(check(dependenciesCertified, compared([problem({ problem: 'vulnerable', detail: 'is affected by GHSA-1', command: undefined })]))).toEqual([
      'Fn[vulnerable] Metadata.cdk-sec3:dependencies.certification.problems[0]: lodash@4.17.21 is affected by GHSA-1',
    ]);
  });

  test('each kind of problem is a finding of its own', () => {
    const kinds = Object.keys(CERTIFICATION_PROBLEMS);
    expect(ids(dependenciesCertified, compared(kinds.map((kind) => problem({ problem: kind }))))).toEqual(kinds.map((kind) => `Fn[${kind}]`));
  });

  test('an unknown kind of problem does not pass', () => {
    expect(ids(dependenciesCertified, compared([problem({ problem: 'toString' }), problem({ problem: 'tampered' })]))).toEqual([
      'Fn[uncertified]', 'Fn[uncertified]',
    ]);
  });

  test('content that could not be compared', () => {
    expect(check(dependenciesCertified, compared([], [vendored]))).toEqual([
      'Fn[unknown-content] Metadata.cdk-sec3:dependencies.certification.unknown[0]: vendor.js: it has no package.json; install it as a package',
    ]);
  });
});

describe('undetermined', () => {
  test('no record', () => {
    expect(check(dependenciesCertified, fn(undefined))).toEqual([
      'Fn[undetermined] Properties.Code: the packages that ship are unknown: the template has no record of them',
    ]);
  });

  test('code with packages, if no file is applied', () => {
    expect(check(dependenciesCertified, fn({ sbom: 'x', packages: 3, certification: { problems: [], unknown: [vendored] } }))).toEqual([
      'Fn[undetermined] Properties.Code: whether the 3 packages that ship are certified is unknown: no certified-dependencies.json is applied to the ' +
        'function; vendor.js: it has no package.json',
    ]);
  });

  test('the stack was not bundled', () => {
    expect(check(dependenciesCertified, fn({ skipped: 'the stack is not bundled' }))).toEqual([
      'Fn[undetermined] Properties.Code: the packages that ship are unknown: the stack is not bundled',
    ]);
  });

  test.each([
    [{ certification: { file: 'f', problems: 'none' } }], [{ certification: { file: 'f', problems: [{ problem: [] }] } }],
    [{ certification: { file: 'f', problems: { 'Fn::GetAtt': ['X', 'Y'] } } }], [{ certification: { file: { Ref: 'AWS::StackName' }, problems: [{ problem: {} }] } }],
    [{ certification: { unknown: 'all' } }], ['yes'], [[1]],
  ])('metadata in another format: %j', (metadata) => {
    expect(ids(dependenciesCertified, fn(metadata))).not.toContain('Fn[uncertified]');
    expect(ids(dependenciesCertified, fn(metadata))).toEqual(['Fn[undetermined]']);
  });
});
