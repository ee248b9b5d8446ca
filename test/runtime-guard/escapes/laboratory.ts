import { execFileSync } from 'child_process';
import { randomBytes } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Guest } from './guest';
import { ALLOWED_NAME, NAME_SERVER, OTHER_HOST, OTHER_HOST_6, OTHER_NAME, PORTS } from './internet';
import { ALLOW_ALL } from './policies';

/** Input of every run; attacks get it as `lab`. */
export type LabData = ReturnType<Laboratory['bench']>;

/** Compiled programs of this process, by source and options. */
const compiled = new Map<string, Buffer>();

/** Environment of attacks: the function's code, programs to start, libraries to load, and a separate bench for each run. */
export class Laboratory {
  /** Programs and libraries of attacks, below the folder. */
  public readonly programs = ['effect', 'loaded.so', 'loaded.node'];
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-escapes-'));
  public readonly task = path.join(this.folder, 'var/task');
  public readonly guard = path.join(this.folder, 'opt/sec3-runtime-guard');
  /** Text that only occurs in a comment of the handler's source. */
  public readonly sourceText = `SRC-${randomBytes(12).toString('hex')}`;
  public readonly unixSocket = path.join(this.folder, 'outside.sock');
  public readonly abstractSocket = path.basename(this.folder);

  /** @param guard the folder of the guard, laid out as in its layer; a copy of it runs */
  constructor(guard: string) {
    // Attacks also run as another user, who needs to reach this folder.
    fs.chmodSync(this.folder, 0o755);
    fs.cpSync(guard, this.guard, { recursive: true });
    fs.chmodSync(this.guard, 0o755);
    this.compile('effect.c', 'effect', '-static');
    this.compile('loaded.c', 'loaded.so', '-shared', '-fPIC');
    this.compile('loaded.c', 'loaded.node', '-shared', '-fPIC');
  }

  /** Deploys the guest's code as a function, and returns the path of its runtime. */
  public deploy(guest: Guest): string {
    const corpus = path.join(__dirname, guest.language);
    const runtime = path.join(this.folder, 'runtime', guest.runtime);
    fs.cpSync(path.join(corpus, 'task'), this.task, { recursive: true });
    fs.cpSync(path.join(corpus, 'attacks'), path.join(this.task, 'attacks'), { recursive: true });
    fs.mkdirSync(path.dirname(runtime));
    fs.copyFileSync(path.join(corpus, guest.runtime), runtime);
    this.write(guest, this.task);
    return runtime;
  }

  /** Writes the files of the guest's code, with the secret text. */
  public write(guest: Guest, folder: string): void {
    for (const [name, content] of Object.entries(guest.code(this.sourceText))) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
  }

  /** Returns the targets of one run. The attack sends `token` out; only its code can answer with `proof`. */
  public bench(witnessPort: number, guest: Guest) {
    const token = randomBytes(8).toString('hex');
    const proof = randomBytes(8).toString('hex');
    const own = path.join(this.folder, token);
    fs.mkdirSync(path.join(own, 'out'), { recursive: true });
    fs.writeFileSync(path.join(own, 'victim.txt'), 'as it was');
    for (const each of ['', 'out', 'victim.txt']) fs.chownSync(path.join(own, each), 993, 990);
    return {
      token,
      proof,
      code: guest.statement(proof),
      witnessPort,
      marker: path.join(own, 'ran'),
      out: path.join(own, 'out'),
      victim: path.join(own, 'victim.txt'),
      shared: `/dev/shm/sec3-${token}`,
      program: path.join(this.folder, 'effect'),
      library: path.join(this.folder, 'loaded.so'),
      addon: path.join(this.folder, 'loaded.node'),
      task: this.task,
      source: path.join(this.task, guest.source),
      childScript: path.join(this.task, 'child.cjs'),
      workerScript: path.join(this.task, 'worker-script.cjs'),
      host: OTHER_HOST,
      host6: OTHER_HOST_6,
      otherName: OTHER_NAME,
      allowedName: ALLOWED_NAME,
      nameserver: NAME_SERVER,
      ports: PORTS,
      unixSocket: this.unixSocket,
      abstractSocket: this.abstractSocket,
      allowAll: ALLOW_ALL,
    };
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private compile(source: string, target: string, ...options: readonly string[]): void {
    const output = path.join(this.folder, target);
    const what = [source, ...options].join(' ');
    const known = compiled.get(what);
    if (known) fs.writeFileSync(output, known, { mode: 0o755 });
    else execFileSync('gcc', ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', ...options, '-o', output, path.join(__dirname, 'programs', source)]);
    compiled.set(what, fs.readFileSync(output));
  }
}
