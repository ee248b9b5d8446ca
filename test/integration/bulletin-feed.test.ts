import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { unzipSync } from 'fflate';
import { AwsPublisher } from '../../lambda/bulletin-feed/aws-publisher';
import { DynamoStore } from '../../lambda/bulletin-feed/dynamo-store';
import { inTurn } from '../../lambda/bulletin-feed/turns';
import { BulletinSource } from '../../lib/awareness/bulletin-source';
import { BulletinNotification, DEFAULT_THRESHOLDS, Feed, Notification, UsedSoftware } from '../../lib/awareness/feed';
import { SecurityBulletinFeed } from '../../lib/awareness/security-bulletin-feed';
import { Crash, Steps } from '../awareness/feed/memory-store';
import { DAYS, FakeSource, MINUTES, NOW, ORDERS } from '../awareness/feed/scene';
import { MotoServer } from '../tools/moto-server';
import { nodeBinary } from '../tools/node-releases';

jest.setTimeout(600_000);

const BUNDLE = path.resolve(__dirname, '../../assets/bulletin-feed/index.js');

const ACCOUNT = '123456789012';
const SCHEDULES = 30;

let moto: MotoServer;
let clients: { dynamo: DynamoDBClient; sns: SNSClient; eventBridge: EventBridgeClient; securityHub: SecurityHubClient };
let topic: string;
let queue: string;
let steps: Steps;

beforeAll(async () => {
  moto = await MotoServer.start();
  const { clientConfig } = moto;
  clients = {
    dynamo: new DynamoDBClient(clientConfig),
    sns: new SNSClient(clientConfig),
    eventBridge: new EventBridgeClient(clientConfig),
    securityHub: new SecurityHubClient(clientConfig),
  };
  // Each call that changes something has a point before and after it at which the process may end.
  const changing = /^(Put|Update|Delete|BatchWrite|TransactWrite|Publish|BatchImport)/;
  for (const client of Object.values(clients)) {
    (client as DynamoDBClient).middlewareStack.add(
      (next, { commandName }) => async (args) => {
        if (!changing.test(commandName!)) return next(args);
        await steps.step(() => undefined);
        return next(args);
      },
      { step: 'initialize' },
    );
  }
  topic = (await clients.sns.send(new CreateTopicCommand({ Name: 'bulletins' }))).TopicArn!;
  queue = /<QueueUrl>([^<]+)/.exec(await moto.query('sqs', { Action: 'CreateQueue', QueueName: 'messages', Version: '2012-11-05' }))![1];
  const endpoint = `arn:aws:sqs:eu-central-1:${ACCOUNT}:messages`;
  await clients.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: endpoint }));
});

afterAll(() => moto.stop());

let table = '';
let tables = 0;

beforeEach(() => {
  steps = new Steps();
});

async function newTable(): Promise<void> {
  if (table) await clients.dynamo.send(new DeleteTableCommand({ TableName: table }));
  table = `feed-${(tables += 1)}`;
  await clients.dynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
    }),
  );
}

let now = NOW;

function newFeed(announced: Notification[] = []): Feed {
  const publisher = new AwsPublisher(clients, { topic, bus: 'default', securityHub: false });
  return new Feed({
    store: new DynamoStore(clients.dynamo, table, () => now),
    publisher: {
      publish: (notification) => publisher.publish(notification),
      announce: async (notification) => {
        await publisher.announce(notification);
        announced.push(notification);
      },
    },
    transport: () => Promise.reject(new Error('no request is expected')),
    workload: new UsedSoftware(ORDERS),
    thresholds: DEFAULT_THRESHOLDS,
    epss: false,
    clock: () => now,
    pause: () => Promise.resolve(),
    remaining: () => 60_000,
  });
}

/** Returns the deliveries of SNS since the last call. */
async function received(): Promise<{ subject: string; message: string; attributes: any }[]> {
  const found = [];
  for (;;) {
    const answer = await moto.query('sqs', { Action: 'ReceiveMessage', QueueUrl: queue, MaxNumberOfMessages: '10', Version: '2012-11-05' });
    const bodies = [...answer.matchAll(/<Message>.*?<ReceiptHandle>(.*?)<\/ReceiptHandle>.*?<Body>(.*?)<\/Body>/gs)];
    if (bodies.length === 0) return found;
    for (const [, handle, body] of bodies) {
      const text = body.replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
      const { Subject: subject, Message: message, MessageAttributes: attributes } = JSON.parse(text);
      found.push({ subject, message, attributes });
      await moto.query('sqs', { Action: 'DeleteMessage', QueueUrl: queue, ReceiptHandle: handle, Version: '2012-11-05' });
    }
  }
}

/** Returns severity, reason and title of each bulletin in a message. */
function titlesIn({ subject, message }: { readonly subject: string; readonly message: string }): string[] {
  if (!/ more security bulletins at once$/.test(subject)) return [subject];
  return [...message.matchAll(/^- (\[.*?\]) (?:\d+: )?(.*)$/gm)].map(([, severity, title]) => `${severity} ${title.replace(/^new \d+: /, '')}`);
}

const BULLETIN: BulletinNotification = {
  kind: 'bulletin',
  notificationId: '',
  thread: 'GHSA-1',
  source: 'ghsa',
  sourceTitle: 'GitHub',
  bulletinId: 'GHSA-1',
  change: 'new',
  tier: 'affected',
  tiers: ['affected'],
  title: 'left-join',
  summary: 's',
  link: null,
  published: null,
  modified: null,
  severity: 'high',
  exploited: false,
  epss: null,
  aliases: [],
  services: [],
  affected: [{ ecosystem: 'npm', name: 'left-join', version: '1.4.0', fixedIn: '1.4.2', functions: ['Orders/Create'], functionCount: 1 }],
};

const LEFT_JOIN = [{ package: { ecosystem: 'npm', name: 'left-join' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.4.2' }] }] }];

test('a bulletin is reported once, others are in the digest, and the table forgets what was sent', async () => {
  await newTable();
  const source = new FakeSource('ghsa').has({ id: 'GHSA-0', title: 'there at first' });
  const run = async () => {
    await newFeed().read(source);
    await newFeed().deliver();
    return received();
  };
  expect(await run()).toEqual([]);
  source
    .has({ id: 'GHSA-1', title: 'left-join: prototype pollution', severity: 'high', aliases: ['CVE-2026-1'], affected: LEFT_JOIN })
    .has({ id: 'GHSA-2', title: 'of other packages', severity: 'high' });
  const [message, ...more] = await run();
  expect(more).toEqual([]);
  expect(message.subject).toBe('[high, affects your functions] left-join: prototype pollution');
  expect(message.message).toContain('- left-join@1.4.0 in Orders/Create, Orders/Process: update to 1.4.2');
  expect(message.attributes.severity).toEqual({ Type: 'String', Value: 'high' });
  expect(await run()).toEqual([]);
  now = NOW + 7 * DAYS;
  expect(await newFeed().digest([source])).toEqual(['2026-W48']);
  await newFeed().deliver();
  expect((await received()).map(({ subject }) => subject)).toEqual(['Security bulletins of 2026-W48: 1 below the thresholds']);
  now = NOW;
  const { Items } = await clients.dynamo.send(new ScanCommand({ TableName: table }));
  expect(Items!.map(({ pk, sk }) => `${pk.S} ${sk.S}`).sort()).toEqual([
    'alias CVE-2026-1', 'alias GHSA-1', 'cursor ghsa', 'digest closed', 'digest#2026-W48 ghsa#GHSA-2', 'item#ghsa GHSA-0', 'item#ghsa GHSA-1', 'item#ghsa GHSA-2',
  ]);
});

test('handles more items than one request takes: 1,000 bulletins at first, 60 reported ones', async () => {
  await newTable();
  const source = new FakeSource();
  for (let index = 0; index < 1000; index += 1) source.bulletins.push(new FakeSource().has({ id: `old ${index}`, title: 'old' }).bulletins[0]);
  expect(await newFeed().read(source)).toMatchObject({ items: 1000, notified: 0, digested: 0 });
  for (let index = 0; index < 60; index += 1) source.bulletins.push(new FakeSource().has({ id: `new ${index}`, title: `DynamoDB ${index}` }).bulletins[0]);
  expect(await newFeed().read(source)).toMatchObject({ items: 1060, notified: 60 });
  expect(await newFeed().deliver()).toEqual({ notified: 60, left: 0 });
  const messages = await received();
  expect(messages.map(({ subject }) => subject)).toContain('56 more security bulletins at once');
  expect(new Set(messages.flatMap(titlesIn)).size).toBe(60);
});

test('a Security Hub finding is the same one, however often it is imported', async () => {
  const publisher = new AwsPublisher(clients, { topic, bus: 'default', securityHub: true });
  const notification = { ...BULLETIN, notificationId: 'n' };
  await publisher.announce(notification);
  await publisher.announce(notification);
  const { Findings } = await clients.securityHub.send(new GetFindingsCommand({}));
  expect(Findings).toHaveLength(1);
  expect(Findings![0]).toMatchObject({ Id: 'cdk-sec3/bulletins/GHSA-1', Title: 'left-join', Severity: { Label: 'HIGH' }, AwsAccountId: ACCOUNT });
});

test('invocations take turns by a lease, which they release, and which expires after a crash', async () => {
  await newTable();
  let time = NOW;
  const order: string[] = [];
  const pause = async () => {
    time += 3_000;
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const turn = (work: () => Promise<void>, end = NOW + 5 * MINUTES) => {
    const ends = { clock: () => time, remaining: () => end - time };
    return inTurn({ ...ends, client: clients.dynamo, table, pause, warn: (message) => order.push(message) }, work);
  };
  let second: Promise<void> | undefined;
  await turn(async () => {
    second = turn(async () => void order.push('second'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    order.push('first');
  });
  await second;
  expect(order).toEqual(['first', 'second']);
  expect((await clients.dynamo.send(new ScanCommand({ TableName: table }))).Count).toBe(0);
  // An invocation that is stopped at work does not release its turn.
  time = NOW;
  await new Promise<void>((resolve) => void turn(() => new Promise(() => resolve()), NOW + MINUTES));
  await turn(async () => void order.push('third'));
  expect(order.at(-1)).toBe('third');
  expect(time).toBeGreaterThan(NOW + MINUTES);
});

describe('crashes', () => {
  interface Result {
    readonly crashes: number;
    readonly subjects: readonly string[];
    /** Number of messages that repeat a bulletin of an earlier message. */
    readonly repeats: number;
  }

  /** Runs invocations, each of which may crash at some of its steps, and then invocations without a crash until nothing is left to do. */
  async function run(rounds: readonly { readonly items: number; readonly crashes: readonly number[] }[]): Promise<Result & { expected: string[] }> {
    await newTable();
    steps.begin([]);
    const source = new FakeSource();
    const announced: Notification[] = [];
    await newFeed().read(source);
    const invoke = async (crashes: readonly number[]) => {
      steps.begin(crashes);
      try {
        await newFeed(announced).read(source);
        await newFeed(announced).deliver();
      } catch (e) {
        if (!(e instanceof Crash) && !(e instanceof AggregateError && e.errors.every((error) => error instanceof Crash))) throw e;
      }
      now += 15 * MINUTES;
    };
    const before = steps.crashes;
    let count = 0;
    for (const { items, crashes } of rounds) {
      for (let item = 0; item < items; item += 1) source.has({ id: String(count), title: `DynamoDB ${(count += 1)}` });
      await invoke(crashes);
    }
    await invoke([]);
    now = NOW;
    const subjects: string[] = [];
    let repeats = 0;
    for (const titles of (await received()).map(titlesIn)) {
      if (titles.some((title) => subjects.includes(title))) repeats += 1;
      subjects.push(...titles);
    }
    const expected = Array.from({ length: count }, (_, index) => `[unknown, names a service in use] DynamoDB ${index + 1}`);
    const notified = announced.map((notification) => notification.kind === 'bulletin' && `[unknown, names a service in use] ${notification.title}`);
    expect([...new Set(notified)].sort()).toEqual([...expected].sort());
    return { crashes: steps.crashes - before, subjects, repeats, expected };
  }

  function check({ crashes, subjects, repeats, expected }: Awaited<ReturnType<typeof run>>): number {
    expect([...new Set(subjects)].sort()).toEqual([...expected].sort());
    expect(repeats).toBeLessThanOrEqual(crashes);
    return repeats;
  }

  test('a crash between any two calls: no message is lost, and at most one is sent twice', async () => {
    let crashed = 0;
    let repeated = 0;
    for (let step = 1; ; step += 1) {
      const result = await run([{ items: 2, crashes: [step] }]);
      if (result.crashes === 0) break;
      crashed += 1;
      repeated += check(result);
    }
    process.stdout.write(`${crashed} places for a crash, nothing lost, ${repeated} messages came twice\n`);
    expect(crashed).toBeGreaterThan(15);
    expect(repeated).toBeGreaterThan(0);
  });

  test(`${SCHEDULES} schedules`, async () => {
    const round = fc.record({ items: fc.nat(3), crashes: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 2 }) });
    let crashes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 3 }), async (rounds) => {
        const result = await run(rounds);
        crashes += result.crashes;
        check(result);
      }),
      { numRuns: SCHEDULES },
    );
    expect(crashes).toBeGreaterThan(5);
  });
});

describe('the shipped function', () => {
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-feed-'));
    fs.writeFileSync(path.join(folder, 'workload.json'), JSON.stringify(ORDERS));
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const environment = (): { [name: string]: string } => ({
    AWS_ENDPOINT_URL: moto.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    SEC3_FEED_WORKLOAD: path.join(folder, 'workload.json'),
    SEC3_FEED: JSON.stringify({
      table,
      topic,
      bus: 'default',
      securityHub: true,
      epss: true,
      thresholds: DEFAULT_THRESHOLDS,
      feed: 'Stack/Feed',
      sources: [{ id: 'gone', url: 'https://feed.invalid/news.xml' }],
    }),
  });

  /** A program that loads the bundle, and runs its handler for each event, one after the other. */
  const runtime = `
    const { handler } = require(process.argv[1]);
    (async () => {
      for (const event of JSON.parse(process.argv[2])) {
        await handler(event, { getRemainingTimeInMillis: () => 300000 }).catch((error) => console.log(JSON.stringify({ error: error.message })));
      }
    })();
  `;

  function run(command: readonly string[], env: { [name: string]: string }, events: readonly object[]): { lines: any[]; stderr: string } {
    const [program, ...args] = command;
    const { stdout, stderr, status } = spawnSync(program, [...args, '-e', runtime, BUNDLE, JSON.stringify(events)], {
      env: { PATH: process.env.PATH!, ...environment(), ...env }, encoding: 'utf8', timeout: 60_000,
    });
    expect(status).toBe(0);
    return { lines: stdout.trim().split('\n').map((line) => JSON.parse(line)), stderr };
  }

  const EVENTS = [{ action: 'digest' }, { action: 'read', source: 'gone' }, { action: 'read', source: 'other' }];

  function check(lines: readonly any[]): void {
    expect(lines.find(({ level }) => level === 'WARN')).toMatchObject({ status: 'failed', message: expect.stringContaining('https://feed.invalid/news.xml: E') });
    expect(lines.find(({ _aws }) => _aws)).toMatchObject({ Feed: 'Stack/Feed', Source: 'gone', Readings: 0, ParseFailures: 0 });
    expect(lines.at(-1).error).toContain('is not an event of this feed');
  }

  test('sends a digest, records an unreachable source as a metric, and rejects events of others', async () => {
    await newTable();
    check(run([process.execPath], {}, EVENTS).lines);
    const [digest, ...more] = await received();
    expect(more).toEqual([]);
    expect(digest.message).toContain('- gone: never');
    const { Items } = await clients.dynamo.send(new ScanCommand({ TableName: table }));
    expect(Items!.map(({ pk }) => pk.S)).toEqual(['digest']);
  });

  test('works under the runtime guard with the policy of the construct', async () => {
    await newTable();
    const layer = path.join(folder, 'layer');
    for (const [name, content] of Object.entries(unzipSync(fs.readFileSync(path.resolve(__dirname, '../../assets/runtime-guard.zip'))))) {
      const file = path.join(layer, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content, { mode: 0o755 });
    }
    const stack = new Stack(new App(), 'Stack');
    new SecurityBulletinFeed(stack, 'Feed', { sources: [BulletinSource.feed('gone', 'https://feed.invalid/news.xml')] });
    const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    const { SEC3_RUNTIME_POLICY: policy } = fn.Properties.Environment.Variables;
    const guarded = [path.join(layer, 'sec3-runtime-guard/wrapper'), nodeBinary(24)];
    const { lines, stderr } = run(guarded, { SEC3_RUNTIME_POLICY: policy, AWS_LAMBDA_FUNCTION_NAME: 'feed' }, EVENTS);
    check(lines.filter((line) => line.level || line._aws?.CloudWatchMetrics[0].Namespace === 'Sec3/Bulletins' || line.error));
    expect((await received()).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Security bulletins of/)]);
    const events = stderr.split('\n').filter((line) => /"(blocked|alerted)"/.test(line));
    expect(events).toEqual([]);
    expect(JSON.parse(stderr.split('\n').find((line) => line.includes('"posture"'))!).layers).toMatchObject({ native: 'active', javascript: 'active', permissionModel: 'active' });
  });
});
