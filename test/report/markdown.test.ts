import { acknowledged, bare, everything, resultOf, RULES, stack, validated } from './sample';
import { Gate } from '../../lib/gate';
import { toMarkdown } from '../../lib/report';

test('nothing found', () => {
  expect(toMarkdown(resultOf([stack('Orders', { Secret: 'fine' })]))).toBe(
    '## ✅ SEC 3: no findings\n\n4 rules over 1 resource in 1 template: `cdk.out/Orders.template.json`\n',
  );
});

test('a rule', () => {
  const result = resultOf([stack('Orders', { Api: 'bad' }), bare('b.json', { Api: 'unknown' })]);
  expect(toMarkdown(result).split('\n')).toEqual([
    '## ❌ SEC 3: 1 error, 1 warning (1 undetermined)',
    '',
    '4 rules over 2 resources in 2 templates',
    '',
    '### Sec3-Validated (2)',
    '',
    'Validated holds.',
    '',
    '| | Finding | Resource | Location |',
    '|---|---|---|---|',
    '| ❌ | `bad` this is bad | `Orders/Api`<br>`cdk.out/Orders.template.json` | `Properties.Says` |',
    '| ⚠️ | `undetermined` undetermined at synth time: no one knows | `b.json/Api` | `Properties.Says` |',
    '',
    '<details><summary>Fix</summary>',
    '',
    'Construct what Validated asks.<br>Write what Validated asks.',
    '',
    '[Documentation](https://example.com/Validated)',
    '',
    '</details>',
    '',
  ]);
});

test('each cause is one row, with its resources', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`Api${index + 1}`, 'bad']));
  const [row, ...others] = toMarkdown(resultOf([stack('Orders', { ...many, Api13: 'worse: other' })])).split('\n').filter((line) => line.startsWith('| ❌'));
  expect(row).toMatch(/^\| ❌ \| `bad` this is bad \| `Orders\/Api1`<br>.*`Orders\/Api7`<br>and 2 more \| `Properties\.Says` \|$/);
  expect(others).toEqual(['| ❌ | `worse` other | `Orders/Api13` | `Properties.Says` |']);
});

test('the next steps come first if there are several findings', () => {
  const nextOf = (...says: readonly string[]) => {
    const text = toMarkdown(resultOf([stack('Orders', Object.fromEntries(says.map((said, index) => [`Api${index + 1}`, said])))]));
    return text.split('\n').slice(4, text.split('\n').findIndex((line) => line.startsWith('### Sec3')) - 1);
  };
  expect(nextOf('bad', 'bad', 'worse: a', 'worse: b', 'worse: c')).toEqual([
    '### What to do next (4 causes in all)',
    '',
    '1. ❌ this is bad, at `Orders/Api1` and 4 other resources. Construct what Validated asks.',
  ]);
  expect(nextOf('bad', 'worse: a', 'worse: b')).toEqual([]);
});

test('an unknown value of several rules is one row', () => {
  const both = [{ ...validated, id: 'One' }, { ...validated, id: 'Two' }];
  const text = toMarkdown(new Gate(both).run({ stacks: [stack('Orders', { Api: 'unknown' })] }));
  expect(text).toContain('### 2 rules can’t conclude\n');
  expect(text.match(/no one knows/g)).toHaveLength(1);
  expect(text).toContain('\nRules: Sec3-One, Sec3-Two\n');
});

test('the text says when to acknowledge', () => {
  expect(toMarkdown(resultOf([stack('Orders', { Function: 'bad' })]))).toContain(
    '\n\nConstruct what Limited asks.\n\nWhen to acknowledge: When there is no Function: say why.\n\n[Documentation]',
  );
});

test('acknowledged findings are listed', () => {
  const result = resultOf([stack('Orders', { Api: 'bad' })], { acknowledgements: [acknowledged('Sec3-Validated', '', '2999-12-31')] });
  expect(toMarkdown(result).split('\n').slice(4)).toEqual([
    '<details><summary>1 acknowledged finding</summary>',
    '',
    '| Finding | Resource | Reason | Until |',
    '|---|---|---|---|',
    '| `Sec3-Validated` this is bad | `Orders/Api` | Accepted: Sec3-Validated is fine here. | 2999-12-31 |',
    '',
    '</details>',
    '',
  ]);
});

test('the checklist', () => {
  const markdown = toMarkdown(resultOf([stack('Orders', { Secret: 'bad' })]), { checklist: true, pack: RULES });
  const lines = markdown.slice(markdown.indexOf('### Checklist')).split('\n');
  expect(lines).toHaveLength(4 + 5 + 17 + 1);
  expect(lines[0]).toBe('### Checklist of SEC 3');
  expect(lines).toContain(
    '| ❌ | Rotate secrets frequently, so that a leaked one soon is worthless. | not satisfied | `Sec3-Rotated` 1 resource examined, 1 error |',
  );
  expect(lines).toContain('| ➖ | Test inputs by fuzzing. | not covered |  |');
});

describe('text is escaped for Markdown', () => {
  const row = (message: string) => {
    const [found] = /\| ❌ \| `worse` (.*) \| `a\.json/.exec(toMarkdown(resultOf([bare('a.json', { Api: `worse: ${message}` })])))!.slice(1);
    return found;
  };

  test.each([
    ['a | b', 'a \\| b'],
    ['a \\| b', 'a \\\\\\| b'],
    ['<script>alert(1)</script> &lt;', '&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;'],
    ['</details>', '&lt;/details&gt;'],
    ['*a* _b_ `c` ~d~ [e](f) #1', '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\[e\\](f) \\#1'],
    ['one\ntwo', 'one\\\\ntwo'],
  ])('%j', (message, expected) => {
    expect(row(message)).toBe(expected);
  });

  test('in names', () => {
    const [line] = toMarkdown(resultOf([bare('a|`b`.json', { Api: 'bad' }), bare('c.json', {})])).split('\n').filter((text) => text.startsWith('| ❌'));
    expect(line).toBe('| ❌ | `bad` this is bad | <code>a\\|\\`b\\`.json/Api</code> | `Properties.Says` |');
  });
});

describe('a comment has an end', () => {
  const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, index) => [`Secret${index}`, `worse: ${index}`]));

  test('rows that exceed the limit are omitted and counted', () => {
    const result = resultOf([stack('Orders', many(2000))]);
    const markdown = toMarkdown(result, { checklist: true });
    expect(markdown.length).toBeLessThanOrEqual(65_000);
    expect(markdown.length).toBeGreaterThan(64_000);
    const shown = markdown.split('\n').filter((line) => line.startsWith('| ❌ | `worse`')).length;
    const [, left] = /^> (\d+) rows did not fit and are left out\. Run `cdk-sec3 check` for the whole report\.$/m.exec(markdown)!;
    expect(shown).toBeGreaterThan(500);
    expect(shown + Number(left)).toBe(4000);
    expect(markdown).toContain('### Checklist of SEC 3');
    expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)!.length);
  });

  test('a single row over the limit is omitted', () => {
    const result = resultOf([bare('a.json', { Api: `worse: ${'x'.repeat(70_000)}` })]);
    expect(toMarkdown(result)).toBe(
      '## ❌ SEC 3: 1 error\n\n4 rules over 1 resource in 1 template: `a.json`\n\n' +
        '> [!NOTE]\n> 1 row did not fit and is left out. Run `cdk-sec3 check` for the whole report.\n',
    );
  });

  test('nothing is omitted within the limit', () => {
    expect(toMarkdown(everything())).not.toContain('left out');
  });
});
