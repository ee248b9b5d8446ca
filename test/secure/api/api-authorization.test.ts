import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { ApiAuthorization } from '../../../lib/secure/api/api-authorization';

test('IAM', () => {
  expect(ApiAuthorization.iam()).toMatchObject({ type: 'AWS_IAM', authorizer: undefined, scopes: [], reason: undefined });
});

test('a Cognito user pool, with scopes', () => {
  const stack = new Stack(new App(), 'Stack');
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [new cognito.UserPool(stack, 'Pool')] });
  expect(ApiAuthorization.cognito(authorizer, ['orders/write'])).toMatchObject({ type: 'COGNITO_USER_POOLS', authorizer, scopes: ['orders/write'] });
});

test('none, with a reason', () => {
  expect(ApiAuthorization.none('a sign-up page')).toMatchObject({ type: 'NONE', reason: 'a sign-up page' });
});

test.each([[''], ['public'], ['         x']])('none with the reason %j is rejected', (reason) => {
  expect(() => ApiAuthorization.none(reason)).toThrow(
    `ApiAuthorization.none: the reason ${JSON.stringify(reason)} is too short; say in at least 10 characters why everyone may call the endpoint`,
  );
});
