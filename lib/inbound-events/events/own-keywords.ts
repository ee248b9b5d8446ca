import Ajv, { CodeKeywordDefinition, KeywordCxt } from 'ajv';
import { _, Code, Name, or, str } from 'ajv/dist/compile/codegen';
import { useFunc } from 'ajv/dist/compile/util';
import { validateSchemaDeps } from 'ajv/dist/vocabularies/applicator/dependencies';
import { noPropertyInData, propertyInData } from 'ajv/dist/vocabularies/code';
import { helper } from './helper';
import { REFERENCE } from './recursive-reference';
import { TEXT_LENGTH } from './text-length';
import isMultipleOf from '../../json/multiple-of';
import areUnique from '../../json/unique-items';

/** Calculates with decimals. The keyword of ajv divides binary fractions, so 19.99 would not be a multiple of 0.01. */
const MULTIPLE_OF: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: { message: ({ schema }) => `must be multiple of ${schema as number}` },
  code: (context) => {
    const { gen, data, schema } = context;
    context.fail(_`!${useFunc(gen, helper(isMultipleOf, 'multiple-of'))}(${data}, ${schema})`);
  },
};

/** Compares items by their text. The keyword of ajv compares each item with all others. */
const UNIQUE_ITEMS: CodeKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  error: { message: 'must NOT have duplicate items' },
  code: (context) => {
    const { gen, data, schema } = context;
    if (schema) context.fail(_`${data}.length > 1 && !${useFunc(gen, helper(areUnique, 'unique-items'))}(${data})`);
  },
};

const MISSING: CodeKeywordDefinition['error'] = {
  message: ({ params }) => str`must have required property '${params.missingProperty as Name}'`,
  params: ({ params }) => _`{missingProperty: ${params.missingProperty as Name}}`,
};

/** Works like the keyword of ajv, which does not detect that a property with an empty name is missing. */
const REQUIRED: CodeKeywordDefinition = {
  keyword: 'required',
  type: 'object',
  schemaType: 'array',
  error: MISSING,
  code: (context) => failWhereMissing(context, context.schema as string[]),
};

const DEPENDENT_REQUIRED: CodeKeywordDefinition = {
  keyword: 'dependentRequired',
  type: 'object',
  schemaType: 'object',
  error: MISSING,
  code: (context) => dependOn(context, context.schema as { [name: string]: string[] }),
};

const DEPENDENCIES: CodeKeywordDefinition = {
  keyword: 'dependencies',
  type: 'object',
  schemaType: 'object',
  error: MISSING,
  code: (context) => {
    const entries = Object.entries(context.schema as { readonly [name: string]: unknown }).filter(([name]) => name !== '__proto__');
    dependOn(context, Object.fromEntries(entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))));
    validateSchemaDeps(context, Object.fromEntries(entries.filter(([, inner]) => !Array.isArray(inner))) as Parameters<typeof validateSchemaDeps>[1]);
  },
};

function dependOn(context: KeywordCxt, dependencies: { readonly [name: string]: string[] }): void {
  const { gen, data, it } = context;
  for (const [name, needed] of Object.entries(dependencies)) {
    failWhereMissing(context, needed, propertyInData(gen, data, name, it.opts.ownProperties));
  }
}

function failWhereMissing(context: KeywordCxt, names: readonly string[], condition: Code = _`true`): void {
  if (names.length === 0) return;
  const { gen, data, it } = context;
  const missing = gen.let('missing');
  const each = names.map((name) => _`((${noPropertyInData(gen, data, name, it.opts.ownProperties)}) && ((${missing} = ${name}), true))`);
  context.setParams({ missingProperty: missing }, true);
  context.fail(_`${condition} && (${or(...each)})`);
}

/** Replaces keywords of ajv by those of this library, if the version of JSON Schema has them. The order of evaluation does not change. */
export function useOwnKeywords(ajv: Ajv): void {
  for (const definition of [REFERENCE, TEXT_LENGTH, MULTIPLE_OF, UNIQUE_ITEMS, REQUIRED, DEPENDENT_REQUIRED, DEPENDENCIES]) {
    for (const keyword of [definition.keyword].flat()) if (ajv.getKeyword(keyword) !== false) replaceKeyword(ajv, keyword, definition);
  }
}

/** Makes recursive references run once for each value. Other keywords are not changed. */
export function boundRecursion(ajv: Ajv): void {
  replaceKeyword(ajv, '$ref', REFERENCE);
}

function replaceKeyword(ajv: Ajv, keyword: string, definition: CodeKeywordDefinition): void {
  const group = ajv.RULES.rules.find(({ rules }) => rules.some((rule) => rule.keyword === keyword))!;
  const place = group.rules.findIndex((rule) => rule.keyword === keyword);
  ajv.removeKeyword(keyword);
  ajv.addKeyword({ ...definition, keyword });
  group.rules.splice(place, 0, group.rules.pop()!);
}
