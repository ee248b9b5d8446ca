import * as fs from 'fs';
import * as path from 'path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { parseXml } from './xml';
import { anyCharacter } from '../../lib/fuzz/generator/texts';
import { Acknowledgement, Gate, GateResult, parseTemplate, Rule, StackTemplate, UnreadableInput } from '../../lib/gate';
import { toJson, toJunit, toSarif, toText } from '../../lib/report';
import { readSecurityReport, securityJson, securityMarkdown, securityPage, securityReport, wellArchitectedAnswer } from '../../lib/report/security';
import { SEC3_RULES } from '../../lib/secure/rules';
import { askRules, templates } from '../cli/random-templates';

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const isSarif = ajv.compile(JSON.parse(fs.readFileSync(path.join(__dirname, 'fixtures/sarif-schema-2.1.0.json'), 'utf8')));

/** Texts that every format must treat as plain text. */
const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 12 }),
  fc.constantFrom('<script>alert(1)</script>', '"><img src=x>', ']]>', '-->', '| x |', '`', '\\', '\r\n## x', '\u202egnp', '\ud800', '\u0000', '&amp;', '${x}', '{{x}}', '/', ''),
);

const broken: Rule = {
  ...SEC3_RULES[0],
  id: 'Broken',
  check: (resource) => {
    throw new Error(resource.path);
  },
};
const PACK = [...SEC3_RULES, broken];

interface Verdict {
  readonly template: any;
  readonly paths: readonly string[];
  readonly reasons: readonly string[];
}

const verdict: fc.Arbitrary<Verdict> = fc.record({
  template: templates(askRules(100)),
  paths: fc.array(text, { minLength: 1, maxLength: 4 }),
  reasons: fc.array(text, { maxLength: 3 }),
});

/** Returns a result of the gate with unusual names, broken rules and unreadable parts. */
function resultOf({ template, paths, reasons }: Verdict): GateResult | undefined {
  const named = JSON.parse(JSON.stringify(template));
  Object.values<any>(named.Resources).forEach((resource, index) => {
    resource.Metadata = { ...(typeof resource.Metadata === 'object' ? resource.Metadata : {}), 'aws:cdk:path': paths[index % paths.length] };
  });
  let stack: StackTemplate;
  try {
    stack = new StackTemplate({ file: `cdk.out/${paths[0]}.template.json`, constructPath: paths[0], ...parseTemplate(JSON.stringify(named), 't.json') });
  } catch (e) {
    if (e instanceof UnreadableInput) return undefined;
    throw e;
  }
  const acknowledgements = reasons.map((reason, index): Acknowledgement => ({
    id: `Sec3-${SEC3_RULES[(index * 7) % SEC3_RULES.length].id}`, path: index === 0 ? '' : paths[0], reason, until: index === 1 ? '2999-01-01' : undefined,
  }));
  const unreadable = [{ constructPath: paths[0], error: new UnreadableInput(paths[0], paths[paths.length - 1]) }];
  return new Gate(PACK).run({ stacks: [stack], acknowledgements, unreadable });
}

const VOID = ['meta', 'input', 'br', 'wbr', '!doctype'];
const KNOWN = [
  ...VOID, 'html', 'head', 'title', 'style', 'body', 'a', 'header', 'h1', 'h2', 'h3', 'p', 'time', 'main', 'ul', 'ol', 'li', 'strong', 'span', 'div', 'svg', 'desc', 'text',
  'path', 'g', 'rect', 'form', 'label', 'fieldset', 'legend', 'output', 'section', 'article', 'code', 'details', 'summary', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'script',
];

/** Returns the names of a page's elements, and checks that all are closed, with attributes in quotes. */
function elementsOf(html: string): Set<string> {
  const found = new Set<string>();
  const open: string[] = [];
  const token = /<(\/?)([!a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < html.length) {
    const at = token.lastIndex;
    const match = token.exec(html);
    if (!match) throw new Error(`not well formed at ${JSON.stringify(html.slice(at, at + 80))}`);
    const [, close, name, , empty] = match;
    if (name === undefined) continue;
    found.add(name);
    if (close) {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}> before ${html.slice(at, at + 80)}`);
    } else if (!empty && !VOID.includes(name)) {
      open.push(name);
      // Their content is not markup.
      if (name === 'script' || name === 'style') token.lastIndex = html.indexOf(`</${name}>`, token.lastIndex);
    }
  }
  expect(open).toEqual([]);
  return found;
}

/** Checks that each row of a table has as many cells as its head, and that only the report's own markup exists. */
function checkMarkdown(markdown: string): void {
  let cells: number | undefined;
  for (const line of markdown.split('\n')) {
    const plain = line.replace(/\\[^]/g, '').replace(/`[^`]*`/g, 'code');
    for (const [tag] of plain.matchAll(/<[^>]*>?/g)) expect(['<br>', '<code>', '</code>', '<details>', '</details>', '<summary>', '</summary>']).toContain(tag);
    const count = line.startsWith('|') ? plain.split('|').length : undefined;
    if (cells !== undefined && count !== undefined) expect({ line, count }).toEqual({ line, count: cells });
    cells = count;
  }
  expect(markdown.length).toBeLessThanOrEqual(65_536);
}

test('any verdict is valid in every format', () => {
  let written = 0;
  fc.assert(
    fc.property(verdict, (given) => {
      const result = resultOf(given);
      if (!result) return;
      written += 1;
      const made = securityReport(result, { version: '1.0.0', pack: PACK, now: new Date(0), inputs: [...given.paths] });
      const report = securityReport(result, { version: '1.0.0', pack: PACK, now: new Date(1), inputs: [...given.paths], earlier: made });
      expect(readSecurityReport(securityJson(report), 'report.json').summary).toEqual(report.summary);
      const unknown = [...elementsOf(securityPage(report, (template) => template))].filter((name) => !KNOWN.includes(name));
      expect(unknown).toEqual([]);
      checkMarkdown(securityMarkdown(report, result, PACK));
      expect(Object.keys(JSON.parse(wellArchitectedAnswer(report)).ChoiceUpdates)).toHaveLength(5);
      expect(JSON.parse(toJson(result, { version: '1.0.0' })).version).toBe(1);
      isSarif(JSON.parse(toSarif(result, { version: '1.0.0', root: process.cwd() }).text));
      expect(isSarif.errors).toBeNull();
      expect(parseXml(toJunit(result)).name).toBe('testsuites');
      // eslint-disable-next-line no-control-regex
      expect(toText(result, { checklist: true })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }),
    { seed: 4, numRuns: 30 },
  );
  expect(written).toBeGreaterThan(20);
}, 120_000);
