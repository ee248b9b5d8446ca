import { referredTo } from './events/schema-walk';
import { SENSITIVE } from './events/sensitivity';
import { RequestModel } from './request-model';
import { patternProblem } from './schema-review';
import { shown } from '../quotas';

/**
 * The schema of a path, query or header parameter of an endpoint.
 *
 * API Gateway only checks that a required parameter is present. The function, or a check in front of it, validates the value
 * against the schema.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class ApiParameter {
  /**
   * A text that matches a pattern as a whole.
   *
   * @param pattern regular expression (ECMA-262) that starts with `^` and ends with `$`
   * @param maxLength maximum length in characters, at least 1
   * @throws Error if the pattern is invalid, not anchored, or backtracks without end, or if the length is invalid
   */
  public static pattern(pattern: string, maxLength: number): ApiParameter {
    const problems: string[] = [];
    if (!pattern.startsWith('^') || !pattern.endsWith('$')) problems.push('does not start with ^ and end with $, so other text may surround a match');
    try {
      new RegExp(pattern);
      const problem = patternProblem(pattern);
      if (problem !== undefined) problems.push(problem);
    } catch (e) {
      problems.push((e as Error).message);
    }
    if (!(Number.isInteger(maxLength) && maxLength >= 1)) problems.push(`maxLength ${shown(maxLength)} is not a whole number of characters above 0`);
    if (problems.length > 0) throw new Error(`ApiParameter.pattern(${shown(pattern)}): ${problems.join('; ')}`);
    return new ApiParameter({ type: 'string', pattern, maxLength });
  }

  /**
   * A whole number in an inclusive range.
   *
   * @param minimum the smallest value
   * @param maximum the largest value
   * @throws Error if a limit is not a whole number, or if the maximum is below the minimum
   */
  public static integer(minimum: number, maximum: number): ApiParameter {
    if (!Number.isSafeInteger(minimum) || !Number.isSafeInteger(maximum) || maximum < minimum) {
      throw new Error(`ApiParameter.integer(${shown(minimum)}, ${shown(maximum)}): two whole numbers are expected, the second not below the first`);
    }
    return new ApiParameter({ type: 'integer', minimum, maximum });
  }

  /**
   * One of the given texts.
   *
   * @param values the texts, exactly as requests have them
   * @throws Error if no text is given, or one is given twice
   */
  public static oneOf(values: string[]): ApiParameter {
    if (values.length === 0 || new Set(values).size < values.length) {
      throw new Error(`ApiParameter.oneOf(${shown(values)}): one or more different values are expected`);
    }
    return new ApiParameter({ type: 'string', enum: values });
  }

  /**
   * A list of values of one kind. In a query string, the parameter is repeated (`id=1&id=2`), unless a separator is given.
   *
   * @param item schema of each value
   * @param maxItems maximum number of values
   * @param separator separator between the values in one text, such as `,`; required for lists in paths and headers
   * @throws Error if the maximum is below 1, or if the item is itself a list
   */
  public static listOf(item: ApiParameter, maxItems: number, separator: string = ''): ApiParameter {
    if (!(Number.isInteger(maxItems) && maxItems >= 1)) throw new Error(`ApiParameter.listOf: maxItems ${shown(maxItems)} is not a whole number above 0`);
    if (item.separator !== undefined) throw new Error('ApiParameter.listOf: the item is itself a list; pass the type of a single value');
    return new ApiParameter({ type: 'array', items: item.schema, maxItems }, true, separator);
  }

  /**
   * A parameter with the schema of a model: one text, number, integer or boolean, or an array of these.
   *
   * @param model the model of one value
   * @param separator for an array: the separator between its values, such as `,`; empty if the parameter is repeated
   * @throws Error if the model describes an object, or an array of arrays
   */
  public static fromModel(model: RequestModel, separator: string = ''): ApiParameter {
    const types = typesOf(model.schema, model.schema);
    // A null list is not sent at all, so null is no alternative here.
    if (types.filter((type) => type !== 'null').join() === 'array') {
      const items = typesOf(itemsOf(model.schema, model.schema), model.schema);
      const other = items.filter((type) => !SCALARS.includes(type));
      if (other.length > 0 || items.length === 0) throw new Error(`ApiParameter.fromModel: an array of ${shown(other[0] ?? 'anything')} is not a list of strings, numbers or booleans`);
      return new ApiParameter(model._markedSchema, true, separator);
    }
    const other = types.filter((type) => !SCALARS.includes(type));
    if (other.length > 0 || types.length === 0) throw new Error(`ApiParameter.fromModel: type ${shown(model.schema.type)} is not one of string, number, integer and boolean, nor an array`);
    // Alternatives that are not texts are types to which a text is converted.
    const isPlain = model.schema.type !== undefined || types.includes('string');
    return new ApiParameter(isPlain ? model._markedSchema : { ...model._markedSchema, type: types });
  }

  private constructor(
    /** The JSON Schema (draft-04) of the value. `x-sensitive` marks a value that is kept out of logs. */
    public readonly schema: any,
    /** Whether requests without the parameter are rejected. */
    public readonly required: boolean = true,
    /** For a list, the separator between its values. Empty if the parameter is repeated. */
    public readonly separator?: string,
  ) {}

  /** Returns the same parameter, but optional. Path parameters can't be optional. */
  public optional(): ApiParameter {
    return new ApiParameter(this.schema, false, this.separator);
  }

  /**
   * Returns the same parameter, but its value is kept out of the logs of functions that validate it, like `x-sensitive` in a schema (see
   * `EventSchema`). This does not affect API Gateway's own logs. It is an error if the function behind an endpoint does not validate the parameter.
   */
  public sensitive(): ApiParameter {
    return new ApiParameter({ ...this.schema, [SENSITIVE]: true }, this.required, this.separator);
  }
}

const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'];

function itemsOf(schema: any, root: any): unknown {
  return typeof schema?.$ref === 'string' ? itemsOf(referredTo(root, schema.$ref), root) : schema?.items;
}

/** Returns the types that a schema allows. Empty if it does not limit types. */
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
