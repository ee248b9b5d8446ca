import { spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';

type Status = 'SUCCEEDED' | 'FAILED';

/** How a build went, phase by phase; a phase that did not run is absent. */
export interface Build {
  readonly phases: { readonly [phase in 'PRE_BUILD' | 'BUILD' | 'POST_BUILD']?: Status };
  readonly output: string;
}

/** The AWS CLI, as far as builds use it: what is downloaded is one file, and what is uploaded lands in a folder. */
const AWS = `#!${process.execPath}
const fs = require('fs');
const args = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const [service, action, from, to] = args;
if (service !== 's3' || action !== 'cp') throw new Error('this AWS CLI knows s3 cp alone: ' + args.join(' '));
if (from.startsWith('s3://')) fs.copyFileSync(process.env.FAKE_DOWNLOAD, to);
else fs.cpSync(from, process.env.FAKE_BUCKET + '/' + to.slice('s3://'.length), { recursive: true });
`;

/**
 * Runs the build specification of the one project of a template on this machine, as AWS CodeBuild would: commands one after the other, to
 * the first that fails; what comes after the build even where that failed, and nothing else then.
 *
 * @param download what the AWS CLI downloads
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
      // Servers of the test answer meanwhile.
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

/** A value of the template, with references by name. */
function textOf(value: any): string {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return String(value.Ref).toLowerCase();
  if (value['Fn::Join'] !== undefined) return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]);
  if (value['Fn::Sub'] !== undefined) return value['Fn::Sub'].replace(/\$\{[^}]*\}/g, 'x');
  throw new Error(`a value that this test can't read: ${JSON.stringify(value)}`);
}
