import { createHash } from 'crypto';
import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { Download } from '../../lambda/dependency-review/plan';
import { Workplace } from '../../lambda/dependency-review/workplace';

/** Call of a fake program. */
export interface Called {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A source under review, fake scanners, and a server on this machine from which they are downloaded. */
export class Scene {
  public static async open(): Promise<Scene> {
    const scene = new Scene();
    await new Promise<void>((resolve) => scene.server.listen(0, '127.0.0.1', resolve));
    return scene;
  }

  public readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-review-')));
  public readonly source = path.join(this.root, 'source');
  public readonly place: Workplace;
  private readonly served = new Map<string, Buffer>();
  private readonly server = http.createServer((request, response) => {
    const file = this.served.get(request.url!);
    response.writeHead(file ? 200 : 404).end(file);
  });

  private constructor() {
    fs.mkdirSync(this.source);
    fs.mkdirSync(path.join(this.root, 'bin'));
    this.place = new Workplace(this.source, path.join(this.root, 'home'), path.join(this.root, 'cache'));
  }

  /** Writes a file of the source. */
  public write(file: string, content: string | object): void {
    const target = path.join(this.source, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** Returns the text of a program that records its call, follows instructions, and ends with an exit code. */
  public program(exitCode: number, does: string = ''): string {
    const called = JSON.stringify(path.join(this.root, 'called.json'));
    return `#!${process.execPath}
const fs = require('fs');
const args = process.argv.slice(2);
fs.writeFileSync(${called}, JSON.stringify({ args, env: process.env, cwd: process.cwd() }));
const valueOf = (name) => args.map((arg, i) => (arg === name ? args[i + 1] : arg.startsWith(name + '=') ? arg.slice(name.length + 1) : undefined)).find(Boolean);
${does}
process.exitCode = ${exitCode};
`;
  }

  /** Installs a program on the path. */
  public install(name: string, text: string): void {
    fs.writeFileSync(path.join(this.root, 'bin', name), text, { mode: 0o755 });
  }

  /** Search path of programs. */
  public get path(): string {
    return `${path.join(this.root, 'bin')}${path.delimiter}${process.env.PATH}`;
  }

  /** Serves a file. */
  public serve(name: string, content: string | Uint8Array): Download {
    const bytes = Buffer.from(content as string);
    this.served.set(`/${name}`, bytes);
    const { port } = this.server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/${name}`, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  /** Returns the last call of a program. */
  public called(): Called {
    return JSON.parse(fs.readFileSync(path.join(this.root, 'called.json'), 'utf8')) as Called;
  }

  public async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

/** Runs a function with other environment variables. */
export async function within<T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
