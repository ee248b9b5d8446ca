import { LambdaClient } from '@aws-sdk/client-lambda';
import { LocalAws, Rejection } from './local-aws';
import { Adapter } from '../../lambda/secret-rotation/adapter';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf';
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:adapter';
const TOKEN = 'b5f4c2a0-0000-4000-8000-000000000000';

let answer: (event: any) => unknown;
let events: unknown[];
let aws: LocalAws;
let adapter: Adapter;

beforeEach(async () => {
  events = [];
  answer = () => null;
  aws = await LocalAws.start(() => (event) => {
    events.push(event);
    return answer(event);
  });
  adapter = new Adapter(new LambdaClient(aws.config), FUNCTION, SECRET);
});

afterEach(() => aws.stop());

describe('an adapter', () => {
  it('gets only what each step needs', async () => {
    answer = ({ step }) => (step === 'create' ? { secretString: 'new' } : null);
    expect(await adapter.create(TOKEN, 'old')).toBe('new');
    expect(await adapter.create(TOKEN, undefined)).toBe('new');
    await adapter.set(TOKEN, 'old', 'new');
    await adapter.test(TOKEN, 'new');
    await adapter.revoke(TOKEN, 'new', 'old');
    const common = { secretArn: SECRET, clientRequestToken: TOKEN };
    expect(events).toEqual([
      { ...common, step: 'create', current: 'old' },
      { ...common, step: 'create', current: null },
      { ...common, step: 'set', current: 'old', pending: 'new' },
      { ...common, step: 'test', pending: 'new' },
      { ...common, step: 'finish', current: 'new', previous: 'old' },
    ]);
  });

  it.each([
    [null, 'answered without a text as secretString'],
    [{}, 'answered without a text as secretString'],
    [{ secretString: '' }, 'answered without a text as secretString'],
    [{ secretString: { key: 'secret-value' } }, 'answered without a text as secretString'],
    ['not JSON', 'answered without a text as secretString'],
    [{ secretString: 'x'.repeat(65_537) }, 'answered with a secretString of more than 65536 bytes'],
    [{ secretString: 'old' }, 'answered with the current value, which would rotate nothing'],
  ])('fails if its response to create has no text as secretString', async (answered, problem) => {
    answer = () => answered;
    await expect(adapter.create(TOKEN, 'old')).rejects.toThrow(
      expect.objectContaining({ name: 'AdapterFailed', message: `The adapter ${FUNCTION} ${problem} at step create` }),
    );
  });

  it('that throws is reported with the type of its error, not with its message', async () => {
    answer = () => {
      throw new TypeError('the provider rejected secret-value');
    };
    const error = await adapter.test(TOKEN, 'secret-value').catch((e: Error) => e);
    expect(error).toMatchObject({ name: 'AdapterFailed', message: `The adapter ${FUNCTION} failed with TypeError at step test` });
    expect((error as Error).stack).not.toContain('secret-value');
  });

  it('can’t leak a value by the type of its error', async () => {
    answer = () => {
      throw Object.assign(new Error(), { name: 'Bearer secret-value' });
    };
    await expect(adapter.test(TOKEN, 'secret-value')).rejects.toThrow(`The adapter ${FUNCTION} failed with an error at step test`);
  });

  it('that may not be invoked is reported with the message from AWS', async () => {
    answer = () => {
      throw new Rejection('AccessDeniedException', 'User x is not authorized to perform: lambda:InvokeFunction', 403);
    };
    await expect(adapter.test(TOKEN, 'v')).rejects.toThrow(
      'Invoke of the adapter failed with AccessDeniedException: User x is not authorized to perform: lambda:InvokeFunction',
    );
  });
});
