import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Io, pathFrom } from './io';
import type { GateResult } from '../gate';
import { isObject } from '../json/json-object';
import { isWithin, repositoryRoot } from '../report';
import type { ReportSubject } from '../report/security';

/** Details of the report from the command line. */
export interface SubjectOptions {
  readonly application?: string;
  readonly environment?: string;
  readonly by?: string;
}

/** Variables with the user who started a pipeline: GitHub Actions, GitLab, AWS CodeBuild, Jenkins. */
const ACTORS = ['GITHUB_ACTOR', 'GITLAB_USER_LOGIN', 'CODEBUILD_INITIATOR', 'BUILD_USER_ID'];

/** Returns the subject and the author of a report, from options, the repository and the environment. */
export function reportSubject(result: GateResult, inputs: readonly string[], options: SubjectOptions, io: Io): ReportSubject {
  const root = repositoryRoot(io.cwd);
  const commit = git(root, ['rev-parse', 'HEAD']);
  const changes = commit === undefined ? undefined : git(root, ['status', '--porcelain', '--untracked-files=no']);
  const untracked = commit === undefined ? undefined : git(root, ['-c', 'core.quotePath=false', 'ls-files', '--others', '--exclude-standard']);
  const actor = ACTORS.map((name) => process.env[name]).find((value) => value);
  return {
    application: options.application ?? packageName(io.cwd) ?? path.basename(root),
    environment: options.environment,
    commit,
    modified: changes === undefined ? undefined : changes !== '',
    untracked: untracked?.split('\n').filter((file) => file !== '' && !inputs.some((input) => isWithin(path.resolve(pathFrom(io.cwd, input)), path.join(root, file)))),
    assemblyHash: hashOf(result, inputs.map((input) => pathFrom(io.cwd, input))),
    madeBy: options.by ?? (actor === undefined ? userName() : `${actor}, in a pipeline`),
    versions: { 'Node.js': process.versions.node, ...assemblyVersion(inputs.map((input) => pathFrom(io.cwd, input))) },
  };
}

/** Returns the hash of templates and manifests by name and content, independent of their order. */
function hashOf(result: GateResult, inputs: readonly string[]): string {
  const manifests = inputs.map((input) => path.join(input, 'manifest.json')).filter((file) => fs.existsSync(file));
  const named = new Set([...manifests, ...result.workload.stacks.map(({ file }) => file)]);
  const files = [...named].filter((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${path.basename(file)}\0${fs.statSync(file).size}\0`).update(fs.readFileSync(file));
  return hash.digest('hex');
}

function assemblyVersion(inputs: readonly string[]): ReportSubject['versions'] {
  const versions = inputs.flatMap((input) => {
    const manifest = readJson(path.join(input, 'manifest.json'));
    return isObject(manifest) && typeof manifest.version === 'string' ? [manifest.version] : [];
  });
  return versions.length === 0 ? {} : { 'cloud assembly': [...new Set(versions)].join(', ') };
}

function packageName(folder: string): string | undefined {
  const manifest = readJson(path.join(folder, 'package.json'));
  return isObject(manifest) && typeof manifest.name === 'string' ? manifest.name : undefined;
}

/** Returns the JSON in a file; undefined if the file is missing or is not JSON. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return 'an unknown user';
  }
}

/** Returns the output of git; undefined without a repository, or without git. */
function git(folder: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 }).trim();
  } catch {
    return undefined;
  }
}
