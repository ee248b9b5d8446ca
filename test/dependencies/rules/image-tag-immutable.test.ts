import { containerImages } from '../../../lib/aws/properties';
import { imageTagImmutable } from '../../../lib/dependencies/rules/image-tag-immutable';
import { ids, TestTemplate } from '../../gate/harness';
import { holding } from '../../gate/holding';

const found = (Type: string, Properties: object) => ids(imageTagImmutable, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties } } } as TestTemplate);
const image = (ImageUri: unknown) => found('AWS::Lambda::Function', { PackageType: 'Image', Code: { ImageUri } });
const HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';

test('compliant: immutable tags, digests, tags from content hashes, no image', () => {
  expect(found('AWS::ECR::Repository', { ImageTagMutability: 'IMMUTABLE' })).toEqual([]);
  expect(image(`${HOST}/shop@sha256:${'ab'.repeat(32)}`)).toEqual([]);
  expect(image({ 'Fn::Sub': `\${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/cdk:${'ab'.repeat(32)}` })).toEqual([]);
  expect(found('AWS::Lambda::Function', { Code: { ZipFile: '' } })).toEqual([]);
});

test.each([{}, { ImageTagMutability: 'MUTABLE' }, { ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', ImageTagMutabilityExclusionFilters: [{ ImageTagMutabilityExclusionFilterValue: '*' }] }])(
  'non-compliant: %j', (properties) => {
    expect(found('AWS::ECR::Repository', properties)).toEqual(['It[mutable-tags]']);
  },
);

test.each(['shop', 'shop:latest', 'shop:1.2.3'])('non-compliant: image %s', (name) => {
  expect(image(`${HOST}/${name}`)).toEqual(['It[tag-not-digest]']);
});

describe('images of builds', () => {
  const build = (Image: unknown) => found('AWS::CodeBuild::Project', { Environment: { Image } });

  test.each(['aws/codebuild/standard:7.0', `public.ecr.aws/docker/library/node@sha256:${'ab'.repeat(32)}`])('compliant: %s', (name) => expect(build(name)).toEqual([]));

  test.each(['node', 'node:22', { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/tools:latest' }])('non-compliant: %j', (name) => {
    expect(build(name)).toEqual(['It[tag-not-digest]']);
  });

  test('undetermined: known only at deployment', () => expect(build({ Ref: 'Open' })).toEqual(['It[undetermined]']));
});

test('undetermined: the image is known only at deployment', () => {
  expect(image({ Ref: 'Open' })).toEqual(['It[undetermined]']);
});

describe('containers', () => {
  test.each([...containerImages()].flatMap(([type, paths]) => paths.map((path) => [type, path] as const)))('non-compliant: %s %s', (type, path) => {
    expect(found(type, holding(path, `${HOST}/shop:latest`))).toEqual(['It[tag-not-digest]']);
    expect(found(type, holding(path, `${HOST}/shop@sha256:${'ab'.repeat(32)}`))).toEqual([]);
    expect(found(type, holding(path, { Ref: 'Open' }))).toEqual(['It[undetermined]']);
  });

  const tagged = (repository: object, tag: string) => ids(imageTagImmutable, {
    Resources: {
      Images: { Type: 'AWS::ECR::Repository', Properties: repository },
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Image: { 'Fn::Sub': `\${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/\${Images}${tag}` } }] } },
    },
  });

  test('compliant: an immutable tag of a repository in the templates', () => {
    expect(tagged({ ImageTagMutability: 'IMMUTABLE' }, ':1.2.3')).toEqual([]);
  });

  test('non-compliant: no tag, and a mutable tag', () => {
    expect(tagged({ ImageTagMutability: 'IMMUTABLE' }, '')).toEqual(['Task[tag-not-digest]']);
    expect(tagged({}, ':1.2.3')).toEqual(['Images[mutable-tags]', 'Task[tag-not-digest]']);
  });
});

describe('repositories that Amazon ECR creates', () => {
  const created = (properties: object) => found('AWS::ECR::RepositoryCreationTemplate', { Prefix: 'team', ...properties });

  test('compliant', () => expect(created({ ImageTagMutability: 'IMMUTABLE' })).toEqual([]));
  test.each([{}, { ImageTagMutability: 'MUTABLE' }])('non-compliant: %j', (properties) => expect(created(properties)).toEqual(['It[mutable-tags]']));
});

describe('images of publishers', () => {
  const model = (Image: unknown) => found('AWS::SageMaker::Model', { PrimaryContainer: { Image } });

  test('compliant: a version', () => expect(model('763104351884.dkr.ecr.us-east-1.amazonaws.com/inference:2.1-cpu-py310')).toEqual([]));
  test.each([`${HOST}/own`, `${HOST}/own:latest`])('non-compliant: %s', (name) => expect(model(name)).toEqual(['It[tag-not-digest]']));
});
