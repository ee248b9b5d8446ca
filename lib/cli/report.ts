import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { Command } from 'commander';
import { baselineAt } from './baseline';
import { CommandError } from './errors';
import { Io, pathFrom } from './io';
import { judge, rejectIncomplete } from './judge';
import { OutputFile } from './output-file';
import { reportSubject, SubjectOptions } from './report-subject';
import { CertifiedFile } from '../dependencies/certification/certified-file';
import { CertifiedFileError, readCertifiedFile } from '../dependencies/certification/read-certified-file';
import { packageVersion } from '../functions';
import { UnreadableInput } from '../gate';
import { painter, uriPath } from '../report';
import {
  readSecurityReport, securityJson, securityMarkdown, securityPage, securityReport, SecurityReport, securityText, wellArchitectedAnswer,
} from '../report/security';
import { SEC3_RULES } from '../secure/rules';

interface ReportOptions extends SubjectOptions {
  readonly html?: string;
  readonly markdown?: string;
  readonly json?: string;
  readonly wellArchitected?: string;
  readonly since?: string;
  readonly baseline?: string;
  readonly config?: string;
  readonly open?: boolean;
  readonly color: boolean;
}

/**
 * `cdk-sec3 report`: the answer to SEC 3, line by line, with the evidence.
 *
 * @param done takes the exit code: 0 the report was made, whatever it says; 2 it could not be made, or not in full
 */
export function reportCommand(io: Io, done: (exitCode: number) => void): Command {
  return new Command('report')
    .summary('answer SEC 3 line by line, with the evidence')
    .description(
      'Answers question SEC 3 for a cloud assembly (the cdk.out folder that cdk synth writes) or CloudFormation templates: how each line of the ' +
        'checklist stands, with the resources, rules and acknowledgements behind it, and what to do next. Unlike check, it fails by no finding.',
    )
    .argument('[path...]', 'cloud assembly folders and template files (default: cdk.out)')
    .option('--html <file>', 'write one HTML file that needs nothing else')
    .option('--markdown <file>', 'write Markdown for a comment on a pull request')
    .option('--json <file>', 'write JSON, as assets/security-report.schema.json of the package describes it')
    .option('--well-architected <file>', 'write the answer as input of UpdateAnswer of the AWS Well-Architected Tool')
    .option('--since <file>', 'say what was fixed, what is new and what controls gained since an earlier report in JSON')
    .option('--baseline <file>', 'mark what is in the file that check --update-baseline wrote')
    .option('-c, --config <file>', 'levels, parameters of rules and acknowledgements, in JSON or YAML')
    .option('--application <name>', 'what the application is called (default: as package.json or the folder says)')
    .option('--environment <name>', 'what it is judged for, such as production')
    .option('--by <name>', 'who makes the report (default: who has the pipeline run, or the user of this machine)')
    .option('--open', 'open the HTML file in a browser')
    .option('--no-color', 'no colors, as with NO_COLOR in the environment')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  the report was made, whatever it says',
        '  2  the report could not be made, or not in full',
        '',
        'Examples:',
        '  cdk-sec3 report --html sec3.html --open',
        '  cdk-sec3 report cdk.out --json today.json --since release.json',
      ].join('\n'),
    )
    .action((paths: string[], options: ReportOptions) => {
      report(paths, options, io);
      done(0);
    });
}

function report(paths: readonly string[], options: ReportOptions, io: Io): void {
  if (options.open && options.html === undefined) throw new CommandError('--open: there is no HTML file to open; name one with --html');
  const here = (given: string) => pathFrom(io.cwd, given);
  const output = (option: 'html' | 'markdown' | 'json' | 'wellArchitected') => {
    const file = options[option];
    const name = `--${option === 'wellArchitected' ? 'well-architected' : option}`;
    return file === undefined ? undefined : new OutputFile(here(file), name);
  };
  const outputs = { html: output('html'), markdown: output('markdown'), json: output('json'), wellArchitected: output('wellArchitected') };
  const earlier = options.since === undefined ? undefined : readEarlier(here(options.since));
  const baseline = options.baseline === undefined ? undefined : baselineAt(here(options.baseline));
  const inputs = paths.length > 0 ? paths : ['cdk.out'];
  const judged = judge({ paths: inputs, config: options.config }, io, 'There is nothing to report on:');
  const result = baseline?.applyTo(judged) ?? judged;
  const certified = (file: string) => readCertified(io.cwd, file);
  const subject = reportSubject(result, inputs, options, io);
  const made = securityReport(result, { version: packageVersion(), pack: SEC3_RULES, now: new Date(), inputs, subject, earlier, certified });

  outputs.html?.write(securityPage(made, options.html === undefined ? undefined : linksFrom(here(options.html))));
  outputs.markdown?.write(securityMarkdown(made, result, SEC3_RULES));
  outputs.json?.write(securityJson(made));
  outputs.wellArchitected?.write(wellArchitectedAnswer(made));
  io.stdout.write(securityText(made, painter(io.color && options.color)));
  if (options.open) openInBrowser(here(options.html!), io);

  rejectIncomplete(result, 'Not everything could be judged:');
}

function readEarlier(file: string): SecurityReport {
  try {
    return readSecurityReport(fs.readFileSync(file, 'utf8'), file);
  } catch (e) {
    if (e instanceof UnreadableInput) throw new CommandError(`--since: ${e.message}`);
    throw new CommandError(`--since ${file}: ${(e as Error).message}`);
  }
}

/** A file that a template names: one in the folder of the command, and no other. */
function readCertified(cwd: string, file: string): CertifiedFile | undefined {
  const inside = path.relative(path.resolve(cwd), path.resolve(cwd, file));
  if (inside.startsWith('..') || path.isAbsolute(inside)) return undefined;
  try {
    return readCertifiedFile(pathFrom(cwd, file));
  } catch (e) {
    if (e instanceof UnreadableInput || e instanceof CertifiedFileError) return undefined;
    throw e;
  }
}

/** Templates as the page finds them, as long as they stay where they are. */
function linksFrom(page: string): (template: string) => string {
  const folder = path.dirname(path.resolve(page));
  return (template) => uriPath(path.relative(folder, path.resolve(template)).split(path.sep));
}

function openInBrowser(page: string, io: Io): void {
  const url = pathToFileURL(path.resolve(page)).href;
  const [program, ...args] = process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  const browser = spawn(program, args, { stdio: 'ignore', detached: true });
  browser.on('error', () => io.stderr.write(`cdk-sec3: there is no ${program} to open it with: open ${url}\n`));
  browser.unref();
}
