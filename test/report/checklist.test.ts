import { acknowledged, broken, limited, managed, resultOf, rotated, RULES, Said, stack, validated } from './sample';
import { coverage, ItemCoverage, Status } from '../../lib/report';

type Arguments = Parameters<typeof resultOf>;

/** Returns the line about rotation, which has one rule of severity error. */
function rotation(said: Said, input: Arguments[1] = {}, options: Arguments[2] = {}): ItemCoverage {
  return line('secrets/rotation', resultOf([stack('Stack', said)], input, options));
}

function line(item: string, result: ReturnType<typeof resultOf>): ItemCoverage {
  return coverage(result, RULES).flatMap(({ items }) => items).find((one) => one.item.id === item)!;
}

describe('the status of a line', () => {
  test.each<[Status, Said]>([
    ['satisfied', { Secret: 'fine' }],
    ['not-satisfied', { Secret: 'fine', Secret2: 'bad' }],
    ['not-satisfied', { Secret: 'unknown', Secret2: 'bad' }],
    ['undetermined', { Secret: 'fine', Secret2: 'unknown' }],
    ['undetermined', { Secret: 'fine', Secret2: 'throw' }],
    ['not-applicable', { Function: 'fine' }],
  ])('%s for %j', (status, said) => {
    expect(rotation(said).status).toBe(status);
  });

  test('acknowledged', () => {
    const { status, rules } = rotation({ Secret: 'bad', Secret2: 'fine' }, { acknowledgements: [acknowledged('Sec3-Rotated', 'Stack/Secret')] });
    expect(status).toBe('acknowledged');
    expect(rules).toEqual([
      { rule: rotated, off: false, examined: 2, errors: 0, warnings: 0, undetermined: 0, broken: 0, acknowledged: [expect.anything()] },
    ]);
    expect(rules[0].acknowledged[0]).toMatchObject({ path: 'Stack/Secret', acknowledgement: { reason: 'Accepted: Sec3-Rotated is fine here.' } });
  });

  test('undetermined and acknowledged', () => {
    const input = { acknowledgements: [acknowledged('Sec3-Rotated[undetermined]', 'Stack')] };
    expect(rotation({ Secret: 'unknown' }, input)).toMatchObject({ status: 'acknowledged', rules: [{ undetermined: 0 }] });
  });

  test('not satisfied if an acknowledgement has expired', () => {
    expect(rotation({ Secret: 'bad' }, { acknowledgements: [acknowledged('Sec3-Rotated', 'Stack', '2020-01-01')] }).status).toBe('not-satisfied');
  });

  test('never satisfied with warnings', () => {
    expect(rotation({ Secret: 'bad' }, {}, { levels: { Rotated: 'warning' } })).toMatchObject({ status: 'warnings', rules: [{ errors: 0, warnings: 1 }] });
    expect(line('runtime-protection/lock-out', resultOf([stack('Stack', { Function: 'bad' })])).status).toBe('warnings');
  });

  test('not satisfied by a rule that is off', () => {
    expect(rotation({ Secret: 'fine' }, {}, { levels: { Rotated: 'off' } })).toMatchObject({ status: 'switched-off', rules: [{ off: true, examined: 0 }] });
  });

  test('undetermined also if that is not reported', () => {
    const result = resultOf([stack('Stack', { Secret: 'unknown' })], {}, { undetermined: 'off' });
    expect(result.findings).toEqual([]);
    expect(line('secrets/rotation', result).status).toBe('undetermined');
  });

  test('not covered without a rule', () => {
    expect(line('awareness/feeds', resultOf([stack('Stack', {})]))).toMatchObject({ status: 'not-covered', rules: [] });
  });

  test('at best undetermined if a template could not be read', () => {
    expect(rotation({ Secret: 'fine' }, { unreadable: [broken('Cut')] }).status).toBe('undetermined');
    expect(rotation({}, { unreadable: [broken('Cut')] }).status).toBe('undetermined');
    expect(rotation({ Secret: 'bad' }, { unreadable: [broken('Cut')] }).status).toBe('not-satisfied');
  });

  test('at best undetermined if a macro writes the template', () => {
    const result = resultOf([stack('Stack', { Secret: 'fine' }, { Transform: 'Mine' })]);
    expect(line('secrets/rotation', result).status).toBe('undetermined');
  });
});

describe('the status of a practice', () => {
  const practice = (id: string, said: Said) => coverage(resultOf([stack('Stack', said)]), RULES).find((one) => one.practice.id === id)!.status;

  test('is the worst of its lines', () => {
    expect(practice('secrets', { Secret: 'bad' })).toBe('not-satisfied');
    expect(practice('secrets', { Secret: 'unknown' })).toBe('undetermined');
    expect(practice('secrets', { Secret: 'fine' })).toBe('not-covered');
    expect(practice('runtime-protection', { Function: 'bad' })).toBe('warnings');
  });

  test('is satisfied only if every line is', () => {
    const lines = ['secrets/manager', 'secrets/minimal-access', 'secrets/permissive-policies', 'secrets/rotation'] as const;
    const pack = lines.map((item) => ({ ...rotated, item }));
    const result = { ...resultOf([stack('Stack', { Secret: 'fine' })]), rules: pack };
    const examined = new Map(pack.map((rule) => [rule, result.workload.resources('Test::Secret')]));
    const of = coverage({ ...result, evaluation: { ...result.evaluation, examined } });
    expect(of.find((one) => one.practice.id === 'secrets')!.status).toBe('satisfied');
  });
});

test('every line of SEC 3 is listed once, with its rules', () => {
  const lines = coverage(resultOf([stack('Stack', {})])).flatMap(({ items }) => items);
  expect(lines).toHaveLength(17);
  expect(new Map(lines.filter(({ rules }) => rules.length > 0).map(({ item, rules }) => [item.id, rules.map(({ rule }) => rule)]))).toEqual(
    new Map([
      ['secrets/manager', [managed]],
      ['secrets/rotation', [rotated]],
      ['inbound-events/request-validation', [validated]],
      ['runtime-protection/lock-out', [limited]],
    ]),
  );
});
