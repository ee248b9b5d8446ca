import * as fs from 'fs';
import * as path from 'path';
import Ajv, { Options } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { _ } from 'ajv/dist/compile/codegen';
import standaloneCode from 'ajv/dist/standalone';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { compileProblem, metaProblemsOf } from './ajv-problems';
import { CompiledSchema } from './compiled-schema';
import { countingCode } from './counting';
import { ENDLESS, endlessReferences } from './endless-references';
import { NORMALIZE, normalizationOf } from './normalization';
import { useOwnKeywords } from './own-keywords';
import { everySchemaIn } from './schema-walk';
import { SENSITIVE, sensitivityOf } from './sensitivity';
import { shippedAsset } from '../../functions';
import { isObject } from '../../json/json-object';
import { contradictions } from '../contradictions';
import { plainJsonProblems, Problem } from '../plain-json';
import { patternProblem } from '../schema-review';

/** A version of JSON Schema. */
interface Version {
  readonly uri: string;
  readonly create: (options: Options) => Ajv;
}

const LATEST: Version = { uri: 'https://json-schema.org/draft/2020-12/schema', create: (options) => new Ajv2020(options) };
const VERSIONS: readonly Version[] = [
  { uri: 'http://json-schema.org/draft-04/schema', create: (options) => new Ajv04(options) as unknown as Ajv },
  { uri: 'http://json-schema.org/draft-07/schema', create: (options) => new Ajv(options) },
  LATEST,
];

/** Settings of the code generator. The code stops at the first error, because senders could otherwise cause more work. */
const OPTIONS: Options = {
  allErrors: false,
  validateSchema: false,
  strictTypes: false,
  strictTuples: false,
  allowUnionTypes: true,
  allowMatchingProperties: true,
  unicodeRegExp: true,
  logger: false,
};

/** The properties that every object has. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

const REQUIRED = /\brequire\("([^"]+)"\)/g;

const metaValidators = new Map<Version, Ajv>();

/**
 * Compiles a schema to code.
 *
 * @param strict whether keywords and formats that ajv does not support are errors
 * @returns the compiled schema, or its problems
 */
export function compileSchema(schema: unknown, strict = true): CompiledSchema | readonly Problem[] {
  const plain = plainJsonProblems(schema, '', () => false);
  if (plain.length > 0) return plain;
  if (!isObject(schema) && typeof schema !== 'boolean') return [{ pointer: '', message: `a schema is an object, not ${JSON.stringify(schema)}` }];
  const version = versionOf(schema);
  if (!version) {
    const known = VERSIONS.map(({ uri }) => uri).join(', ');
    return [{ pointer: '/$schema', message: `${JSON.stringify((schema as { $schema?: unknown }).$schema)} is not one of ${known}` }];
  }
  const problems = [
    ...metaProblems(schema, version), ...patternProblems(schema), ...unsupportedProblems(schema),
    ...endlessReferences(schema), ...impossibleProblems(schema),
  ];
  const { plans, problems: loose } = normalizationOf(schema);
  const sensitivity = sensitivityOf(schema);
  problems.push(...loose, ...sensitivity.problems);
  if (problems.length > 0) return problems;
  try {
    const code = codeOf(schema, version, strict);
    const helpers = [...new Set([...code.matchAll(REQUIRED)].map(([, id]) => id))];
    const counting = plans || namesInherited(schema) ? undefined : countingCode(schema);
    return { code, helpers, normalization: plans, sensitivity: sensitivity.plans, counting };
  } catch (e) {
    return [{ pointer: '', message: e instanceof RangeError ? ENDLESS : compileProblem(e as Error, Object.keys(keywordOrder(schema).all)) }];
  }
}

/** Returns the keywords that ajv evaluates in a schema, in its order. */
export function keywordOrder(schema: unknown): Ajv['RULES'] {
  return compilerOf(schema, versionOf(schema)!, true).RULES;
}

/** Returns the source of a helper: a CommonJS module in one file. */
export function helperSource(id: string): string {
  return fs.readFileSync(path.join(shippedAsset('event-validator'), 'helpers', `${id.replace(/\//g, '.')}.js`), 'utf8').trim();
}

function versionOf(schema: unknown): Version | undefined {
  const uri = isObject(schema) ? schema.$schema : undefined;
  return uri === undefined ? LATEST : VERSIONS.find((version) => version.uri === String(uri).replace(/#$/, ''));
}

/** Returns the errors of the meta-schema. */
function metaProblems(schema: unknown, version: Version): Problem[] {
  let ajv = metaValidators.get(version);
  if (!ajv) {
    ajv = version.create({ strict: false, allErrors: true, logger: false });
    useOwnKeywords(ajv);
    metaValidators.set(version, ajv);
  }
  if (ajv.validate(version.uri, schema)) return [];
  return metaProblemsOf(ajv.errors!);
}

/** Finds keywords that ajv does not evaluate according to the specification, or whose work is not limited. */
function unsupportedProblems(schema: unknown): Problem[] {
  const places = everySchemaIn(schema);
  const counts = places.some(({ node }) => 'unevaluatedProperties' in node);
  return places.flatMap(({ pointer, node }) => {
    const isHalf = counts && 'if' in node && !('then' in node && 'else' in node);
    return [
      ...['$dynamicRef', '$recursiveRef'].filter((keyword) => keyword in node).map((keyword) => `${keyword} is not supported, since nothing bounds the work of recursion by it; write a $ref`),
      ...('unevaluatedItems' in node ? ['unevaluatedItems is not supported; write prefixItems with items: false'] : []),
      ...(isHalf ? ['unevaluatedProperties does not see what a condition without then or else evaluates; write then and else, which may be true'] : []),
    ].map((message) => ({ pointer, message }));
  });
}

function impossibleProblems(schema: unknown): Problem[] {
  return everySchemaIn(schema).flatMap(({ pointer, node }) => contradictions(node).map((message) => ({ pointer, message })));
}

function patternProblems(schema: unknown): Problem[] {
  return everySchemaIn(schema).flatMap(({ pointer, node }) => {
    const patterns = [node.pattern, ...Object.keys(isObject(node.patternProperties) ? node.patternProperties : {})];
    return patterns.flatMap((pattern) => {
      const message = typeof pattern === 'string' ? problemOf(pattern) : undefined;
      return message === undefined ? [] : [{ pointer, message }];
    });
  });
}

function problemOf(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
  } catch (e) {
    return `the pattern ${pattern} is not a regular expression (${(e as Error).message})`;
  }
  return patternProblem(pattern);
}

function namesInherited(schema: unknown): boolean {
  return INHERITED.some((name) => JSON.stringify(schema).includes(JSON.stringify(name)));
}

function codeOf(schema: unknown, version: Version, strict: boolean): string {
  const ajv = compilerOf(schema, version, strict);
  return standaloneCode(ajv, ajv.compile(schema as object));
}

function compilerOf(schema: unknown, version: Version, strict: boolean): Ajv {
  const ajv = version.create({
    ...OPTIONS,
    strictSchema: strict,
    // Inherited properties are not properties of a value. The check at each access takes time, so it is only used for the few schemas that name such
    // a property.
    ownProperties: namesInherited(schema),
    strictNumbers: true,
    code: { source: true, lines: false, optimize: 2, formats: _`require("ajv-formats/dist/formats").fullFormats` },
  });
  addFormats(ajv, { mode: 'full', keywords: false });
  ajv.addKeyword(NORMALIZE);
  ajv.addKeyword(SENSITIVE);
  useOwnKeywords(ajv);
  return ajv;
}
