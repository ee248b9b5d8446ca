import { Outcome, clean, failed, findings } from '../outcome';
import { ScannerPlan, SEVERITIES, Severity } from '../plan';
import { Ended, ending, run } from '../programs';
import { Result, writeSarif } from '../sarif';
import { Workplace } from '../workplace';

type Settings = Extract<ScannerPlan, { name: 'npm-advisories' }>;

/** The severities by their names in npm. npm also has `info`, which is not a vulnerability. */
const NPM_SEVERITIES: Readonly<Record<string, Severity>> = { low: 'low', moderate: 'medium', high: 'high', critical: 'critical' };

interface Advisory {
  readonly source?: unknown;
  readonly title?: unknown;
  readonly url?: unknown;
  readonly severity?: unknown;
  readonly range?: unknown;
}

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
  readonly via: readonly (string | Advisory)[];
}

/** Runs `npm audit`, which requests the npm registry's advisories about the packages of an npm lock file from its bulk endpoint. */
export async function npmAdvisories({ severity, production }: Settings, place: Workplace): Promise<Outcome> {
  const lock = ['npm-shrinkwrap.json', 'package-lock.json'].find((file) => place.has(file));
  if (!lock) return failed('npm audit needs a package-lock.json or npm-shrinkwrap.json: for other lock files use osv-scanner');
  const args = ['audit', '--json', '--package-lock-only', ...(production ? ['--omit=dev'] : [])];
  const ended = await run('npm', args, { cwd: place.source, quiet: true });
  const vulnerabilities = vulnerabilitiesIn(ended);
  // The exit code is 1 for both findings and failures: only the report distinguishes them.
  if (!vulnerabilities) return failed(`npm audit ${ending(ended.code)} and no report: ${reasonOf(ended)}`);
  const results = vulnerabilities.flatMap((vulnerability) => resultsOf(vulnerability, lock));
  writeSarif(place.report('npm-advisories.sarif'), 'npm audit', results);
  const serious = vulnerabilities.filter((vulnerability) => isAtLeast(vulnerability.severity, severity));
  if (serious.length === 0) return clean(`no package has an advisory of severity ${severity} or above`);
  return findings(`${serious.length} packages have advisories of severity ${severity} or above: ${serious.map(({ name }) => name).sort().join(', ')}`);
}

function vulnerabilitiesIn({ code, stdout }: Ended): Vulnerability[] | undefined {
  if (code !== 0 && code !== 1) return undefined;
  const report = parsed(stdout);
  const { vulnerabilities, metadata } = report;
  if (report.auditReportVersion !== 2 || !isObject(vulnerabilities) || !isObject(metadata)) return undefined;
  return Object.values(vulnerabilities) as Vulnerability[];
}

function reasonOf({ stdout, stderr }: Ended): string {
  const { message } = parsed(stdout);
  return typeof message === 'string' ? message : stderr.trim().slice(-300);
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** An unknown severity counts as severe. */
function isAtLeast(severity: string, threshold: Severity): boolean {
  if (severity === 'info') return false;
  const known = NPM_SEVERITIES[severity];
  return known === undefined || SEVERITIES.indexOf(known) >= SEVERITIES.indexOf(threshold);
}

/** Returns the advisories of the package itself. Those of its dependencies are listed with the dependencies. */
function resultsOf({ name, via }: Vulnerability, file: string): Result[] {
  const advisories = via.filter((one): one is Advisory => typeof one !== 'string');
  return advisories.map(({ source, title, url, severity, range }) => ({
    ruleId: typeof url === 'string' ? url.split('/').at(-1)! : `npm-${String(source)}`,
    level: severity === 'high' || severity === 'critical' ? 'error' : 'warning',
    message: `${name} ${String(range)}: ${String(title)} (${String(severity)})`,
    file,
    help: typeof url === 'string' ? url : undefined,
  }));
}
