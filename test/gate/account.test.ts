import { GateOptions, Gate, GateResult, Rule } from '../../lib/gate';
import { toJson } from '../../lib/report';
import { acknowledged, managed, stack, validated } from '../report/sample';

/** A rule with a finding that the account may settle, and one that it can't. */
const asking: Rule = { ...managed, asks: { name: 'trail', description: 'There is a trail.', findings: ['bad'] } };

const STATED = { statedBy: 'Platform team', reason: 'organization trail, see wiki/trails' };

function run(options: GateOptions = {}, acknowledgements: readonly ReturnType<typeof acknowledged>[] = []): GateResult {
  return new Gate([asking, validated], options).run({ stacks: [stack('Orders', { Secret: 'bad', Secret2: 'worse: still', Api: 'bad' })], acknowledgements });
}

const found = ({ findings }: GateResult) => findings.map(({ level, ruleId, findingId, message }) => `${level} ${ruleId}[${findingId}] ${message}`);

const OTHERS = ['error Sec3-Managed[worse] still', 'error Sec3-Validated[bad] this is bad'];

test('an unknown fact is undetermined, and requested', () => {
  expect(found(run())).toEqual([
    'warning Sec3-Managed[undetermined] undetermined at synth time: this is bad; the templates do not show whether the account has it: '
      + "if it has, write to the configuration file, or to the options of Sec3.enforce: account: { trail: true, statedBy: 'who knows this', reason: 'where it is documented' }",
    ...OTHERS,
  ]);
  expect(run({ undetermined: 'error' }).findings[0].level).toBe('error');
});

test('a fact that is stated as present is acknowledged, with the person and the reason', () => {
  const result = run({ account: { ...STATED, answers: { trail: true } } });
  expect(found(result)).toEqual(OTHERS);
  const [{ id, level, acknowledgement }] = JSON.parse(toJson(result, { version: '1.0.0' })).acknowledged;
  expect([id, level]).toEqual(['Sec3-Managed[bad]', 'error']);
  expect(acknowledgement).toEqual({ id: 'Sec3-Managed[bad]', path: '', reason: 'organization trail, see wiki/trails (stated by Platform team)', statedBy: 'Platform team' });
});

test('a fact that is stated as absent is a finding', () => {
  expect(found(run({ account: { ...STATED, answers: { trail: false } } }))).toEqual(['error Sec3-Managed[bad] this is bad', ...OTHERS]);
});

test('a statement about another fact changes nothing', () => {
  expect(found(run({ account: { ...STATED, answers: {} } }))[0]).toContain('[undetermined]');
});

test.each(['Sec3-Managed[bad]', 'Sec3-Managed[undetermined]', 'Sec3-Managed'])('%s acknowledges the requested fact', (id) => {
  const result = run({}, [acknowledged(id, 'Orders/Secret')]);
  expect(found(result)).toEqual(OTHERS);
  expect(result.acknowledged.map(({ acknowledgement }) => acknowledgement.id)).toEqual([id]);
});

test('an acknowledgement at the resource takes precedence over the statement', () => {
  const result = run({ account: { ...STATED, answers: { trail: true } } }, [acknowledged('Sec3-Managed[bad]', 'Orders/Secret')]);
  expect(result.acknowledged.map(({ acknowledgement }) => acknowledgement.statedBy)).toEqual([undefined]);
});

test('one question has one cause for all resources', () => {
  const { findings } = new Gate([asking]).run({ stacks: [stack('Orders', { Secret: 'bad', Secret2: 'bad' })] });
  expect(new Set(findings.map(({ cause }) => cause))).toEqual(new Set(['account.trail']));
});

test.each([
  [{ ...STATED, answers: { trial: true } }, /account: no rule uses "trial"; rules use trail/],
  [{ ...STATED, answers: { trail: 'yes' as any } }, /account\.trail: "yes" is neither true nor false/],
  [{ ...STATED, statedBy: ' ', answers: {} }, /account\.statedBy: a text that names who states it is expected/],
  [{ ...STATED, reason: 'because', answers: {} }, /account\.reason: at least 10 characters are expected/],
])('%j is rejected', (account, reason) => {
  expect(() => run({ account })).toThrow(reason);
});
