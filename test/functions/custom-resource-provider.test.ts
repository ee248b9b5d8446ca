import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { acknowledgeProviderOf } from '../../lib/functions/custom-resource-provider';
import { packFindings } from '../secure/packs';

jest.setTimeout(60_000);

test.each([[false, 4], [true, 0]])('packs of cdk-nag report the provider unless its findings are acknowledged: %s', (acknowledges, findings) => {
  const { open } = packFindings((stack) => {
    const policy = AwsCustomResourcePolicy.fromStatements([new iam.PolicyStatement({ actions: ['lambda:GetFunction'], resources: ['arn:aws:lambda:eu-west-1:111122223333:function:f'] })]);
    const call = { service: 'Lambda', action: 'GetFunction', parameters: { FunctionName: 'f' }, physicalResourceId: PhysicalResourceId.of('f') };
    const resource = new AwsCustomResource(stack, 'Call', { onUpdate: call, policy, installLatestAwsSdk: false });
    if (acknowledges) acknowledgeProviderOf(resource);
  });
  expect(open).toHaveLength(findings);
});
