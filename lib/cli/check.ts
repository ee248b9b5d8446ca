import { Command, Option } from 'commander';
import { packageVersion } from '../functions';
import { GateResult, fails, isNothingJudged } from '../gate';
import { Grouping, painter, reportRoot, summaryLine, toGitLab, toJson, toJunit, toMarkdown, toSarif, toText } from '../report';
import { baselineAt, updateBaseline } from './baseline';
import { CommandError } from './errors';
import { Io, pathFrom } from './io';
import { judge, rejectIncomplete } from './judge';
import { OutputFile } from './output-file';
import { rulesNamed } from './rules-named';
import { SEC3_RULES } from '../secure/rules';

const FORMATS = ['text', 'json', 'sarif', 'gitlab', 'junit', 'markdown'] as const;

interface CheckOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly failOn: 'error' | 'warning' | 'never';
  readonly config?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly only?: readonly string[];
  readonly details?: boolean;
  readonly groupBy?: Grouping;
  readonly checklist?: boolean;
  readonly color: boolean;
}

/**
 * `cdk-sec3 check`: runs all rules on cloud assemblies and templates.
 *
 * @param done receives the exit code: 0 clean, 1 findings, 2 the check is incomplete
 */
export function checkCommand(io: Io, done: (exitCode: number) => void): Command {
  return new Command('check')
    .summary('check a cloud assembly or CloudFormation templates against the rules of SEC 3')
    .description(
      'Checks a cloud assembly (the cdk.out folder that cdk synth writes) or CloudFormation templates in JSON or YAML ' +
        'against the rules of SEC 3. Several inputs are checked as one workload.',
    )
    .argument('[path...]', 'cloud assembly folders and template files (default: cdk.out)')
    .addOption(new Option('-f, --format <format>', 'format of the report').choices(FORMATS).default('text'))
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(new Option('--fail-on <level>', 'lowest level of findings for exit code 1').choices(['error', 'warning', 'never']).default('error'))
    .option('-c, --config <file>', 'file with levels, rule parameters and acknowledgements, in JSON or YAML')
    .option('--baseline <file>', 'baseline file: findings in it are counted but not shown, and only new findings fail')
    .option('--update-baseline', 'write the findings to the file of --baseline')
    .option('--only <rules>', 'run only these rules, separated by commas', (given: string) => rulesNamed(given))
    .option('--details', 'list each finding with its fix, in text (default: for at most three causes)')
    .addOption(new Option('--group-by <what>', 'grouping of the findings in text').choices(['rule', 'resource', 'file']).default('rule'))
    .option('--checklist', 'append the status of each line of SEC 3, in text and markdown (json always has it)')
    .option('--no-color', 'no colors; NO_COLOR in the environment does the same')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  no findings at the level of --fail-on or above',
        '  1  findings, or no resource was examined',
        '  2  the check is not possible, or incomplete',
        '',
        'Examples:',
        '  cdk-sec3 check',
        '  cdk-sec3 check template.yaml --fail-on warning',
        '  cdk-sec3 check cdk.out --format sarif --output sec3.sarif',
        '  cdk-sec3 check --baseline sec3-baseline.json --update-baseline',
      ].join('\n'),
    )
    .action((paths: string[], options: CheckOptions) => done(check(paths, options, io)));
}

function check(paths: readonly string[], options: CheckOptions, io: Io): number {
  const output = options.output === undefined ? undefined : new OutputFile(pathFrom(io.cwd, options.output));
  if (options.updateBaseline && options.baseline === undefined) {
    throw new CommandError('--update-baseline: no file is named; name one with --baseline');
  }
  const baseline = options.baseline === undefined ? undefined : baselineAt(pathFrom(io.cwd, options.baseline), options.updateBaseline);
  const { config, only } = options;
  const judged = judge({ paths: paths.length > 0 ? paths : ['cdk.out'], config, only }, io, 'There is nothing to check:');
  const update = baseline && options.updateBaseline ? updateBaseline(baseline, judged) : undefined;
  const result = update?.result ?? baseline?.applyTo(judged) ?? judged;
  const color = io.color && options.color;
  const report = write(result, options, color && !output, io);
  if (output) {
    output.write(report);
    io.stdout.write(`${summaryLine(result, painter(color))}\n`);
  } else {
    io.stdout.write(report);
  }
  if (update) io.stderr.write(`cdk-sec3: ${update.changes}\n`);
  rejectIncomplete(result, 'Not everything could be checked:');
  return fail(result, options.failOn) ? 1 : 0;
}

function fail({ findings, evaluation }: GateResult, on: CheckOptions['failOn']): boolean {
  // An empty check is never a pass.
  if (on === 'never') return isNothingJudged(evaluation) && findings.some(fails);
  return on === 'warning' ? findings.length > 0 : findings.some(fails);
}

/** Returns the templates that were judged. */
function filesOf({ workload }: GateResult): string[] {
  return workload.stacks.filter(({ judged }) => judged).map(({ file }) => file);
}

function write(result: GateResult, options: CheckOptions, color: boolean, { cwd, stdout, stderr }: Io): string {
  const { format, details, groupBy, checklist, failOn } = options;
  const { columns = 100 } = stdout;
  const pack = SEC3_RULES;
  switch (format) {
    case 'json':
      return toJson(result, { version: packageVersion(), pack });
    case 'sarif': {
      const { text, note } = toSarif(result, { version: packageVersion(), root: reportRoot(cwd, filesOf(result)) });
      if (note !== undefined) stderr.write(`cdk-sec3: ${note}\n`);
      return text;
    }
    case 'gitlab':
      return toGitLab(result, reportRoot(cwd, filesOf(result)));
    case 'junit':
      return toJunit(result, { failOnWarning: failOn === 'warning' });
    case 'markdown':
      return toMarkdown(result, { checklist, pack });
    default:
      return toText(result, { color, details, groupBy, checklist, pack, width: Math.min(120, Math.max(60, columns)) });
  }
}
