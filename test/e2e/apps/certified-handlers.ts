/** An app of the repository in SEC3_REPOSITORY: one function with the packages of its folder `handlers`, compared with its own certifications. */
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CertifiedDependencies, Sec3, SecureFunction } from 'cdk-sec3';

const repository = process.env.SEC3_REPOSITORY!;
const app = new App();
new SecureFunction(new Stack(app, 'Orders'), 'Create', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(path.join(repository, 'handlers')),
});
CertifiedDependencies.fromFile(path.join(repository, 'certified-dependencies.json')).applyTo(app);
Sec3.enforce(app);
