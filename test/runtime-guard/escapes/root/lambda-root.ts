import * as fs from 'fs';
import * as path from 'path';
import { Guest } from '../guest';
import { LabData, Laboratory } from '../laboratory';

const ROOT_SCRIPT = path.resolve(__dirname, '../../../../stage/root/root.sh');
const ETC_FILES = ['hostname', 'hosts', 'passwd', 'group', 'nsswitch.conf', 'ld.so.cache', 'resolv.conf'];
/** Files that a run can change or create, with the names of `LabData`, below its own folder. */
const CHANGED = { marker: 'ran', out: 'out', victim: 'victim.txt' };

/**
 * A root like Lambda's (stage/root), created for each run: the function, the layer and the runtime have Lambda's paths, and only /tmp is writable.
 */
export class LambdaRoot {
  private readonly folder: string;
  /** Folder that is mounted at /var/lang. */
  private readonly language: string;

  /** @param runtime the file that serves an invocation, as deployed by the laboratory */
  constructor(
    private readonly laboratory: Laboratory, private readonly guest: Guest, private readonly runtime: string, private readonly launcher: string,
  ) {
    this.folder = path.join(laboratory.folder, 'roots');
    const [etc, none] = [this.etc, path.join(this.folder, 'none')];
    for (const folder of [etc, none]) fs.mkdirSync(folder, { recursive: true });
    for (const name of ETC_FILES) if (fs.existsSync(`/etc/${name}`)) fs.copyFileSync(`/etc/${name}`, path.join(etc, name));
    const language = path.resolve(guest.interpreter, '../..');
    this.language = language === '/usr' ? none : language;
    const programs = path.join(path.dirname(runtime), 'programs');
    fs.mkdirSync(programs);
    for (const name of laboratory.programs) fs.copyFileSync(path.join(laboratory.folder, name), path.join(programs, name));
    fs.copyFileSync(path.join(__dirname, 'prepare.sh'), path.join(programs, '../prepare.sh'));
  }

  /** Returns the input of a run, with paths inside of the root. */
  public inside(lab: LabData): LabData {
    const { program, library, addon, task, source, childScript, workerScript } = lab;
    const inTmp = (file: string) => path.join('/tmp', path.basename(file));
    const inTask = (file: string) => path.join('/var/task', path.relative(task, file));
    return {
      ...lab,
      ...Object.fromEntries(Object.entries(CHANGED).map(([name, file]) => [name, path.join('/tmp', file)])),
      ...{ program: inTmp(program), library: inTmp(library), addon: inTmp(addon) },
      ...{ task: '/var/task', source: inTask(source), childScript: inTask(childScript), workerScript: inTask(workerScript) },
    };
  }

  /** Returns the paths that hold the changeable files after the run. */
  public outside(lab: LabData): LabData {
    return { ...lab, ...Object.fromEntries(Object.entries(CHANGED).map(([name, file]) => [name, path.join(this.kept(lab), file)])) };
  }

  /**
   * Returns the command that runs the function in a new root.
   * @param environment of the function; paths that differ in the root are changed in it
   */
  public command(lab: LabData, isGuarded: boolean, environment: Readonly<Record<string, string>>): string[] {
    const root = path.join(this.folder, lab.token);
    for (const folder of [root, this.kept(lab)]) fs.mkdirSync(folder);
    const interpreter = this.atLang(this.guest.interpreter);
    const variables = { ...environment, LAMBDA_TASK_ROOT: '/var/task', LAMBDA_RUNTIME_DIR: '/var/runtime', TMPDIR: '/tmp/out' };
    return [
      ...['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', path.join(__dirname, 'in-root.sh'), this.kept(lab), ROOT_SCRIPT],
      ...[root, this.language, this.laboratory.task, path.dirname(this.laboratory.guard), path.dirname(this.runtime)],
      ...[this.etc, this.launcher, this.launcher],
      ...Object.entries(variables).map(([name, value]) => `${name}=${this.atLang(value)}`),
      ...['/bin/sh', '/var/runtime/prepare.sh', '/var/rapid/launcher', ...(isGuarded ? ['/opt/sec3-runtime-guard/wrapper'] : [])],
      ...[interpreter, path.join('/var/runtime', path.basename(this.runtime))],
    ];
  }

  private get etc(): string {
    return path.join(this.folder, 'etc');
  }

  private kept(lab: LabData): string {
    return path.join(this.folder, `${lab.token}-kept`);
  }

  private atLang(text: string): string {
    return text.replaceAll(this.language, '/var/lang');
  }
}
