import { App, Stack } from 'aws-cdk-lib';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { ApiAuthorization, SecureRestApi } from '../../../lib';
import { LIMITS } from '../../../lib/quotas';

/** Returns a function that synthesizes an API with this number of resources, including the root, in a stack without others. */
function synth(count: number, maxResources?: number): () => unknown {
  const app = new App();
  const api = new SecureRestApi(new Stack(app, 'Stack'), 'Api', { authorization: ApiAuthorization.iam(), maxResources });
  api.addEndpoint('GET /path0', { integration: new MockIntegration() });
  for (let index = 2; index < count; index += 1) api.restApi.root.addResource(`path${index}`);
  return () => app.synth();
}

test.each<[number, number | undefined, string | undefined]>([
  [300, undefined, undefined],
  [301, undefined, 'the API has 301 resources, one for each part of a path and the root, and the limit is 300: split it into several APIs, or set maxResources if the quota of the account was raised'],
  [301, 301, undefined],
  [302, 301, 'the API has 302 resources, one for each part of a path and the root, and the limit is 301'],
])('%s resources with maxResources %s', (count, maxResources, problem) => {
  if (problem) expect(synth(count, maxResources)).toThrow(problem);
  else expect(synth(count, maxResources)).not.toThrow();
});

test.each([0, 1.5, -1])('rejects maxResources %s', (maxResources) => {
  expect(() => synth(1, maxResources)).toThrow(`maxResources is ${maxResources}; a whole number of at least 1 is expected`);
});

describe('the logical id of the deployment', () => {
  /** Returns a function that creates an API at a path whose logical ids have this length. */
  function deep(length: number): () => unknown {
    const app = new App();
    const scope = new Construct(new Stack(app, 'Stack'), 'x'.repeat(length));
    new SecureRestApi(scope, 'Api', { authorization: ApiAuthorization.iam() }).addEndpoint('GET /', { integration: new MockIntegration() });
    return () => app.synth();
  }

  // ApiRestApiDeployment, a hash of 8 characters and one of 32.
  const LONGEST = LIMITS.logicalId - 'ApiRestApiDeployment'.length - 8 - 32;

  test('may have the maximum length', () => expect(deep(LONGEST)).not.toThrow());

  test('may not be longer', () =>
    expect(deep(LONGEST + 1)).toThrow('the logical id of the deployment would have 256 characters, 32 of them a hash, and the limit of CloudFormation is 255'));
});
