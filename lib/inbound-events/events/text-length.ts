import { CodeKeywordDefinition } from 'ajv';
import { _ } from 'ajv/dist/compile/codegen';
import { useFunc } from 'ajv/dist/compile/util';
import ucs2length from 'ajv/dist/runtime/ucs2length';

/**
 * The keywords `maxLength` and `minLength` in Unicode characters, as in ajv. Characters are only counted if the number of UTF-16 code units (one or
 * two for each character) does not already decide.
 */
export const TEXT_LENGTH: CodeKeywordDefinition = {
  keyword: ['maxLength', 'minLength'],
  type: 'string',
  schemaType: 'number',
  error: { message: ({ keyword, schema }) => `must have ${keyword === 'maxLength' ? 'at most' : 'at least'} ${schema as number} characters` },
  code: (context) => {
    const { keyword, data, schema: limit, gen } = context;
    const length = _`${useFunc(gen, ucs2length)}(${data})`;
    if (keyword === 'maxLength') context.fail(_`${data}.length > ${limit} && ${length} > ${limit}`);
    else context.fail(_`${data}.length < ${2 * (limit as number)} && ${length} < ${limit}`);
  },
};
