/** AWS's unit prices, and assumptions about a month. Prices are defined only here; docs/prices.md shows them. */

/** The date of the prices, as year, month and day. */
export const PRICES_AS_OF = '2026-11-27';

/** The price of a unit. */
export interface Price {
  /** The charged item. */
  readonly item: string;
  /** The price in US dollars for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** The AWS page with the price. */
  readonly source: string;
  /** A page of others with the same price, if no stored copy of AWS's page shows it. */
  readonly compared?: { readonly url: string; /** Year and month of that page, or its year only. */ readonly of: string };
}

const page = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;

const COMPARED = {
  sns: { url: 'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/', of: '2026-06' },
  scheduler: { url: 'https://cloudburn.io/blog/amazon-eventbridge-pricing', of: '2026-03' },
  dynamoDb: { url: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing', of: '2025-07' },
  codeBuild: { url: 'https://c3x.dev/resources/aws/aws_codebuild_project/', of: '2026' },
  s3: { url: 'https://gist.github.com/EverettBerry/a37438006529a55f42da6fdbc44a505c', of: '2022-07' },
} as const;

/** List prices in US East (N. Virginia) for the first tier, without free tiers. */
export const PRICES = {
  alarm: { item: 'CloudWatch alarm', usd: 0.1, per: 1, unit: 'metric and month', source: page('cloudwatch') },
  customMetric: { item: 'CloudWatch custom metric', usd: 0.3, per: 1, unit: 'metric and month', source: page('cloudwatch') },
  dashboard: { item: 'CloudWatch dashboard', usd: 3, per: 1, unit: 'dashboard and month', source: page('cloudwatch') },
  logIngestion: { item: 'CloudWatch Logs, ingestion', usd: 0.5, per: 1, unit: 'GB', source: page('cloudwatch') },
  logStorage: { item: 'CloudWatch Logs, storage', usd: 0.03, per: 1, unit: 'GB and month', source: page('cloudwatch') },
  traces: { item: 'X-Ray traces recorded', usd: 5, per: 1e6, unit: 'traces', source: page('xray') },
  lambdaRequests: { item: 'Lambda requests', usd: 0.2, per: 1e6, unit: 'requests', source: page('lambda') },
  lambdaDuration: { item: 'Lambda duration, x86', usd: 0.0000166667, per: 1, unit: 'GB-second', source: page('lambda') },
  restApi: { item: 'API Gateway REST API', usd: 3.5, per: 1e6, unit: 'requests', source: page('api-gateway') },
  webAcl: { item: 'WAF web ACL', usd: 5, per: 1, unit: 'web ACL and month', source: page('waf') },
  webAclRule: { item: 'WAF rule', usd: 1, per: 1, unit: 'rule and month', source: page('waf') },
  webAclRequests: { item: 'WAF requests', usd: 0.6, per: 1e6, unit: 'requests', source: page('waf') },
  kmsKey: { item: 'KMS key', usd: 1, per: 1, unit: 'key and month', source: page('kms') },
  kmsRequests: { item: 'KMS requests', usd: 0.03, per: 1e4, unit: 'requests', source: page('kms') },
  secret: { item: 'Secrets Manager secret', usd: 0.4, per: 1, unit: 'secret and month', source: page('secrets-manager') },
  secretCalls: { item: 'Secrets Manager API calls', usd: 0.05, per: 1e4, unit: 'calls', source: page('secrets-manager') },
  emails: { item: 'SNS e-mails', usd: 2, per: 1e5, unit: 'e-mails', source: page('sns'), compared: COMPARED.sns },
  publishes: { item: 'SNS publishes', usd: 0.5, per: 1e6, unit: 'messages', source: page('sns'), compared: COMPARED.sns },
  schedules: { item: 'EventBridge Scheduler', usd: 1, per: 1e6, unit: 'invocations', source: page('eventbridge'), compared: COMPARED.scheduler },
  tableReads: { item: 'DynamoDB reads, on demand', usd: 0.125, per: 1e6, unit: 'read request units', source: page('dynamodb'), compared: COMPARED.dynamoDb },
  tableWrites: { item: 'DynamoDB writes, on demand', usd: 0.625, per: 1e6, unit: 'write request units', source: page('dynamodb'), compared: COMPARED.dynamoDb },
  buildSmall: { item: 'CodeBuild, general1.small', usd: 0.005, per: 1, unit: 'minute', source: page('codebuild'), compared: COMPARED.codeBuild },
  buildMedium: { item: 'CodeBuild, general1.medium', usd: 0.01, per: 1, unit: 'minute', source: page('codebuild'), compared: COMPARED.codeBuild },
  objectStorage: { item: 'S3 storage', usd: 0.023, per: 1, unit: 'GB and month', source: page('s3'), compared: COMPARED.s3 },
} satisfies { readonly [id: string]: Price };

export type PriceId = keyof typeof PRICES;

/** Assumptions that templates don't show. */
export const ASSUMED = {
  /** The duration of an invocation by a request or an event, in seconds. */
  requestSeconds: 0.1,
  /** The duration of an invocation by a schedule, in seconds. */
  scheduledSeconds: 10,
  /** The duration of each of the four invocations of a rotation, in seconds. */
  rotationSeconds: 2,
  /** The bytes in the log for each invocation and each request. */
  logBytes: 1000,
  /** The bytes of a log line with a metric. */
  metricBytes: 400,
  /** The bytes of a line in Vault's audit log. */
  vaultLineBytes: 2000,
  /** The duration of a review, in minutes. */
  reviewMinutes: 10,
  /** The bytes of the reports of a review. */
  reviewBytes: 1e6,
  /** The reads and writes of the table in each scheduled invocation. */
  tableUnits: 10,
  /** The duration of a month, in seconds. */
  monthSeconds: 2_628_000,
} as const;
