import { isLiteral, partsOf, Pseudo, Reference, Text, TextPart, textOf, Unknown, Value } from './values';

/** The CDK's separator for lists that it passes between stacks. No value of AWS contains it. */
const CDK_LIST_SEPARATOR = '||';

/** Returns the list that CloudFormation creates from the value of a list parameter. */
export function listOf(value: Value): Value {
  if (isLiteral(value)) return String(value).split(',').map((item) => item.trim());
  if (value instanceof Unknown && value.isSingle) return new Unknown(value.reason, { ...value.parameter!, type: 'CommaDelimitedList' }, value.oneOf, value.noneOf);
  return value instanceof Text ? split(',', value) : value;
}

/** Splits a text. References that can't contain the separator stay whole; otherwise the result is the first reference, marked as partial. */
export function split(separator: string, text: TextPart | Text): Value {
  const parts = partsOf(text);
  for (const part of parts) if (part instanceof Unknown) return part;
  const reference = parts.find((part) => part instanceof Reference);
  if (reference instanceof Reference && separator !== CDK_LIST_SEPARATOR) return new Reference(reference.resource, reference.attribute, true);
  const pieces: TextPart[][] = [[]];
  for (const part of parts) {
    if (part instanceof Pseudo && !(part.isOfEnvironment && /^[:/,|]+$/.test(separator))) {
      return new Unknown(`Fn::Split of \${${part.name}}, which is known only at deployment`);
    }
    const [first, ...rest] = typeof part === 'string' ? part.split(separator) : [part];
    pieces[pieces.length - 1].push(first);
    for (const piece of rest) pieces.push([piece]);
  }
  return pieces.map((piece) => textOf(piece));
}
