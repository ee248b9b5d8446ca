import { modeFor } from './policies';
import { Aim, AIMS, applicable, AttackResult, EscapeResults, PolicyName } from './results';

const TITLES: Record<Aim, string> = {
  childProcess: 'start a child process',
  nativeAddon: 'load native code',
  network: 'reach a host, or resolve a name, that is not allowed',
  fileWrite: 'write, move or remove a file',
  processMemory: "rewrite the process's memory, read its first environment",
  sourceRead: "read the handler's source",
  dynamicCode: 'run text as code',
  worker: 'start a thread',
  inspector: 'debug the process',
};

/**
 * The results as Markdown, for the README: for each aim and Node, how many of the attacks that succeed there without a guard still do
 * under `strict` (and, where `standard` alerts, how many of them go unreported), then those by name.
 */
export function escapeTable(results: readonly EscapeResults[]): string {
  return [
    '| An attack tries to | policy | ' + results.map(({ version }) => `Node ${version.replace('v', '')}`).join(' | ') + ' |',
    '|---|---|' + results.map(() => '---|').join(''),
    ...AIMS.flatMap((aim) => rows(aim, results)),
    row('all', 'strict', results, () => true, 'strict'),
    '',
    'Each cell: attacks left of those that succeed without the guard.',
    ...leftovers(results),
  ].join('\n');
}

function rows(aim: Aim, results: readonly EscapeResults[]): string[] {
  const ofAim = (attack: AttackResult) => attack.aim === aim;
  const standard = modeFor('standard', aim) === 'block' ? 'standard (blocks)' : 'standard (alerts): unreported';
  return [row(TITLES[aim], 'strict', results, ofAim, 'strict'), row('', standard, results, ofAim, 'standard')];
}

function row(title: string, label: string, results: readonly EscapeResults[], of: (attack: AttackResult) => boolean, policy: PolicyName): string {
  const cells = results.map((each) => {
    const attacks = applicable(each).filter(of);
    return `${attacks.filter((attack) => left(attack, policy)).length} of ${attacks.length}`;
  });
  return `| ${[title, label, ...cells].join(' | ')} |`;
}

function left({ runs }: AttackResult, policy: PolicyName): boolean {
  return runs.some((run) => run.policy === policy && ['escaped', 'unseen', 'altered', 'crashed', 'hung'].includes(run.outcome));
}

function leftovers(results: readonly EscapeResults[]): string[] {
  const names = new Map<string, string[]>();
  for (const each of results) {
    for (const attack of each.attacks.filter((tried) => left(tried, 'strict'))) {
      names.set(attack.name, [...(names.get(attack.name) ?? []), each.version.split('.')[0].slice(1)]);
    }
  }
  if (names.size === 0) return [];
  return ['', 'Left under `strict`:', '', ...[...names].map(([name, nodes]) => `- ${name} (Node ${nodes.join(', ')})`)];
}
