/**
 * Matching of events against patterns of Amazon EventBridge, and filter policies of Amazon SNS for message bodies.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { BlockList, isIP } from 'net';
import { filterKnown } from './filter-known';
import type { Property } from './property';
import { isObject, JsonObject } from '../../json/json-object';
import { Undetermined } from '../values/values';

/** A value in an event that has no parts; undefined if the event lacks the field. */
export type EventValue = string | number | boolean | null | undefined;

/** Checks whether a value matches. @throws Undetermined if that can't be known */
export type EventFilter = (value: EventValue) => boolean;

/** Whether a pattern matches all events with the known fields, some of them, or none. */
export interface EventVerdict {
  readonly answer: 'matches' | 'may match' | 'no match';
  /** The part of the pattern that decides. */
  readonly at: Property;
}

/**
 * Matches a pattern with an event of which some fields are known. A field whose value is undefined is absent from the event.
 *
 * @param rest whether fields that are left out are unknown, or absent
 * @throws Undetermined if unknown parts of the pattern decide
 */
export function matchEvent(pattern: Property, event: JsonObject, rest: 'unknown' | 'absent' = 'unknown'): EventVerdict {
  const document = pattern.document();
  return allOf(document, document.entries().map(([key, at]) => () => matchEntry(key, at, event, rest)));
}

/** Checks whether a field of a pattern matches a value; an absent field matches all. @throws Undetermined if that can't be known */
export function acceptsValue(field: Property, value: EventValue): boolean {
  return !field.exists || passesOne(eventFilters(field), value);
}

/** Checks whether one of the filters matches a value. @throws Undetermined if none certainly does, but one may */
export function passesOne(filters: readonly EventFilter[], value: EventValue): boolean {
  return filterKnown(filters, (filter) => filter(value)).length > 0;
}

/** Returns the filters of a field. Each is read once, however many values are matched. */
export function eventFilters(field: Property): EventFilter[] {
  return field.itemsOrOne().map((item) => unlessOpen(() => (item.isObject() ? operatorOf(item) : equals(item.json()))));
}

function matchEntry(key: string, at: Property, event: JsonObject, rest: 'unknown' | 'absent'): EventVerdict {
  if (key === '$or') return anyOf(at, at.items().map((choice) => () => matchEvent(choice, event, rest)));
  if (rest === 'unknown' && !Object.hasOwn(event, key)) return { answer: 'may match', at };
  const value = Object.hasOwn(event, key) ? event[key] : undefined;
  const values: readonly unknown[] = Array.isArray(value) && value.length > 0 ? value : [Array.isArray(value) ? undefined : value];
  // One element of a list has to match. Where an object is expected, a field with another value has no inner fields.
  if (at.isObject()) return anyOf(at, values.map((one) => () => (isObject(one) ? matchEvent(at, one, rest) : matchEvent(at, {}, 'absent'))));
  const filters = eventFilters(at);
  return anyOf(at, values.map((one) => () => ({ answer: passesOne(filters, isObject(one) ? undefined : (one as EventValue)) ? 'matches' : 'no match', at })));
}

function allOf(at: Property, parts: readonly (() => EventVerdict)[]): EventVerdict {
  const { verdicts, open } = ask(parts, 'no match');
  const rejecting = verdicts.find(({ answer }) => answer === 'no match');
  if (rejecting) return rejecting;
  if (open) throw open;
  return { answer: verdicts.some(({ answer }) => answer === 'may match') ? 'may match' : 'matches', at };
}

function anyOf(at: Property, parts: readonly (() => EventVerdict)[]): EventVerdict {
  const { verdicts, open } = ask(parts, 'matches');
  const accepting = verdicts.find(({ answer }) => answer === 'matches') ?? verdicts.find(({ answer }) => answer === 'may match');
  if (accepting) return accepting;
  if (open) throw open;
  return verdicts.length === 1 ? verdicts[0] : { answer: 'no match', at };
}

/** Returns the verdicts up to a decisive one, and why others can't be known. */
function ask(parts: readonly (() => EventVerdict)[], decisive: EventVerdict['answer']): { verdicts: EventVerdict[]; open?: Undetermined } {
  const verdicts: EventVerdict[] = [];
  let open: Undetermined | undefined;
  for (const part of parts) {
    try {
      verdicts.push(part());
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      open ??= e;
    }
    if (verdicts.at(-1)?.answer === decisive) break;
  }
  return { verdicts, open };
}

function operatorOf(item: Property): EventFilter {
  const operators = item.entries();
  const [[operator, operand]] = operators.length === 1 ? operators : [['', item] as const];
  if (!Object.hasOwn(OPERATORS, operator)) throw item.undetermined(`operator ${operators.map(([name]) => name).join(', ')} is not supported by this check`);
  return OPERATORS[operator](operand);
}

const OPERATORS: { readonly [operator: string]: (operand: Property) => EventFilter } = {
  'anything-but': anythingBut,
  'cidr': (operand) => ofTexts(operand, within),
  'equals-ignore-case': (operand) => ofTexts(operand, (wanted) => (text) => text.toLowerCase() === wanted.toLowerCase()),
  'exists': (operand) => {
    const isThere = operand.boolean();
    return (value) => (value !== undefined) === isThere;
  },
  'numeric': numeric,
  'prefix': (operand) => atEnd(operand, (text, wanted) => text.startsWith(wanted)),
  'suffix': (operand) => atEnd(operand, (text, wanted) => text.endsWith(wanted)),
  'wildcard': (operand) => ofTexts(operand, wildcard),
};

function anythingBut(operand: Property): EventFilter {
  const excepted = eventFilters(operand);
  return (value) => value !== undefined && !passesOne(excepted, value);
}

/** A prefix or a suffix, which may be given in `equals-ignore-case`. */
function atEnd(operand: Property, isAtEnd: (text: string, wanted: string) => boolean): EventFilter {
  if (operand.isList() || !operand.isObject()) return ofTexts(operand, (wanted) => (text) => isAtEnd(text, wanted));
  return ofTexts(operand.at('equals-ignore-case'), (wanted) => (text) => isAtEnd(text.toLowerCase(), wanted.toLowerCase()));
}

/** A filter for texts. In anything-but, the operand may be a list. */
function ofTexts(operand: Property, make: (wanted: string) => (text: string) => boolean): EventFilter {
  const filters = operand.itemsOrOne().map((one) => unlessOpen(() => {
    const test = make(one.string()!);
    return (value) => typeof value === 'string' && test(value);
  }));
  return (value) => passesOne(filters, value);
}

/** `\*` and `\\` are a star and a backslash. Case counts. */
function wildcard(wanted: string): (text: string) => boolean {
  const parts = [''];
  for (const [token] of wanted.matchAll(/\\[*\\]|[^]/g)) {
    if (token === '*') parts.push('');
    else parts.push(parts.pop()! + token.slice(-1));
  }
  const [first, ...others] = parts;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const inner = text.slice(first.length, text.length - last.length);
    let end = 0;
    return others.every((part) => {
      const at = inner.indexOf(part, end);
      end = at + part.length;
      return at >= 0;
    });
  };
}

function within(range: string): (text: string) => boolean {
  const [address, length] = range.split('/');
  const family = isIP(address);
  const bits = Number(length);
  if (family === 0 || !/^\d{1,3}$/.test(length) || bits > (family === 4 ? 32 : 128)) return () => false;
  const block = new BlockList();
  const name = (version: number) => (version === 4 ? 'ipv4' : 'ipv6');
  block.addSubnet(address, bits, name(family));
  return (text) => isIP(text) === family && block.check(text, name(family));
}

/** `[">=", 4, "<", 7]`. */
function numeric(operand: Property): EventFilter {
  const items = operand.items();
  const bounds = items.flatMap((item, index) => {
    return index % 2 === 0 ? [{ operator: item.string()!, bound: items[index + 1]?.number() ?? Number.NaN }] : [];
  });
  return (value) => typeof value === 'number' && bounds.every(({ operator, bound }) => COMPARISONS.get(operator)?.(value, bound) ?? false);
}

const COMPARISONS: ReadonlyMap<string, (value: number, bound: number) => boolean> = new Map(Object.entries({
  '<': (value: number, bound: number) => value < bound,
  '<=': (value: number, bound: number) => value <= bound,
  '=': (value: number, bound: number) => value === bound,
  '>': (value: number, bound: number) => value > bound,
  '>=': (value: number, bound: number) => value >= bound,
}));

function equals(wanted: unknown): EventFilter {
  return (value) => value === wanted;
}

/** Returns a filter, or one that throws why it can't be known. */
function unlessOpen(make: () => EventFilter): EventFilter {
  try {
    return make();
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return () => {
      throw e;
    };
  }
}
