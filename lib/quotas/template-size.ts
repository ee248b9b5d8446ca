import { Stack } from 'aws-cdk-lib';
import { LIMITS } from './limits';

const checked = new WeakSet<Stack>();

/** Fails synthesis where the template of a stack is larger than CloudFormation takes. It is made once more for that: check only where it may be. */
export function checkTemplateSize(stack: Stack, fix: string): void {
  if (checked.has(stack)) return;
  checked.add(stack);
  stack.node.addValidation({
    validate: () => {
      const size = templateSize(stack);
      return size <= LIMITS.template ? [] : [`the template has ${size} bytes, and CloudFormation takes ${LIMITS.template}: ${fix}`];
    },
  });
}

/** Bytes of the template, as the CDK writes it; but for what its synthesizer adds, less than 1 KB, for which the limit of AWS, 1 MiB, has room. */
function templateSize(stack: Stack): number {
  const { _toCloudFormation, _suppressTemplateIndentation } = stack as unknown as {
    readonly _suppressTemplateIndentation: boolean;
    _toCloudFormation(): object;
  };
  return Buffer.byteLength(JSON.stringify(stack.resolve(_toCloudFormation.call(stack)), undefined, _suppressTemplateIndentation ? undefined : 1));
}
