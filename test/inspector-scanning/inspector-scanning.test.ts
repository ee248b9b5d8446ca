import { Inspector2Client } from '@aws-sdk/client-inspector2';
import { Fault, InspectorModel, Response } from './inspector-model';
import { Patience } from '../../lambda/custom-resource/patience';
import { carryOut } from '../../lambda/inspector-scanning/custom-resource';

jest.setTimeout(60_000);

const STACK = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Orders/11111111-2222-3333-4444-555555555555';

let model: InspectorModel;
let inspector: Inspector2Client;

beforeAll(async () => {
  model = await InspectorModel.start();
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  inspector = new Inspector2Client({ endpoint: model.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
});

afterAll(() => model.stop());

beforeEach(() => {
  model.reset();
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
  expect(model.broken).toEqual([]);
});

/** Returns the response to an event, on a clock that only advances while it waits. */
async function answer(RequestType: string, more: object = {}, ScanType: unknown = 'LAMBDA'): Promise<Response> {
  let now = 0;
  const clock = { now: () => now, pause: async (milliseconds: number) => void (now += milliseconds) };
  const event = { RequestType, RequestId: 'request', StackId: STACK, LogicalResourceId: 'Scans', ResponseURL: `${model.url}/respond`, ResourceProperties: { ScanType }, ...more };
  await carryOut(event, { inspector, patience: new Patience(570_000, clock), lastPatience: new Patience(595_000, clock) });
  return model.responses.pop()!;
}

const remove = (PhysicalResourceId: string) => answer('Delete', { PhysicalResourceId });

describe('in an account without Amazon Inspector', () => {
  it('enables scans, waits for them, and disables them at deletion', async () => {
    expect(await answer('Create')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'inspector/LAMBDA/turned-on', Data: { TurnedOn: 'true' } });
    expect(model.scans).toEqual({ LAMBDA: 'ENABLED', LAMBDA_CODE: 'DISABLED' });
    expect(model.calls).toEqual(['BatchGetAccountStatus', 'Enable LAMBDA', 'BatchGetAccountStatus', 'BatchGetAccountStatus', 'Respond']);
    expect(await remove('inspector/LAMBDA/turned-on')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'inspector/LAMBDA/turned-on' });
    expect(model.scans.LAMBDA).toBe('DISABLED');
  });

  it('enables scans even if reading their status is denied', async () => {
    model.faults = Array<Fault>(17).fill('denied');
    expect(await answer('Create')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'inspector/LAMBDA/turned-on' });
  });

  it('waits while scans are being disabled', async () => {
    Object.assign(model, { scans: { LAMBDA: 'DISABLING' }, left: 3 });
    expect(await answer('Create')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'inspector/LAMBDA/turned-on' });
    expect(model.calls.filter((call) => call.startsWith('Enable'))).toEqual(['Enable LAMBDA']);
  });
});

describe('in an account with scans', () => {
  it.each(['ENABLED', 'ENABLING'] as const)('%s: keeps them, and does not disable them at deletion', async (status) => {
    Object.assign(model, { scans: { LAMBDA: status }, left: 2 });
    // A member account of an organization can neither enable nor disable it.
    model.rejected = { Enable: 'Member account is not authorized', Disable: 'Member account is not authorized' };
    expect(await answer('Create')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'inspector/LAMBDA/found-on', Data: { TurnedOn: 'false' } });
    expect(await remove('inspector/LAMBDA/found-on')).toMatchObject({ Status: 'SUCCESS' });
    expect(model.scans.LAMBDA).toBe('ENABLED');
    expect(model.calls.join()).not.toMatch(/able LAMBDA/);
  });

  it.each(['ALREADY_ENABLED', 'ENABLE_IN_PROGRESS'])('as only the response to Enable shows: %s', async (errorCode) => {
    model.meanwhile = () => (model.scans.LAMBDA = 'ENABLED');
    model.failures = { Enable: { errorCode, errorMessage: 'made by a test' } };
    expect(await answer('Create')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'inspector/LAMBDA/found-on' });
  });

  it('enabled by another stack’s construct: only the deletion of the first one disables them', async () => {
    const first = await answer('Create');
    const second = await answer('Create');
    expect([first, second].map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual(['inspector/LAMBDA/turned-on', 'inspector/LAMBDA/found-on']);
    await remove(second.PhysicalResourceId);
    expect(model.scans.LAMBDA).toBe('ENABLED');
    await remove(first.PhysicalResourceId);
    expect(model.scans.LAMBDA).toBe('DISABLED');
  });
});

describe('an update', () => {
  it.each(['turned-on', 'found-on'])('keeps the state: %s', async (how) => {
    model.scans.LAMBDA = 'ENABLED';
    const PhysicalResourceId = `inspector/LAMBDA/${how}`;
    expect(await answer('Update', { PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId, Data: { TurnedOn: String(how === 'turned-on') } });
  });

  it('enables scans that someone disabled', async () => {
    expect(await answer('Update', { PhysicalResourceId: 'inspector/LAMBDA/found-on' })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'inspector/LAMBDA/turned-on' });
    expect(model.scans.LAMBDA).toBe('ENABLED');
  });
});

describe('deletion', () => {
  beforeEach(() => (model.scans = { LAMBDA: 'ENABLED', LAMBDA_CODE: 'DISABLED' }));

  it('keeps package scans enabled if someone else has enabled code scans', async () => {
    model.scans.LAMBDA_CODE = 'ENABLED';
    expect(await remove('inspector/LAMBDA/turned-on')).toMatchObject({ Status: 'SUCCESS' });
    expect(model.scans.LAMBDA).toBe('ENABLED');
  });

  it.each<[string, () => void]>([
    ['by the call', () => (model.rejected = { Disable: 'Member account is not authorized to disable itself' })],
    ['by the answer', () => (model.failures = { Disable: { errorCode: 'ACCESS_DENIED', errorMessage: 'made by a test' } })],
  ])('keeps scans that an administrator manages, as known %s', async (_, arrange) => {
    arrange();
    expect(await remove('inspector/LAMBDA/turned-on')).toMatchObject({ Status: 'SUCCESS' });
    expect(model.scans.LAMBDA).toBe('ENABLED');
    expect(jest.mocked(console.log).mock.calls.join()).toContain('scans of LAMBDA stay enabled');
  });

  it('fails if reading the status is denied, and says what is not done', async () => {
    model.rejected = { BatchGetAccountStatus: 'made by a test' };
    expect(await remove('inspector/LAMBDA/turned-on')).toMatchObject({
      Status: 'FAILED', Reason: 'Amazon Inspector did not disable LAMBDA: BatchGetAccountStatus failed with AccessDeniedException (403): made by a test',
    });
  });

  it('does nothing if nothing was enabled, with an id from CloudFormation', async () => {
    expect(await remove('Orders-Scans-1ABC')).toMatchObject({ Status: 'SUCCESS' });
    expect(model.calls).toEqual(['Respond']);
  });

  it('fails if scans remain enabled', async () => {
    model.failures = { Disable: { errorCode: 'INTERNAL_ERROR', errorMessage: 'made by a test' } };
    expect(await remove('inspector/LAMBDA/turned-on')).toMatchObject({ Status: 'FAILED', Reason: 'Amazon Inspector did not disable LAMBDA: INTERNAL_ERROR: made by a test' });
    Object.assign(model, { failures: {}, changeLength: 10_000 });
    expect(await remove('inspector/LAMBDA/turned-on')).toMatchObject({ Status: 'FAILED', Reason: 'Amazon Inspector did not disable LAMBDA: at the end of the available time, it is DISABLING' });
  });
});

describe('failures of a deployment, with the fix', () => {
  it.each<[string, () => void, RegExp]>([
    ['a rejection', () => (model.rejected = { Enable: 'Lambda code scanning is not supported in eu-central-1' }), /did not enable LAMBDA_CODE: Enable failed with AccessDeniedException \(403\): Lambda code scanning is not supported in eu-central-1; set codeScanning to false if/],
    ['an account that failed', () => (model.failures = { Enable: { errorCode: 'ACCESS_DENIED', errorMessage: 'made by a test' } }), /ACCESS_DENIED: made by a test; .*administrator of the organization/],
    ['a suspended account', () => {
      model.failures = { Enable: { errorCode: 'ALREADY_ENABLED', errorMessage: 'made by a test' } };
      Object.assign(model, { scans: { LAMBDA_CODE: 'SUSPENDED' }, errorOfState: { errorCode: 'ACCOUNT_IS_ISOLATED', errorMessage: 'unpaid' } });
    }, /its status is SUSPENDED: ACCOUNT_IS_ISOLATED: unpaid/],
    ['a response without the account', () => {
      model.failures = { Enable: { errorCode: 'ALREADY_ENABLED', errorMessage: 'made by a test' } };
      model.scans = { LAMBDA: 'ENABLED' };
    }, /its status is unknown/],
  ])('%s', async (_, arrange, reason) => {
    arrange();
    const { Status, Reason, PhysicalResourceId } = await answer('Create', {}, 'LAMBDA_CODE');
    expect([Status, Reason]).toEqual(['FAILED', expect.stringMatching(reason)]);
    expect(PhysicalResourceId).toBe('Scans');
  });

  it('scans that are not enabled in time: the rollback disables them', async () => {
    model.changeLength = 10_000;
    const { Status, Reason, PhysicalResourceId } = await answer('Create');
    expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining('its status is ENABLING')]);
    model.scans.LAMBDA = 'ENABLED';
    Object.assign(model, { changeLength: 1 });
    await remove(PhysicalResourceId);
    expect(model.scans.LAMBDA).toBe('DISABLED');
  });

  it.each([['ScanType', 'EC2', /^ScanType is "EC2": it has to be LAMBDA or LAMBDA_CODE$/], ['ScanType', undefined, /^ScanType is undefined/], ['ScanType', 'constructor', /^ScanType is "constructor"/]])(
    'a wrong %s: %s', async (_, scanType, reason) => {
      expect(await answer('Create', { ResourceProperties: { ScanType: scanType } })).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
      expect(model.calls).toEqual(['Respond']);
    },
  );
});

describe('faults', () => {
  const kinds: Fault[] = ['throttled', 'denied', 'lost before', 'lost after'];

  it.each(kinds)('%s, at each call of creation and deletion: scans are enabled, then disabled, or kept if it is unknown who enabled them', async (kind) => {
    for (let at = 0; at < 5; at += 1) {
      model.reset();
      model.faults = [...Array<undefined>(at), kind];
      const created = await answer('Create');
      expect([at, created.Status, model.scans.LAMBDA]).toEqual([at, 'SUCCESS', 'ENABLED']);
      model.faults = [...Array<undefined>(at), kind];
      const removed = await remove(created.PhysicalResourceId);
      expect([at, removed.Status, model.scans.LAMBDA]).toEqual([at, 'SUCCESS', created.PhysicalResourceId.endsWith('/turned-on') ? 'DISABLED' : 'ENABLED']);
    }
  });

  it('if the response to Enable is lost, scans stay enabled, because it is unknown who enabled them', async () => {
    model.faults = [undefined, 'lost after'];
    const { Status, PhysicalResourceId } = await answer('Create');
    expect([Status, PhysicalResourceId]).toEqual(['SUCCESS', 'inspector/LAMBDA/found-on']);
    await remove(PhysicalResourceId);
    expect(model.scans.LAMBDA).toBe('ENABLED');
  });
});
