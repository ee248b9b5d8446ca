import * as fs from 'fs';
import * as path from 'path';
import { readInputs } from '../../lib/cli/inputs';
import { Gate } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';
import { CDK_NAG } from '../other-tools/cdk-nag';
import { CHECKOV } from '../other-tools/checkov';
import { TOOLS } from '../other-tools/document';
import { nagFindings, nagRules } from '../other-tools/nag-rules';
import { OVERLOOKED } from '../other-tools/overlooked';
import { Verdicts } from '../other-tools/verdict';
import { pythonSource } from '../tools/python-source';
import { PythonTool } from '../tools/python-tool';

const VERSION = '3.3.30';

/** Resource types of services that have both checks of other tools and rules of this library. */
const JUDGED_TYPES = /AWS::(ApiGateway|ApiGatewayV2|AppSync|ECR|Lambda|SecretsManager|Serverless)::/;

/** A failed check of checkov. */
interface Failed {
  readonly check_id: string;
  readonly file_path: string;
  readonly resource: string;
}

jest.setTimeout(900_000);

test('each check of checkov has a line, and each line names a check', () => {
  const python = new PythonTool('checkov', VERSION, 'python');
  const { stdout, stderr } = python.run([path.join(__dirname, 'checkov-checks.py')], __dirname);
  if (stdout === '') throw new Error(stderr);
  const checks = Object.entries(JSON.parse(stdout) as { [id: string]: string }).map(([id, name]) => `${id} ${name}`);
  expect(Object.keys(CHECKOV).sort()).toEqual(checks.sort());
  expect(TOOLS.find(({ name }) => name === 'checkov')!.source).toContain(VERSION);
});

describe('on the test templates of cfn-lint', () => {
  let folder: string;
  let files: readonly string[];

  beforeAll(() => {
    folder = path.join(pythonSource('cfn-lint', '1.58.0'), 'test/fixtures/templates');
    // checkov hangs on some of the others.
    const isJudged = (file: string) => /\.(ya?ml|json)$/.test(file) && JUDGED_TYPES.test(fs.readFileSync(path.join(folder, file), 'utf8'));
    files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isJudged).sort();
  });

  /** Returns the findings of a tool, as `check file resource`, that rules of this library should have and do not have. */
  function overlooked(verdicts: Verdicts, found: readonly string[]): string[] {
    const rulesOf = new Map(Object.entries(verdicts).flatMap(([name, verdict]) => ('rules' in verdict && verdict.difference === undefined ? [[name.split(' ')[0], verdict.rules]] : [])));
    const judged = found.map((line) => line.split(' ')).filter(([check]) => rulesOf.has(check));
    const missed = judged.filter(([check, file]) => !rulesThatFind(path.join(folder, file)).some((id) => rulesOf.get(check)!.includes(id)));
    console.info(`${judged.length} findings, of which ${judged.length - missed.length} are found`);
    expect(judged.length).toBeGreaterThan(40);
    return missed.map((parts) => parts.join(' ')).sort();
  }

  test('rules find what checkov finds, with listed exceptions', () => {
    const { stdout } = new PythonTool('checkov', VERSION).run(['--file', ...files, '--framework', 'cloudformation', '--compact', '--quiet', '--output', 'json'], folder);
    const failed: Failed[] = JSON.parse(stdout).results.failed_checks;
    const found = failed.map(({ check_id: id, file_path: file, resource }) => `${id} ${file.slice(1)} ${resource}`);
    expect(overlooked(CHECKOV, found)).toEqual(Object.keys(OVERLOOKED.checkov).sort());
  });

  test('rules find what cdk-nag finds, with listed exceptions', () => {
    const rules = nagRules();
    const found = files.flatMap((file) => (nagFindings(path.join(folder, file), rules) ?? []).map((line) => line.replace(' ', ` ${file} `)));
    expect(overlooked(CDK_NAG, found)).toEqual(Object.keys(OVERLOOKED.cdkNag).sort());
  });
});

const found = new Map<string, readonly string[]>();

/** Returns the rules with findings in a template; undetermined outcomes do not count. */
function rulesThatFind(file: string): readonly string[] {
  if (!found.has(file)) {
    const { findings } = new Gate(SEC3_RULES).run(readInputs([file]));
    found.set(file, findings.filter(({ findingId }) => findingId !== 'undetermined').map(({ ruleId }) => ruleId.replace('Sec3-', '')));
  }
  return found.get(file)!;
}
