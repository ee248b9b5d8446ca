import { createInterface } from 'readline/promises';
import { Command, CommanderError } from 'commander';
import { bulletinsCommand } from './bulletins';
import { certifyCommand } from './certify';
import { checkCommand } from './check';
import { CommandError } from './errors';
import { fuzzCommand } from './fuzz';
import { guardCommand } from './guard';
import { initCommand } from './init';
import type { Io } from './io';
import { preflightCommand } from './preflight';
import { Progress } from './progress';
import { reportCommand } from './report';
import { packageVersion } from '../functions';

export type { Io, Output } from './io';

/** Exit code of a failed command: bad usage, bad input, or a bug. */
const FAILED = 2;

/**
 * Runs a command.
 *
 * @param argv arguments after the program's name
 * @returns the exit code; never rejects
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = programOf(io, (code) => (exitCode = code));
  for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)]) {
    command
      .exitOverride()
      .showHelpAfterError('(cdk-sec3 --help lists commands and options)')
      .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (e) {
    new Progress(io.progress).clear();
    if (e instanceof CommanderError) return e.exitCode === 0 ? 0 : FAILED;
    io.stderr.write(`cdk-sec3: ${explain(e)}\n`);
    return FAILED;
  }
}

/**
 * Returns the command with its subcommands.
 *
 * @param done receives the exit code of the subcommand
 */
export function programOf(io: Io, done: (exitCode: number) => void): Command {
  const program = new Command('cdk-sec3')
    .description('Question SEC 3 of the AWS Well-Architected Serverless Lens: gate, evidence and tools')
    .version(packageVersion());
  const commands = [initCommand, checkCommand, reportCommand, certifyCommand, fuzzCommand, bulletinsCommand, guardCommand, preflightCommand];
  for (const make of commands) program.addCommand(make(io, done));
  return program;
}

/** Runs a command and sets the exit code of the process. */
export async function run(process: NodeJS.Process): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) {
    // A closed pipe, as from head, is not an error.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exitCode = FAILED;
    });
  }
  const color = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const progress = stderr.isTTY === true && !env.CI && env.TERM !== 'dumb' ? stderr : undefined;
  const exitCode = await main(process.argv.slice(2), {
    stdout, stderr, progress, color, cwd: process.cwd(), ask: stdin.isTTY === true && stdout.isTTY === true ? askOn(stdin, stdout) : undefined,
  });
  process.exitCode = Math.max(exitCode, Number(process.exitCode ?? 0));
}

/** Asks on a terminal. If the terminal closes or the user interrupts, the command ends without an answer. */
function askOn(input: NodeJS.ReadStream, output: NodeJS.WriteStream): (question: string) => Promise<string> {
  return async (question) => {
    const terminal = createInterface({ input, output });
    try {
      return await new Promise<string>((resolve, reject) => {
        terminal.once('close', () => reject(new CommandError('There was no answer; earlier answers are kept')));
        terminal.question(question).then(resolve, reject);
      });
    } finally {
      terminal.close();
    }
  };
}

function explain(e: unknown): string {
  if (e instanceof CommandError) return e.message;
  const error = e instanceof Error ? e : new Error(String(e));
  if (process.env.DEBUG) return `unexpected error: ${error.stack}`;
  return `unexpected error: ${error.message}\nThis is a bug in cdk-sec3; with DEBUG=1 in the environment it shows where.`;
}
