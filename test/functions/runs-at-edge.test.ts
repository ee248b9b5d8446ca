import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { runsAtEdge } from '../../lib/functions';

const lambdaAlone = new iam.ServicePrincipal('lambda.amazonaws.com');
const both = new iam.CompositePrincipal(lambdaAlone, new iam.ServicePrincipal('edgelambda.amazonaws.com'));

test.each<[string, iam.IPrincipal, boolean]>([
  ['trusts only Lambda', lambdaAlone, false],
  ['trusts Lambda@Edge too', both, true],
])('a role that %s', (_, assumedBy, edge) => expect(runsAtEdge(new iam.Role(new Stack(), 'Role', { assumedBy }))).toBe(edge));

test('a role that trusts CloudFront later runs at the edge', () => {
  const role = new iam.Role(new Stack(), 'Role', { assumedBy: lambdaAlone });
  role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [both] }));
  expect(runsAtEdge(role)).toBe(true);
});

test('an unknown role does not run at the edge', () => {
  expect(runsAtEdge(undefined)).toBe(false);
  expect(runsAtEdge(iam.Role.fromRoleName(new Stack(), 'Role', 'role'))).toBe(false);
});
