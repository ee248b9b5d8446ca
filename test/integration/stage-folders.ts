import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { unpack } from '../../stage/deployment/published-assets';

const LAYER = path.join(__dirname, '../../assets/runtime-guard.zip');

/** Folders of functions on the stage, below one folder. All users can read them, because other users run the functions. */
export class StageFolders {
  public readonly folder: string;

  constructor(name: string) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), `sec3-${name}-`));
    fs.chmodSync(this.folder, 0o755);
  }

  public make(name: string): string {
    const made = fs.mkdtempSync(path.join(this.folder, `${name}-`));
    fs.chmodSync(made, 0o755);
    return made;
  }

  /** Creates the content of /opt for a function with the guard as its layer. */
  public makeLayer(): string {
    const layer = this.make('layer');
    unpack(fs.readFileSync(LAYER), layer);
    return layer;
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
