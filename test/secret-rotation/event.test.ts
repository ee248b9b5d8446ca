import { readEvent } from '../../lambda/secret-rotation/event';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf';
const TOKEN = 'b5f4c2a0-0000-4000-8000-000000000000';
const EVENT = { Step: 'setSecret', SecretId: SECRET, ClientRequestToken: TOKEN };

describe('an event of Secrets Manager', () => {
  it('is read, with or without a rotation token', () => {
    expect(readEvent(EVENT, SECRET)).toEqual({ step: 'setSecret', secretArn: SECRET, clientRequestToken: TOKEN });
    expect(readEvent({ ...EVENT, RotationToken: 'token' }, SECRET).rotationToken).toBe('token');
  });

  it.each([
    [{ SecretId: 'orders' }, `SecretId is "orders": this function rotates ${SECRET} and nothing else`],
    [{ SecretId: `${SECRET}2` }, 'and nothing else'],
    [{ SecretId: [SECRET] }, 'and nothing else'],
    [{ Step: 'deleteSecret' }, 'Step is "deleteSecret": it has to be one of createSecret, setSecret, testSecret, finishSecret'],
    [{ Step: 'toString' }, 'Step is "toString"'],
    [{ ClientRequestToken: 'short' }, 'ClientRequestToken is "short": it has to have 32 to 64 characters'],
    [{ ClientRequestToken: undefined }, 'ClientRequestToken is missing'],
    [{ RotationToken: 5 }, 'RotationToken is not a string'],
  ])('is rejected with %j', (changed, message) => {
    expect(() => readEvent({ ...EVENT, ...changed }, SECRET)).toThrow(expect.objectContaining({ name: 'RotationRejected', message: expect.stringContaining(message) }));
  });

  it.each([undefined, null, 'text', 5, []])('may not be %j', (event) => {
    expect(() => readEvent(event, SECRET)).toThrow(/^Not an event of this rotation: Step is missing: .*; SecretId is missing: .*; ClientRequestToken is missing/);
  });

  it('has a short error message, even for large input', () => {
    expect(() => readEvent({ ...EVENT, Step: `x\n${'y'.repeat(100_000)}` }, SECRET)).toThrow(/^[^\n]{0,500}$/);
  });
});
