import { readFileSync } from 'fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { AwsPublisher } from './aws-publisher';
import { Configuration, FeedEvent, readConfiguration, readEvent } from './configuration';
import { DynamoStore } from './dynamo-store';
import { metricsOf } from './metrics';
import { inTurn } from './turns';
import { Feed, internet, Outcome, sourceOf, SourceSettings, UnexpectedDocument, UsedSoftware } from '../../lib/awareness/feed';

/** The path of the layer with the workload. */
const WORKLOAD = '/opt/sec3-feed/workload.json';

const settings = { requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true } };
const dynamo = new DynamoDBClient(settings);
const secretsManager = new SecretsManagerClient(settings);
const clients = { sns: new SNSClient(settings), eventBridge: new EventBridgeClient(settings), securityHub: new SecurityHubClient(settings) };

/**
 * Reads one source, or creates the digest; then sends the pending notifications. A problem of a source is reported as a metric and does not fail the
 * function.
 */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const configuration = readConfiguration(process.env);
  const what = readEvent(event, configuration);
  const time = { clock: Date.now, pause, remaining: () => context.getRemainingTimeInMillis() };
  const feed = new Feed({
    ...time,
    store: new DynamoStore(dynamo, configuration.table),
    publisher: new AwsPublisher(clients, configuration),
    transport: internet(),
    workload: UsedSoftware.parse(readFileSync(process.env.SEC3_FEED_WORKLOAD ?? WORKLOAD, 'utf8')),
    thresholds: configuration.thresholds,
    epss: configuration.epss,
  });
  const warn = (message: string) => log('WARN', { message });
  await inTurn({ ...time, client: dynamo, table: configuration.table, warn }, () => run(feed, what, configuration));
}

async function run(feed: Feed, what: FeedEvent, configuration: Configuration): Promise<void> {
  if (what.action === 'digest') {
    log('INFO', { message: 'Digests were created', weeks: await feed.digest(configuration.sources.map(sourceOf)) });
  } else {
    const chosen = configuration.sources.find(({ id }) => id === what.source)!;
    report(configuration, await feed.read(sourceOf(chosen), await secretOf(chosen)));
  }
  log('INFO', { message: 'Messages were sent', ...(await feed.deliver()) });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function secretOf({ secret }: SourceSettings): Promise<string | undefined> {
  if (secret === undefined) return undefined;
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: secret }));
  if (!SecretString) throw new Error(`${secret} contains no text: store the key of the source in it`);
  return SecretString;
}

function report({ feed }: Configuration, outcome: Outcome): void {
  const { error, ...rest } = outcome;
  log(error ? 'WARN' : 'INFO', { message: error?.message ?? 'The source was read', ...rest });
  console.log(JSON.stringify(metricsOf(feed, outcome, error instanceof UnexpectedDocument, Date.now())));
}

function log(level: 'INFO' | 'WARN', line: object): void {
  console.log(JSON.stringify({ level, ...line }));
}
