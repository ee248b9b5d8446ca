import * as fs from 'fs';
import { Command, Option } from 'commander';
import { CommandError } from './errors';
import { Io, pathFrom } from './io';
import { OutputFile } from './output-file';
import { count } from '../report';
import { GuardEvent, GuardLog, readGuardLog } from '../runtime-protection/suggestion/guard-log';
import { suggestionAsDocument, suggestionAsTypeScript } from '../runtime-protection/suggestion/policy-texts';
import { suggestPolicy } from '../runtime-protection/suggestion/suggest-policy';

/** How many characters of a line are shown. */
const SHOWN = 80;

interface SuggestOptions {
  readonly log: readonly string[];
  readonly function?: string;
  readonly format: 'typescript' | 'json';
  readonly output?: string;
}

/**
 * `cdk-sec3 guard`: what there is to do about the runtime guard.
 *
 * @param done takes the exit code: 0 a policy was written, 2 it could not be, or lacks what could not be read
 */
export function guardCommand(io: Io, done: (exitCode: number) => void): Command {
  const suggest = new Command('suggest')
    .summary('write a policy from what functions did under an alert-only guard')
    .description(
      'Reads the events that the guard wrote to the logs of functions, and writes the policy by which RuntimePolicy.standard() can take the place of ' +
        'alertOnly(): with the hosts that were called by name. Everything else that was seen stands beside it, is not permitted, and is for you to decide.',
    )
    .requiredOption('--log <file>', 'a log: of aws logs filter-log-events, get-log-events, tail or get-query-results, of an export to S3 (.gz), ' +
      'of Logs Insights, or of a stage; may be given several times', (file: string, before: readonly string[] = []) => [...before, file])
    .option('--function <name>', 'only what this function did')
    .addOption(new Option('--format <format>', 'what to write').choices(['typescript', 'json']).default('typescript'))
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .addHelpText('after', [
      '',
      'Exit codes:',
      '  0  a policy was written',
      '  2  a log can’t be read, or holds nothing of the guard; or lines of it can’t be read, and the policy that was written lacks them',
      '',
      'Examples:',
      '  aws logs filter-log-events --log-group-name GROUP --filter-pattern \'{ $.type = "event" || $.type = "posture" }\' > events.json',
      '  cdk-sec3 guard suggest --log events.json --output lib/runtime-policy.ts',
    ].join('\n'))
    .action((options: SuggestOptions) => {
      done(suggestFrom(options, io));
    });
  return new Command('guard').summary('from an alert-only runtime guard to one that blocks').addCommand(suggest);
}

function suggestFrom({ log, function: only, format, output: file }: SuggestOptions, io: Io): number {
  const output = file === undefined ? undefined : new OutputFile(pathFrom(io.cwd, file));
  const logs = readLogs(log, io.cwd);
  const functions = [...new Set(logs.flatMap((each) => each.functions))].sort();
  const all = logs.flatMap(({ events }) => events);
  if (only !== undefined && !functions.includes(only)) throw new CommandError(`--function ${only}: there is nothing of it; there are:`, functions);
  const events = only === undefined ? all : all.filter(({ functionName }) => functionName === only);
  const suggestion = suggestPolicy(events);
  const text = format === 'json' ? `${JSON.stringify(suggestionAsDocument(suggestion), null, 2)}\n` : suggestionAsTypeScript(suggestion);
  if (output) output.write(text);
  else io.stdout.write(text);
  const { allowedHosts, otherHosts, others } = suggestion;
  const open = otherHosts.length + others.flatMap(({ seen }) => seen).length;
  io.stderr.write(`cdk-sec3: ${count(sum(events), 'event')} of ${only ?? count(functions.length, 'function')}: ${count(allowedHosts.length, 'host')} allowed, ${open} for you to decide\n`);
  const unread = logs.flatMap((each) => each.unread);
  if (unread.length === 0) return 0;
  io.stderr.write(`cdk-sec3: the policy lacks ${count(unread.length, 'line')} of the guard that can’t be read as JSON, the first is ${JSON.stringify(unread[0].slice(0, SHOWN))}: take the log again\n`);
  return 2;
}

/** All logs, which together hold something of the guard. */
function readLogs(files: readonly string[], cwd: string): readonly GuardLog[] {
  const logs = files.map((file) => [file, readLog(pathFrom(cwd, file))] as const);
  if (logs.some(([, { events, functions }]) => events.length + functions.length > 0)) return logs.map(([, log]) => log);
  throw new CommandError(
    'There is nothing of the runtime guard in what --log names. Each function under the guard writes a line with "type":"posture" at its start: ' +
      'take a whole log with that, in one of the formats that --help lists.',
    logs.map(([file, { cause, unread }]) => `${file}: ${cause ?? (unread.length > 0 ? `${count(unread.length, 'line')} of the guard can’t be read as JSON` : 'no line of the guard')}`),
  );
}

function sum(events: readonly GuardEvent[]): number {
  return events.reduce((all, { count: each }) => all + each, 0);
}

function readLog(file: string): GuardLog {
  try {
    return readGuardLog(fs.readFileSync(file));
  } catch (e) {
    throw new CommandError(`--log ${file}: can’t be read (${(e as Error).message})`);
  }
}
