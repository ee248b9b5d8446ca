import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { SqsServer } from './sqs-server';
import { cdkSynth } from '../e2e/cdk';
import { message, sqsEvent } from '../event-validator/sample-events';
import { LambdaRuntime } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { nodeBinary } from '../tools/node-releases';
import { RuntimeClients } from '../tools/runtime-clients';

/** Replacements of the modules that the consumer calls besides SQS, and of its payment provider. Each paid order is a line of its log. */
const STAND_INS: { readonly [module: string]: string } = {
  'client-secrets-manager': `
    exports.SecretsManagerClient = class { async send() { return { SecretString: 'key' }; } };
    exports.GetSecretValueCommand = class {};
    globalThis.fetch = async () => ({ ok: true });`,
  'client-dynamodb': 'exports.DynamoDBClient = class {};',
  'lib-dynamodb': `
    exports.PutCommand = class { constructor(input) { this.input = input; } };
    exports.DynamoDBDocumentClient = { from: () => ({ send: async ({ input }) => process.stdout.write('paid ' + input.Item.id + '\\n') }) };`,
};

const order = (id: number, more: object = {}) => JSON.stringify({ id: `0b9a4c2e-7a55-4f0e-9a3e-${String(id).padStart(12, '0')}`, amount: 100, currency: 'EUR', ...more });

jest.setTimeout(600_000);

let sqs: SqsServer;
let guard: string;
let taskRoot: string;

beforeAll(async () => {
  sqs = await SqsServer.start();
  guard = unpackLayer();
  taskRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-orders-'));
});

afterAll(async () => {
  await sqs?.stop();
  for (const folder of [guard, taskRoot]) if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

test('examples/orders: an invalid message goes to quarantine with its reason, and the others of its batch are processed', async () => {
  const { outdir } = cdkSynth(path.join(__dirname, '../../examples/orders/app.ts'));
  const { Resources } = JSON.parse(fs.readFileSync(path.join(outdir, 'Orders.template.json'), 'utf8')) as { readonly Resources: { readonly [id: string]: any } };
  const [consumer] = Object.values(Resources).filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Environment?.Variables?.SEC3_EVENT_QUARANTINE !== undefined);
  const { Handler, Layers, Environment: { Variables } } = consumer.Properties;

  fs.cpSync(path.join(__dirname, '../../examples/orders/handlers'), taskRoot, { recursive: true });
  for (const [module, source] of Object.entries(STAND_INS)) {
    const folder = path.join(taskRoot, 'node_modules/@aws-sdk', module);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'index.js'), source);
  }
  // Files that Lambda unpacks at /opt.
  const opt = path.join(taskRoot, 'opt');
  const [layer] = Layers.map(({ Ref }: { readonly Ref: string }) => Resources[Ref]).filter(({ Properties }: any) => Properties.Description === 'cdk-sec3 event validator');
  fs.cpSync(path.join(outdir, `asset.${layer.Properties.Content.S3Key.replace('.zip', '')}`), opt, { recursive: true });

  const handler = Handler.replace('/opt', opt);
  const runtime = await LambdaRuntime.start({
    node: nodeBinary(24),
    client: new RuntimeClients().client(24, handler),
    taskRoot,
    handler,
    guard: { policy: policy('block'), layer: guard },
    env: { ...sqs.environment, SEC3_EVENT_HANDLER: Variables.SEC3_EVENT_HANDLER, TABLE_NAME: 'table', PAYMENT_KEY_ARN: 'arn' },
  });
  try {
    const batch = sqsEvent(message(order(1), 'm1'), message(order(2, { amount: -1 }), 'm2'), message(order(3, { currency: 'BTC', amount: 1 }), 'm3'), message(order(4), 'm4'));
    const { response } = await runtime.invoke(batch);
    expect(JSON.parse(response!)).toEqual({ batchItemFailures: [] });
    expect(runtime.output.split('\n').filter((line) => line.startsWith('paid '))).toEqual([1, 4].map((id) => `paid ${JSON.parse(order(id)).id}`));
    expect(sqs.messages.map(({ id, reason, record }) => [id, reason, record.body])).toEqual([
      ['m2', { field: '/amount', rule: 'minimum' }, order(2, { amount: -1 })],
      ['m3', { field: '/currency', rule: 'enum' }, order(3, { currency: 'BTC', amount: 1 })],
    ]);
  } finally {
    await runtime.stop();
  }
});
