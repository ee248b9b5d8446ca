import * as fs from 'fs';
import * as path from 'path';
import { tooOldCdk } from './cdk-version';
import { CONFIG, CONFIG_TEXT } from './config-file';
import { BASELINE, Edit } from './edit';
import { editPackageJson, editRequirements, packagesOf } from './edit-dependencies';
import { editPython, PYTHON_BY_HAND } from './edit-python';
import { editTypeScript, linesByHand, TYPESCRIPT_BY_HAND } from './edit-typescript';
import { Project } from './project';
import { otherPipeline, workflowFor } from './workflow';
import { writeBaseline } from '../../gate';
import { repositoryRoot } from '../../report';
import { MINIMUM_CDK_VERSION } from '../../secure/cdk-version';

/** A file to write. */
export interface FileToWrite {
  /** Path relative to the folder of the app. */
  readonly file: string;
  /** Its current content; absent if the file does not exist. */
  readonly before?: string;
  readonly after: string;
}

/** A change to make by hand. */
export interface ManualStep {
  /** A file relative to the folder of the app, or a part of the project without one file. */
  readonly subject: string;
  /** The reason, and the lines to add. */
  readonly text: string;
}

/** The proposal. */
export interface InitPlan {
  readonly files: readonly FileToWrite[];
  readonly byHand: readonly ManualStep[];
  /** Parts that exist already. */
  readonly there: readonly string[];
}

/**
 * Proposes the changes that add the gate to an app, without making them.
 *
 * @param folder absolute path of the app
 * @param version of this package
 */
export function planFor(project: Project, folder: string, version: string): InitPlan {
  const files: FileToWrite[] = [];
  const manual: ManualStep[] = [];
  const there: string[] = [];
  const edit = (file: string, how: (text: string) => Edit, lines: readonly string[]) => {
    const before = readText(path.join(folder, file));
    const made: Edit = before === undefined ? { kind: 'by-hand', reason: 'it is not there, or not in UTF-8' } : how(before);
    if (made.kind === 'changed') files.push({ file, before, after: made.text });
    else if (made.kind === 'unchanged') there.push(file);
    else manual.push({ subject: file, text: [`${made.reason}. Add by hand:`, ...lines.map((line) => `    ${line}`)].join('\n') });
  };
  const create = (file: string, after: string) => {
    if (fs.existsSync(path.join(folder, file))) there.push(file);
    else files.push({ file, after });
  };

  const tooOld = 'entry' in project ? tooOldCdk(folder) : undefined;
  if (tooOld !== undefined) {
    manual.push({ subject: 'the app', text: `aws-cdk-lib ${tooOld} is older than ${MINIMUM_CDK_VERSION}, which the gate at synthesis needs. Upgrade it, and run cdk-sec3 init again` });
  } else if (project.kind === 'typescript' || project.kind === 'javascript') {
    edit(project.entry, (text) => editTypeScript(text, path.join(folder, project.entry)), linesByHand(path.join(folder, project.entry)));
    edit('package.json', (text) => editPackageJson(text, packagesOf(version)), ['npm install cdk-sec3 cdk-nag']);
  } else if (project.kind === 'python') {
    edit(project.entry, editPython, PYTHON_BY_HAND);
    edit('requirements.txt', (text) => editRequirements(text, version), [`cdk-sec3>=${version}`]);
  } else if (project.kind === 'cdk') {
    manual.push({ subject: 'the app', text: [`${project.reason}. Add to the code that makes the App, in the terms of its language:`, ...TYPESCRIPT_BY_HAND.map((line) => `    ${line}`)].join('\n') });
  }
  create(BASELINE, writeBaseline([]));
  create(CONFIG, CONFIG_TEXT);
  const root = repositoryRoot(folder);
  const other = otherPipeline(root);
  if (other?.hasGate) {
    there.push(other.file);
  } else if (other !== undefined || project.kind === 'cdk') {
    manual.push({
      subject: other?.file ?? 'the pipeline',
      text: `after synthesis, run npx cdk-sec3 check --config ${CONFIG} --baseline ${BASELINE}; https://github.com/cdk-sec3/cdk-sec3/tree/main/examples/pipelines has whole pipelines`,
    });
  } else {
    create(path.relative(folder, path.join(root, '.github/workflows/sec3.yml')), workflowFor(project, folder, root, version));
  }
  return { files, byHand: manual, there };
}

/** Returns the text of a file; undefined if the file does not exist, or is not valid UTF-8, which would lose bytes. */
function readText(file: string): string | undefined {
  const content = fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? fs.readFileSync(file) : undefined;
  const text = content?.toString('utf8');
  return content !== undefined && Buffer.from(text!, 'utf8').equals(content) ? text : undefined;
}
