import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { unzipSync } from 'fflate';
import { runtimeGuardLayer } from '../../../projenrc/runtime-guard-layer';
import { GUARD } from '../native/guarded';

/** The guard as its layer unpacks it, in a temporary folder: what is attacked is what is shipped. */
export class ShippedGuard {
  private readonly unpacked = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-shipped-guard-'));
  /** The folder that would be /opt/sec3-runtime-guard. */
  public readonly folder = path.join(this.unpacked, 'sec3-runtime-guard');

  constructor() {
    for (const [name, content] of Object.entries(unzipSync(runtimeGuardLayer(GUARD)))) {
      const file = path.join(this.unpacked, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      // The permissions that layer.test.ts finds in the archive.
      fs.writeFileSync(file, content, { mode: /wrapper$|\.so$/.test(name) ? 0o755 : 0o644 });
    }
  }

  public remove(): void {
    fs.rmSync(this.unpacked, { recursive: true, force: true });
  }
}
