import * as fs from 'fs';
import * as path from 'path';
import { clean, failed, findings, Outcome } from '../outcome';
import { ScannerPlan } from '../plan';
import { ending, run } from '../programs';
import { writeSarif } from '../sarif';
import tool from '../tools/eslint-security.json';
import { Workplace } from '../workplace';

type Settings = Extract<ScannerPlan, { name: 'eslint-security' }>;

/** ESLint's result for a file. */
interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly LintMessage[];
}

interface LintMessage {
  readonly ruleId: string | null;
  readonly severity: number;
  readonly fatal?: boolean;
  readonly message: string;
  readonly line?: number;
}

/** Rules that match most code. Their results are reported, but are not findings. */
const RECORDED = ['security/detect-object-injection', 'security/detect-non-literal-fs-filename'];

/** Returns the ESLint configuration. It enables rules that the application's own linter may have disabled, and no rules of the application. */
function configuration(folder: string, { maxComplexity, maxDepth }: Settings): string {
  const modules = path.join(folder, 'node_modules');
  return `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(path.join(modules, 'x.js'))});
const security = require('eslint-plugin-security');
const typescript = require('typescript-eslint');
const rules = Object.fromEntries(Object.keys(security.rules).map((name) => ['security/' + name, 'error']));
for (const name of ${JSON.stringify(RECORDED)}) rules[name] = 'warn';
export default [
  { ignores: ['**/node_modules/**', '**/cdk.out/**', '**/*.d.ts', '**/*.min.js'] },
  {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    plugins: { security },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      ...rules,
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'complexity': ['error', ${maxComplexity}],
      'max-depth': ['error', ${maxDepth}],
    },
  },
  { files: ['**/*.{jsx,ts,cts,mts,tsx}'], languageOptions: { parser: typescript.parser } },
];
`;
}

/**
 * Runs ESLint with security rules and complexity limits: complex code is hard to review.
 *
 * @see https://eslint.org/docs/latest/use/command-line-interface
 */
export async function eslintSecurity(settings: Settings, place: Workplace): Promise<Outcome> {
  const folder = await place.npmTool('eslint-security', tool);
  const config = path.join(folder, 'eslint.config.mjs');
  fs.writeFileSync(config, configuration(folder, settings));
  const output = path.join(folder, 'report.json');
  const program = path.join(folder, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const args = [program, '--config', config, '--format', 'json', '--output-file', output, ...settings.paths];
  const ended = await run(process.execPath, args, { cwd: place.source });
  if ((ended.code !== 0 && ended.code !== 1) || !fs.existsSync(output)) {
    return failed(`ESLint ${ending(ended.code)}, which is not a result of a review: ${ended.stderr.trim().slice(-500)}`);
  }
  const files = JSON.parse(fs.readFileSync(output, 'utf8')) as LintedFile[];
  const messages = files.flatMap((file) => file.messages.map((message) => ({ ...message, file: path.relative(place.source, file.filePath) })));
  writeSarif(
    place.report('eslint-security.sarif'),
    'ESLint',
    messages.map(({ ruleId, severity, message, file, line }) => ({ ruleId: ruleId ?? 'parser', level: severity === 2 ? 'error' : 'warning', message, file, line })),
  );
  // A file that can't be parsed is unchecked.
  const unread = messages.filter(({ fatal }) => fatal === true);
  if (unread.length > 0) return failed(`ESLint could not read ${unread.map(({ file, line, message }) => `${file}:${line} (${message})`).join(', ')}`);
  const errors = messages.filter(({ severity }) => severity === 2);
  if (errors.length === 0) return clean(`ESLint found nothing in ${files.length} files`);
  const rules = [...new Set(errors.map(({ ruleId }) => ruleId))].sort();
  return findings(`ESLint found ${errors.length} places by ${rules.join(', ')}`);
}
