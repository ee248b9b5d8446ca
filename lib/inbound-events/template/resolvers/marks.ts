/** Properties of a value in a resolver: whether a caller wrote it, and how it was made safe. */

/** `raw` is a caller's text or an object with one; `escaped` is safe between quotes, `url` in paths as well, `json` outside of quotes. */
export type Mark = 'safe' | 'url' | 'json' | 'escaped' | 'raw';

const STRENGTH: readonly Mark[] = ['safe', 'url', 'json', 'escaped', 'raw'];

/** Returns the mark of a value that consists of several ones. */
export function stronger(...marks: readonly (Mark | undefined)[]): Mark {
  return STRENGTH[Math.max(0, ...marks.map((mark) => STRENGTH.indexOf(mark ?? 'safe')))];
}

/** Functions of `$util` that serialize a value as JSON, including its quotes. */
const SERIALIZES = /^(?:toJson|dynamodb\.\w+Json|transform\.\w+|base64Encode)$/;

/** Functions of `$util` whose answer has no text of their arguments, or that write nothing. */
const TELLS = /^(?:is\w+|typeOf|matches|autoId|autoUlid|autoKsuid|qr|quiet|error|appendError|unauthorized|validate|(?:time|math|log|http|xml)\.\w+)$/;

/** Returns the mark of the answer of a function of `$util`, such as `dynamodb.toDynamoDBJson`. */
export function calledFunction(name: string, given: readonly Mark[]): Mark {
  const mark = stronger(...given);
  if (mark === 'safe' || TELLS.test(name)) return 'safe';
  if (SERIALIZES.test(name)) return 'json';
  if (name === 'urlEncode') return 'url';
  return name === 'escapeJavaScript' ? (mark === 'raw' ? 'escaped' : mark) : 'raw';
}

/** Methods of Java whose answer has no text of a value: whether it is, has or equals something, and the names of its members. */
const ASKS = /^(?:size|length|isEmpty|contains\w*|equals\w*|matches|startsWith|endsWith|indexOf|lastIndexOf|hasNext|keySet|getKey|compareTo)$/;

/** Returns the mark of the answer of a method of a value. */
export function afterCall(method: string, of: Mark, given: readonly Mark[]): Mark {
  if (ASKS.test(method)) return 'safe';
  const mark = stronger(of, ...given);
  // A method that changes a text may remove what escapes it.
  return mark === 'safe' ? 'safe' : 'raw';
}
