import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { tsconfigOfBundle } from './library';

const REPOSITORY = path.resolve(__dirname, '../..');

/** A violation in `cdk.out/validation-report.json`. */
export interface ReportedViolation {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
  readonly reason?: string;
  readonly acknowledgedAt?: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** Result of one run of the CDK CLI. */
export interface CdkRun {
  readonly status: number;
  readonly output: string;
  /** Output folder of synthesis, removed after the test file. */
  readonly outdir: string;
  /** Reports of all plugins, as `level rule construct path`. */
  readonly all: readonly string[];
  /** Violations of the SEC 3 gate. */
  readonly violations: readonly ReportedViolation[];
  readonly suppressed: readonly ReportedViolation[];
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** Creates a temporary folder that is removed after the test file. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-e2e-'));
  folders.push(folder);
  return folder;
}

/**
 * Runs `cdk synth` with the real CLI on an app of `test/e2e/apps`, or on another file.
 * @throws if the app itself breaks, so that a crash never counts as a failed gate
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
        // Tests run with NODE_ENV=test, unlike a user's synthesis.
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

/** Formats each violation in one line: `error Sec3-SecretRotated[not-rotated] Stack/Secret/Resource`. */
export function lines(violations: readonly ReportedViolation[]): string[] {
  return violations.flatMap(({ severity, ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${severity} ${ruleName} ${constructPath}`.trim()),
  );
}
