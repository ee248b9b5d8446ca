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
 * `cdk-sec3 report`: a report on each line of SEC 3, with evidence.
 *
 * @param done receives the exit code: 0 the report was written, regardless of its content; 2 it could not be written, or is incomplete
 */
export function reportCommand(io: Io, done: (exitCode: number) => void): Command {
  return new Command('report')
    .summary('report on each line of SEC 3, with evidence')
    .description(
      'Reports on question SEC 3 for a cloud assembly (the cdk.out folder that cdk synth writes) or CloudFormation templates: the status of each line of ' +
        'the checklist, with its resources, rules and acknowledgements, and next steps. Unlike check, it does not fail on findings.',
    )
    .argument('[path...]', 'cloud assembly folders and template files (default: cdk.out)')
    .option('--html <file>', 'write a self-contained HTML file')
    .option('--markdown <file>', 'write Markdown for a pull request comment')
    .option('--json <file>', 'write JSON; its schema is assets/security-report.schema.json in the package')
    .option('--well-architected <file>', 'write the answer as input of UpdateAnswer of the AWS Well-Architected Tool')
    .option('--since <file>', 'show fixed and new findings, and changes of controls, since an earlier report in JSON')
    .option('--baseline <file>', 'mark findings of the baseline file that check --update-baseline wrote')
    .option('-c, --config <file>', 'file with levels, rule parameters and acknowledgements, in JSON or YAML')
    .option('--application <name>', 'name of the application (default: from package.json or the folder)')
    .option('--environment <name>', 'environment, such as production')
    .option('--by <name>', 'author of the report (default: the user who started the pipeline, or the user of this machine)')
    .option('--open', 'open the HTML file in a browser')
    .option('--no-color', 'no colors; NO_COLOR in the environment does the same')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  the report was written, whatever its content',
        '  2  the report could not be written, or is incomplete',
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

  rejectIncomplete(result, 'Not everything could be checked:');
}

function readEarlier(file: string): SecurityReport {
  try {
    return readSecurityReport(fs.readFileSync(file, 'utf8'), file);
  } catch (e) {
    if (e instanceof UnreadableInput) throw new CommandError(`--since: ${e.message}`);
    const missing = (e as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CommandError(`--since ${file}: ${missing ? 'the report does not exist; cdk-sec3 report with --json writes one' : (e as Error).message}`);
  }
}

/** Returns a file that a template refers to. Only files in the folder of the command are read. */
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

/** Links from the page to templates. They work as long as the templates are not moved. */
function linksFrom(page: string): (template: string) => string {
  const folder = path.dirname(path.resolve(page));
  return (template) => uriPath(path.relative(folder, path.resolve(template)).split(path.sep));
}

function openInBrowser(page: string, io: Io): void {
  const url = pathToFileURL(path.resolve(page)).href;
  const [program, ...args] = process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  const browser = spawn(program, args, { stdio: 'ignore', detached: true });
  browser.on('error', () => io.stderr.write(`cdk-sec3: ${program} is not installed; open ${url}\n`));
  browser.unref();
}
