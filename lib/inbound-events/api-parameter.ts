import { referredTo } from './events/schema-walk';
import { SENSITIVE } from './events/sensitivity';
import { RequestModel } from './request-model';
import { shown } from '../quotas';

/**
 * What a path, query or header parameter of an endpoint may be.
 *
 * API Gateway checks that a required parameter is there, and nothing about its value; the schema is what the function,
 * or a check in front of it, holds the value against.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class ApiParameter {
  /**
   * A text that a pattern describes as a whole.
   *
   * @param pattern regular expression (ECMA-262) that starts with `^` and ends with `$`
   * @param maxLength in characters, at least 1
   * @throws Error where the pattern is not one, is not anchored, or the length makes no sense
   */
  public static pattern(pattern: string, maxLength: number): ApiParameter {
    const problems: string[] = [];
    if (!pattern.startsWith('^') || !pattern.endsWith('$')) problems.push('does not start with ^ and end with $, so other text may surround a match');
    try {
      new RegExp(pattern);
    } catch (e) {
      problems.push((e as Error).message);
    }
    if (!(Number.isInteger(maxLength) && maxLength >= 1)) problems.push(`maxLength ${shown(maxLength)} is not a whole number of characters above 0`);
    if (problems.length > 0) throw new Error(`ApiParameter.pattern(${shown(pattern)}): ${problems.join('; ')}`);
    return new ApiParameter({ type: 'string', pattern, maxLength });
  }

  /**
   * A whole number, both limits included.
   *
   * @param minimum the smallest value
   * @param maximum the largest value
   * @throws Error where a limit is not a whole number, or the upper one is below the lower
   */
  public static integer(minimum: number, maximum: number): ApiParameter {
    if (!Number.isSafeInteger(minimum) || !Number.isSafeInteger(maximum) || maximum < minimum) {
      throw new Error(`ApiParameter.integer(${shown(minimum)}, ${shown(maximum)}): two whole numbers are expected, the second not below the first`);
    }
    return new ApiParameter({ type: 'integer', minimum, maximum });
  }

  /**
   * One of some texts.
   *
   * @param values the texts, exactly as requests have them
   * @throws Error where none is given, or one twice
   */
  public static oneOf(values: string[]): ApiParameter {
    if (values.length === 0 || new Set(values).size < values.length) {
      throw new Error(`ApiParameter.oneOf(${shown(values)}): one or more different values are expected`);
    }
    return new ApiParameter({ type: 'string', enum: values });
  }

  /**
   * A list of values of one kind. In a query string each stands under the same name (`id=1&id=2`), unless a separator is given.
   *
   * @param item what each value may be
   * @param maxItems how many there may be
   * @param separator what is between the values of one text, such as `,`; lists in paths and headers have one
   * @throws Error where there can be none, or the item is a list itself
   */
  public static listOf(item: ApiParameter, maxItems: number, separator: string = ''): ApiParameter {
    if (!(Number.isInteger(maxItems) && maxItems >= 1)) throw new Error(`ApiParameter.listOf: maxItems ${shown(maxItems)} is not a whole number above 0`);
    if (item.separator !== undefined) throw new Error('ApiParameter.listOf: the item is a list itself; give what each value may be');
    return new ApiParameter({ type: 'array', items: item.schema, maxItems }, true, separator);
  }

  /**
   * What a model describes: one text, number, integer or boolean, or an array of such.
   *
   * @param model the model of one value
   * @param separator of an array: what is between its values, such as `,`; the empty text where its name is repeated
   * @throws Error where the model describes an object, or arrays in an array
   */
  public static fromModel(model: RequestModel, separator: string = ''): ApiParameter {
    const types = typesOf(model.schema, model.schema);
    // Nothing is sent for a list that is null.
    if (types.filter((type) => type !== 'null').join() === 'array') {
      const items = typesOf(itemsOf(model.schema, model.schema), model.schema);
      const other = items.filter((type) => !SCALARS.includes(type));
      if (other.length > 0 || items.length === 0) throw new Error(`ApiParameter.fromModel: an array of ${shown(other[0] ?? 'anything')} is no list of texts, numbers or booleans`);
      return new ApiParameter(model._markedSchema, true, separator);
    }
    const other = types.filter((type) => !SCALARS.includes(type));
    if (other.length > 0 || types.length === 0) throw new Error(`ApiParameter.fromModel: type ${shown(model.schema.type)} is not one of string, number, integer and boolean, nor an array`);
    // Alternatives that are no texts are what a text is brought to.
    const isPlain = model.schema.type !== undefined || types.includes('string');
    return new ApiParameter(isPlain ? model._markedSchema : { ...model._markedSchema, type: types });
  }

  private constructor(
    /** JSON Schema (draft-04) of the value; `x-sensitive` marks one that is kept out of logs. */
    public readonly schema: any,
    /** Whether a request without it is refused. */
    public readonly required: boolean = true,
    /** Of a list, what is between its values; the empty text where the name is repeated. */
    public readonly separator?: string,
  ) {}

  /**
   * The same parameter, which a request may leave out. Path parameters can't be left out.
   */
  public optional(): ApiParameter {
    return new ApiParameter(this.schema, false, this.separator);
  }

  /**
   * The same parameter, whose value is kept out of the logs of functions that validate it, as `x-sensitive` of a schema does (see `EventSchema`). API Gateway does not
   * get to know of it: its own logs are another matter. It is an error where the function behind an endpoint does not validate it.
   */
  public sensitive(): ApiParameter {
    return new ApiParameter({ ...this.schema, [SENSITIVE]: true }, this.required, this.separator);
  }
}

const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'];

function itemsOf(schema: any, root: any): unknown {
  return typeof schema?.$ref === 'string' ? itemsOf(referredTo(root, schema.$ref), root) : schema?.items;
}

/** The types of all values that a schema may hold for; none where it does not say. */
function typesOf(schema: any, root: any, depth = 0): string[] {
  if (typeof schema !== 'object' || schema === null || depth > 20) return [];
  if (typeof schema.$ref === 'string') return typesOf(referredTo(root, schema.$ref), root, depth + 1);
  if (schema.type !== undefined) return [schema.type].flat();
  if (Array.isArray(schema.enum)) return [...new Set<string>(schema.enum.map((value: unknown) => (value === null ? 'null' : typeof value)))];
  const alternatives: any[] = schema.oneOf ?? schema.anyOf ?? [];
  if (alternatives.length > 0) {
    const each = alternatives.map((inner) => typesOf(inner, root, depth + 1));
    return each.some(({ length }) => length === 0) ? [] : [...new Set(each.flat())];
  }
  return (schema.allOf ?? []).map((part: any) => typesOf(part, root, depth + 1)).find(({ length }: string[]) => length > 0) ?? [];
}
