import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Attack, Guest } from './guest';

const SEALED = "import os\n\n_sealed = os.environ.pop('LAB_SECRET', '')[::-1]\n";
const PRICE = '\n\ndef price():\n    return 42\n';

const CATALOG = path.join(__dirname, 'python/attacks/catalog.py');

/** All attacks of the corpus, whether or not a version of Python knows what they use. */
export function pythonAttacks(): Attack[] {
  return JSON.parse(execFileSync('python3', [CATALOG], { encoding: 'utf8' })).attacks;
}

/** Python: a binary, whose whole installation is mounted below the folder where other users don't get to it. */
export function pythonGuest(binary: string, folder: string): Guest {
  const { interpreter, libraries, remove } = withinReach(fs.realpathSync(binary), folder);
  const environment = { LD_LIBRARY_PATH: libraries, PYTHONDONTWRITEBYTECODE: '1' };
  const python = (...command: readonly string[]) => execFileSync(interpreter, command, { encoding: 'utf8', env: { ...process.env, ...environment } });
  const version = python('-c', 'import sys; print(sys.version.split()[0])').trim();
  return {
    language: 'python',
    version,
    interpreter,
    environment: { ...environment, AWS_EXECUTION_ENV: `AWS_Lambda_python${version.split('.').slice(0, 2).join('.')}` },
    runtime: 'runtime.py',
    ...JSON.parse(python(CATALOG)),
    source: 'business.py',
    code: (text) => ({
      'business.py': `# What the business lives on: ${text}\n${SEALED}${PRICE}\n\ndef licensed():\n    license = _sealed[::-1]\n    return len(license)\n`,
      'priced.py': `# -*- coding: cp1252 -*-\n# ${text}${PRICE}`,
      'warned.py': `# ${text}\nPATTERN = '\\d'${PRICE}`,
      'latin.py': Buffer.from("# -*- coding: latin-1 -*-\nNAME = 'caf\xe9'\n", 'latin1'),
      'strange.py': `# -*- coding: foreign -*-\n# ${text}${PRICE}`,
      // Nothing loads these by itself.
      'spare.py': `# What else it lives on: ${text}\n${PRICE}`,
    }),
    statement: (proof) => `proof = '${proof}'`,
    remove,
  };
}

/** Python with all of its library, where every user gets to: a folder that only its owner may enter is mounted elsewhere. */
function withinReach(binary: string, folder: string): Pick<Guest, 'interpreter' | 'remove'> & { readonly libraries: string } {
  const prefix = path.dirname(path.dirname(binary));
  if (prefix === '/usr') return { interpreter: binary, libraries: '', remove: () => undefined };
  const mounted = path.join(folder, 'lang');
  fs.mkdirSync(mounted);
  execFileSync('mount', ['--bind', prefix, mounted]);
  // Clearing the folder away must not reach what is mounted there.
  execFileSync('mount', ['--options', 'remount,bind,ro', mounted]);
  return {
    interpreter: path.join(mounted, 'bin', path.basename(binary)),
    libraries: `${mounted}/lib:${mounted}`,
    remove: () => execFileSync('umount', ['--lazy', mounted]),
  };
}
