/**
 * Values that schemas mark as sensitive (`x-sensitive`), and whether a log shows them, regardless of case. Only values that differ from everything
 * else in a log are searched for: {@link isTelling} decides which. Values that a handler has changed or written in part are not found.
 */
import * as fc from 'fast-check';
import type { CodeWords } from './dictionary';
import type { EntryPoint } from './entry-points';
import { Marks, pointerTo } from './marks';
import { parameterOf, payloadsOf } from './payloads';
import { ATTACK_NUMBERS, ATTACK_TEXTS } from '../generator/attacks';
import { replaced } from '../generator/mutations';
import { SchemaValues, SchemaValuesOptions } from '../generator/schema-values';

/** The minimum length of a run of letters and digits that is unlikely to occur by chance, and its minimum number of different characters. */
const LEAST = 12;
const LEAST_DIFFERENT = 6;

/** Names of senders' data that is not a body. */
const NAMES: { readonly [kind in EntryPoint['kind']]?: string } = {
  sqs: 'the message', sns: 'the message', kinesis: 'the record', dynamodb: 'the item', s3: 'the object', eventbridge: 'the detail',
};

/** Checks whether a text is unlikely to occur in a log by chance: it contains a long run of letters and digits. */
function isTelling(text: string): boolean {
  const runs = text.replace(/[ -]/g, '').toLowerCase().match(new RegExp(`[a-z0-9]{${LEAST},}`, 'g')) ?? [];
  return runs.some((run) => new Set(run).size >= LEAST_DIFFERENT);
}

/** A text and a number that can be recognized. */
const CANARY = fc.tuple(fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 15, maxLength: 15 }), fc.integer({ min: 1e14, max: 9e15 }));

/** Returns recognizable values of the same type, in the forms that a schema may require. Values for patterns come from the schema itself. */
function inManyForms(value: unknown, [letters, number]: readonly [string, number], index: number): unknown[] {
  if (typeof value === 'number') return [number + index];
  if (typeof value !== 'string') return [];
  const text = letters + String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return [text, text.toUpperCase(), text.slice(-LEAST), text.repeat(4), `${text}@example.com`, `https://example.com/${text}`, `${text}.example`];
}

/** Values whose marked parts can be recognized, as far as the schema accepts such values. */
export interface TellingValues {
  readonly arbitrary: fc.Arbitrary<unknown>;
  /** The marked places without recognizable values, as JSON pointers. */
  readonly untold: readonly string[];
}

/** Returns valid values of a schema that can be recognized. Undefined if the schema marks nothing. */
export function tellingValues(schema: unknown, options: SchemaValuesOptions): TellingValues | undefined {
  const marks = Marks.of(schema);
  if (!marks) return undefined;
  // Values with the right format are accepted whether or not formats are checked.
  const values = new SchemaValues(schema, { ...options, checkFormats: true });
  if (!values.valid) return undefined;
  const arbitrary = fc.tuple(values.valid, fc.noShrink(fc.noBias(CANARY))).map(([value, canary]) =>
    marks.in(value).reduce((changed, part, index) => {
      const fitting = inManyForms(part.value, canary, index).map((form) => replaced(changed, part.path, form)).find((one) => values.accepts(one));
      return fitting ?? changed;
    }, value),
  );
  const drawn = fc.sample(fc.oneof(values.valid, arbitrary), { numRuns: 100, seed: 9 }).flatMap((value) => marks.in(value));
  const written = JSON.stringify(schema);
  const isRecognizable = (text: string) => isTelling(text) && !written.includes(text);
  const recognizable = new Set(drawn.filter(({ value }) => isRecognizable(String(value))).map(({ path }) => pointerTo(path)));
  return { arbitrary, untold: [...new Set(drawn.map(({ path }) => pointerTo(path)))].filter((pointer) => !recognizable.has(pointer)) };
}

/** A value that was sent, at a place that the schema marks. */
export interface SentValue {
  /** The place for messages, such as `/card of the body`. It is the same for all items of a list. */
  readonly place: string;
  readonly text: string;
}

/** The marked values in the events of an entry point. */
export class MarkedValues {
  /** Returns undefined if nothing is marked. */
  public static of(entryPoint: EntryPoint, words: CodeWords): MarkedValues | undefined {
    const payload = Marks.of(entryPoint.schema);
    const parameters = entryPoint.parameters.flatMap(({ schema, place, name }) => {
      const marks = Marks.of(schema);
      return marks ? [{ marks, place, name }] : [];
    });
    if (!payload && parameters.length === 0) return undefined;
    const schemas = [entryPoint.schema, ...entryPoint.parameters.map(({ schema }) => schema)].map((schema) => JSON.stringify(schema) ?? '');
    const known = [...ATTACK_TEXTS, ...ATTACK_NUMBERS.map(String), ...words.texts, ...words.numbers.map(String), ...schemas];
    return new MarkedValues(entryPoint, known.map((text) => text.toLowerCase()), parameters, payload);
  }

  private constructor(
    private readonly entryPoint: Pick<EntryPoint, 'kind' | 'payload' | 'envelope'>,
    /** Texts that a log may contain regardless of the event: those of the code and the schemas, and attacks. */
    private readonly known: readonly string[],
    private readonly parameters: readonly { readonly marks: Marks; readonly place: string; readonly name: string }[],
    private readonly payload?: Marks,
  ) {}

  /** Returns the marked values of an event (as JSON) that a log shows, regardless of case. */
  public shown(event: string, log: string): SentValue[] {
    if (log.trim() === '') return [];
    const written = log.toLowerCase();
    return this.sent(JSON.parse(event)).filter(({ text }) => {
      const wanted = text.toLowerCase();
      return written.includes(wanted) && isTelling(text) && !this.known.some((other) => other.includes(wanted));
    });
  }

  private sent(event: unknown): SentValue[] {
    const { payload, parameters, entryPoint } = this;
    const inPayloads = payload ? payloadsOf(entryPoint, event).flatMap((value) => payload.in(value)) : [];
    return [
      ...inPayloads.map(({ path, value }) => ({ place: placeIn(pointerTo(path), payloadName(entryPoint.kind)), text: String(value) })),
      ...parameters.flatMap(({ marks, place, name }) =>
        parameterOf(event, place, name).flatMap((value) => marks.in(value)).map(({ value }) => ({ place: `the parameter ${name}`, text: String(value) })),
      ),
    ];
  }
}

/** Returns a description of a place in what senders write. */
export function placeIn(pointer: string, payload: string): string {
  return pointer === '' ? payload : `${pointer} of ${payload}`;
}

/** Returns a description of what senders write. */
export function payloadName(kind: EntryPoint['kind']): string {
  return NAMES[kind] ?? 'the body';
}
