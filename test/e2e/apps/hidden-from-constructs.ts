import * as path from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnMethod, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Sec3 } from 'cdk-sec3';

// Violations that rules for L1 properties do not see, one for each reason.
const app = new App();

const overridden = new Stack(app, 'Overridden');
const fn = new Function(overridden, 'Function', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('0') });
(fn.node.defaultChild as CfnResource).addPropertyOverride('Runtime', 'nodejs14.x');
const method = new RestApi(overridden, 'Api').root.addMethod('GET', undefined, { authorizationType: 'AWS_IAM' as never });
(method.node.defaultChild as CfnMethod).addOverride('Properties.AuthorizationType', 'NONE');

new CfnResource(new Stack(app, 'Generic'), 'Secret', { type: 'AWS::SecretsManager::Secret', properties: {} });

new CfnInclude(new Stack(app, 'Included'), 'Template', { templateFile: path.join(__dirname, 'included.yaml') });

Sec3.enforce(app);
