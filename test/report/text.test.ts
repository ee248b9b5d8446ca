import { acknowledged, bare, broken, everything, resultOf, RULES, stack } from './sample';
import { painter, summaryLine, toText } from '../../lib/report';

const plain = (text: string) => text.split('\n');

test('nothing found', () => {
  expect(plain(toText(resultOf([stack('Orders', { Secret: 'fine' })])))).toEqual([
    '✔ SEC 3: no findings',
    '  4 rules over 1 resource in 1 template: cdk.out/Orders.template.json',
    '',
  ]);
});

test('functions of the CDK are counted as exempt', () => {
  const result = resultOf([stack('Orders', { Secret: 'fine' })]);
  const evaluation = { ...result.evaluation, exempt: result.workload.resources() };
  expect(plain(toText({ ...result, evaluation }))).toEqual([
    '✔ SEC 3: no findings',
    '  4 rules over 1 resource in 1 template; 1 resource of the CDK’s own exempt: cdk.out/Orders.template.json',
    '',
  ]);
});

const NEXT = [
  'What to do next (8 causes in all; --details has each finding with its fix)',
  '1. FATAL cdk.out/Cut.template.json:3:7: is not valid JSON',
  '   (cut off)',
  '   at Cut (cdk.out/Cut.template.json:3:7)',
  '   Synthesize again; if the file is still broken, find the',
  '   program that writes it.',
  '2. ERROR this is bad',
  '   at Orders/Secret and 1 other resource',
  '   Construct what Managed asks.',
  '3. ERROR this is bad',
  '   at Orders/Secret and 1 other resource',
  '   Construct what Rotated asks.',
  '',
];

test('a full result, in short form', () => {
  const [head] = toText(everything(), { width: 60 }).split('\nACKNOWLEDGED');
  expect(plain(head)).toEqual([
    '✖ SEC 3: 1 fatal, 5 errors, 4 warnings (2 undetermined), 1 acknowledged',
    '  4 rules over 5 resources in 2 templates',
    '',
    ...NEXT,
    'FATAL Sec3-TemplateUnreadable (1 resource)',
    '  cdk.out/Cut.template.json:3:7: is not valid JSON (cut off)',
    '    Cut (cdk.out/Cut.template.json:3:7)',
    'ERROR Sec3-Managed[bad] (2 resources)',
    '  this is bad',
    '    Orders/Secret',
    '    Orders/Secret2',
    'ERROR Sec3-Rotated[bad] (1 resource)',
    '  this is bad',
    '    Orders/Secret',
    'ERROR Sec3-Rotated[worse] (1 resource)',
    '  so <much> "worse" & more',
    '    more/legacy.yaml/Secret',
    'ERROR Sec3-Managed[worse] (1 resource)',
    '  so <much> "worse" & more',
    '    more/legacy.yaml/Secret',
    'WARNING Sec3-Rotated[undetermined] and 1 other rule (1',
    '  resource)',
    '  undetermined at synth time: no one knows',
    '    Orders/Secret3',
    'WARNING Sec3-Limited[bad] (1 resource)',
    '  this is bad',
    '    Orders/Function',
    'WARNING Sec3-AcknowledgementStale (1 resource)',
    '  Sec3-Limited is acknowledged, but it has no finding here',
    '    Orders/Nothing',
    '',
  ]);
});

test('a full result, in detail', () => {
  const [head] = toText(everything(), { width: 60, details: true }).split('\nACKNOWLEDGED');
  expect(plain(head)).toEqual([
    '✖ SEC 3: 1 fatal, 5 errors, 4 warnings (2 undetermined), 1 acknowledged',
    '  4 rules over 5 resources in 2 templates',
    '',
    ...NEXT.map((line) => line.replace('; --details has each finding with its fix', '')),
    'FATAL Sec3-TemplateUnreadable (1 finding)',
    '  A template can’t be read; the content of its stack is',
    '  unknown.',
    '',
    '  cdk.out/Cut.template.json:3:7: is not valid JSON (cut',
    '    off)',
    '    in cdk.out/Cut.template.json',
    '      Cut  cdk.out/Cut.template.json:3:7',
    '',
    '  Fix     Synthesize again; if the file is still broken,',
    '          find the program that writes it.',
    '',
    'ERROR Sec3-Rotated (2 findings)',
    '  Rotated holds.',
    '',
    '  [bad] this is bad',
    '    in cdk.out/Orders.template.json',
    '      Orders/Secret  Properties.Says',
    '',
    '  [worse] so <much> "worse" & more',
    '    more/legacy.yaml/Secret  Properties.Says',
    '',
    '  Fix     Construct what Rotated asks.',
    '  Fix     Write what Rotated asks.',
    '  Docs    https://example.com/Rotated',
    '',
    'ERROR Sec3-Managed (3 findings)',
    '  Managed holds.',
    '',
    '  [bad] this is bad',
    '    in cdk.out/Orders.template.json',
    '      Orders/Secret   Properties.Says',
    '      Orders/Secret2  Properties.Says',
    '',
    '  [worse] so <much> "worse" & more',
    '    more/legacy.yaml/Secret  Properties.Says',
    '',
    '  Fix     Construct what Managed asks.',
    '  Fix     Write what Managed asks.',
    '  Docs    https://example.com/Managed',
    '',
    'WARNING Sec3-Limited (1 finding)',
    '  Limited holds.',
    '',
    '  [bad] this is bad',
    '    in cdk.out/Orders.template.json',
    '      Orders/Function  Properties.Says',
    '',
    '  Fix     Construct what Limited asks.',
    '  Accept  When there is no Function: say why.',
    '  Docs    https://example.com/Limited',
    '',
    'WARNING Sec3-AcknowledgementStale (1 finding)',
    '  An acknowledgement covers nothing.',
    '',
    '  Sec3-Limited is acknowledged, but it has no finding here',
    '    Orders/Nothing',
    '',
    '  Fix     Remove it, so that it can’t hide a later finding.',
    '',
    'WARNING 2 rules can’t conclude',
    '',
    '  [undetermined] undetermined at synth time: no one knows',
    '    in cdk.out/Orders.template.json',
    '      Orders/Secret3  Properties.Says',
    '',
    '  Rules   Sec3-Rotated, Sec3-Managed',
    '',
  ]);
});

test('an empty message', () => {
  expect(plain(toText(resultOf([bare('a.json', { Api: 'worse:  ' })])))).toContain('  [worse] ');
});

test('acknowledged findings come last', () => {
  const [, tail] = toText(everything()).split('\nACKNOWLEDGED');
  expect(plain(tail)).toEqual([
    ' (1 finding)',
    '  Sec3-Rotated[bad] at Orders/Secret2, until 2999-12-31',
    '    “Accepted: Sec3-Rotated[bad] is fine here.”',
    '    Orders/Secret2',
    '',
  ]);
});

test('an acknowledgement of many resources names some of them', () => {
  const secrets = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`Secret${index}`, 'bad']));
  const text = toText(resultOf([stack('Orders', secrets)], { acknowledgements: [acknowledged('Sec3-Rotated', ''), acknowledged('Sec3-Managed', 'Orders')] }));
  expect(plain(text).slice(3, 12)).toEqual([
    'ACKNOWLEDGED (16 findings)',
    '  Sec3-Rotated at (the whole workload)',
    '    “Accepted: Sec3-Rotated is fine here.”',
    '    Orders/Secret0',
    '    Orders/Secret1',
    '    Orders/Secret2',
    '    Orders/Secret3',
    '    Orders/Secret4',
    '    and 3 more',
  ]);
});

test('more causes than fit are counted', () => {
  const apis = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`Api${index}`, `worse: number ${index}`]));
  const result = resultOf([stack('Orders', { ...apis, Function: 'bad' })]);
  const text = toText(result);
  expect(text.match(/^(ERROR|WARNING) /gm)).toHaveLength(20);
  expect(text).toContain('\nAnd 6 more causes (by level: 5 error, 1 warning): --details and --group-by have all of them.\n');
  expect(toText(result, { groupBy: 'file' }).match(/^(ERROR|WARNING) /gm)).toHaveLength(26);
});

describe('grouped', () => {
  const result = resultOf([stack('Orders', { Api: 'bad', Secret: 'unknown' }), bare('more.yaml', { Api: 'bad', Secret: ['bad', 'worse: x'] })]);

  test('by resource: each with its findings', () => {
    const text = toText(result, { groupBy: 'resource' });
    expect(plain(text.slice(text.indexOf('\nOrders/Api (') + 1)).slice(0, 4)).toEqual(['Orders/Api (1 finding)', '  ERROR Sec3-Validated[bad] (1 resource)', '    this is bad', '']);
    expect(text.match(/^\S+ \(\d+ findings?\)$/gm)).toEqual(['Orders/Api (1 finding)', 'Orders/Secret (2 findings)', 'more.yaml/Api (1 finding)', 'more.yaml/Secret (4 findings)']);
  });

  test('by file, in detail', () => {
    const text = toText(result, { groupBy: 'file', details: true });
    const heads = text.match(/^(\S+ \(.*|(ERROR|WARNING) .*)$/gm)!;
    expect(heads).toEqual([
      'cdk.out/Orders.template.json (3 findings)', 'ERROR Sec3-Validated (1 finding)', 'WARNING 2 rules can’t conclude',
      'more.yaml (5 findings)', 'ERROR Sec3-Rotated (2 findings)', 'ERROR Sec3-Managed (2 findings)', 'ERROR Sec3-Validated (1 finding)',
    ]);
    expect(text.match(/ {2}Fix /g)).toHaveLength(4);
  });
});

test('500 findings of a kind have one message with 500 places, and the fix and the link once', () => {
  const secrets = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`Secret${index}`, 'bad']));
  const lines = plain(toText(resultOf([bare('t.json', secrets)], {}, { levels: { Managed: 'off' } })));
  expect(lines.filter((text) => text.startsWith('    t.json/Secret'))).toHaveLength(500);
  expect(lines).toHaveLength(500 + 11);
});

describe('the checklist', () => {
  test('lists each line with its rules and findings', () => {
    const result = resultOf([stack('Orders', { Secret: 'bad', Secret2: 'fine', Function: 'fine' })], {
      acknowledgements: [acknowledged('Sec3-Rotated', 'Orders/Secret')],
    });
    const text = toText(result, { checklist: true, pack: RULES });
    const lines = plain(text.slice(text.indexOf('CHECKLIST')));
    expect(lines.slice(0, 14)).toEqual([
      'CHECKLIST OF SEC 3',
      '',
      '○ Review security awareness documents frequently (not covered)',
      '  ○ Read news from several security sources that matter to the technologies in use, regularly. (not covered)',
      '  ○ Be notified of critical threats in near-real time. (not covered)',
      '',
      '✖ Store secrets that are used in your code securely (not satisfied)',
      '  ✖ Keep passwords and API keys in a secrets manager, apart from code. (not satisfied)',
      '      Sec3-Managed: 2 resources examined, 1 error',
      '  ○ Grant access to a secret only to those who need it. (not covered)',
      '  ○ Give other environments and other people no access to a secret. (not covered)',
      '  ✔ Rotate secrets frequently, so that a leaked one soon is worthless. (acknowledged)',
      '      Sec3-Rotated: 2 resources examined, 1 acknowledged',
      '        Orders/Secret: “Accepted: Sec3-Rotated is fine here.” (1 finding)',
    ]);
    expect(lines).toContain('      Sec3-Limited: 1 resource examined, nothing found');
    expect(lines).toContain('      Sec3-Validated: no resource to examine');
  });

  test('shows rules that were switched off', () => {
    const text = toText(resultOf([stack('Orders', { Secret: 'fine' })], {}, { levels: { Rotated: 'off' } }), { checklist: true, pack: RULES });
    expect(plain(text)).toContain('      Sec3-Rotated: switched off');
    expect(plain(text)).toContain('  3 rules (1 switched off) over 1 resource in 1 template: cdk.out/Orders.template.json');
  });

  test('is only included if requested', () => {
    expect(toText(everything())).not.toContain('CHECKLIST');
  });
});

describe('control characters of templates', () => {
  test('are shown as codes', () => {
    const text = toText(resultOf([bare('t.json', { Secret: 'worse: \u001b[2J\u0007gone\nERROR\u202e' })]));
    expect(text).toContain('[worse] \\u001b[2J\\u0007gone\\nERROR\\u202e');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('are shown as codes in acknowledgements and names, too', () => {
    const said = { 'Secret\u001b[31m': 'bad' };
    const acknowledgement = { id: 'Sec3-Rotated', path: '', reason: 'fine \u001b[31m because' };
    const text = toText(resultOf([stack('Orders', said)], { acknowledgements: [acknowledgement] }));
    expect(text).not.toContain('\u001b');
  });
});

describe('colors', () => {
  test('are only used if requested', () => {
    expect(toText(everything(), { checklist: true })).not.toContain('\u001b');
  });

  test('are the only change', () => {
    const colored = toText(everything(), { checklist: true, color: true });
    expect(colored).toContain('\u001b[1m\u001b[31mERROR\u001b[39m\u001b[22m');
    // eslint-disable-next-line no-control-regex
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(toText(everything(), { checklist: true }));
  });
});

test.each([
  [{ Secret: 'fine' }, '✔ SEC 3: no findings'],
  [{ Function: 'bad' }, '▲ SEC 3: 1 warning'],
  [{ Function: 'bad', Api: 'bad' }, '✖ SEC 3: 1 error, 1 warning'],
  [{ Api: 'unknown' }, '▲ SEC 3: 1 warning (1 undetermined)'],
])('the summary of %j', (said, line) => {
  expect(summaryLine(resultOf([stack('Stack', said)]), painter(false))).toBe(line);
});

test('a fatal finding never passes', () => {
  expect(summaryLine(resultOf([stack('Stack', {})], { unreadable: [broken('Cut')] }), painter(false))).toBe('✖ SEC 3: 1 fatal');
});
