import { Command, Option } from 'commander';
import { CommandError } from './errors';
import { readInputs } from './inputs';
import { Io, pathFrom } from './io';
import { OutputFile } from './output-file';
import { packageVersion } from '../functions';
import { StackTemplate, UnreadableInput } from '../gate';
import { choose, findRegion, policyAccounts, policyFor, preflight, preflightJson, PreflightResult, preflightSummary, preflightText, Target, targetsOf } from '../preflight';
import { painter } from '../report';

interface PreflightOptions {
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly policy?: boolean;
  readonly profile?: string;
  readonly region?: string;
  readonly environment?: readonly string[];
  readonly timeout: string;
  readonly color: boolean;
}

const EXIT_CODES: { readonly [status in PreflightResult['status']]: number } = { 'ready': 0, 'fails': 1, 'unknown': 2, 'nothing-to-ask': 2 };

/**
 * `cdk-sec3 preflight`: checks whether an account is ready for a deployment.
 *
 * @param done receives the exit code: 0 ready, 1 the deployment will fail, 2 a question could not be asked, or there was none
 */
export function preflightCommand(io: Io, done: (exitCode: number) => void): Command {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command('preflight')
    .summary('check whether an account is ready for a deployment')
    .description(
      'Checks the accounts and Regions that a cloud assembly (the cdk.out folder that cdk synth writes) is deployed to, for requirements that its ' +
        'templates have. It only makes read calls.',
    )
    .argument('[path...]', 'cloud assembly folders and template files (default: cdk.out)')
    .option('--profile <name>', 'profile of the AWS CLI (default: the environment, then AWS_PROFILE)')
    .option('--region <region>', 'Region of stacks without one (default: AWS_REGION, then the profile)')
    .option('-e, --environment <name>', 'only this environment, as ACCOUNT/REGION; may be given several times (default: all of the assembly)', several)
    .option('--policy', 'make no calls, and print the IAM policy that the checks need')
    .addOption(new Option('-f, --format <format>', 'format of the report').choices(['text', 'json']).default('text'))
    .option('-o, --output <file>', 'write the report to a file')
    .option('--timeout <seconds>', 'time limit for all checks together', '120')
    .option('--no-color', 'no colors; NO_COLOR in the environment does the same')
    .addHelpText(
      'after',
      [
        '',
        'Credentials come from the environment (AWS_ACCESS_KEY_ID, ...), from the AWS CLI, or from the project’s own',
        '@aws-sdk/credential-provider-node. AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> are supported.',
        '',
        'Exit codes:',
        '  0  ready',
        '  1  the deployment will fail',
        '  2  a check was not possible, templates have no requirement that can be checked, or the command failed',
        '',
        'Examples:',
        '  cdk-sec3 preflight',
        '  cdk-sec3 preflight --profile production --environment 123456789012/eu-central-1',
        '  cdk-sec3 preflight --policy > preflight-policy.json',
      ].join('\n'),
    )
    .action(async (paths: string[], options: PreflightOptions) => done(await run(paths, options, io)));
}

async function run(paths: readonly string[], options: PreflightOptions, io: Io): Promise<number> {
  const seconds = Number(options.timeout);
  if (!(seconds > 0 && seconds <= 3600)) throw new CommandError(`--timeout ${options.timeout}: seconds from 1 to 3600 are expected`);
  const output = options.output === undefined ? undefined : new OutputFile(pathFrom(io.cwd, options.output));
  const stacks = stacksOf((paths.length > 0 ? paths : ['cdk.out']).map((given) => pathFrom(io.cwd, given)));
  const source = { environment: process.env, profile: options.profile, cwd: io.cwd };
  try {
    if (options.policy) {
      const region = options.region ?? (await findRegion(source));
      write(policyFor(oneAccount(chosen(stacks, options, region))), output, io);
      return 0;
    }
    const result = await preflight({ ...source, stacks, region: options.region, only: options.environment, time: seconds * 1000 });
    rejectNothing(result.environments, options, result.leftOut);
    const paint = painter(io.color && options.color && !output);
    const width = Math.min(120, Math.max(60, io.stdout.columns ?? 100));
    const text = options.format === 'json' ? preflightJson(result, packageVersion()) : preflightText(result, { paint, width });
    write(text, output, io);
    if (output) io.stdout.write(`${preflightSummary(result, painter(io.color && options.color))}\n`);
    return EXIT_CODES[result.status];
  } catch (e) {
    if (e instanceof UnreadableInput) throw new CommandError(e.message);
    throw e;
  }
}

function stacksOf(files: readonly string[]): readonly StackTemplate[] {
  const { stacks, unreadable } = readInputs(files);
  if (unreadable.length > 0) throw new CommandError('Not everything can be read, so that not everything could be asked:', unreadable.map(({ error }) => error.message));
  return stacks;
}

function chosen(stacks: readonly StackTemplate[], options: PreflightOptions, region: string | undefined) {
  const [targets, leftOut] = choose(targetsOf(stacks, { region }), options.environment);
  rejectNothing(targets, options, leftOut.map(({ name }) => name));
  return targets;
}

/** @throws CommandError if the targets are in several accounts */
function oneAccount(targets: readonly Target[]): readonly Target[] {
  const accounts = policyAccounts(targets);
  if (accounts.length <= 1) return targets;
  const commands = accounts.map((group) => ['cdk-sec3 preflight --policy', ...group.map(({ name }) => `--environment ${name.slice('aws://'.length)}`)].join(' '));
  throw new CommandError('--policy: the assembly is deployed to several accounts, which need one policy each. Run the command for each:', commands);
}

function rejectNothing(left: readonly unknown[], { environment }: PreflightOptions, others: readonly string[]): void {
  if (left.length === 0) throw new CommandError(`--environment ${environment?.join(', ')}: no stack is deployed there; there are`, others);
}

function write(text: string, output: OutputFile | undefined, io: Io): void {
  if (output) output.write(text);
  else io.stdout.write(text);
}
