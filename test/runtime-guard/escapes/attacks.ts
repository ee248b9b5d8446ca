import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { Aim } from './results';

const FOLDER = path.join(__dirname, 'node/attacks');

const load = createRequire(__filename);

/** An attack as its file describes it. */
export interface Attack {
  readonly group: string;
  readonly name: string;
  readonly aim: Aim;
  /** What its answer has to hold, where the answer is the effect. */
  readonly proves: 'proof' | 'source' | 'secret';
  /** It takes the guard's voice away first: that nothing is heard of it is no fault. */
  readonly silent: boolean;
}

/** An ordinary program, as `programs.cjs` describes it. */
export interface Program {
  readonly name: string;
  /** Policies that refuse what it does, by design. */
  readonly refusedBy: readonly string[];
}

/** All attacks, in the order of their files. */
export function attacks(): Attack[] {
  return groups()
    .filter((group) => group !== 'programs')
    .flatMap((group) => {
      const { category, attacks: described } = load(path.join(FOLDER, `${group}.cjs`));
      return Object.entries<any>(described).map(([name, attack]) => ({
        group,
        name,
        aim: attack.category ?? category,
        proves: attack.proves ?? ((attack.category ?? category) === 'sourceRead' ? 'source' : 'proof'),
        silent: attack.silent ?? false,
      }));
    });
}

/** Ordinary programs, which have to do under every policy what they do without. */
export function programs(): Program[] {
  return Object.entries<any>(load(path.join(FOLDER, 'programs.cjs')).attacks).map(([name, { refusedBy = [] }]) => ({ name, refusedBy }));
}

function groups(): string[] {
  return fs.readdirSync(FOLDER).map((file) => path.basename(file, '.cjs'));
}
