import { Coverage, coverageOf } from './coverage';
import { PythonWriter } from './python-writer';

const GUARDS: { readonly [type: string]: string } = { object: 'is dict', array: 'is list' };

/**
 * Returns the source of a Python function that checks a valid value for forbidden content. The texts of the value must have no lone surrogates. The
 * function only inspects what the schema leaves open.
 *
 * @returns undefined for schemas that do not limit the value
 */
export function pythonCoverage(schema: unknown, name: string): string | undefined {
  const coverage = coverageOf(schema);
  if (coverage.kind === 'all') return undefined;
  const writer = new PythonWriter();
  write(coverage, 'value', writer);
  return `def ${name}(value):\n${writer.body('return True')}\n`;
}

function write(coverage: Coverage, value: string, writer: PythonWriter): void {
  switch (coverage.kind) {
    case 'nothing':
      return;
    case 'all':
      return writer.block(`if not is_plain(${value}, ${coverage.depth})`, () => writer.line('return False'));
    case 'number':
      return writer.block(`if not -MAX_SAFE <= ${value} <= MAX_SAFE`, () => writer.line('return False'));
    case 'object':
      return coverage.properties.forEach((property) => writeProperty(property, value, writer));
    case 'array': {
      const item = writer.name('item');
      return writer.block(`for ${item} in ${value}`, () => write(coverage.inner, item, writer));
    }
    default:
      for (const { type, inner } of coverage.parts) {
        const guard = type in GUARDS ? `type(${value}) ${GUARDS[type]}` : `(type(${value}) is int or type(${value}) is float)`;
        writer.block(`if ${guard}`, () => write(inner, value, writer));
      }
  }
}

type Property = Extract<Coverage, { kind: 'object' }>['properties'][number];

function writeProperty({ name, isRequired, inner }: Property, value: string, writer: PythonWriter): void {
  if (inner.kind === 'nothing') return;
  const at = writer.name('value');
  const key = JSON.stringify(name);
  if (isRequired) {
    writer.line(`${at} = ${value}[${key}]`);
    return write(inner, at, writer);
  }
  writer.line(`${at} = ${value}.get(${key}, MISSING)`);
  writer.block(`if ${at} is not MISSING`, () => write(inner, at, writer));
}
