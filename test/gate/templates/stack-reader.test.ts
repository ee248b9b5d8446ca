import * as fs from 'fs';
import * as path from 'path';
import { readStacks, Workload } from '../../../lib/gate';
import { expanded, gapsOf, inFolder, propertiesOf, stacksOf, typesOf } from '../expansion/sam/expanded';

const NESTED = JSON.stringify({ Parameters: { Name: { Type: 'String' } }, Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } } });

const application = { Type: 'AWS::Serverless::Application', Properties: { Location: './nested/template.json', Parameters: { Name: 'orders' } } };

test('a SAM application with a local template is a nested stack', () => {
  const stacks = stacksOf({ Transform: 'AWS::Serverless-2016-10-31', Resources: { App: application } }, { 'nested/template.json': NESTED });
  expect(stacks.map(typesOf)).toEqual([{ App: 'AWS::CloudFormation::Stack' }, { Queue: 'AWS::SQS::Queue' }]);
  const workload = new Workload(stacks);
  expect(workload.resources('AWS::SQS::Queue')[0].get('QueueName').string()).toBe('orders');
  expect(workload.blindSpots).toEqual([]);
});

test('one that is remote, missing, or nested in itself is reported', () => {
  const gaps = (location: string) => gapsOf(expanded({ App: { ...application, Properties: { Location: location } } }));
  expect(gaps('template.json')).toEqual(['Resources.App.Properties.TemplateURL: the template of the nested stack can’t be read: template.json: is nested in itself (hides resources)']);
  expect(gaps('none.json')[0]).toContain('none.json: does not exist');
  expect(gaps('../template.json')[0]).toContain('is outside of the checked folder');
});

const DOCUMENT = JSON.stringify({ openapi: '3.0.1', paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'http_proxy', uri: 'https://example.com' } } } } });

test('a template in UTF-16 is rejected with the fix', () => {
  const text = '\ufeffResources: {}\n';
  for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
    inFolder({}, (folder) => {
      const file = path.join(folder, 't.yaml');
      fs.writeFileSync(file, bytes);
      expect(() => readStacks({ file })).toThrow('t.yaml: is encoded in UTF-16; save it in UTF-8');
    });
  }
});

test('local documents are read: DefinitionUri and AWS::Include', () => {
  const include = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'api.json' } } };
  const api = (properties: object) => expanded({ Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'prod', ...properties } } }, {}, { 'api.json': DOCUMENT });
  for (const stack of [api({ DefinitionUri: 'api.json' }), api({ DefinitionBody: include })]) {
    expect(Object.keys(propertiesOf(stack, 'Api').Body.paths)).toEqual(['/']);
    expect(gapsOf(stack)).toEqual([]);
  }
  const plain = stacksOf({ Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: include } } } }, { 'api.json': DOCUMENT })[0];
  expect(propertiesOf(plain, 'Api').Body).toEqual(JSON.parse(DOCUMENT));
});

test('local files that are uploaded for a resource are read', () => {
  const flow = { StartAt: 'End', States: { End: { Type: 'Succeed' } } };
  const files = { 'api.json': DOCUMENT, 'flow.yaml': 'StartAt: End\nStates: { End: { Type: Succeed } }', 'ask.vtl': '{"version": "2018-05-29"}' };
  const of = (Type: string, Properties: object, more: object = {}) => stacksOf({ ...more, Resources: { It: { Type, Properties } } }, files)[0];
  for (const type of ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api']) {
    for (const more of [{}, { Transform: 'AWS::Serverless-2016-10-31' }]) {
      const stack = of(type, { BodyS3Location: './api.json' }, more);
      expect([propertiesOf(stack, 'It').Body, gapsOf(stack)]).toEqual([JSON.parse(DOCUMENT), []]);
      expect(stack.originOf('It')!.written('Properties.Body.paths')).toEqual({ logicalId: 'It', location: 'Properties.BodyS3Location.paths' });
    }
  }
  expect(JSON.parse(propertiesOf(of('AWS::StepFunctions::StateMachine', { DefinitionS3Location: 'flow.yaml' }), 'It').DefinitionString)).toEqual(flow);
  expect(propertiesOf(of('AWS::AppSync::Resolver', { RequestMappingTemplateS3Location: 'ask.vtl' }), 'It').RequestMappingTemplate).toBe(files['ask.vtl']);
  for (const location of [{ Bucket: 'b', Key: 'k' }, 's3://b/k', { Ref: 'Place' }]) {
    const stack = of('AWS::ApiGateway::RestApi', { BodyS3Location: location });
    expect([propertiesOf(stack, 'It'), gapsOf(stack)]).toEqual([{ BodyS3Location: location }, []]);
  }
  expect(gapsOf(of('AWS::ApiGateway::RestApi', { BodyS3Location: '../api.json' }))).toEqual([
    expect.stringContaining('Resources.It.Properties.BodyS3Location: ../api.json: is outside of the checked folder'),
  ]);
});

test('a resource from AWS::Include is read, and one from another macro is reported as missing', () => {
  const of = (transform: object, more: object = {}) =>
    stacksOf({ ...more, Resources: { Q: { 'Fn::Transform': transform } } }, { 'queue.json': JSON.stringify({ Type: 'AWS::SQS::Queue' }) })[0];
  const include = (Location: string) => ({ Name: 'AWS::Include', Parameters: { Location } });
  expect(typesOf(of(include('queue.json')))).toEqual({ Q: 'AWS::SQS::Queue' });
  for (const more of [{ Transform: undefined }, { Transform: 'AWS::Serverless-2016-10-31' }, { Transform: 'AWS::LanguageExtensions' }]) {
    for (const transform of [{ Name: 'Other' }, include('none.json'), include('s3://bucket/queue.json')]) {
      const looped = { 'Fn::ForEach::Qs': ['Name', ['A'], { 'Q${Name}': { 'Fn::Transform': transform } }] };
      if (more.Transform === 'AWS::LanguageExtensions') expect(typesOf(stacksOf({ ...more, Resources: looped })[0])).toEqual({});
      const workload = new Workload([of(transform, more)]);
      expect(workload.resources()).toEqual([]);
      expect(workload.blindSpots).toContainEqual(
        expect.objectContaining({ location: 'Resources.Q.Fn::Transform', reason: 'the macro’s output for the resource is known only at deployment', hidesResources: true }));
    }
  }
});

test.each(['Transform', 'Fn::Transform'])('sections of a local file are included by %s beside the sections', (key) => {
  const include = { Name: 'AWS::Include', Parameters: { Location: 'more.json' } };
  const more = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
  for (const macro of [include, [include]]) {
    const [stack] = stacksOf({ [key]: macro, Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }, { 'more.json': more });
    expect(typesOf(stack)).toEqual({ Queue: 'AWS::SQS::Queue', Topic: 'AWS::SNS::Topic' });
    expect(new Workload([stack]).blindSpots).toEqual([]);
  }
});

test('templates of the same check are read in any folder', () => {
  const parent = { Transform: 'AWS::Serverless-2016-10-31', Resources: { App: { ...application, Properties: { ...application.Properties, Location: '../b/child.json' } } } };
  inFolder({ 'a/t.json': JSON.stringify(parent), 'b/child.json': NESTED }, (folder) => {
    const [file, child] = ['a/t.json', 'b/child.json'].map((name) => path.join(folder, name));
    expect(gapsOf(readStacks({ file })[0])[0]).toContain('is outside of the checked folder; pass it to the same check');
    const stacks = readStacks({ file }, [file, child]);
    expect(stacks.map(typesOf)).toEqual([{ App: 'AWS::CloudFormation::Stack' }, { Queue: 'AWS::SQS::Queue' }]);
    expect(new Workload(stacks).blindSpots).toEqual([]);
  });
});

test('a folder is rejected as a file', () => {
  expect(gapsOf(expanded({ App: { ...application, Properties: { Location: '.' } } }))[0]).toContain('.: is a folder, and not a file');
});

describe('nothing outside the folder is read', () => {
  const rejection = (location: string, prepare: (folder: string) => void = () => undefined) =>
    inFolder({ 'secret.json': DOCUMENT, 'app/template.json': JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources: { Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'p', DefinitionUri: location } } } }) }, (folder) => {
      prepare(folder);
      const [stack] = readStacks({ file: path.join(folder, 'app/template.json') });
      expect(propertiesOf(stack, 'Api')).not.toHaveProperty('Body');
      return gapsOf(stack)[0];
    });

  test.each(['../secret.json', './x/../../secret.json'])('%s', (location) => {
    expect(rejection(location)).toContain('is outside of the checked folder');
  });

  test('an absolute path', () => {
    expect(rejection('/etc/hostname')).toContain('is not relative to the template');
  });

  test('a link, and a linked folder', () => {
    expect(rejection('link.json', (folder) => fs.symlinkSync(path.join(folder, 'secret.json'), path.join(folder, 'app/link.json')))).toContain('is a link');
    expect(rejection('up/secret.json', (folder) => fs.symlinkSync(folder, path.join(folder, 'app/up')))).toContain('is a link, or a link on its path');
  });

  test('a subfolder, and a file that is too large', () => {
    expect(rejection('sub', (folder) => fs.mkdirSync(path.join(folder, 'app/sub')))).toContain('is not a file');
    expect(rejection('large.json', (folder) => fs.writeFileSync(path.join(folder, 'app/large.json'), Buffer.alloc(7 * 1024 * 1024, ' ')))).toContain('more than the limit of 6291456');
  });
});
