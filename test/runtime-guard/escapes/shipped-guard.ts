import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { unzipSync } from 'fflate';
import { runtimeGuardLayer } from '../../../projenrc/runtime-guard-layer';
import { GUARD } from '../native/guarded';

/** The guard, unpacked from its layer into a temporary folder, so that tests attack the shipped files. */
export class ShippedGuard {
  private readonly unpacked = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-shipped-guard-'));
  /** Folder with the content of /opt/sec3-runtime-guard. */
  public readonly folder = path.join(this.unpacked, 'sec3-runtime-guard');

  constructor() {
    for (const [name, content] of Object.entries(unzipSync(runtimeGuardLayer(GUARD)))) {
      const file = path.join(this.unpacked, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      // layer.test.ts checks that the archive has these permissions.
      fs.writeFileSync(file, content, { mode: /wrapper$|\.so$/.test(name) ? 0o755 : 0o644 });
    }
  }

  public remove(): void {
    fs.rmSync(this.unpacked, { recursive: true, force: true });
  }
}
