import { ContractCheck } from './events/contract';
import { SchemaCompiler } from './schema-compiler';

/**
 * The compiled check of a schema for a function's response.
 *
 * @throws Error with all problems of the schema
 */
export function responseCheck(schema: unknown): ContractCheck {
  const compiler = new SchemaCompiler('response', 'answers go out as the handler gave them');
  const check = compiler.check(schema);
  compiler.reject();
  return check!;
}
