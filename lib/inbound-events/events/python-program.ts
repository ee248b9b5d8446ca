import { fullFormats } from 'ajv-formats/dist/formats';
import { keywordOrder } from './compile-schema';
import { pythonPattern } from './python-pattern';
import { referencesIn, SchemaNode } from './schema-walk';
import { isObject } from '../../json/json-object';
import { Problem } from '../plain-json';

/** A schema that always or never matches, or the number of a schema in the program. */
export type Reference = { readonly schema: number } | boolean;

/** A step of validation: its name, the keyword in errors, and its arguments. */
export type Step = readonly [name: string, keyword: string, ...settings: unknown[]];

/** Steps for values of a type, or for all values. With `else`, values of other types are rejected with the keyword `type`. */
interface Group {
  readonly type?: string;
  readonly steps: readonly Step[];
  readonly else?: true;
}

/** The steps of a schema in ajv's order, so the first error of a value is the same in Python and in Node.js. */
export interface PythonProgram {
  /** The schemas of the program; the first is for the whole value. */
  readonly schemas: readonly (readonly Group[])[];
}

/** Keywords whose meaning depends on the evaluation of others. */
const UNSUPPORTED = ['unevaluatedProperties'];

/** Formats that the Python validator supports. */
const FUNCTIONS = ['date', 'time', 'date-time', 'iso-time', 'iso-date-time', 'uri', 'byte', 'int32', 'int64'];

/** Formats that match all values. */
const ANYTHING = ['float', 'double', 'password', 'binary'];

/** Formats that depend on JavaScript: its regular expressions, and its case mapping of letters. */
const OF_JAVASCRIPT = ['regex', 'url'];

/**
 * Translates a schema to a program, from which {@link pythonSource} generates Python functions.
 *
 * @param schema a schema that {@link compileSchema} accepts
 * @returns the program, or features that Python does not support
 */
export function pythonProgram(schema: unknown): PythonProgram | readonly Problem[] {
  const program = new Programmer(schema);
  program.reference(schema, '');
  return program.problems.length > 0 ? program.problems : { schemas: program.schemas };
}

class Programmer {
  public readonly schemas: Group[][] = [];
  public readonly problems: Problem[] = [];
  private readonly known = new Map<unknown, number>();
  private readonly order: ReturnType<typeof keywordOrder>;
  private readonly referredTo: (reference: string) => unknown;

  constructor(root: unknown) {
    this.order = keywordOrder(root);
    this.referredTo = referencesIn(root);
    if (typeof root === 'boolean') this.schemas.push(root ? [] : [{ steps: [['never', 'false schema']] }]);
  }

  public reference(schema: unknown, pointer: string): Reference {
    if (!isObject(schema)) return schema as boolean;
    const known = this.known.get(schema);
    if (known !== undefined) return { schema: known };
    const groups: Group[] = [];
    const index = this.schemas.push(groups) - 1;
    this.known.set(schema, index);
    groups.push(...this.groups(schema, pointer));
    return { schema: index };
  }

  private groups(node: SchemaNode, pointer: string): Group[] {
    for (const keyword of UNSUPPORTED) if (keyword in node) this.problem(pointer, `${keyword} is not supported in Python`);
    const types: string[] = [node.type ?? []].flat();
    if (types.length > 0 && node.nullable === true && !types.includes('null')) types.push('null');
    const isUsed = (keyword: string) => node[keyword] !== undefined;
    const groups = this.order.rules.map(({ type, rules }) => ({
      type: type as string | undefined, keywords: rules.map(({ keyword }) => keyword).filter(isUsed),
    }));
    const isLate = types.length === 1 && groups.some(({ type, keywords }) => type === types[0] && keywords.length > 0);
    return [
      ...(types.length > 0 && !isLate ? [{ steps: [['type', 'type', types] as Step] }] : []),
      ...groups.filter(({ keywords }) => keywords.length > 0).map(({ type, keywords }): Group => ({
        ...(type !== undefined && { type }),
        steps: keywords.flatMap((keyword) => this.steps(keyword, node, type, pointer)),
        ...(isLate && type === types[0] && { else: true as const }),
      })),
    ].filter((group) => group.steps.length > 0 || 'else' in group);
  }

  private steps(keyword: string, node: SchemaNode, type: string | undefined, pointer: string): readonly Step[] {
    const value = node[keyword];
    const at = `${pointer}/${keyword}`;
    const one = (schema: unknown, below = at) => this.reference(schema, below);
    const many = (schemas: unknown[], below = at) => schemas.map((schema, i) => one(schema, `${below}/${i}`));
    const named = (schemas: object) => Object.entries(schemas).filter(([name]) => name !== '__proto__').map(([name, schema]) => [name, one(schema, `${at}/${name}`)]);
    const step = (...settings: unknown[]): Step[] => [[keyword, keyword, ...settings]];
    switch (keyword) {
      case 'maximum':
      case 'minimum':
        return step(value, node[keyword === 'maximum' ? 'exclusiveMaximum' : 'exclusiveMinimum'] === true);
      case 'exclusiveMaximum':
      case 'exclusiveMinimum':
        return typeof value === 'number' ? step(value) : [];
      case 'multipleOf':
      case 'maxLength':
      case 'minLength':
      case 'maxItems':
      case 'minItems':
      case 'maxProperties':
      case 'minProperties':
      case 'required':
      case 'const':
      case 'enum':
        return step(value);
      case 'uniqueItems':
        return value === true ? step() : [];
      case 'pattern':
        return step(this.pattern(value, at));
      case 'format':
        return this.format(value, type, at);
      case '$ref':
        return step(this.follow(value, at));
      case 'not':
      case 'propertyNames':
        return step(one(value));
      case 'anyOf':
      case 'oneOf':
      case 'allOf':
        return step(many(value));
      case 'if':
        return 'then' in node || 'else' in node ? step(one(value), one(node.then ?? true, `${pointer}/then`), one(node.else ?? true, `${pointer}/else`)) : [];
      case 'prefixItems':
        return [['itemsByPlace', keyword, many(value)]];
      case 'items':
        if (Array.isArray(value)) return [['itemsByPlace', keyword, many(value)]];
        return node.prefixItems ? this.furtherItems(keyword, value, node.prefixItems.length, at) : [['furtherItems', keyword, 0, one(value)]];
      case 'additionalItems':
        return Array.isArray(node.items) ? this.furtherItems(keyword, value, node.items.length, at) : [];
      case 'contains':
        return step(one(value), ...(this.order.keywords.minContains ? [node.minContains ?? 1, node.maxContains ?? null] : [1, null]));
      case 'additionalProperties': {
        const patterns = Object.keys(node.patternProperties ?? {}).map((pattern) => this.pattern(pattern, at));
        return step(Object.keys(node.properties ?? {}), patterns, one(value));
      }
      case 'properties':
      case 'dependentSchemas':
        return step(named(value));
      case 'patternProperties':
        return step(Object.entries(value as object).map(([pattern, schema]) => [this.pattern(pattern, at), one(schema, `${at}/${pattern}`)]));
      case 'dependentRequired':
        return step(Object.entries(value as object));
      case 'dependencies': {
        const entries = Object.entries(value as object).filter(([name]) => name !== '__proto__');
        const [names, schemas] = [true, false].map((isList) => entries.filter(([, inner]) => Array.isArray(inner) === isList));
        return [
          ...(names.length > 0 ? [['dependentRequired', keyword, names] as Step] : []),
          ...(schemas.length > 0 ? [['dependentSchemas', keyword, named(Object.fromEntries(schemas))] as Step] : []),
        ];
      }
      default:
        // Annotations, and keywords that other keywords handle: then, else, minContains and others.
        return [];
    }
  }

  private furtherItems(keyword: string, schema: unknown, from: number, pointer: string): Step[] {
    return schema === false ? [['maxItems', keyword, from]] : [['furtherItems', keyword, from, this.reference(schema, pointer)]];
  }

  private pattern(pattern: string, pointer: string): string {
    try {
      return pythonPattern(pattern);
    } catch (e) {
      this.problem(pointer, `the pattern ${pattern}: ${(e as Error).message}`);
      return '';
    }
  }

  private format(name: string, type: string | undefined, pointer: string): Step[] {
    // Schemas of endpoints may have unknown formats.
    if (!Object.hasOwn(fullFormats, name) || ANYTHING.includes(name)) return [];
    if ((['int32', 'int64'].includes(name) ? 'number' : 'string') !== type) return [];
    if (OF_JAVASCRIPT.includes(name)) {
      this.problem(pointer, `the format ${name} is about what JavaScript does; use a pattern`);
      return [];
    }
    if (FUNCTIONS.includes(name)) return [['format', `format:${name}`, name]];
    const { source, flags } = (fullFormats as { readonly [format: string]: unknown })[name] as RegExp;
    return [['pattern', `format:${name}`, pythonPattern(source, flags.includes('i'))]];
  }

  private follow(reference: string, pointer: string): Reference {
    const target = this.referredTo(reference);
    if (target === undefined) {
      this.problem(pointer, `${reference}: in Python a schema can refer by JSON pointer only, such as #/$defs/name, and have no $id but its own`);
      return true;
    }
    return this.reference(target, reference.slice(1));
  }

  private problem(pointer: string, message: string): void {
    this.problems.push({ pointer, message });
  }
}
