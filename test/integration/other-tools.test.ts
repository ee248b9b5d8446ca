import * as fs from 'fs';
import * as path from 'path';
import { readInputs } from '../../lib/cli/inputs';
import { Gate } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';
import { CHECKOV } from '../other-tools/checkov';
import { TOOLS } from '../other-tools/document';
import { OVERLOOKED } from '../other-tools/overlooked';
import { pythonSource } from '../tools/python-source';
import { PythonTool } from '../tools/python-tool';

const VERSION = '3.3.30';

/** Resources of services that checks are about which rules of this library have. */
const JUDGED_TYPES = /AWS::(ApiGateway|ApiGatewayV2|AppSync|ECR|Lambda|SecretsManager|Serverless)::/;

/** What checkov reports of a template. */
interface Failed {
  readonly check_id: string;
  readonly file_path: string;
  readonly resource: string;
}

jest.setTimeout(900_000);

test('each check of checkov has a line, and each line a check', () => {
  const python = new PythonTool('checkov', VERSION, 'python');
  const { stdout, stderr } = python.run([path.join(__dirname, 'checkov-checks.py')], __dirname);
  if (stdout === '') throw new Error(stderr);
  const checks = Object.entries(JSON.parse(stdout) as { [id: string]: string }).map(([id, name]) => `${id} ${name}`);
  expect(Object.keys(CHECKOV).sort()).toEqual(checks.sort());
  expect(TOOLS.find(({ name }) => name === 'checkov')!.source).toContain(VERSION);
});

test('what checkov finds in the templates that cfn-lint is tested with is found, or is listed', () => {
  const folder = path.join(pythonSource('cfn-lint', '1.58.0'), 'test/fixtures/templates');
  // checkov does not end on some of the others.
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ya?ml|json)$/.test(file) && JUDGED_TYPES.test(fs.readFileSync(path.join(folder, file), 'utf8')));
  const { stdout } = new PythonTool('checkov', VERSION).run(['--file', ...files, '--framework', 'cloudformation', '--compact', '--quiet', '--output', 'json'], folder);
  const failed: Failed[] = JSON.parse(stdout).results.failed_checks;
  const judged = failed.flatMap((check) => {
    const [, verdict] = Object.entries(CHECKOV).find(([name]) => name.startsWith(`${check.check_id} `))!;
    return 'rules' in verdict && verdict.difference === undefined ? [{ check, rules: verdict.rules }] : [];
  });
  expect(judged.length).toBeGreaterThan(100);
  const overlooked = judged
    .filter(({ check, rules }) => !rulesThatFind(path.join(folder, check.file_path)).some((id) => rules.includes(id)))
    .map(({ check }) => `${check.check_id} ${check.file_path.slice(1)} ${check.resource}`);
  console.info(`${judged.length} findings of checkov, of which ${judged.length - overlooked.length} are found`);
  expect(overlooked.sort()).toEqual(Object.keys(OVERLOOKED.cfnLint).sort());
});

const found = new Map<string, readonly string[]>();

/** The rules that find something in a template; what can't be known is no finding. */
function rulesThatFind(file: string): readonly string[] {
  if (!found.has(file)) {
    const { findings } = new Gate(SEC3_RULES).run(readInputs([file]));
    found.set(file, findings.filter(({ findingId }) => findingId !== 'undetermined').map(({ ruleId }) => ruleId.replace('Sec3-', '')));
  }
  return found.get(file)!;
}
