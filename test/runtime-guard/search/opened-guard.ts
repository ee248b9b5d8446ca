import { spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Edit } from './switches';
import { GUARD, LIBRARY } from '../native/guarded';

const SOURCE = path.join(GUARD, 'native');
const OPTIONS = ['-std=c11', '-O0', '-fPIC', '-fvisibility=hidden', '-D_GNU_SOURCE'];

/** Copies of the guard with a disabled protection, built from its source. */
export class OpenedGuards {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-opened-'));
  private readonly objects = path.join(this.folder, 'objects');

  /** Compiles the library's files, once for all copies. */
  public async compile(): Promise<void> {
    fs.mkdirSync(this.objects);
    const files = fs.readdirSync(SOURCE).filter((name) => name.endsWith('.c'));
    const half = Math.ceil(files.length / 2);
    const compile = (some: readonly string[]) => run(['-c', ...OPTIONS, ...some.map((name) => path.join(SOURCE, name))], this.objects);
    await Promise.all([compile(files.slice(0, half)), compile(files.slice(half))]);
  }

  /**
   * Returns the folder of a guard with these edits, laid out as in its layer.
   * @throws if an edit changes nothing
   */
  public async without(edits: readonly Edit[]): Promise<string> {
    const guard = fs.mkdtempSync(path.join(this.folder, 'guard-'));
    fs.cpSync(GUARD, guard, { recursive: true });
    const changed = new Set<string>();
    for (const { file, text, instead } of edits) {
      const name = path.join(guard, file);
      const before = fs.readFileSync(name, 'utf8');
      if (before.split(text).length < 2) throw new Error(`${file} has no ${JSON.stringify(text)}; the switch has to be brought up to date`);
      fs.writeFileSync(name, before.split(text).join(instead));
      if (file.endsWith('.c')) changed.add(path.basename(file));
    }
    if (changed.size > 0) await this.link(guard, [...changed]);
    return guard;
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async link(guard: string, changed: readonly string[]): Promise<void> {
    const others = fs.readdirSync(this.objects).filter((name) => !changed.includes(name.replace(/\.o$/, '.c'))).map((name) => path.join(this.objects, name));
    const library = path.join(guard, path.relative(GUARD, LIBRARY));
    const sources = changed.map((name) => path.join(guard, 'native', name));
    await run(['-shared', ...OPTIONS, '-Wl,-z,relro,-z,now,-z,defs', '-o', library, ...sources, ...others], guard);
  }
}

function run(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    const gcc = spawn('gcc', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] }).on('error', reject);
    gcc.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    gcc.on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`gcc ${args.join(' ')}: ${stderr}`))));
  });
}
