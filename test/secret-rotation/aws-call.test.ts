import { awsCall } from '../../lambda/secret-rotation/aws-call';

function failing(error: object, carriesValue: boolean): Promise<unknown> {
  return awsCall('PutSecretValue', carriesValue, () => Promise.reject(Object.assign(new Error('about secret-value'), error)));
}

describe('a call to AWS', () => {
  it('returns the result', async () => {
    expect(await awsCall('DescribeSecret', true, async () => 5)).toBe(5);
  });

  it.each([
    [{ name: 'InvalidRequestException' }, true, 'PutSecretValue failed with InvalidRequestException'],
    [{ name: 'InvalidRequestException' }, false, 'PutSecretValue failed with InvalidRequestException: about secret-value'],
    [{ name: 'AccessDeniedException' }, true, 'PutSecretValue failed with AccessDeniedException: about secret-value'],
    [{ code: 'ECONNREFUSED' }, true, 'PutSecretValue failed with ECONNREFUSED'],
    [{ code: 'secret-value' }, true, 'PutSecretValue failed with Error'],
  ])('that fails with %j, %s that it carries a value, reports the error', async (error, carriesValue, message) => {
    await expect(failing(error, carriesValue)).rejects.toThrow(expect.objectContaining({ name: 'AwsCallFailed', message }));
  });

  it('drops the response that the SDK attaches to its errors', async () => {
    const error = (await failing({ name: 'InternalServiceError', $response: { body: 'secret-value' } }, true).catch((e: unknown) => e)) as Error;
    expect(Object.getOwnPropertyNames(error).sort()).toEqual(['code', 'message', 'name', 'stack']);
    expect(error.stack).not.toContain('secret-value');
  });
});
