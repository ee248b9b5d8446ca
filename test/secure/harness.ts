import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, IPolicyValidationContext, Stack } from 'aws-cdk-lib';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** An app that synthesizes into a folder of its own, which lives as long as the test file runs. */
export function newApp(): App {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-secure-'));
  folders.push(outdir);
  return new App({ outdir });
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
