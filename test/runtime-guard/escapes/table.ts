import { Attack, Language } from './guest';
import { Leftover } from './leftovers';
import { Aim, AIMS } from './results';

const TITLES: Record<Aim, string> = {
  childProcess: 'start a child process',
  nativeAddon: 'load native code',
  network: 'reach a host, or resolve a name, that is not allowed',
  fileWrite: 'write, move or remove a file',
  processMemory: 'rewrite the memory of the process, or read its first environment',
  sourceRead: 'read the source of the handler',
  dynamicCode: 'run text as code',
  worker: 'start a thread',
  inspector: 'debug the process',
};

/** The attacks of each language. */
export type Corpus = { readonly [language in Language]: readonly Pick<Attack, 'group' | 'name' | 'aim'>[] };

/** Returns the table of docs/runtime-guard.md: the number of attacks for each aim, and of known escapes under `strict`. */
export function escapeTable(corpus: Corpus, leftovers: readonly Leftover[]): string {
  const through = leftovers.filter(({ policies }) => policies.includes('strict'));
  const cells = (language: Language, aim?: Aim) => {
    const attacks = corpus[language].filter((attack) => aim === undefined || attack.aim === aim);
    const names = attacks.map(({ group, name }) => `${group}: ${name}`);
    return [attacks.length, through.filter((leftover) => leftover.language === language && names.includes(leftover.name)).length];
  };
  const row = (title: string, aim?: Aim) => `| ${[title, ...cells('node', aim), ...cells('python', aim)].join(' | ')} |`;
  return [
    '| Attacks that | Node.js | get through | Python | get through |',
    '| --- | --- | --- | --- | --- |',
    ...AIMS.map((aim) => row(TITLES[aim], aim)),
    row('all'),
    ...(through.length === 0 ? [] : ['', 'What gets through:', '', ...through.map(({ language, name, reason }) => `- ${language}, ${name}: ${reason}`)]),
  ].join('\n');
}
