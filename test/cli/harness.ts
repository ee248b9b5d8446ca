import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Io, main } from '../../lib/cli/main';

/** Result of a command. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs each test of a file in a separate folder. Returns a function that creates files in it. */
export function inTemporaryFolder(): (files: { readonly [name: string]: unknown }) => void {
  const before = process.cwd();
  let folder: string;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-cli-')));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return (files) => {
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 1));
    }
  };
}

/** Runs the command in the current folder. */
export async function cli(argv: readonly string[], io: Partial<Pick<Io, 'color' | 'cwd' | 'ask' | 'progress'>> = {}): Promise<Outcome> {
  const written = { out: '', err: '' };
  const code = await main(argv, {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    color: io.color ?? false,
    cwd: io.cwd ?? process.cwd(),
    ask: io.ask,
    progress: io.progress,
  });
  return { code, ...written };
}

/** Returns a template with one API in a private network. Unless closed, anyone there with its key may call it, which is an error of one rule. */
export function template(open: boolean) {
  const properties = { Name: 'orders', AuthenticationType: open ? 'API_KEY' : 'AWS_IAM', Visibility: 'PRIVATE', QueryDepthLimit: 5 };
  return { Resources: { Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: properties } } };
}

/** Writes a cloud assembly with a stack for each template. */
export function assembly(folder: string, stacks: { readonly [name: string]: unknown }, acknowledged: { readonly [path: string]: object } = {}) {
  const artifacts = Object.keys(stacks).map((name) => [
    name,
    {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
      displayName: name,
      metadata: Object.fromEntries(
        Object.entries(acknowledged).map(([at, data]) => [`/${at}`, [{ type: 'aws:cdk:acknowledged-rules', data }]]),
      ),
    },
  ]);
  const templates = Object.entries(stacks).map(([name, body]) => [`${folder}/${name}.template.json`, body]);
  return { [`${folder}/manifest.json`]: { version: '55.0.0', artifacts: Object.fromEntries(artifacts) }, ...Object.fromEntries(templates) };
}
