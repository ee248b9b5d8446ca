import { CodeKeywordDefinition, KeywordCxt } from 'ajv';
import { resolveRef, SchemaEnv } from 'ajv/dist/compile';
import { _, Code, Name } from 'ajv/dist/compile/codegen';
import N from 'ajv/dist/compile/names';
import { mergeEvaluated, useFunc } from 'ajv/dist/compile/util';
import { callValidateCode } from 'ajv/dist/vocabularies/code';
import reference, { getValidate } from 'ajv/dist/vocabularies/core/ref';
import { helper } from './helper';
import validateOnce from '../../json/validate-once';

/**
 * The keyword `$ref` as in ajv, except for references that close a cycle: these run once for each value. The work of a recursive schema with
 * alternatives then grows with the size of the value, and not exponentially with its depth.
 */
export const REFERENCE: CodeKeywordDefinition = {
  keyword: '$ref',
  schemaType: 'string',
  code: (context) => {
    const called = calledAgain(context);
    if (called === undefined) reference.code(context);
    else callOnce(context, called);
  },
};

/** Returns the target function of a reference if its code is still being generated. Undefined for any other reference. */
function calledAgain(context: KeywordCxt): Code | undefined {
  const { gen, schema, it: { baseId, schemaEnv, schemaEnv: { root }, validateName, self } } = context;
  if ((schema === '#' || schema === '#/') && baseId === root.baseId) {
    return schemaEnv === root ? validateName : _`${gen.scopeValue('root', { ref: root })}.validate`;
  }
  const target = resolveRef.call(self, root, baseId, schema as string);
  return target instanceof SchemaEnv && !target.validate ? getValidate(context, target) : undefined;
}

function callOnce(context: KeywordCxt, called: Code): void {
  const { gen } = context;
  const call = callValidateCode(context, useFunc(gen, helper(validateOnce, 'validate-once')), called);
  context.result(call, () => mergeWhatIsEvaluated(context, called), () => {
    gen.assign(N.vErrors, _`${N.vErrors} === null ? ${called}.errors : ${N.vErrors}.concat(${called}.errors)`);
    gen.assign(N.errors, _`${N.vErrors}.length`);
  });
}

function mergeWhatIsEvaluated({ gen, it }: KeywordCxt, called: Code): void {
  if (!it.opts.unevaluated) return;
  if (it.props !== true) it.props = mergeEvaluated.props(gen, gen.var('props', _`${called}.evaluated.props`), it.props, Name);
  if (it.items !== true) it.items = mergeEvaluated.items(gen, gen.var('items', _`${called}.evaluated.items`), it.items, Name);
}
