import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Creates a folder with a handler. */
export function handlerFolder(code = 'exports.handler = async () => 1;'): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signed-code-'));
  fs.writeFileSync(path.join(folder, 'index.js'), code);
  return folder;
}

export function stackOf(app = new App(), id = 'Orders'): Stack {
  return new Stack(app, id);
}

export function functionProps(code: lambda.Code): lambda.FunctionProps {
  return { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code };
}

/** Returns the custom resources of signed code, by logical id. */
export function signedResources(template: Template): Record<string, any> {
  return template.findResources('Custom::Sec3SignedCode');
}

/** Expects that a function or layer uses the signed object of one of the custom resources. */
export function signedBy(id: string) {
  return Match.objectLike({ S3Bucket: { 'Fn::GetAtt': [id, 'Bucket'] }, S3Key: { 'Fn::GetAtt': [id, 'Key'] } });
}
