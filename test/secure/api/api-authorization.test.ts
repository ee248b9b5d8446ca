import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { ApiAuthorization } from '../../../lib/secure/api/api-authorization';

test('with IAM', () => {
  expect(ApiAuthorization.iam()).toMatchObject({ type: 'AWS_IAM', authorizer: undefined, scopes: [], reason: undefined });
});

test('with a Cognito user pool and scopes', () => {
  const stack = new Stack(new App(), 'Stack');
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [new cognito.UserPool(stack, 'Pool')] });
  expect(ApiAuthorization.cognito(authorizer, ['orders/write'])).toMatchObject({ type: 'COGNITO_USER_POOLS', authorizer, scopes: ['orders/write'] });
});

test.each(['', 'a b', 'a"', 'ä'])('rejects the scope %j of a Cognito user pool', (scope) => {
  const stack = new Stack(new App(), 'Stack');
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [new cognito.UserPool(stack, 'Pool')] });
  expect(() => ApiAuthorization.cognito(authorizer, ['orders/read', scope])).toThrow(`ApiAuthorization.cognito: scopes has ${JSON.stringify(scope)}; a scope such as orders/read is expected`);
});

test('without authorization, for a reason', () => {
  expect(ApiAuthorization.none('a sign-up page')).toMatchObject({ type: 'NONE', reason: 'a sign-up page' });
});

test.each([[''], ['public'], ['         x']])('rejects the reason %j', (reason) => {
  expect(() => ApiAuthorization.none(reason)).toThrow(
    `ApiAuthorization.none: the reason ${JSON.stringify(reason)} is too short; explain in at least 10 characters why everyone may call the endpoint`,
  );
});
