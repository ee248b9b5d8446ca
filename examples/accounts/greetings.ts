import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ApiAuthorization, ApiParameter, SecureFunction, SecureRestApi } from 'cdk-sec3';

/** The service, the same in each account. */
export class Greetings extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const handler = new SecureFunction(this, 'Greet', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'greet.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
    });
    const api = new SecureRestApi(this, 'Api', { authorization: ApiAuthorization.iam() });
    api.addEndpoint('GET /greetings/{name}', { handler, pathParameters: { name: ApiParameter.pattern('^[A-Za-z]{1,40}$', 40) } });
  }
}
