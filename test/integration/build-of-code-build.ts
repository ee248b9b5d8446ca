import { spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';

type Status = 'SUCCEEDED' | 'FAILED';

/** Result of a build, phase by phase; phases that did not run are absent. */
export interface Build {
  readonly phases: { readonly [phase in 'PRE_BUILD' | 'BUILD' | 'POST_BUILD']?: Status };
  readonly output: string;
}

/** A replacement of the AWS CLI: a download is one file, and uploads are copied to a folder. */
const AWS = `#!${process.execPath}
const fs = require('fs');
const args = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const [service, action, from, to] = args;
if (service !== 's3' || action !== 'cp') throw new Error('this AWS CLI knows s3 cp alone: ' + args.join(' '));
if (from.startsWith('s3://')) fs.copyFileSync(process.env.FAKE_DOWNLOAD, to);
else fs.cpSync(from, process.env.FAKE_BUCKET + '/' + to.slice('s3://'.length), { recursive: true });
`;

/**
 * Runs the build specification of a template's only project on this machine, as AWS CodeBuild would: commands in order, up to the first failure; the
 * post-build phase also after a failed build, but not after other failures.
 * @param download content that the AWS CLI downloads
 */
export async function build(template: Template, source: string, root: string, download: string, env: NodeJS.ProcessEnv): Promise<Build> {
  const [{ Properties: project }] = Object.values(template.findResources('AWS::CodeBuild::Project'));
  const { phases } = JSON.parse(project.Source.BuildSpec) as { phases: Record<string, { commands: string[] } | undefined> };
  const variables = project.Environment.EnvironmentVariables.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, textOf(Value)]);
  const bin = path.join(root, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  fs.writeFileSync(path.join(bin, 'aws'), AWS, { mode: 0o755 });
  const environment = {
    ...process.env,
    ...Object.fromEntries(variables),
    SEC3_REVIEW_HOME: path.join(root, 'home'),
    SEC3_REVIEW_CACHE: path.join(root, 'cache'),
    CODEBUILD_BUILD_ID: 'review:build-1',
    FAKE_DOWNLOAD: download,
    FAKE_BUCKET: path.join(root, 'buckets'),
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    ...env,
  };
  let output = '';
  const run = async (phase: string): Promise<Status> => {
    for (const command of phases[phase]?.commands ?? []) {
      output += `$ ${command}\n`;
      // Servers of the test answer during the build.
      const child = spawn('sh', ['-c', command], { cwd: source, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) return 'FAILED';
    }
    return 'SUCCEEDED';
  };
  const before = await run('pre_build');
  if (before === 'FAILED') return { phases: { PRE_BUILD: before }, output };
  const during = await run('build');
  const after = await run('post_build');
  return { phases: { PRE_BUILD: before, BUILD: during, POST_BUILD: after }, output };
}

/** Returns a value of the template as text, with references by name. */
function textOf(value: any): string {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return String(value.Ref).toLowerCase();
  if (value['Fn::Join'] !== undefined) return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]);
  if (value['Fn::Sub'] !== undefined) return value['Fn::Sub'].replace(/\$\{[^}]*\}/g, 'x');
  throw new Error(`a value that this test can't read: ${JSON.stringify(value)}`);
}
