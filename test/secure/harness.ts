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

/** A secret that nothing rotates: an error of the gate, and the only thing that it finds. */
export function unrotated(scope: Construct, id: string = 'Secret'): CfnResource {
  return new CfnResource(scope, id, { type: 'AWS::SecretsManager::Secret' });
}

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
