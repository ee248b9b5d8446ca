import { Stack } from 'aws-cdk-lib';
import { LIMITS } from './limits';

const checked = new WeakSet<Stack>();

/**
 * Fails synthesis if the template of a stack exceeds the size limit of CloudFormation. The check builds the template once more: use
 * it only where it may apply.
 */
export function checkTemplateSize(stack: Stack, fix: string): void {
  if (checked.has(stack)) return;
  checked.add(stack);
  stack.node.addValidation({
    validate: () => {
      const size = templateSize(stack);
      return size <= LIMITS.template ? [] : [`the template has ${size} bytes, and the limit of CloudFormation is ${LIMITS.template}: ${fix}`];
    },
  });
}

/** Bytes of the template as the CDK writes it. The synthesizer adds less than 1 KB, which fits within the limit of AWS, 1 MiB. */
function templateSize(stack: Stack): number {
  const { _toCloudFormation, _suppressTemplateIndentation } = stack as unknown as {
    readonly _suppressTemplateIndentation: boolean;
    _toCloudFormation(): object;
  };
  return Buffer.byteLength(JSON.stringify(stack.resolve(_toCloudFormation.call(stack)), undefined, _suppressTemplateIndentation ? undefined : 1));
}
