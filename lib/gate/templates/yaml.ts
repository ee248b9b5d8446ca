import { Document, isAlias, isMap, LineCounter, parseDocument, visit, type CollectionTag, type DocumentOptions, type ParseOptions, type ScalarTag, type SchemaOptions, type YAMLParseError } from 'yaml';
import type { KeyPath } from './duplicate-keys';
import { UnreadableInput } from './unreadable-input';
import { keysTo, repeatedKeys } from './yaml-keys';

/** How many aliases a YAML file may have, and how often they may repeat a value: a hostile file must not fill memory or time. */
const MAX_ALIASES = 1000;

/** How much is read over and over to mend indents, in characters. */
const MAX_READ = 2_000_000;

const INDENT = ' '.repeat(100);

/** Gets what leads to a key that stands more than once in one map; the last counts. */
export type OnRepeatedKey = (path: KeyPath) => void;

/**
 * Parses a YAML document.
 *
 * @param file what to name in errors
 * @param customTags what tags of the reader's own stand for; scalars without a tag are tried with them first
 * @param onRepeatedKey lets keys stand more than once in one map. @default - such a document is not valid
 * @throws UnreadableInput with line and column, also for what would take endless time or memory
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
  // A warning is given for a tag that nobody knows: its value is not what it seems.
  const [error] = [...document.errors, ...document.warnings.filter((warning) => warning.code !== 'BAD_INDENT')];
  if (error?.code === 'MULTIPLE_DOCS') throw reject('one document is expected, and another one starts here', error.pos[0]);
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
      if (!anchors.has(node.source)) throw reject(`alias *${node.source} stands for nothing`, node.range?.[0]);
    },
  });
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (e) {
    throw reject(reasonOf(e));
  }
}

/** A document of YAML, whatever errors are in it. */
interface ComposedYaml {
  readonly document: Document.Parsed;
  /** Where in the text something stands that has an offset in the document. */
  readonly offsetOf: (offset: number) => number;
}

/**
 * Reads YAML in which lines within brackets or quotes, and their ends, may stand as far to the left as what they belong to, or further:
 * YAML asks for more, CloudFormation and most parsers don't. Spaces say nothing there, so such lines are moved to the right. Where that does not help, the text
 * is taken as it is.
 */
export function composeYaml(text: string, options: ParseOptions & DocumentOptions & SchemaOptions): ComposedYaml {
  const settings = { resolveKnownTags: false, merge: true, stringKeys: true, prettyErrors: false, ...options };
  const asWritten: ComposedYaml = { document: parseDocument(text, settings), offsetOf: (offset) => offset };
  let { document } = asWritten;
  let indented = text;
  const moved: number[] = [];
  for (let read = 0; read < MAX_READ && document.errors.length > 0; read += indented.length) {
    const start = lineToMove(document.errors[0], indented);
    // Each time a later line is at fault; else moving does not help.
    if (start <= (moved.at(-1) ?? 0)) return asWritten;
    moved.push(start);
    indented = `${indented.slice(0, start)}${INDENT}${indented.slice(start)}`;
    document = parseDocument(indented, { ...settings, lineCounter: undefined });
  }
  if (document.errors.length > 0) return asWritten;
  return { document, offsetOf: (offset) => offset - INDENT.length * moved.filter((start) => start < offset).length };
}

/** Where the line starts that stands too far to the left; 0 where that is not what is wrong. */
function lineToMove({ code, message, pos: [at] }: YAMLParseError, text: string): number {
  if (code === 'BAD_INDENT') return text.lastIndexOf('\n', at - 1) + 1;
  // A text in quotes seems to end before such a line.
  return code === 'MISSING_CHAR' && /quote/.test(message) ? text.indexOf('\n', at) + 1 : 0;
}

/** What an error says; that of a parser which ran out of stack would say nothing to people. */
function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return /call stack/.test(message) ? 'it is nested too deeply' : message;
}
