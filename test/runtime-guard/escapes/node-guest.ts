import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { Attack, Guest } from './guest';

const load = createRequire(__filename);

const ATTACKS = path.join(__dirname, 'node/attacks');

const described = (group: string) => load(path.join(ATTACKS, `${group}.cjs`));

/** Returns all attacks of the corpus, including those that use features a version of Node.js lacks. */
export function nodeAttacks(): Attack[] {
  const groups = fs.readdirSync(ATTACKS).filter((file) => file.endsWith('.cjs')).map((file) => path.basename(file, '.cjs')).filter((group) => group !== 'programs');
  return groups.flatMap((group) => {
    const { category, attacks } = described(group);
    return Object.entries<any>(attacks).map(([name, attack]) => ({
      group,
      name,
      aim: attack.category ?? category,
      proves: attack.proves ?? ((attack.category ?? category) === 'sourceRead' ? 'source' : 'proof'),
      means: attack.means,
      silent: attack.silent ?? false,
    }));
  });
}

/** Returns a database with one text, or an empty buffer if the release cannot create one. */
function database(interpreter: string, text: string): Buffer {
  const file = path.join(path.dirname(interpreter), 'business.db');
  const made = `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(file)}).exec("CREATE TABLE secrets (text); INSERT INTO secrets VALUES ('${text}')")`;
  const { status } = spawnSync(interpreter, ['--no-warnings', '-e', made]);
  return status === 0 ? fs.readFileSync(file) : Buffer.alloc(0);
}

/** Returns the guest for a binary of Node.js, which is copied below the folder so that all users can run it. */
export function nodeGuest(binary: string, folder: string): Guest {
  // Binaries from npm may be in a folder that only their owner can enter.
  const interpreter = path.join(folder, 'lang/bin/node');
  fs.mkdirSync(path.dirname(interpreter), { recursive: true });
  fs.copyFileSync(binary, interpreter, fs.constants.COPYFILE_FICLONE);
  fs.chmodSync(interpreter, 0o755);
  const version = execFileSync(interpreter, ['--version'], { encoding: 'utf8' }).trim();
  return {
    language: 'node',
    version,
    interpreter,
    environment: { AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${Number.parseInt(version.slice(1), 10)}.x` },
    runtime: 'runtime.cjs',
    attacks: nodeAttacks(),
    programs: Object.entries<any>(described('programs').attacks).map(([name, { refusedBy = [] }]) => ({ name, refusedBy })),
    source: 'business.cjs',
    // In a file of environment variables, the second line is one.
    code: (text) => ({
      'business.cjs': `/* edition=7\nLICENSE=${text}\n*/\nexports.price = () => 42;\n`,
      'notes.txt': `Confidential ${text} of this function\n`,
      'secret.cts': `/* ${text} */\nexports.typed = 42 as number;\n`,
      'broken.cjs': `exports.secret = '${text}' of this function;\n`,
      'unlinked.mjs': `import { nothing /* ${text} */ } from './late.mjs';\nexport default nothing;\n`,
      'unnamed.mjs': `import { nothing /* ${text} */ } from './late-by-name.cjs';\nexport default nothing;\n`,
      'late-by-name.cjs': 'exports.name = 1;\n',
      'mapped.cjs': 'exports.fail = () => {\n  throw new Error();\n};\n//# sourceMappingURL=mapped.cjs.map\n',
      'mapped.cjs.map': JSON.stringify({ version: 3, sources: ['original.ts'], sourcesContent: [`/* ${text} */ fail();`], names: [], mappings: 'AAAA;AAAA' }),
      'business.db': database(interpreter, text),
    }),
    statement: (proof) => `globalThis.proof = '${proof}'`,
    remove: () => undefined,
  };
}
