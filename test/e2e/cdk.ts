import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { tsconfigOfBundle } from './library';

const REPOSITORY = path.resolve(__dirname, '../..');

/** A violation as `cdk.out/validation-report.json` lists it. */
export interface ReportedViolation {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
  readonly reason?: string;
  readonly acknowledgedAt?: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** What came of one run of the CDK CLI. */
export interface CdkRun {
  readonly status: number;
  readonly output: string;
  /** The folder that was synthesized into; removed after the test file. */
  readonly outdir: string;
  /** What all plugins reported, by `level rule construct path`. */
  readonly all: readonly string[];
  /** The SEC 3 gate's violations. */
  readonly violations: readonly ReportedViolation[];
  readonly suppressed: readonly ReportedViolation[];
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder that lives as long as the test file runs. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-e2e-'));
  folders.push(folder);
  return folder;
}

/**
 * Runs `cdk synth` with the real CLI on an app of `test/e2e/apps`, or on a file elsewhere.
 *
 * @throws Error where the app itself breaks, so that a crash is never taken for a failing gate
 */
export function cdkSynth(app: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): CdkRun {
  const outdir = path.join(temporaryFolder(), 'cdk.out');
  const file = path.isAbsolute(app) ? app : path.join(__dirname, 'apps', app);
  const command = `${process.execPath} --import tsx ${file}`;
  const run = spawnSync(
    process.execPath,
    [path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk'), 'synth', ...args, '--quiet', '--no-notices', '--app', command, '--output', outdir],
    {
      cwd: REPOSITORY,
      encoding: 'utf8',
      env: {
        ...process.env,
        TSX_TSCONFIG_PATH: tsconfigOfBundle(),
        CI: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        // Tests run with NODE_ENV=test, which a user's synthesis does not.
        NODE_ENV: undefined,
        ...env,
      },
    },
  );
  const output = run.stdout + run.stderr;
  if (!fs.existsSync(outdir) || /Subprocess exited with error/.test(output)) {
    throw new Error(`the app broke before it was synthesized (exit ${run.status}):\n${output}`);
  }
  const reports = readReports(outdir);
  const ours = reports.find((report) => report.pluginName === 'Sec3');
  return {
    status: run.status ?? -1,
    output,
    outdir,
    all: reports.flatMap((report) => lines(report.violations)),
    violations: ours?.violations ?? [],
    suppressed: ours?.suppressedViolations ?? [],
  };
}

function readReports(outdir: string): any[] {
  const file = path.join(outdir, 'validation-report.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).pluginReports : [];
}

/** A violation in one line: `error Sec3-SecretRotated[not-rotated] Stack/Secret/Resource`. */
export function lines(violations: readonly ReportedViolation[]): string[] {
  return violations.flatMap(({ severity, ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${severity} ${ruleName} ${constructPath}`.trim()),
  );
}
