import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ArchiveContent, ArchivedPackage, PackageArchives } from '../../dependencies/content/package-archives';

/** Archives of packages, from caches or, by the package manager, from its registry. An archive has to match its known hash. */
export class ObtainedArchives {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-archives-'));
  private readonly archives = new PackageArchives([this.folder]);
  private readonly known = new Map<string, ArchiveContent | undefined>();

  /** Undefined if neither a cache nor the registry has it. */
  public find(one: ArchivedPackage): ArchiveContent | undefined {
    const key = `${one.ecosystem}:${one.name}@${one.version} ${one.integrity}`;
    if (!this.known.has(key)) this.known.set(key, this.archives.find(one) ?? this.download(one));
    return this.known.get(key);
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }

  private download(one: ArchivedPackage): ArchiveContent | undefined {
    const [command, ...args] = one.ecosystem === 'npm'
      ? ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', this.folder, '--', `${one.name}@${one.version}`]
      : ['pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', this.folder, `${one.name}==${one.version}`];
    spawnSync(command, args, { cwd: this.folder, stdio: 'ignore', timeout: 120_000 });
    return this.archives.find(one);
  }
}
