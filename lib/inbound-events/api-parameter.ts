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
   * What a model describes: one text, number, integer or boolean.
   *
   * @param model the model of one value
   * @throws Error where the model describes an object, an array, or several types
   */
  public static fromModel(model: RequestModel): ApiParameter {
    const { type } = model.schema;
    if (!['string', 'number', 'integer', 'boolean'].includes(type)) {
      throw new Error(`ApiParameter.fromModel: type ${shown(type)} is not one of string, number, integer and boolean`);
    }
    return new ApiParameter(model._markedSchema);
  }

  private constructor(
    /** JSON Schema (draft-04) of the value; `x-sensitive` marks one that is kept out of logs. */
    public readonly schema: any,
    /** Whether a request without it is refused. */
    public readonly required: boolean = true,
  ) {}

  /**
   * The same parameter, which a request may leave out. Path parameters can't be left out.
   */
  public optional(): ApiParameter {
    return new ApiParameter(this.schema, false);
  }

  /**
   * The same parameter, whose value is kept out of the logs of functions that validate it, as `x-sensitive` of a schema does (see `EventSchema`). API Gateway does not
   * get to know of it: its own logs are another matter. It is an error where the function behind an endpoint does not validate it.
   */
  public sensitive(): ApiParameter {
    return new ApiParameter({ ...this.schema, [SENSITIVE]: true }, this.required);
  }
}
