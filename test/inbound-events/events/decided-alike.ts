import { RandomCase } from './random-schemas';
import { checkText } from '../../../lambda/event-validator/node/check';
import { Check } from '../../../lambda/event-validator/node/contract';
import { Rejection } from '../../../lambda/event-validator/node/rejection';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { pythonProblems } from '../../../lib/inbound-events/events/python-contract';
import { SchemaCompiler } from '../../../lib/inbound-events/schema-compiler';
import { checkedInPython } from '../../event-validator/python-laboratory';
import { contractOf } from '../../event-validator/validated';

/** Verdict of a validator on a payload: null if it is valid, otherwise the first error. */
type Decision = null | readonly [field: string, rule: string];

/** A schema with the verdicts of both validators on its texts. */
interface Decided extends RandomCase {
  readonly node: readonly Decision[];
  readonly python: readonly Decision[];
}

/** Returns the verdicts of the Node.js and Python validators on cases, without schemas that synthesis rejects. */
export function decided(cases: readonly RandomCase[]): Decided[] {
  const accepted = cases.flatMap((each) => {
    const schema = compiled(each.schema);
    return schema ? [{ each, schema }] : [];
  });
  const { sources } = contractOf(accepted.map(({ schema }) => schema));
  const python = checkedInPython(accepted.map(({ schema }) => schema), accepted.map(({ each }) => each.texts));
  return accepted.map(({ each }, i) => {
    const { check } = sources[i] as { readonly check: Check };
    return { ...each, node: each.texts.map((text) => decision(check, text)), python: python[i] };
  });
}

function compiled(schema: unknown): EventSchema | undefined {
  try {
    // Not strict, because most random schemas have keywords without effect.
    const compiler = new SchemaCompiler('EventSchema.sqs', undefined, false);
    const made = EventSchema._of({ source: 'sqs', payload: 'json', envelope: 'none', onInvalid: 'quarantine', check: compiler.check(schema) });
    compiler.reject();
    return pythonProblems(made._contract).length === 0 ? made : undefined;
  } catch (error) {
    if (!/^EventSchema\.sqs: \d+ problems? with the schema/.test((error as Error).message)) throw error;
    return undefined;
  }
}

function decision(check: Check, text: string): Decision {
  try {
    checkText(check, text, 'json');
    return null;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return [error.field, error.rule];
  }
}

/**
 * Checks whether both verdicts are equal. If several values are invalid, Python checks properties whose names are numbers in the order of the
 * document.
 */
export function isAlike(text: string, node: Decision, python: Decision): boolean {
  return /"\d+":/.test(text) ? (node === null) === (python === null) : JSON.stringify(node) === JSON.stringify(python);
}

/** Checks whether a value is rejected under any schema. */
export function isOwnRule(made: Decision): boolean {
  return made !== null && ['forbidden-key', 'number-precision', 'depth', 'unicode'].includes(made[1]);
}
