import { Document, isAlias, isMap, LineCounter, parseDocument, visit, type CollectionTag, type DocumentOptions, type ParseOptions, type ScalarTag, type SchemaOptions, type YAMLParseError } from 'yaml';
import type { KeyPath } from './duplicate-keys';
import { UnreadableInput } from './unreadable-input';
import { keysTo, repeatedKeys } from './yaml-keys';

/** Limits for aliases in a YAML file and for repetitions of a value, so that hostile files can't exhaust memory or time. */
const MAX_ALIASES = 1000;

/** Maximum number of characters that are parsed again to correct indentation. */
const MAX_READ = 2_000_000;

const INDENT = ' '.repeat(100);

/** Receives the path of a key that occurs more than once in a map; the last one counts. */
export type OnRepeatedKey = (path: KeyPath) => void;

/**
 * Parses a YAML document.
 *
 * @param file name of the file in errors
 * @param customTags the caller's own tags; scalars without a tag are tried with them first
 * @param onRepeatedKey allows keys that occur more than once in a map. @default - such a document is invalid
 * @throws UnreadableInput with line and column, also for input that would take unlimited time or memory
 */
export function parseYaml(text: string, file: string, customTags: (ScalarTag | CollectionTag)[] = [], onRepeatedKey?: OnRepeatedKey): unknown {
  const lines = new LineCounter();
  const reject = (reason: string, offset?: number) => {
    const at = offset === undefined ? undefined : lines.linePos(offset);
    return new UnreadableInput(file, `is not valid YAML (${reason})`, at?.line, at?.col);
  };
  let document: Document.Parsed;
  try {
    const uniqueKeys = onRepeatedKey === undefined;
    ({ document } = composeYaml(text, { lineCounter: lines, uniqueKeys, customTags: (known) => [...customTags, ...known] }));
  } catch (e) {
    throw reject(reasonOf(e));
  }
  // The parser warns about unknown tags: such a value differs from its appearance.
  const [error] = [...document.errors, ...document.warnings.filter((warning) => warning.code !== 'BAD_INDENT')];
  if (error?.code === 'MULTIPLE_DOCS') throw reject('one document is expected, and a second one starts here', error.pos[0]);
  if (error) throw reject(reasonOf(error), error.pos[0]);
  const anchors = new Set<string>();
  let aliases = 0;
  visit(document, {
    Node: (_, node, around) => {
      if (onRepeatedKey && isMap(node)) for (const key of repeatedKeys(node)) onRepeatedKey([...keysTo(node, around), key]);
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        return;
      }
      aliases += 1;
      if (aliases > MAX_ALIASES) throw reject(`it has more than ${MAX_ALIASES} aliases`, node.range?.[0]);
      if (!anchors.has(node.source)) throw reject(`alias *${node.source} has no target`, node.range?.[0]);
    },
  });
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (e) {
    throw reject(reasonOf(e));
  }
}

/** A YAML document, with its errors if any. */
interface ComposedYaml {
  readonly document: Document.Parsed;
  /** The offset in the text for an offset in the document. */
  readonly offsetOf: (offset: number) => number;
}

/**
 * Parses YAML in which lines within brackets or quotes, and their ends, may be indented as little as the enclosing part, or less. YAML
 * requires more; CloudFormation and most parsers do not. Such indentation has no meaning, so these lines are indented further. If that does
 * not help, the text is parsed unchanged. A single carriage return ends a line, as in YAML.
 */
export function composeYaml(raw: string, options: ParseOptions & DocumentOptions & SchemaOptions): ComposedYaml {
  const text = raw.replace(/\r(?!\n)/g, '\n');
  const settings = { resolveKnownTags: false, merge: true, stringKeys: true, prettyErrors: false, ...options };
  const asWritten: ComposedYaml = { document: parseDocument(text, settings), offsetOf: (offset) => offset };
  let { document } = asWritten;
  let indented = text;
  const moved: number[] = [];
  for (let read = 0; read < MAX_READ && document.errors.length > 0; read += indented.length) {
    const start = lineToMove(document.errors[0], indented);
    // Each attempt must concern a later line; otherwise indentation is not the problem.
    if (start <= (moved.at(-1) ?? 0)) return asWritten;
    moved.push(start);
    indented = `${indented.slice(0, start)}${INDENT}${indented.slice(start)}`;
    document = parseDocument(indented, { ...settings, lineCounter: undefined });
  }
  if (document.errors.length > 0) return asWritten;
  return { document, offsetOf: (offset) => offset - INDENT.length * moved.filter((start) => start < offset).length };
}

/** Returns the start of the line that is indented too little; 0 if that is not the problem. */
function lineToMove({ code, message, pos: [at] }: YAMLParseError, text: string): number {
  if (code === 'BAD_INDENT') return text.lastIndexOf('\n', at - 1) + 1;
  // A text in quotes seems to end before such a line.
  return code === 'MISSING_CHAR' && /quote/.test(message) ? text.indexOf('\n', at) + 1 : 0;
}

/** Returns the message of an error; a stack overflow of the parser has none for people. */
function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return /call stack/.test(message) ? 'it is nested too deeply' : message;
}
