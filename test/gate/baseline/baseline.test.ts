import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Baseline, fails, fingerprintOf, GateResult, identityOf, parseBaseline, parseTemplate, StackTemplate, writeBaseline } from '../../../lib/gate';
import { acknowledged, bare, broken, resultOf, Said, stack } from '../../report/sample';

const NONE = new Baseline('base.json');

/** Writes a baseline of a result, and reads it again. */
function baselineOf(result: GateResult, before: Baseline = NONE): Baseline {
  return new Baseline('base.json', parseBaseline(writeBaseline(before.updatedBy(result).entries), 'base.json'));
}

/** Compares a result with a baseline, and returns new, known and fixed findings. */
function compared(baseline: Baseline, result: GateResult) {
  const { findings, baseline: comparison } = baseline.applyTo(result);
  return {
    fresh: findings.map(({ path: at, message }) => `${at}: ${message}`),
    known: comparison!.known.map(({ path: at, message }) => `${at}: ${message}`),
    fixed: comparison!.fixed.map(({ id, path: at }) => `${id} at ${at}`),
  };
}

const orders = (said: Said) => resultOf([stack('Orders', said)]);

describe('a baseline', () => {
  test('contains errors, warnings and undetermined results, and matches them', () => {
    const result = orders({ Api: 'bad', Function: 'bad', Secret: 'unknown' });
    expect(compared(baselineOf(result), result)).toEqual({
      fresh: [],
      known: ['Orders/Secret: undetermined at synth time: no one knows', 'Orders/Secret: undetermined at synth time: no one knows', 'Orders/Function: this is bad', 'Orders/Api: this is bad'],
      fixed: [],
    });
  });

  test('does not match new findings, and names fixed ones', () => {
    const baseline = baselineOf(orders({ Api: 'bad', Api2: 'bad' }));
    expect(compared(baseline, orders({ Api: 'bad', Api3: 'bad' }))).toEqual({
      fresh: ['Orders/Api3: this is bad'], known: ['Orders/Api: this is bad'], fixed: ['Sec3-Validated[bad] at Orders/Api2'],
    });
  });

  test('counts findings of the same identity', () => {
    const baseline = baselineOf(orders({ Api: ['bad', 'ok'] }));
    expect(compared(baseline, orders({ Api: ['bad', 'bad'] }))).toMatchObject({ fresh: ['Orders/Api: this is bad'], known: ['Orders/Api: this is bad'] });
    expect(compared(baselineOf(orders({ Api: ['bad', 'bad'] })), orders({ Api: ['ok', 'bad'] }))).toMatchObject({ fresh: [], fixed: ['Sec3-Validated[bad] at Orders/Api'] });
  });

  test('still matches after entries of a list are reordered, or a message changes', () => {
    const baseline = baselineOf(orders({ Api: ['worse: one', 'ok'], Api2: 'worse: old' }));
    expect(compared(baseline, orders({ Api: ['ok', 'ok', 'worse: one'], Api2: 'worse: new' }))).toEqual({ fresh: [], known: ['Orders/Api: one', 'Orders/Api2: new'], fixed: [] });
  });

  test('does not match another entry of a list', () => {
    const baseline = baselineOf(orders({ Api: ['worse: one', 'ok'] }));
    expect(compared(baseline, orders({ Api: ['worse: two', 'ok'] }))).toEqual({ fresh: ['Orders/Api: two'], known: [], fixed: ['Sec3-Validated[worse] at Orders/Api'] });
  });

  test('does not match another finding of the rule, or another construct', () => {
    const baseline = baselineOf(orders({ Api: 'bad' }));
    expect(compared(baseline, orders({ Api: 'worse: much' })).fresh).toEqual(['Orders/Api: much']);
    expect(compared(baseline, resultOf([stack('Moved', { Api: 'bad' })]))).toEqual({ fresh: ['Moved/Api: this is bad'], known: [], fixed: ['Sec3-Validated[bad] at Orders/Api'] });
  });

  test('of another app matches nothing', () => {
    expect(compared(baselineOf(resultOf([stack('Other', { Api: 'bad' })])), orders({ Api: 'bad' }))).toMatchObject({ fresh: ['Orders/Api: this is bad'], known: [] });
  });

  test('does not contain acknowledged findings', () => {
    const result = resultOf([stack('Orders', { Api: 'bad' })], { acknowledgements: [acknowledged('Sec3-Validated', 'Orders/Api')] });
    expect(baselineOf(result).entries).toEqual([]);
  });

  test('contains neither fatal findings nor problems of acknowledgements', () => {
    const acknowledgements = [{ id: 'Sec3-Validated', path: 'Orders/Api', reason: 'x' }, acknowledged('Sec3-Limited', 'Orders')];
    const result = resultOf([stack('Orders', { Api: 'bad', Secret: 'throw' })], { acknowledgements, unreadable: [broken('Cut')] });
    expect(baselineOf(result).entries).toEqual([]);
    expect(baselineOf(result).applyTo(result).findings.some(fails)).toBe(true);
  });

  test('does not contain unreadable resources, even if an earlier version wrote them', () => {
    const { body } = parseTemplate('{"Resources": {"A": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://example.com/t"}}}}', 'a.json');
    const result = resultOf([stack('Orders', { Api: 'ok' }), new StackTemplate({ file: 'a.json', body })]);
    const unread = result.findings.filter(({ ruleId }) => ruleId === 'Sec3-ResourcesUnread');
    expect(unread).toHaveLength(1);
    expect(baselineOf(result).entries).not.toContainEqual(expect.objectContaining({ id: 'Sec3-ResourcesUnread' }));
    const earlier = new Baseline('base.json', unread.map((finding) => identityOf(finding)));
    expect(earlier.applyTo(result).findings).toContain(unread[0]);
    expect(earlier.applyTo(result).baseline!.fixed).toEqual([]);
    expect(earlier.updatedBy(result).entries).not.toContainEqual(expect.objectContaining({ id: 'Sec3-ResourcesUnread' }));
  });

  test('is empty if nothing was judged', () => {
    const { body } = parseTemplate('{"Transform": "Own", "Resources": {"A": {"Type": "Own::Thing"}}}', 'a.json');
    const result = resultOf([new StackTemplate({ file: 'a.json', body })]);
    expect(result.findings.some(fails)).toBe(true);
    const open = result.findings.map((finding) => identityOf(finding));
    expect(new Baseline('base.json', open).applyTo(result).findings).toEqual(result.findings);
    expect(baselineOf(result).entries).toEqual([]);
  });

  test('contains an open part of a template beside judged resources', () => {
    const template = { Outputs: { 'Fn::ForEach::X': {} }, Resources: { Api: { Type: 'Test::Api' } } };
    const result = resultOf([new StackTemplate({ file: 'a.json', ...parseTemplate(JSON.stringify(template), 'a.json') })]);
    expect(result.findings.map(({ path: at }) => at)).toEqual(['a.json']);
    expect(compared(baselineOf(result), result)).toMatchObject({ fresh: [], known: [expect.stringContaining('a.json: ')] });
  });
});

describe('templates without an app', () => {
  test('may be renamed', () => {
    const baseline = baselineOf(resultOf([bare('old/t.yaml', { Api: 'bad' })]));
    expect(compared(baseline, resultOf([bare('new.json', { Api: 'bad' })]))).toEqual({ fresh: [], known: ['new.json/Api: this is bad'], fixed: [] });
  });

  test('are distinguished: a second template with the same content is new', () => {
    const baseline = baselineOf(resultOf([bare('b.yaml', { Api: 'bad' })]));
    expect(compared(baseline, resultOf([bare('a.yaml', { Api: 'bad' }), bare('b.yaml', { Api: 'bad' })]))).toEqual({
      fresh: ['a.yaml/Api: this is bad'], known: ['b.yaml/Api: this is bad'], fixed: [],
    });
  });

  test('have no absolute path in the file', () => {
    const [entry] = baselineOf(resultOf([bare(path.join(process.cwd(), 'deep/t.yaml'), { Api: 'bad' })])).entries;
    expect(entry).toEqual({ id: 'Sec3-Validated[bad]', path: 'Api', location: 'Properties.Says', template: 'deep/t.yaml' });
  });

  test('are identified by the stacks that they are nested in', () => {
    const parent = bare('a.yaml', { Function: 'ok' });
    const nested = (logicalId: string) => {
      const { file, body } = bare('n.yaml', { Api: 'bad' });
      return new StackTemplate({ file, body, parent: { stack: parent, logicalId } });
    };
    const prints = ['One', 'Two'].map((id) => fingerprintOf(resultOf([parent, nested(id)]).findings[0]));
    expect(new Set(prints).size).toBe(2);
  });
});

describe('findings outside a result', () => {
  const both = orders({ Api: 'bad', Secret: 'bad' });

  test('of rules that did not run are neither fixed nor dropped', () => {
    const baseline = baselineOf(both);
    const narrow = resultOf([stack('Orders', { Api: 'ok', Secret: 'ok' })], {}, { only: ['Validated'] });
    expect(compared(baseline, narrow).fixed).toEqual(['Sec3-Validated[bad] at Orders/Api']);
    expect(baselineOf(narrow, baseline).entries.map(({ id }) => id)).toEqual(['Sec3-Managed[bad]', 'Sec3-Rotated[bad]']);
    const off = resultOf([stack('Orders', {})], {}, { levels: { Managed: 'off' } });
    expect(baselineOf(off, baseline).entries.map(({ id }) => id)).toEqual(['Sec3-Managed[bad]']);
  });

  test('of a stack that is not judged are neither fixed nor dropped', () => {
    const baseline = baselineOf(resultOf([stack('Orders', { Api: 'bad' }), stack('Bills', { Api: 'bad' })]));
    const { file, body } = stack('Bills', {});
    const part = resultOf([stack('Orders', {}), new StackTemplate({ file, body, constructPath: 'Bills', judged: false })]);
    expect(compared(baseline, part).fixed).toEqual(['Sec3-Validated[bad] at Orders/Api']);
    expect(baselineOf(part, baseline).entries.map(({ path: at }) => at)).toEqual(['Bills/Api']);
  });

  test('of a rule that failed are neither fixed nor dropped; the same applies to all findings if a template could not be read', () => {
    const baseline = baselineOf(both);
    expect(compared(baseline, orders({ Api: 'throw', Secret: 'ok' })).fixed).toEqual(['Sec3-Managed[bad] at Orders/Secret', 'Sec3-Rotated[bad] at Orders/Secret']);
    expect(compared(baseline, resultOf([stack('Orders', {})], { unreadable: [broken('Cut')] })).fixed).toEqual([]);
  });
});

describe('the file', () => {
  test('is sorted, with a line for each finding, in any order of the result', () => {
    const there = writeBaseline(NONE.updatedBy(orders({ Api: 'bad', Secret: 'bad', Api2: ['bad', 'bad'] })).entries);
    const back = writeBaseline(NONE.updatedBy(orders({ Api2: ['bad', 'bad'], Secret: 'bad', Api: 'bad' })).entries);
    expect(there).toBe(back);
    expect(there).toBe(
      [
        '{"version": 1, "tool": "cdk-sec3", "findings": [',
        '{"id":"Sec3-Managed[bad]","path":"Orders/Secret","location":"Properties.Says"},',
        '{"id":"Sec3-Rotated[bad]","path":"Orders/Secret","location":"Properties.Says"},',
        '{"id":"Sec3-Validated[bad]","path":"Orders/Api","location":"Properties.Says"},',
        '{"id":"Sec3-Validated[bad]","path":"Orders/Api2","location":"Properties.Says","subject":"this is bad"},',
        '{"id":"Sec3-Validated[bad]","path":"Orders/Api2","location":"Properties.Says","subject":"this is bad"}',
        ']}',
        '',
      ].join('\n'),
    );
  });

  test('may be empty', () => {
    expect(parseBaseline(writeBaseline([]), 'base.json')).toEqual([]);
  });

  test.each([
    ['{', /^b\.json:1:2: is not valid JSON/],
    ['<<<<<<< HEAD\n{}', /^b\.json:1:1: is not valid JSON/],
    ['[]', /^b\.json: is not a baseline of cdk-sec3: expected an object with version and findings$/],
    ['{"findings": []}', /version is undefined, expected 1$/],
    ['{"version": "1", "findings": []}', /version is "1", expected 1$/],
    ['{"version": 1}', /findings is not a list$/],
    ['{"version": 3, "entries": {}}', /^b\.json: has version 3 of the baseline format, and this cdk-sec3 reads version 1: use the version that wrote it, or a later one$/],
    ['{"version": 1, "findings": [{"id": "a", "path": "b"}, {"id": 1, "path": "b"}]}', /findings\[1\] is \{"id":1,"path":"b"\}, expected an object/],
    ['{"version": 1, "findings": [{"id": "a", "path": "b", "until": "2027"}]}', /and only id, path, location, source, subject, template/],
  ])('rejects %s', (text, reason) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(reason);
  });

  test('is an error if it does not exist', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
    expect(() => Baseline.read(path.join(folder, 'b.json'))).toThrow(/b\.json: the baseline does not exist; cdk-sec3 check with --update-baseline writes it/);
    expect(() => Baseline.read(folder)).toThrow(/can’t be read/);
    fs.rmSync(folder, { recursive: true });
  });
});

describe('only', () => {
  test('keeps acknowledgements of other rules', () => {
    const result = resultOf([stack('Orders', { Api: 'ok' })], { acknowledgements: [acknowledged('Sec3-Rotated', 'Orders/Api'), acknowledged('Sec3-Validated', 'Orders/Api')] }, { only: ['Validated'] });
    expect(result.findings.map(({ message }) => message)).toEqual([expect.stringContaining('Sec3-Validated is acknowledged')]);
  });

  test('rejects an unknown rule, and one that is switched off', () => {
    expect(() => resultOf([], {}, { only: ['Rotate'], levels: {} })).toThrow(/only: there is no rule "Rotate"/);
    expect(() => resultOf([], {}, { only: ['Rotated'], levels: { Rotated: 'off' } })).toThrow(/only: rule Rotated is off/);
  });
});
