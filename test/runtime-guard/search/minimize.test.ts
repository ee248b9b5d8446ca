import { Answer } from './batch';
import { Case, Value } from './guest';
import { minimized } from './minimize';

const value = (kind: string, as?: string): Value => ({ kind, ...(as === undefined ? {} : { as }) });
function calls(name: string, ...kinds: readonly Value[]): Case {
  return { steps: [{ call: name, with: kinds, creates: false }], replaced: [], inherited: [] };
}

/** Minimizes cases of a function that acts under a condition on the cases tried in its process. */
async function smallest(all: readonly Case[], does: (tried: readonly Case[]) => boolean, kind = 'read'): Promise<readonly Case[]> {
  const answer = (tried: readonly Case[]): Answer => ({ begun: [], deeds: does(tried) ? [{ number: tried.length - 1, kind, what: 'it' }] : [], exit: 0, stderr: '' });
  return minimized('read', all.map((_, index) => index), async (numbers) => numbers.map((number) => all[number]), async (tried) => answer(tried));
}

const reads = (each: Case) => each.steps[0].call === 'read' && each.steps[0].with[0]?.kind === 'notes';

test('everything that does not contribute is removed: other cases, later steps, arguments, disguises, replacements, inherited properties', async () => {
  const whole: Case = {
    steps: [{ call: 'read', on: value('word'), with: [value('notes', 'proxy'), value('utf8')], creates: false }, { method: 3, with: [value('one')] }],
    replaced: [{ name: 'write' }],
    inherited: [{ key: 'then', value: value('callback') }],
  };
  expect(await smallest([calls('write'), whole], (tried) => reads(tried[tried.length - 1]))).toEqual([calls('read', value('notes'))]);
});

test('preceding cases stay if they contribute', async () => {
  const all = [calls('unlock'), calls('write'), calls('read', value('notes'), value('utf8'))];
  const does = (tried: readonly Case[]) => tried.some(({ steps }) => steps[0].call === 'unlock') && reads(tried[tried.length - 1]);
  expect(await smallest(all, does)).toEqual([calls('unlock'), calls('read', value('notes'))]);
});

test('a case that does nothing again, or something else, is returned unchanged', async () => {
  const all = [calls('write'), calls('read', value('notes'), value('utf8'))];
  expect(await smallest(all, () => false)).toEqual([all[1]]);
  expect(await smallest(all, () => true, 'send')).toEqual([all[1]]);
});
