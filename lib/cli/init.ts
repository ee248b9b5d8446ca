import * as path from 'path';
import { Command } from 'commander';
import { packageDiff } from './certify/package-diff';
import { CommandError } from './errors';
import { BASELINE } from './init/edit';
import { FileToWrite, InitPlan, planFor } from './init/plan';
import { Project, projectIn } from './init/project';
import { writeFiles } from './init/write-files';
import { Io } from './io';
import { packageVersion } from '../functions';
import { count } from '../report';

/**
 * `cdk-sec3 init`: adds the gate to an app, with warnings only.
 *
 * @param done receives the exit code: 0 everything was written, 1 nothing was written, 2 some changes have to be made by hand, or there is no app
 */
export function initCommand(io: Io, done: (exitCode: number) => void): Command {
  return new Command('init')
    .summary('add the gate to an existing app, with warnings only')
    .description(
      'Reads the app in a folder (AWS CDK in TypeScript, JavaScript or Python, AWS SAM, CloudFormation templates), and proposes changes: the gate with ' +
        'warnings and a baseline, a configuration file, and a workflow. Shows them as a diff, and writes them when you answer yes. Files that it does not understand are not changed.',
    )
    .argument('[folder]', 'the app', '.')
    .option('-y, --yes', 'write without asking')
    .addHelpText('after', [
      '',
      'Exit codes:',
      '  0  all changes were written, or nothing is missing',
      '  1  nothing was written: the answer was no, or there is neither a terminal nor --yes',
      '  2  some changes have to be made by hand, and are listed; or there is no app; or a file can’t be written, and then none is',
    ].join('\n'))
    .action(async (folder: string, options: { readonly yes?: boolean }) => done(await init(path.resolve(io.cwd, folder), options.yes === true, io)));
}

async function init(folder: string, yes: boolean, io: Io): Promise<number> {
  const project = read(folder);
  const plan = planFor(project, folder, packageVersion());
  io.stdout.write(`${subjectOf(project)}\n\n`);
  for (const file of plan.there) io.stdout.write(`${file} already exists, and is not changed.\n`);
  for (const file of plan.files) io.stdout.write(patchOf(file));
  for (const { subject, text } of plan.byHand) io.stdout.write(`${subject}: ${text}\n\n`);
  if (plan.files.length > 0 && !yes && !(await agreed(plan, io))) {
    io.stderr.write('cdk-sec3: nothing was written\n');
    return 1;
  }
  writeFiles(folder, plan.files);
  if (plan.files.length > 0) io.stdout.write(`${count(plan.files.length, 'file')} written. ${nextOf(project)}\n`);
  if (plan.byHand.length === 0) return 0;
  io.stderr.write(`cdk-sec3: some changes remain. Add the lines that are shown above by hand for: ${plan.byHand.map(({ subject }) => subject).join(', ')}\n`);
  return 2;
}

function read(folder: string): Project {
  let project: Project;
  try {
    project = projectIn(folder);
  } catch (e) {
    throw new CommandError(`${folder} can’t be read: ${(e as Error).message}`);
  }
  if (project.kind === 'none') throw new CommandError(`No app was found: ${project.reason}`);
  return project;
}

async function agreed({ files }: InitPlan, io: Io): Promise<boolean> {
  if (!io.ask) {
    io.stderr.write('cdk-sec3: there is no terminal for the question; --yes writes without asking\n');
    return false;
  }
  return /^y(?:es)?$/i.test((await io.ask(`Write ${count(files.length, 'file')}? [y/N] `)).trim());
}

function subjectOf(project: Project): string {
  switch (project.kind) {
    case 'typescript': return `An AWS CDK app in TypeScript, created in ${project.entry}`;
    case 'javascript': return `An AWS CDK app in JavaScript, created in ${project.entry}`;
    case 'python': return `An AWS CDK app in Python, created in ${project.entry}`;
    case 'sam': return `AWS SAM: ${project.templates.join(', ')}`;
    case 'templates': return `CloudFormation templates: ${project.templates.join(', ')}`;
    default: return 'An AWS CDK app';
  }
}

function patchOf({ file, before, after }: FileToWrite): string {
  const contents = (text: string | undefined) => new Map(text === undefined ? [] : [[file, Buffer.from(text)]]);
  return packageDiff(contents(before), contents(after)).map(({ patch }) => `${patch}\n`).join('');
}

/** Returns the next steps: install packages, and write today's findings to the baseline. */
function nextOf(project: Project): string {
  const install = project.kind === 'typescript' || project.kind === 'javascript' ? 'install the new packages, run npx cdk synth, and then ' : project.kind === 'python' ? 'install the new packages, run cdk synth, and then ' : '';
  const subject = 'templates' in project ? `${project.templates.join(' ')} ` : '';
  return `Next: ${install}npx cdk-sec3 check ${subject}--baseline ${BASELINE} --update-baseline records the findings of today.`;
}
