import * as path from 'path';
import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { integration } from './integration';
import { CodeSigningConfig, SignedCode } from 'cdk-sec3';

/** Lambda accepts the code that was signed at deployment, and runs it. */
export const app = integration('CodeSigning', ({ stack, assertions }) => {
  const codeSigningConfig = new CodeSigningConfig(stack, 'Signing');
  const { signingProfile } = codeSigningConfig;
  const fn = new lambda.Function(stack, 'Fn', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: SignedCode.fromPath(path.join(__dirname, 'handlers/hello'), { signingProfile }),
    codeSigningConfig,
  });
  assertions.invokeFunction({ functionName: fn.functionName }).expect(ExpectedResult.objectLike({ Payload: '"hello"' }));
  const deployed = assertions.awsApiCall('Lambda', 'getFunction', { FunctionName: fn.functionName });
  deployed.assertAtPath('Configuration.SigningProfileVersionArn', ExpectedResult.exact(signingProfile.signingProfileVersionArn));
});
