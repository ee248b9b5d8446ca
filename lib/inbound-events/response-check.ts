import { ContractCheck } from './events/contract';
import { SchemaCompiler } from './schema-compiler';

/**
 * The check of a schema for what a function answers.
 *
 * @throws Error with all that is wrong with the schema
 */
export function responseCheck(schema: unknown): ContractCheck {
  const compiler = new SchemaCompiler('response', 'answers go out as the handler gave them');
  const check = compiler.check(schema);
  compiler.refuse();
  return check!;
}
