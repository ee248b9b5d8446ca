import { sbomPresent } from '../../../lib/dependencies/rules/sbom-present';
import { check, TestTemplate } from '../../gate/harness';

function fn(metadata: unknown, Code: object = { S3Bucket: 'b', S3Key: 'k' }): TestTemplate {
  const Metadata = metadata === undefined ? undefined : { 'cdk-sec3:dependencies': metadata };
  return { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Code }, Metadata } } };
}

describe('compliant', () => {
  test('a bill of materials', () => expect(check(sbomPresent, fn({ sbom: 'sbom/Fn.cdx.json', packages: 0 }))).toEqual([]));

  test('inline code', () => expect(check(sbomPresent, fn(undefined, { ZipFile: 'exports.handler = 1' }))).toEqual([]));

  test('code of this package', () => {
    const template = fn(undefined);
    template.Resources.Fn.Metadata = { 'cdk-sec3:own-code': 'secret-rotation' };
    expect(check(sbomPresent, template)).toEqual([]);
  });

  test('a stack that this synthesis does not bundle', () => expect(check(sbomPresent, fn({ skipped: 'not among the stacks' }))).toEqual([]));
});

describe('non-compliant', () => {
  const expected =
    'Fn[no-sbom] Properties: Metadata.cdk-sec3:dependencies names no software bill of materials, so the packages of the function are unknown';

  test.each([[undefined], [{}], [{ packages: 0 }]])('metadata %j', (metadata) => expect(check(sbomPresent, fn(metadata))).toEqual([expected]));

  test('a container image', () => expect(check(sbomPresent, fn(undefined, { ImageUri: 'image' }))).toEqual([expected]));

  test('in some deployments', () => {
    const template = fn(undefined);
    template.Parameters = { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } };
    template.Conditions = { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } };
    template.Resources.Fn.Properties.Code = { 'Fn::If': ['IsProd', { S3Bucket: 'b', S3Key: 'k' }, { ZipFile: 'exports.handler = 1' }] };
    expect(check(sbomPresent, template)).toEqual([`${expected} (where parameter Env is "prod")`]);
  });
});

describe('undetermined', () => {
  test('metadata that is known only at deployment', () => {
    const template = fn({ sbom: { Ref: 'Open' } });
    template.Parameters = { Open: { Type: 'String' } };
    expect(check(sbomPresent, template)).toEqual([
      'Fn[undetermined] Metadata.cdk-sec3:dependencies.sbom: the value of parameter Open is given at deployment',
    ]);
  });
});
