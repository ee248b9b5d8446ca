import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, AppProps, Duration, RemovalPolicy, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { BulletinSource } from '../../lib/awareness/bulletin-source';
import { BulletinSeverity } from '../../lib/awareness/bulletin-thresholds';
import { UsedSoftware } from '../../lib/awareness/feed';
import { SecurityBulletinFeed, SecurityBulletinFeedProps } from '../../lib/awareness/security-bulletin-feed';
import { ref, resources } from '../secrets/fixtures';
import { packFindings } from '../secure/packs';

jest.setTimeout(60_000);

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-feed-'));
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

function newApp(props: AppProps = {}): App {
  return new App({ outdir: fs.mkdtempSync(path.join(folder, 'out-')), ...props });
}

const feedIn = (stack: Stack, props: SecurityBulletinFeedProps = {}) => new SecurityBulletinFeed(stack, 'Feed', props);
const email = new EmailSubscription('security@example.com');

/** Creates a function that ships packages, as npm and pip install them. */
function functionIn(scope: Stack, id: string, packages: { readonly [name: string]: string }): lambda.Function {
  const code = fs.mkdtempSync(path.join(folder, 'code-'));
  fs.writeFileSync(path.join(code, 'index.js'), 'exports.handler = async () => {};');
  for (const [name, version] of Object.entries(packages)) {
    fs.mkdirSync(path.join(code, 'node_modules', name), { recursive: true });
    fs.writeFileSync(path.join(code, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
  }
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(code) });
}

/** Returns the document that the layer in the feed's template deploys, found through the asset manifest. */
function deployedWorkload(assembly: string, stack: string): UsedSoftware {
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(assembly, name), 'utf8'));
  const layers = Object.values<any>(read(`${stack}.template.json`).Resources).filter(({ Type, Metadata }) => {
    return Type === 'AWS::Lambda::LayerVersion' && Metadata?.['cdk-sec3:own-code'] === 'bulletin-feed workload';
  });
  expect(layers).toHaveLength(1);
  const key: string = layers[0].Properties.Content.S3Key;
  const [asset] = Object.values<any>(read(`${stack}.assets.json`).files).filter(({ destinations }) => {
    return Object.values<any>(destinations).some(({ objectKey }) => objectKey === key);
  });
  expect(asset.source.packaging).toBe('zip');
  return UsedSoftware.parse(fs.readFileSync(path.join(assembly, asset.source.path, 'sec3-feed/workload.json'), 'utf8'));
}

describe('the software that bulletins are compared with', () => {
  test('the SBOMs of functions in all stacks, created before and after the feed, and the services', () => {
    const app = newApp();
    functionIn(new Stack(app, 'First'), 'Create', { 'left-join': '1.4.0', '@scope/other': '2.0.0' });
    feedIn(new Stack(app, 'Bulletins'), { technologies: ['PostgreSQL'] });
    const last = new Stack(app, 'Last');
    functionIn(last, 'Process', { 'left-join': '1.4.0' });
    const code = lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(last, 'Bucket', 'bucket'), 'key');
    new lambda.Function(last, 'Elsewhere', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'x.y', code });
    const { directory } = app.synth();
    const { document } = deployedWorkload(directory, 'Bulletins');
    expect(document).toEqual({
      version: 1,
      functions: ['Bulletins/Feed/Function', 'First/Create', 'Last/Elsewhere', 'Last/Process'],
      packages: expect.arrayContaining([
        { ecosystem: 'npm', name: '@scope/other', version: '2.0.0', functions: [1] },
        { ecosystem: 'npm', name: 'left-join', version: '1.4.0', functions: [1, 3] },
        // Packages of the feed itself.
        { ecosystem: 'npm', name: 'fast-xml-parser', version: expect.any(String), functions: [0] },
      ]),
      services: expect.arrayContaining(['DynamoDB', 'Lambda', 'SNS', 'SQS', 'Scheduler']),
      technologies: ['PostgreSQL'],
      unknown: ['Last/Elsewhere'],
    });
  });

  test('functions of the feed’s Stage, or those within the given scope; assets come from the assembly of the Stage', () => {
    const app = newApp();
    functionIn(new Stack(app, 'Outside'), 'Fn', { outside: '1.0.0' });
    const stage = new Stage(app, 'Prod');
    functionIn(new Stack(stage, 'Orders'), 'Fn', { inside: '1.0.0' });
    feedIn(new Stack(stage, 'Bulletins'));
    const { directory } = app.synth();
    const assembly = path.join(directory, 'assembly-Prod');
    expect(deployedWorkload(assembly, templateOf(assembly, 'ProdBulletins')).document.functions).toEqual(['Prod/Bulletins/Feed/Function', 'Prod/Orders/Fn']);
    const other = newApp();
    const orders = new Stack(other, 'Orders');
    functionIn(orders, 'Fn', { inside: '1.0.0' });
    functionIn(new Stack(other, 'Outside'), 'Fn', { outside: '1.0.0' });
    feedIn(new Stack(other, 'Bulletins'), { within: orders });
    expect(deployedWorkload(other.synth().directory, 'Bulletins').document.functions).toEqual(['Orders/Fn']);
  });

  test('another version of a package changes the layer; the same versions do not', () => {
    const layerOf = (version: string) => {
      const app = newApp();
      functionIn(new Stack(app, 'Orders'), 'Fn', { 'left-join': version });
      const stack = new Stack(app, 'Bulletins');
      feedIn(stack);
      return JSON.stringify(Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::LayerVersion')));
    };
    expect(layerOf('1.0.0')).toBe(layerOf('1.0.0'));
    expect(layerOf('1.0.0')).not.toBe(layerOf('1.0.1'));
  });

  test('a function that is created after the template was resolved fails synthesis', () => {
    const app = newApp();
    const stack = new Stack(app, 'Bulletins');
    const feed = feedIn(stack);
    stack.resolve((feed.workloadLayer.node.defaultChild as lambda.CfnLayerVersion).content);
    functionIn(stack, 'Late', {});
    expect(() => app.synth()).toThrow('Bulletins/Late is not compared with bulletins, because it was created after the template');
  });

  test('a synthesis that does not bundle a function fails if it deploys the feed', () => {
    const synth = (stacks: string[]) => {
      const app = newApp({ context: { 'aws:cdk:bundling-stacks': stacks } });
      functionIn(new Stack(app, 'Orders'), 'Fn', {});
      feedIn(new Stack(app, 'Bulletins'));
      app.synth();
    };
    expect(() => synth(['Bulletins'])).toThrow('this synthesis does not bundle Orders/Fn, so the feed would lose their packages');
    expect(() => synth(['Orders'])).not.toThrow();
    expect(() => synth([])).not.toThrow();
    expect(() => synth(['**'])).not.toThrow();
  });
});

describe('packs', () => {
  test('passes the gate and both packs of cdk-nag with a subscriber', () => {
    const { open, acknowledged } = packFindings((stack) => {
      const deadLetterQueue = new sqs.Queue(stack, 'Undelivered', { enforceSSL: true });
      const ids = ['Serverless::Serverless-SQSRedrivePolicy', 'AwsSolutions::AwsSolutions-SQS3'];
      for (const id of ids) Validations.of(deadLetterQueue).acknowledge({ id, reason: 'a test' });
      feedIn(stack, { subscriptions: [new EmailSubscription('security@example.com', { deadLetterQueue })] });
    });
    expect(open).toEqual([]);
    // Acknowledgements of any function of this library.
    expect(acknowledged.filter((line) => line.includes('Stack/Feed'))).toEqual([
      'Annotation::Sec3-CodeSigningEnforced Stack/Feed/Function/Resource',
      'Annotation::Sec3-FunctionConcurrencyBounded Stack/Feed/Function/Resource',
      'AwsSolutions-IAM5[Resource::*] Stack/Feed/Function/ExecutionPolicy/Resource',
      'Serverless-SQSRedrivePolicy Stack/Feed/Function/FailedEvents/Resource',
    ]);
  });
});

test('the resources of the construct', () => {
  const stack = new Stack(newApp(), 'Stack');
  const feed = feedIn(stack, { subscriptions: [email] });
  const [fn] = Object.values(resources(stack, 'AWS::Lambda::Function'));
  expect(fn).toMatchObject({ Timeout: 300 });
  expect(fn).not.toHaveProperty('ReservedConcurrentExecutions');
  expect(fn.Layers).toHaveLength(2);
  const policy = JSON.parse(fn.Environment.Variables.SEC3_RUNTIME_POLICY);
  expect(policy.allowedHosts).toEqual([
    'api.first.org:443', 'api.github.com:443', 'api.osv.dev:443', 'aws.amazon.com:443', 'github.com:443', 'services.nvd.nist.gov:443', 'www.cisa.gov:443',
  ]);
  expect(policy.modes.network).toBe('block');
  expect(Object.values(resources(stack, 'AWS::DynamoDB::GlobalTable'))[0]).toMatchObject({
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' }, Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
  });
  const schedules = Object.values(resources(stack, 'AWS::Scheduler::Schedule'));
  expect(schedules.map(({ ScheduleExpression, Target }) => [ScheduleExpression, Target.Input])).toEqual([
    ...['aws', 'cisa', 'kev', 'nvd', 'ghsa', 'osv', 'owasp'].map((source) => ['rate(15 minutes)', JSON.stringify({ action: 'read', source })]),
    ['cron(0 8 ? * MON *)', '{"action":"digest"}'],
  ]);
  expect(feed.alarms).toHaveLength(7 + 4);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Sec3/Bulletins',
    MetricName: 'Readings',
    Period: 3600,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    Dimensions: [{ Name: 'Feed', Value: 'Stack/Feed' }, { Name: 'Source', Value: 'kev' }],
    AlarmActions: [Match.anyValue()],
  });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
});

test('the schedule may invoke only this function, and the function has only the permissions it needs', () => {
  const stack = new Stack(newApp(), 'Stack');
  feedIn(stack);
  const policies = resources(stack, 'AWS::IAM::Policy');
  const statements = (id: string) => policies[id].PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, Resource]);
  expect(statements('FeedSchedulerPolicy')).toEqual([
    ['lambda:InvokeFunction', { 'Fn::GetAtt': [expect.stringMatching(/^FeedFunction/), 'Arn'] }],
    ['sqs:SendMessage', { 'Fn::GetAtt': [expect.stringMatching(/^FeedFunctionFailedEvents/), 'Arn'] }],
  ]);
  expect(JSON.stringify(policies.FeedFunctionServiceRoleDefaultPolicy)).not.toContain('"*"');
  expect(JSON.stringify(policies.FeedFunctionServiceRoleDefaultPolicy)).not.toMatch(/securityhub|secretsmanager/);
  const [role] = Object.entries(resources(stack, 'AWS::IAM::Role')).filter(([id]) => id === 'FeedSchedulerRole').map(([, properties]) => properties);
  expect(role.AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/^FeedSchedules/), 'Arn'] } },
  });
});

test('all options are applied', () => {
  const stack = new Stack(newApp(), 'Stack');
  const topic = new sns.Topic(stack, 'Topic', { enforceSSL: true });
  const apiKey = new secretsmanager.Secret(stack, 'Key');
  const feed = feedIn(stack, {
    sources: [BulletinSource.nvd({ apiKey }), BulletinSource.feed('vendor', 'https://vendor.example.com/feed.json', 'Vendor')],
    interval: Duration.minutes(60),
    staleAfter: Duration.hours(3),
    thresholds: { exploited: BulletinSeverity.NEVER },
    topic,
    eventBus: new events.EventBus(stack, 'Bus'),
    securityHub: true,
    epss: false,
    removalPolicy: RemovalPolicy.DESTROY,
    dashboard: false,
    reservedConcurrentExecutions: 1,
  });
  expect([feed.topic, feed.topicKey, feed.dashboard, feed.schedules.length]).toEqual([topic, undefined, undefined, 3]);
  const [fn] = Object.values(resources(stack, 'AWS::Lambda::Function'));
  expect(fn.ReservedConcurrentExecutions).toBe(1);
  expect(JSON.parse(fn.Environment.Variables.SEC3_RUNTIME_POLICY).allowedHosts).toEqual(['services.nvd.nist.gov:443', 'vendor.example.com:443']);
  const settings = JSON.stringify(fn.Environment.Variables.SEC3_FEED);
  expect(settings).toContain('https://vendor.example.com/feed.json');
  expect(settings).toMatch(/exploited[\\":]+never/);
  const policy = JSON.stringify(resources(stack, 'AWS::IAM::Policy').FeedFunctionServiceRoleDefaultPolicy);
  expect(policy).toContain('securityhub:BatchImportFindings');
  expect(policy).toContain('secretsmanager:GetSecretValue');
  Template.fromStack(stack).hasResource('AWS::SNS::Topic', { Metadata: { 'cdk-sec3:bulletin-topic': 'Stack/Feed' } });
  for (const { AlarmActions } of Object.values(resources(stack, 'AWS::CloudWatch::Alarm'))) expect(AlarmActions).toEqual([ref('Topic')]);
});

test('all invalid props are reported at once', () => {
  const stack = new Stack(newApp(), 'Stack');
  const topic = new sns.Topic(stack, 'Topic');
  const kev = BulletinSource.cisaKnownExploited();
  expect(() => feedIn(stack, {
    sources: [kev, kev], interval: Duration.minutes(1), staleAfter: Duration.minutes(1), technologies: ['a'], topic, topicKey: {} as never, reservedConcurrentExecutions: 0,
  })).toThrow(
    '[Stack/Feed] sources has kev more than once; interval is 1 minute; whole minutes from 5 to 1440 are expected; ' +
      'staleAfter is 1 minute; whole minutes from 2, twice the interval, to 1440 are expected; ' +
      'reservedConcurrentExecutions is 0; a whole number from 1 on is expected, as with 0 the function never runs; ' +
      'topicKey applies only to the default topic, but topic is set: set the key of that topic; ' +
      'technologies has a token or a word of less than two characters, which would be found everywhere',
  );
  expect(() => new SecurityBulletinFeed(stack, 'Empty', { sources: [] })).toThrow('sources is empty');
  const many = Array.from({ length: 10 }, (_, index) => BulletinSource.feed(`f${index}`, `https://example.com/${'x'.repeat(200)}`));
  expect(() => new SecurityBulletinFeed(stack, 'Many', { sources: many })).toThrow('create a second feed for some of them');
});

/** Returns the file name of a stack's template in an assembly. */
function templateOf(assembly: string, stack: string): string {
  const [name] = fs.readdirSync(assembly).filter((file) => file.startsWith(stack) && file.endsWith('.template.json'));
  return name.replace(/\.template\.json$/, '');
}
