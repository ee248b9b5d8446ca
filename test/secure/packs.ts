import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { Sec3 } from '../../lib';

/** Findings as `Pack-Rule[finding] Construct/Path`. */
export interface PackFindings {
  readonly open: string[];
  readonly acknowledged: string[];
}

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** Rules with demands on a whole app, which one construct cannot meet. */
const ASKED_OF_APPS = /^Sec3-(InspectorEnabled|DependencyReviewScheduled|ManualReviewBeforeDeploy|AwarenessFeedSubscribed|EndpointFuzzed|EventSourceFuzzed)\[/;

/** Returns the findings of our gate, of cdk-nag's packs AwsSolutions and Serverless, and of the CDK's own validator in a stack. */
export function packFindings(build: (stack: Stack, app: App) => void): PackFindings {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { CDK_APP_MODE: mode, CDK_VALIDATION: validation } = process.env;
  try {
    process.env.CDK_VALIDATION = 'true';
    const app = new App({ outdir });
    build(new Stack(app, 'Stack'), app);
    Sec3.enforce(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    // In this mode, the exit code reports findings, and no error is thrown.
    process.env.CDK_APP_MODE = 'process';
    app.synth();
    const report = JSON.parse(fs.readFileSync(path.join(outdir, 'validation-report.json'), 'utf-8'));
    const names = (key: string): string[] =>
      report.pluginReports
        .flatMap((plugin: any) => (plugin[key] ?? []) as Violation[])
        .flatMap(({ ruleName, violatingConstructs }: Violation) => violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`))
        .sort();
    return { open: names('violations').filter((finding) => !ASKED_OF_APPS.test(finding)), acknowledged: names('suppressedViolations') };
  } finally {
    log.mockRestore();
    restore('CDK_APP_MODE', mode);
    restore('CDK_VALIDATION', validation);
    process.exitCode = undefined;
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
