import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, IPolicyValidationContext, Stack } from 'aws-cdk-lib';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** Creates an app that synthesizes into a separate folder, which is removed after the test file. */
export function newApp(): App {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-secure-'));
  folders.push(outdir);
  return new App({ outdir });
}

/** Synthesizes an app without a gate, and returns the context that the CDK passes to plugins. */
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
