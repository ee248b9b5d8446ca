import { Outcome, EscapeResults, PolicyName, AttackResult } from './results';
import { escapeTable } from './table';

const attack = (name: string, aim: AttackResult['aim'], ...runs: readonly [PolicyName, Outcome][]): AttackResult => ({
  name,
  aim,
  runs: runs.map(([policy, outcome]) => ({ policy, place: 'plain', outcome, detail: '' })),
});

const results = (version: string, ...attacks: readonly AttackResult[]): EscapeResults => ({ version, attacks, programs: 0, broken: [], seconds: 1 });

test('counts, for each aim and Node, what is left of the attacks that succeed without a guard', () => {
  const table = escapeTable([
    results(
      'v24.1.0',
      attack('code: eval', 'dynamicCode', ['strict', 'stopped'], ['standard', 'seen']),
      attack('code: vm', 'dynamicCode', ['strict', 'escaped'], ['standard', 'unseen']),
      { name: 'code: new', aim: 'dynamicCode', notApplicable: 'not on this version', runs: [] },
    ),
    results('v26.2.0', attack('code: eval', 'dynamicCode', ['strict', 'stopped'], ['standard', 'seen']), attack('process: exec', 'childProcess', ['strict', 'stopped'])),
  ]);
  const rows = table.split('\n').map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
  expect(rows[0]).toEqual(['An attack tries to', 'policy', 'Node 24.1.0', 'Node 26.2.0']);
  expect(rows.find(([title]) => title === 'run text as code')).toEqual(['run text as code', 'strict', '1 of 2', '0 of 1']);
  expect(rows.find(([title]) => title === 'start a child process')).toEqual(['start a child process', 'strict', '0 of 0', '0 of 1']);
  expect(rows.find(([title]) => title === 'all')).toEqual(['all', 'strict', '1 of 2', '0 of 2']);
  expect(table).toContain('\nLeft under `strict`:\n\n- code: vm (Node 24)');
});

test.each<Outcome>(['escaped', 'crashed', 'hung'])('an attack that %s in one place is left', (outcome) => {
  const { runs, ...rest } = attack('a: b', 'worker', ['strict', 'stopped']);
  const both = { ...rest, runs: [...runs, { policy: 'strict', place: 'lambda', outcome, detail: '' } as const] };
  expect(escapeTable([results('v20.0.0', both)])).toContain('| all | strict | 1 of 1 |');
});

test('nothing left, nothing listed', () => {
  expect(escapeTable([results('v20.0.0', attack('a: b', 'worker', ['strict', 'stopped']))])).not.toContain('Left under');
});
