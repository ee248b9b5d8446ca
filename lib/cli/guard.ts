import * as fs from 'fs';
import { Command, Option } from 'commander';
import { CommandError } from './errors';
import { Io, pathFrom } from './io';
import { OutputFile } from './output-file';
import { count, groupBy } from '../report';
import { GuardEvent, GuardLog, readGuardLog, UnreadRecord } from '../runtime-protection/suggestion/guard-log';
import { suggestionAsDocument, suggestionAsTypeScript } from '../runtime-protection/suggestion/policy-texts';
import { suggestPolicy } from '../runtime-protection/suggestion/suggest-policy';

/** Maximum number of characters shown of a line. */
const SHOWN = 80;

interface SuggestOptions {
  readonly log: readonly string[];
  readonly function?: string;
  readonly format: 'typescript' | 'json';
  readonly output?: string;
}

/**
 * `cdk-sec3 guard`: commands for the runtime guard.
 *
 * @param done takes the exit code: 0 a policy was written, 2 it could not be, or lacks what could not be read
 */
export function guardCommand(io: Io, done: (exitCode: number) => void): Command {
  const suggest = new Command('suggest')
    .summary('suggest a policy from the events of an alert-only guard')
    .description(
      'Reads the events that the guard wrote to the logs of functions, and writes a policy that can replace alertOnly(): RuntimePolicy.standard() with ' +
        'the hosts that were called by name. Other observed operations are listed, but not permitted; decide on each of them.',
    )
    .requiredOption('--log <file>', 'output of aws logs filter-log-events, get-log-events, tail or get-query-results, of an export to S3 (.gz), ' +
      'of Logs Insights, or of a stage; at most 512 MiB each; may be given several times', (file: string, before: readonly string[] = []) => [...before, file])
    .option('--function <name>', 'only events of this function')
    .addOption(new Option('--format <format>', 'format of the policy').choices(['typescript', 'json']).default('typescript'))
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .addHelpText('after', [
      '',
      'Exit codes:',
      '  0  a policy was written',
      '  2  a log can’t be read, or has no lines of the guard; or some of its lines can’t be read, and the policy lacks them',
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
  if (only !== undefined && !functions.includes(only)) throw new CommandError(`--function ${only}: no events of this function. The logs have events of:`, functions);
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
  io.stderr.write(`cdk-sec3: the policy is incomplete: ${unreadInShort(unread)}\n`);
  return 2;
}

/** Returns all logs; together they have to contain events of the guard. */
function readLogs(files: readonly string[], cwd: string): readonly GuardLog[] {
  const logs = files.map((file) => [file, readLog(pathFrom(cwd, file))] as const);
  if (logs.some(([, { events, functions }]) => events.length + functions.length > 0)) return logs.map(([, log]) => log);
  throw new CommandError(
    'The logs of --log have no lines of the runtime guard. Each function under the guard writes a line with "type":"posture" at its start: ' +
      'use a complete log, in one of the formats that --help lists.',
    logs.map(([file, { cause, unread }]) => `${file}: ${cause ?? (unread.length > 0 ? unreadInShort(unread) : 'no line of the guard')}`),
  );
}

/** Returns how many records are not counted, why, and the first of each kind. */
function unreadInShort(unread: readonly UnreadRecord[]): string {
  const kinds = [...groupBy(unread, ({ reason }) => reason)].map(([reason, all]) => `${count(all.length, 'line')}: ${reason}, as in ${JSON.stringify(all[0].text.slice(0, SHOWN))}`);
  return `${count(unread.length, 'line')} of the guard can’t be read. Export the log again if it was cut off, or use the version of cdk-sec3 that wrote it. ${kinds.join('; ')}`;
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
