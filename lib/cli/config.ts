import * as fs from 'fs';
import { Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, Node, parseDocument, visit, YAMLMap, YAMLParseError } from 'yaml';
import {
  ACKNOWLEDGEABLE, AccountStatement, Acknowledgement, Acknowledgements, GateOptions, MINIMUM_REASON_LENGTH, parametersOf, ParameterValues,
  qualify, questionsOf, Rule, RuleLevel, Severity, subjectOf, UNDETERMINED_ID, valueProblems,
} from '../gate';
import { CommandError } from './errors';
import { didYouMean } from '../json/closest';

/** The content of a configuration file. */
export interface Config {
  readonly gate: GateOptions;
  readonly acknowledgements: readonly Acknowledgement[];
}

const LEVELS: readonly RuleLevel[] = ['error', 'warning', 'off'];
const KEYS = ['levels', 'defaultLevel', 'undetermined', 'nothingJudged', 'minimumReasonLength', 'parameters', 'account', 'acknowledgements'];
const ACKNOWLEDGEMENT_KEYS = ['id', 'path', 'reason', 'until', 'owner', 'on'];

/**
 * Reads a configuration file.
 *
 * @param rules the known rules
 * @throws CommandError naming each problem with its line and column
 */
export function readConfig(file: string, rules: readonly Rule[]): Config {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (e) {
    const missing = (e as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CommandError(`The configuration ${file} ${missing ? 'does not exist: name another one with --config, or leave the option out' : `can’t be read: ${(e as Error).message}`}`);
  }
  return parseConfig(text, file, rules);
}

/**
 * Parses a configuration, JSON or YAML.
 *
 * @param file what to name in errors
 * @throws CommandError naming each problem with its line and column
 */
export function parseConfig(text: string, file: string, rules: readonly Rule[]): Config {
  const reader = new ConfigReader(text, file, rules);
  const config = reader.read();
  const { problems } = reader;
  if (problems.length > 0) throw new CommandError(`The configuration ${file} is invalid:`, problems);
  return config;
}

class ConfigReader {
  private readonly found: { readonly offset: number; readonly message: string }[] = [];
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;
  private readonly rules: ReadonlyMap<string, Rule>;

  constructor(
    text: string,
    private readonly file: string,
    rules: readonly Rule[],
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true });
    this.rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  /** Problems, in the order of the file. */
  public get problems(): string[] {
    return [...this.found]
      .sort((a, b) => a.offset - b.offset)
      .map(({ offset, message }) => {
        const { line, col } = this.lines.linePos(offset);
        return `${this.file}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`;
      });
  }

  public read(): Config {
    // Later syntax errors are often caused by the first one.
    const [error] = this.document.errors;
    if (error) this.problem(error.pos[0], syntaxProblem(error));
    else this.checkAliases();
    if (this.found.length > 0) return { gate: {}, acknowledgements: [] };
    const root = this.map(this.document.contents, 'the configuration', KEYS);
    return {
      gate: {
        levels: this.levels(root),
        defaultLevel: this.defaultLevel(root.get('defaultLevel')),
        undetermined: this.level(root.get('undetermined'), 'undetermined'),
        nothingJudged: this.level(root.get('nothingJudged'), 'nothingJudged'),
        minimumReasonLength: this.minimumReasonLength(root),
        parameters: this.parameters(root),
        account: this.account(root),
      },
      acknowledgements: (root.has('acknowledgements') ? this.list(root.get('acknowledgements'), 'acknowledgements') : []).flatMap((node, index) => this.acknowledgement(node, `acknowledgements[${index}]`)),
    };
  }

  /** Aliases without an anchor, circular ones, and excessive expansion have no value that could be shown. */
  private checkAliases(): void {
    visit(this.document, {
      Alias: (_key, alias, ancestors) => {
        const target = alias.resolve(this.document);
        if (target === undefined) this.problem(start(alias), `*${alias.source}: nothing before it has the anchor &${alias.source}`);
        else if (ancestors.includes(target)) this.problem(start(alias), `*${alias.source} refers to a value that contains it; write the value itself`);
      },
    });
    if (this.found.length > 0) return;
    try {
      this.document.toJS();
    } catch (e) {
      if (!(e instanceof ReferenceError)) throw e;
      this.problem(start(this.document.contents), 'aliases expand to too many values; write the values themselves');
    }
  }

  private levels(root: ReadonlyMap<string, Node | null>): { [ruleId: string]: RuleLevel } {
    const levels: { [ruleId: string]: RuleLevel } = {};
    if (!root.has('levels')) return levels;
    const node = this.resolve(root.get('levels'));
    const known = [...this.rules.keys()];
    for (const [ruleId, value] of this.map(node, 'levels')) {
      if (!this.rules.has(ruleId)) {
        const name = ruleId.startsWith(qualify('')) ? ruleId.slice(qualify('').length) : ruleId;
        this.problem(keyStart(node as YAMLMap, ruleId), `levels: there is no rule ${JSON.stringify(ruleId)}${didYouMean(name, known)}`);
      }
      const level = this.level(value, `levels.${ruleId}`);
      if (level !== undefined) levels[ruleId] = level;
    }
    return levels;
  }

  private level(node: Node | null | undefined, name: string): RuleLevel | undefined {
    if (node === undefined) return undefined;
    const value = this.scalar(node);
    const level = LEVELS.find((candidate) => candidate === value);
    if (level === undefined) this.mismatch(node, name, `one of ${LEVELS.join(', ')}`, LEVELS);
    return level;
  }

  /** `off` would disable the gate. */
  private defaultLevel(node: Node | null | undefined): Severity | undefined {
    if (node === undefined) return undefined;
    const value = this.scalar(node);
    if (value === 'error' || value === 'warning') return value;
    this.mismatch(node, 'defaultLevel', 'error or warning', ['error', 'warning']);
    return undefined;
  }

  private minimumReasonLength(root: ReadonlyMap<string, Node | null>): number | undefined {
    if (!root.has('minimumReasonLength')) return undefined;
    const node = root.get('minimumReasonLength')!;
    const value = this.scalar(node);
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    this.mismatch(node, 'minimumReasonLength', 'a whole number of characters above 0');
    return undefined;
  }

  /** Returns the values of the parameters that rules declare. */
  private parameters(root: ReadonlyMap<string, Node | null>): ParameterValues {
    if (!root.has('parameters')) return {};
    const declared = new Map(parametersOf([...this.rules.values()]).map((parameter) => [parameter.name, parameter]));
    const values: { [name: string]: unknown } = {};
    for (const [name, node] of this.map(root.get('parameters'), 'parameters', [...declared.keys()])) {
      const value: unknown = this.resolve(node)?.toJS(this.document);
      const problems = valueProblems(declared.get(name)!, value);
      for (const { index, expected } of problems) {
        if (index === undefined) this.mismatch(node, `parameters.${name}`, expected);
        else this.mismatch(this.list(node, name)[index], `parameters.${name}[${index}]`, expected);
      }
      if (problems.length === 0) values[name] = value;
    }
    return values;
  }

  /** Statements about the account. */
  private account(root: ReadonlyMap<string, Node | null>): AccountStatement | undefined {
    if (!root.has('account')) return undefined;
    const node = root.get('account')!;
    const questions = questionsOf([...this.rules.values()]).map(({ name }) => name);
    const fields = this.map(node, 'account', [...questions, 'statedBy', 'reason']);
    const statedBy = this.text(fields, node, 'account', 'statedBy', 'who states it: a person or a team', true);
    const reason = this.text(fields, node, 'account', 'reason', 'why this is true, or where it is documented', true);
    const answers: { [name: string]: boolean } = {};
    for (const name of questions.filter((question) => fields.has(question))) {
      const answer = this.scalar(fields.get(name));
      if (typeof answer === 'boolean') answers[name] = answer;
      else this.mismatch(fields.get(name), `account.${name}`, 'true or false');
    }
    if (statedBy === undefined || reason === undefined) return undefined;
    const shortest = this.minimumReasonLength(root) ?? MINIMUM_REASON_LENGTH;
    if (reason.trim().length < shortest) this.mismatch(fields.get('reason'), 'account.reason', `at least ${shortest} characters`);
    return { answers, statedBy, reason };
  }

  private acknowledgement(node: Node | null, name: string): Acknowledgement[] {
    const fields = this.map(node, name, ACKNOWLEDGEMENT_KEYS);
    if (!isMap(this.resolve(node))) return [];
    const id = this.text(fields, node, name, 'id', 'the id of a finding as reports print it, such as Sec3-SecretRotated[not-rotated]', true);
    const reason = this.text(fields, node, name, 'reason', 'why the finding is acceptable', true);
    const path = this.text(fields, node, name, 'path', 'a construct path, or a template’s path and /LogicalId, as reports print it', false);
    const [until, on] = ['until', 'on'].map((key) => this.date(fields, node, name, key));
    const statedBy = this.text(fields, node, name, 'owner', 'the person or team that is responsible for it', false);
    if (id !== undefined) this.checkId(fields.get('id')!, `${name}.id`, id);
    if (id === undefined || reason === undefined) return [];
    return [{ id, reason, path: path ?? '', until, statedBy, on }];
  }

  private date(fields: ReadonlyMap<string, Node | null>, owner: Node | null, name: string, key: string): string | undefined {
    const expected = 'a date as YYYY-MM-DD';
    const date = this.text(fields, owner, name, key, expected, false);
    if (date !== undefined && !isDate(date)) this.mismatch(fields.get(key)!, `${name}.${key}`, expected);
    return date;
  }

  /** An id that matches no rule would acknowledge nothing, silently. */
  private checkId(node: Node, name: string, id: string): void {
    const acknowledgement = { id, reason: '', path: '' };
    if (new Acknowledgements([acknowledgement]).ours.length === 0) {
      this.problem(start(node), `${name}: ${JSON.stringify(id)} is not an id of this gate; expected ${qualify('Rule')} or ${qualify('Rule', 'finding')}`);
      return;
    }
    const { ruleId, findingId } = subjectOf(acknowledgement);
    const rule = this.rules.get(ruleId);
    if (findingId === undefined && ACKNOWLEDGEABLE.some((own) => own === ruleId)) return;
    if (!rule) {
      this.problem(start(node), `${name}: there is no rule ${JSON.stringify(qualify(ruleId))}${didYouMean(ruleId, [...this.rules.keys(), ...ACKNOWLEDGEABLE])}`);
      return;
    }
    const known = [...Object.keys(rule.findings), UNDETERMINED_ID];
    if (findingId === undefined || known.includes(findingId)) return;
    this.problem(start(node), `${name}: ${qualify(ruleId)} has no finding ${JSON.stringify(findingId)}; it has ${known.join(', ')}`);
  }

  private text(
    fields: ReadonlyMap<string, Node | null>,
    owner: Node | null,
    ownerName: string,
    key: string,
    expected: string,
    required: boolean,
  ): string | undefined {
    if (!fields.has(key)) {
      if (required) this.problem(start(owner), `${ownerName} has no ${key}; expected ${expected}`);
      return undefined;
    }
    const node = fields.get(key)!;
    const value = this.scalar(node);
    if (typeof value === 'string' && (value.trim() !== '' || !required)) return value;
    this.mismatch(node, `${ownerName}.${key}`, expected);
    return undefined;
  }

  /** Returns the values of a map by key. Reports values that are not maps, and unknown keys. */
  private map(given: Node | null | undefined, name: string, known?: readonly string[]): Map<string, Node | null> {
    const node = this.resolve(given);
    if (!isMap(node)) {
      this.mismatch(given, name, known ? `a map with some of ${known.join(', ')}` : 'a map');
      return new Map();
    }
    const entries = new Map<string, Node | null>();
    for (const { key, value } of node.items) {
      const text = String(isScalar(key) ? key.value : key);
      if (known && !known.includes(text)) {
        const at = isNode(key) ? start(key) : start(node);
        this.problem(at, `${name} has an unknown key ${JSON.stringify(text)}${didYouMean(text, known)}; known are ${known.join(', ')}`);
        continue;
      }
      entries.set(text, isNode(value) ? value : null);
    }
    return entries;
  }

  private list(given: Node | null | undefined, name: string): (Node | null)[] {
    const node = this.resolve(given);
    if (isSeq(node)) return node.items.map((item) => (isNode(item) ? item : null));
    this.mismatch(given, name, 'a list');
    return [];
  }

  private scalar(given: Node | null | undefined): unknown {
    const node = this.resolve(given);
    return isScalar(node) ? node.value : undefined;
  }

  private resolve(node: Node | null | undefined): Node | null | undefined {
    return isAlias(node) ? (node.resolve(this.document) as Node | undefined) : node;
  }

  /** @param known the values, if they can be listed; the closest one is suggested */
  private mismatch(node: Node | null | undefined, name: string, expected: string, known: readonly string[] = []): void {
    const value: unknown = this.resolve(node)?.toJS(this.document);
    const found = value === null || value === undefined ? 'nothing' : typeof value === 'number' ? String(value) : JSON.stringify(value);
    this.problem(start(node), `${name}: expected ${expected}, found ${found}${typeof value === 'string' ? didYouMean(value, known) : ''}`);
  }

  private problem(offset: number, message: string): void {
    this.found.push({ offset, message });
  }
}

function syntaxProblem({ code, message }: YAMLParseError): string {
  if (code === 'DUPLICATE_KEY') return 'the key occurs twice in a map; keep one of them';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here; a configuration file has one document';
  return message.split(/ at line \d+|\n/)[0];
}

function start(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}

function keyStart(map: YAMLMap, key: string): number {
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return start(pair && isNode(pair.key) ? pair.key : map);
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
