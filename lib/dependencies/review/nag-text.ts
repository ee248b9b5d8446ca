import { Stack } from 'aws-cdk-lib';

/** Returns a text in the format of cdk-nag findings, with references such as `<Bucket.Arn>` and `<AWS::Region>`. */
export function nagText(stack: Stack, text: string): string {
  return written(stack.resolve(text));
}

function written(value: any): string {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return `<${value.Ref}>`;
  if (value['Fn::GetAtt'] !== undefined) return `<${value['Fn::GetAtt'].join('.')}>`;
  if (value['Fn::Join'] !== undefined) return value['Fn::Join'][1].map(written).join(value['Fn::Join'][0]);
  return JSON.stringify(value);
}
