import * as fs from 'fs';
import * as path from 'path';
import { CONFIG } from './config-file';
import { BASELINE } from './edit';
import type { Project } from './project';

/** Files of other pipelines. If one exists, no GitHub Actions workflow is proposed. */
const OTHER_PIPELINES = ['.gitlab-ci.yml', 'bitbucket-pipelines.yml', 'azure-pipelines.yml', 'Jenkinsfile', 'buildspec.yml', '.circleci/config.yml'];

/** A pipeline other than GitHub Actions. */
export interface OtherPipeline {
  /** Path relative to the root of the repository. */
  readonly file: string;
  /** Whether it contains the command. */
  readonly hasGate: boolean;
}

/** Returns the other pipeline of a repository, if any. */
export function otherPipeline(root: string): OtherPipeline | undefined {
  if (fs.existsSync(path.join(root, '.github'))) return undefined;
  const file = OTHER_PIPELINES.find((name) => fs.existsSync(path.join(root, name)));
  return file === undefined ? undefined : { file, hasGate: /\bcdk-sec3\b/.test(fs.readFileSync(path.join(root, file), 'utf8')) };
}

/** The install command, by the nearest lock file. The search ends at the root of the repository. */
const INSTALLS: readonly (readonly [lockFile: string, steps: readonly string[]])[] = [
  ['package-lock.json', ['npm ci']],
  ['npm-shrinkwrap.json', ['npm ci']],
  ['pnpm-lock.yaml', ['corepack enable', 'pnpm install --frozen-lockfile']],
  ['yarn.lock', ['corepack enable', 'yarn install --immutable || yarn install --frozen-lockfile']],
];

/**
 * Returns a GitHub Actions workflow that runs the gate on each change.
 *
 * @param folder the app
 * @param root the repository
 */
export function workflowFor(project: Project, folder: string, root: string, version: string): string {
  const below = path.relative(root, folder).split(path.sep).join('/');
  const isCdk = !('templates' in project);
  const subject = 'templates' in project ? project.templates.map(shellWord).join(' ') : 'cdk.out';
  const isPython = project.kind === 'python';
  const command = isCdk && !isPython ? 'npx --no -- cdk-sec3' : `npx --yes cdk-sec3@${version}`;
  const synthesis = isPython ? ['pip install -r requirements.txt', 'npx --yes aws-cdk@2 synth --quiet'] : isCdk ? [...installOf(folder, root), 'npx cdk synth --quiet'] : [];
  const steps = [...synthesis, `${command} check ${subject} --config ${CONFIG} --baseline ${BASELINE}`];
  return [
    'name: SEC 3',
    '',
    'on:',
    '  pull_request:',
    '  push:',
    '    branches: [main]',
    '',
    'permissions:',
    '  contents: read',
    '',
    'jobs:',
    '  gate:',
    '    runs-on: ubuntu-latest',
    ...(below === '' ? [] : ['    defaults:', '      run:', `        working-directory: ${JSON.stringify(below)}`]),
    '    steps:',
    '      - uses: actions/checkout@v4',
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: 24',
    ...(isPython ? ['      - uses: actions/setup-python@v5', '        with:', "          python-version: '3.13'"] : []),
    ...steps.map((step) => `      - run: ${step}`),
    '',
  ].join('\n');
}

function installOf(folder: string, root: string): readonly string[] {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = INSTALLS.find(([lockFile]) => fs.existsSync(path.join(at, lockFile)));
    if (found) return found[1];
    if (at === root || at === path.dirname(at)) return ['npm install'];
  }
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
