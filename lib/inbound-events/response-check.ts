import { ContractCheck } from './events/contract';
import { SchemaCompiler } from './schema-compiler';

/**
 * Compiles the schema of a function's response to a check.
 *
 * @throws Error with all problems of the schema
 */
export function responseCheck(schema: unknown): ContractCheck {
  const compiler = new SchemaCompiler('response', 'answers go out as the handler gave them');
  const check = compiler.check(schema);
  compiler.reject();
  return check!;
}
