import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { zipSync } from 'fflate';
import { Attack, Guest } from './guest';

const SEALED = "import os\n\n_sealed = os.environ.pop('LAB_SECRET', '')[::-1]\n";
const PRICE = '\n\ndef price():\n    return 42\n';

const CATALOG = path.join(__dirname, 'python/attacks/catalog.py');

/** Returns all attacks of the corpus, including those that use features a version of Python lacks. */
export function pythonAttacks(): Attack[] {
  return JSON.parse(execFileSync('python3', [CATALOG], { encoding: 'utf8' })).attacks;
}

/** Returns the guest for a binary of Python. Its whole installation is mounted below the folder if other users cannot reach it. */
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
      // Nothing loads these automatically.
      'broken.py': `LICENSE = '${text}' of this function\n`,
      'indented.py': `if True:\n'${text}'\n`,
      'undecodable.py': Buffer.concat([Buffer.from(`LICENSE = '${text} `), Buffer.from([0xff]), Buffer.from("'\n")]),
      'null.py': `LICENSE = '${text}'\0\n`,
      'archive.zip': archive({ 'archived.py': `# ${text}${PRICE}`, 'notes.txt': text }),
      'secret.key': `${text}\n`,
      'C/LC_MESSAGES/lab.mo': catalog('question', text),
      'business.db': database(python, text),
      'spare.py': `# What else it lives on: ${text}\n${PRICE}`,
    }),
    statement: (proof) => `proof = '${proof}'`,
    remove,
  };
}

function archive(files: Record<string, string>): Buffer {
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]))));
}

/** Returns a message catalog with one translation, in gettext format. */
function catalog(message: string, translation: string): Buffer {
  const texts = [message, translation].map((text) => Buffer.from(`${text}\0`));
  const words = Uint32Array.from([0x950412de, 0, 1, 28, 36, 0, 44, message.length, 44, translation.length, 44 + texts[0].length]);
  return Buffer.concat([Buffer.from(words.buffer), ...texts]);
}

const DATABASE = `
import sqlite3, sys
database = sqlite3.connect(':memory:')
database.executescript(f"CREATE TABLE secrets (text); INSERT INTO secrets VALUES ('{sys.argv[1]}')")
print(database.serialize().hex())`;

/** Returns a database with one text. */
function database(python: (...command: readonly string[]) => string, text: string): Buffer {
  return Buffer.from(python('-c', DATABASE, text).trim(), 'hex');
}

/** Makes Python and its library readable by all users: a folder that only its owner can enter is mounted elsewhere. */
function withinReach(binary: string, folder: string): Pick<Guest, 'interpreter' | 'remove'> & { readonly libraries: string } {
  const prefix = path.dirname(path.dirname(binary));
  if (prefix === '/usr') return { interpreter: binary, libraries: '', remove: () => undefined };
  const mounted = path.join(folder, 'lang');
  fs.mkdirSync(mounted);
  execFileSync('mount', ['--bind', prefix, mounted]);
  // Removing the folder must not remove files below the mount.
  execFileSync('mount', ['--options', 'remount,bind,ro', mounted]);
  return {
    interpreter: path.join(mounted, 'bin', path.basename(binary)),
    libraries: `${mounted}/lib:${mounted}`,
    remove: () => execFileSync('umount', ['--lazy', mounted]),
  };
}
