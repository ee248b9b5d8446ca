import type { DocumentReader } from './open-api-endpoints';
import { isNode, Located, Node } from './open-api-node';
import { ApiParameter } from '../../inbound-events/api-parameter';

/** Header parameters that must be ignored according to OpenAPI. */
const IGNORED_HEADERS = ['accept', 'content-type', 'authorization'];

/** The separator between the values of an array, by the style of the parameter. */
const SEPARATORS: { readonly [style: string]: string } = { form: ',', simple: ',', spaceDelimited: ' ', pipeDelimited: '|' };

/** Returns the parameters in one place of requests, by name; undefined if there are none. */
export function parametersIn(
  reader: DocumentReader, all: readonly Located[], place: string, problem: (text: string) => void,
): { [name: string]: ApiParameter } | undefined {
  const found: { [name: string]: ApiParameter } = {};
  for (const { value, pointer } of all) {
    if (!isNode(value)) {
      if (place === 'path') problem(`${pointer} describes no parameter`);
    } else if (value.in === place && !(place === 'header' && IGNORED_HEADERS.includes(String(value.name).toLowerCase()))) {
      Object.assign(found, parametersOf(reader, value, pointer, problem));
    }
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Returns a parameter. An object in a query string gives one parameter for each of its properties. */
function parametersOf(reader: DocumentReader, value: Node, pointer: string, problem: (text: string) => void): { [name: string]: ApiParameter } {
  const { name } = value;
  const properties = propertiesOf(reader, value, pointer);
  if (!properties) return namedParameter(reader, value, `${pointer}/schema`, name, value.required === true, problem);
  const required: unknown = reader.resolve(value.schema, `${pointer}/schema`).value?.required;
  const isRequired = (property: string) => value.required === true && Array.isArray(required) && required.includes(property);
  return Object.assign({}, ...properties.map(({ property, pointer: at }) => {
    const shown = value.style === 'deepObject' ? `${name}[${property}]` : property;
    return namedParameter(reader, value, at, shown, isRequired(property), problem);
  })) as { [name: string]: ApiParameter };
}

/** Returns the properties that are separate parameters in a query string (RFC 6570; `deepObject` of OpenAPI). */
function propertiesOf(reader: DocumentReader, { in: place, style = 'form', explode = style === 'form', schema }: Node, pointer: string): { property: string; pointer: string }[] | undefined {
  const { value, pointer: at } = reader.resolve(schema, `${pointer}/schema`);
  if (place !== 'query' || !isNode(value?.properties) || !(style === 'deepObject' || (style === 'form' && explode === true))) return undefined;
  return Object.keys(value.properties).map((property) => ({ property, pointer: `${at}/properties/${property.replace(/~/g, '~0').replace(/\//g, '~1')}` }));
}

function namedParameter(
  reader: DocumentReader, { style, explode, in: place, content }: Node, pointer: string, name: string, required: boolean,
  problem: (text: string) => void,
): { [name: string]: ApiParameter } {
  if (!isNode(reader.at(pointer))) {
    const types = isNode(content) ? Object.keys(content).join(', ') : undefined;
    problem(types === undefined ? `parameter ${name} has no schema` : `parameter ${name} is ${types} in a text, which is not read; describe the text by a schema instead of content`);
    return {};
  }
  if (typeof style === 'string' && style !== 'deepObject' && !Object.hasOwn(SEPARATORS, style)) {
    problem(`parameter ${name} has the style ${style}, which is not read; write one of deepObject, ${Object.keys(SEPARATORS).join(', ')}`);
    return {};
  }
  const model = reader.model(pointer, true);
  if (!model) return {};
  try {
    const parameter = ApiParameter.fromModel(model, separatorOf(style, explode, place));
    return { [name]: required ? parameter : parameter.optional() };
  } catch (e) {
    problem(`parameter ${name}: ${(e as Error).message}`);
    return {};
  }
}

/** By default, lists in a query string repeat the name; those in paths and headers are separated by commas. */
function separatorOf(style: unknown, explode: unknown, place: unknown): string {
  const usual = place === 'query' ? 'form' : 'simple';
  const used = typeof style === 'string' && Object.hasOwn(SEPARATORS, style) ? style : usual;
  const isRepeated = used === 'form' && explode !== false;
  return isRepeated ? '' : SEPARATORS[used];
}
