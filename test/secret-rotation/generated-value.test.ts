import { GeneratedValue } from '../../lambda/secret-rotation/generated-value';

const TOKEN = 'b5f4c2a0-0000-4000-8000-000000000000';

describe('a generated value', () => {
  it('is random text without a key', async () => {
    const source = new GeneratedValue({ length: 40, excludePunctuation: true });
    expect(await source.create(TOKEN, 'whatever')).toMatch(/^[A-Za-z0-9]{40}$/);
    await expect(source.test(TOKEN, 'any text')).resolves.toBeUndefined();
  });

  it('replaces its key and keeps the rest of the current value', async () => {
    const source = new GeneratedValue({ template: { user: 'orders', port: 5432 }, key: 'password', length: 20 });
    const value = await source.create(TOKEN, '{"user":"changed by hand","password":"old","note":null}');
    expect(JSON.parse(value)).toEqual({ user: 'changed by hand', port: 5432, note: null, password: expect.stringMatching(/^.{20}$/) });
    expect(value).not.toContain('"old"');
    await expect(source.test(TOKEN, value)).resolves.toBeUndefined();
  });

  it('starts from the template if there is no current value', async () => {
    const value = await new GeneratedValue({ template: { user: 'orders' }, key: 'password' }).create(TOKEN, undefined);
    expect(JSON.parse(value)).toEqual({ user: 'orders', password: expect.any(String) });
  });

  it.each(['hunter2', '"hunter2"', '["hunter2"]', 'null', '{"hunter2'])('rejects the current value %s without quoting it', async (current) => {
    const error = await new GeneratedValue({ template: {}, key: 'password' }).create(TOKEN, current).catch((e: Error) => e);
    expect(error).toMatchObject({
      name: 'UnusableValue',
      message: 'The value labeled AWSCURRENT is not a JSON object, so there is no key to rotate in it: store one with PutSecretValue',
    });
  });

  it.each(['{}', '{"password":""}', '{"password":5}'])('rejects the pending value %s in its test', async (pending) => {
    await expect(new GeneratedValue({ template: {}, key: 'password' }).test(TOKEN, pending)).rejects.toThrow(
      'The version labeled AWSPENDING has no text at key "password": remove the label with UpdateSecretVersionStage, and rotate again',
    );
  });
});
