/**
 * Generates VTL that reads a request's body, keeps what a schema declares, and rejects the rest.
 *
 * Properties of Velocity that it depends on:
 * - The output is collected in variables and written once, at the end, after all checks, so nothing of a
 *   rejected body is written. There are no line breaks between directives, since some versions of Velocity would output them.
 * - `#set` with null does nothing in Velocity 1 and keeps the old value. So each variable is first set to a value that fails
 *   its check, and then to the real value.
 * - A method that a value does not have returns null. Strings are recognized by `length()`, objects by `keySet()`, arrays by
 *   `size()`, and the rest by their text. So `"1"` is not a number, and a value that can't be recognized is rejected.
 * - The content of a reference is never parsed again: `$` and `#` in a body are plain text.
 * - `escapeJavaScript` also escapes ', which JSON does not allow; the program reverts that.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
import type { MappedType, MappedValue } from './mapped-schema';

/** Notation of values: the JSON text before and after each type. */
export interface Notation {
  readonly string: readonly [string, string];
  readonly number: readonly [string, string];
  readonly boolean: readonly [string, string];
  readonly array: readonly [string, string];
  readonly object: readonly [string, string];
  readonly null: string;
}

/** Writes values unchanged. */
export const PLAIN: Notation = {
  string: ['"', '"'],
  number: ['', ''],
  boolean: ['', ''],
  array: ['[', ']'],
  object: ['{', '}'],
  null: 'null',
};

/**
 * Writes values as DynamoDB attributes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export const DYNAMODB: Notation = {
  string: ['{"S":"', '"}'],
  number: ['{"N":"', '"}'],
  boolean: ['{"BOOL":', '}'],
  array: ['{"L":[', ']}'],
  object: ['{"M":{', '}}'],
  null: '{"NULL":true}',
};

/**
 * The output for a rejected body. A request template can't return a response itself. But this text is neither JSON nor a query
 * action, so the service returns status 400 and does nothing.
 */
const REJECTED = 'rejected';

/** Holds the text of the body after validation. */
export const BODY = '${j0}';

const INTEGER = '-?(0|[1-9][0-9]*)';
const NUMBER = `${INTEGER}([.][0-9]+)?([eE][-+]?[0-9]+)?`;
const REJECT = '#set($ok = false)';

/**
 * Returns the template for a body.
 *
 * @param output VTL of the output, which may use {@link BODY} and {@link property}; quotes are written as in JSON
 */
export function mappingProgram(body: MappedValue, notation: Notation, output: string): string {
  return (
    '#set($q = \'"\')#set($h = \'#\')#set($ok = true)#set($j0 = \'\')' +
    new Program(notation).value(body, "$input.path('$')") +
    `#if($ok)${output}#else${set('out', REJECTED)}#end` +
    '${out}'
  );
}

/** Returns a reference to a property at the top of the body. */
export function property(name: string): string {
  return `$v0.get('${name}')`;
}

/** Sets a variable to a text; references in it are replaced. */
export function set(variable: string, text: string): string {
  return `#set($${variable} = "${text.replace(/"/g, '${q}')}")`;
}

/** Sets a variable to a text that is escaped for use within the quotes of a JSON string. */
export function setEscaped(variable: string, reference: string): string {
  return `#set($${variable} = $util.escapeJavaScript(${reference}).replaceAll("\\\\'","'"))`;
}

class Program {
  private next = 0;

  constructor(private readonly notation: Notation) {}

  /** Sets the next variable `$j<number>` to the text of a value, or rejects the value. */
  public value(value: MappedValue, access: string): string {
    const id = this.next++;
    const branches = this.branches(value, id);
    const checks = branches.map(([condition, then], index) => `${index === 0 ? '#if' : '#elseif'}(${condition})${then}`).join('');
    const present = branches.length === 0 ? REJECT : `#set($v${id} = ${access})${probes(value, id)}${checks}#else${REJECT}#end`;
    const absent = value.types.has('null') ? set(`j${id}`, this.notation.null) : REJECT;
    return `#set($t = -1)#set($t = ${access}.toString().length())#if($t >= 0)${present}#else${absent}#end`;
  }

  /** Returns the condition that recognizes each type, in an order in which no other type matches, and the program for it. */
  private branches(value: MappedValue, id: number): [string, string][] {
    const { types } = value;
    const needed = guards(types);
    const branch = (type: MappedType, condition: string, then: () => string): [string, string][] =>
      types.has(type) ? [[condition, then()]] : needed.has(type) ? [[condition, REJECT]] : [];
    const scalar = (type: 'number' | 'boolean') => this.set(id, type, '${s}');
    return [
      ...branch('string', '$n >= 0', () => this.string(value, id)),
      ...branch('object', '$m >= 0', () => this.object(value, id)),
      ...branch('array', '$l >= 0', () => this.array(value, id)),
      ...branch('boolean', "$s == 'true' || $s == 'false'", () => scalar('boolean')),
      ...branch('number', `$s.matches('${NUMBER}')`, () => scalar('number')),
      ...(types.has('number') ? [] : branch('integer', `$s.matches('${INTEGER}')`, () => scalar('number'))),
    ];
  }

  private string({ minLength, maxLength }: MappedValue, id: number): string {
    return (
      `#set($n = $v${id}.codePointCount(0, $n))#if(${within('$n', minLength, maxLength)})` +
      setEscaped('e', `$v${id}`) + this.set(id, 'string', '${e}') +
      `#else${REJECT}#end`
    );
  }

  private object({ properties }: MappedValue, id: number): string {
    const parts = properties.map(({ name, required, value }) => {
      const inner = this.next;
      const read = this.value(value, `$v${id}.get('${name}')`);
      const add = `${set(`j${id}`, `\${j${id}}\${c${id}}"${name}":\${j${inner}}`)}#set($c${id} = ',')`;
      return `#if($v${id}.containsKey('${name}'))${read}${add}${required ? `#else${REJECT}` : ''}#end`;
    });
    return `#set($j${id} = '')#set($c${id} = '')${parts.join('')}${this.set(id, 'object', `\${j${id}}`)}`;
  }

  private array({ items, minItems, maxItems }: MappedValue, id: number): string {
    const inner = this.next;
    const read = this.value(items!, `$e${inner}`);
    return (
      `#if(${within('$l', minItems, maxItems)})#set($j${id} = '')#set($c${id} = '')#foreach($e${inner} in $v${id})${read}` +
      `${set(`j${id}`, `\${j${id}}\${c${id}}\${j${inner}}`)}#set($c${id} = ',')#end` +
      `${this.set(id, 'array', `\${j${id}}`)}#else${REJECT}#end`
    );
  }

  private set(id: number, type: 'string' | 'number' | 'boolean' | 'array' | 'object', text: string): string {
    // DynamoDB expects the item itself at the top, not a map attribute.
    const [before, after] = id === 0 ? PLAIN[type] : this.notation[type];
    return set(`j${id}`, `${before}${text}${after}`);
  }
}

/** Returns the types that have to be excluded before any of these types can be recognized. */
function guards(types: ReadonlySet<MappedType>): ReadonlySet<MappedType> {
  const byText = types.has('boolean') || types.has('integer') || types.has('number');
  return new Set<MappedType>([...(byText ? ['string' as const] : []), ...(types.has('array') ? ['object' as const] : [])]);
}

function probes({ types }: MappedValue, id: number): string {
  const needed = new Set([...types, ...guards(types)]);
  const probe = (variable: string, method: string) => `#set($${variable} = -1)#set($${variable} = $v${id}.${method})`;
  return (
    (needed.has('string') ? probe('n', 'length()') : '') +
    (needed.has('object') ? probe('m', 'keySet().size()') : '') +
    (needed.has('array') ? probe('l', 'size()') : '') +
    (needed.has('boolean') || needed.has('integer') || needed.has('number') ? `#set($s = $v${id}.toString())` : '')
  );
}

function within(variable: string, minimum: number, maximum: number): string {
  return `${variable} >= ${minimum} && ${variable} <= ${maximum}`;
}
