import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnResource, IPolicyValidationContext, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** An app that synthesizes into a folder of its own, which lives as long as the test file runs. */
export function newApp(): App {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-secure-'));
  folders.push(outdir);
  return new App({ outdir, builtinCloudFormationValidation: false } as object);
}

/** A secret that nothing rotates: an error of the gate, and the only thing that it finds. It is watched, and read by one role. */
export function unrotated(scope: Construct, id: string = 'Secret'): CfnResource {
  const secret = new CfnResource(scope, id, { type: 'AWS::SecretsManager::Secret' });
  new CfnResource(secret, 'Policy', { type: 'AWS::SecretsManager::ResourcePolicy', properties: { SecretId: secret.ref, BlockPublicPolicy: true, ResourcePolicy: READ_BY_ONE } });
  new CfnResource(secret, 'Watched', {
    type: 'AWS::Events::Rule',
    properties: {
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      EventPattern: { source: ['aws.secretsmanager'] },
      Targets: [{ Id: 'Topic', Arn: 'arn:aws:sns:eu-west-1:111111111111:audit' }],
    },
  });
  return secret;
}

const READ_BY_ONE = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Deny',
    Principal: '*',
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
    Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/reader' } },
  },
};

/** Synthesizes an app that has no gate of its own, and gives what the CDK hands to plugins. */
export function contextOf(app: App, stacks: readonly Stack[]): IPolicyValidationContext {
  app.synth();
  const stackTemplates = stacks.map((stack) => ({
    stackConstructPath: stack.node.path,
    templatePath: path.join(app.outdir, stack.templateFile),
    accountId: undefined,
    region: undefined,
  }));
  return { appConstruct: app, stackTemplates, templatePaths: stackTemplates.map(({ templatePath }) => templatePath) };
}
