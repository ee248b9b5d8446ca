import { endpointOf } from '../../../lib/preflight/client/endpoints';

test.each([
  ['eu-central-1', 'https://lambda.eu-central-1.amazonaws.com', 'https://iam.amazonaws.com', 'us-east-1'],
  ['cn-northwest-1', 'https://lambda.cn-northwest-1.amazonaws.com.cn', 'https://iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['us-gov-east-1', 'https://lambda.us-gov-east-1.amazonaws.com', 'https://iam.us-gov.amazonaws.com', 'us-gov-west-1'],
])('in %s, Lambda has an endpoint of the Region, and IAM one of the partition', (region, lambda, iam, signed) => {
  expect(endpointOf('lambda', region, {})).toEqual({ url: lambda, region });
  expect(endpointOf('iam', region, {})).toEqual({ url: iam, region: signed });
});

test('the variable of a service takes precedence over the general one', () => {
  const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1/', AWS_ENDPOINT_URL_API_GATEWAY: 'http://127.0.0.1:2' };
  expect(endpointOf('apigateway', 'eu-central-1', environment).url).toBe('http://127.0.0.1:2');
  expect(endpointOf('lambda', 'eu-central-1', environment).url).toBe('http://127.0.0.1:1');
});

test('both variables can be ignored', () => {
  const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:2', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True' };
  expect(endpointOf('kms', 'eu-central-1', environment).url).toBe('https://kms.eu-central-1.amazonaws.com');
});
