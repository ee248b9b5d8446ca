import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ADDRESSES } from './internet';
import { MatrixOptions } from './matrix';
import { EscapeResults } from './results';
import { sealed } from '../sealed/sealed';

const REPOSITORY = path.resolve(__dirname, '../../..');

/**
 * Runs the escape corpus on one version of a runtime in sealed namespaces, which protect the machine; 203.0.113.10 is an external host there. Needs
 * root.
 */
export function runEscapes(options: MatrixOptions): EscapeResults {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-matrix-'));
  const output = path.join(folder, 'results.json');
  fs.chmodSync(folder, 0o755);
  const [program, ...args] = sealed(folder, ADDRESSES, [process.execPath, '--import', 'tsx', path.join(__dirname, 'main.ts'), JSON.stringify(options), output]);
  try {
    const { status, stderr, signal } = spawnSync(program, args, {
      cwd: REPOSITORY,
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'test/tsconfig.json') },
    });
    if (status !== 0) throw new Error(`the matrix ended with ${signal ?? status}: ${stderr}`);
    return JSON.parse(fs.readFileSync(output, 'utf8'));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
