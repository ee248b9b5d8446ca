import { Command, Option } from 'commander';
import { packageVersion } from '../functions';
import { GateResult, fails, isNothingJudged } from '../gate';
import { Grouping, painter, repositoryRoot, summaryLine, toGitLab, toJson, toJunit, toMarkdown, toSarif, toText } from '../report';
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
 * `cdk-sec3 check`: every rule over cloud assemblies and templates.
 *
 * @param done takes the exit code: 0 clean, 1 findings, 2 the check could not be made in full
 */
export function checkCommand(io: Io, done: (exitCode: number) => void): Command {
  return new Command('check')
    .summary('judge a cloud assembly or CloudFormation templates by the rules of SEC 3')
    .description(
      'Judges a cloud assembly (the cdk.out folder that cdk synth writes) or CloudFormation templates in JSON or YAML ' +
        'by the rules of SEC 3. Several inputs are judged as one workload.',
    )
    .argument('[path...]', 'cloud assembly folders and template files (default: cdk.out)')
    .addOption(new Option('-f, --format <format>', 'how to write the report').choices(FORMATS).default('text'))
    .option('-o, --output <file>', 'write the report to a file, as a whole or not at all')
    .addOption(new Option('--fail-on <level>', 'lowest level of findings that exit with 1').choices(['error', 'warning', 'never']).default('error'))
    .option('-c, --config <file>', 'levels, parameters of rules and acknowledgements, in JSON or YAML')
    .option('--baseline <file>', 'count what is in the file and show what is not: only new findings fail')
    .option('--update-baseline', 'write what is found to the file of --baseline')
    .option('--only <rules>', 'run these rules only, parted by commas', (given: string) => rulesNamed(given))
    .option('--details', 'write each finding with its fix, in text (default: where there are no more than three causes)')
    .addOption(new Option('--group-by <what>', 'what text lists findings by').choices(['rule', 'resource', 'file']).default('rule'))
    .option('--checklist', 'append how each line of SEC 3 stands, in text and markdown (json always has it)')
    .option('--no-color', 'no colors, as with NO_COLOR in the environment')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  no findings at the level of --fail-on or above',
        '  1  findings, or nothing was judged',
        '  2  the check could not be made, or not in full',
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
    throw new CommandError('--update-baseline: there is no file to write; name one with --baseline');
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
  // Where nothing was judged, nothing has passed.
  if (on === 'never') return isNothingJudged(evaluation) && findings.some(fails);
  return on === 'warning' ? findings.length > 0 : findings.some(fails);
}

function write(result: GateResult, options: CheckOptions, color: boolean, { cwd, stdout, stderr }: Io): string {
  const { format, details, groupBy, checklist, failOn } = options;
  const { columns = 100 } = stdout;
  const pack = SEC3_RULES;
  switch (format) {
    case 'json':
      return toJson(result, { version: packageVersion(), pack });
    case 'sarif': {
      const { text, note } = toSarif(result, { version: packageVersion(), root: repositoryRoot(cwd) });
      if (note !== undefined) stderr.write(`cdk-sec3: ${note}\n`);
      return text;
    }
    case 'gitlab':
      return toGitLab(result, repositoryRoot(cwd));
    case 'junit':
      return toJunit(result, { failOnWarning: failOn === 'warning' });
    case 'markdown':
      return toMarkdown(result, { checklist, pack });
    default:
      return toText(result, { color, details, groupBy, checklist, pack, width: Math.min(120, Math.max(60, columns)) });
  }
}
