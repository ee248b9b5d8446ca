import { RegionInfo } from 'aws-cdk-lib/region-info';
import { SERVICE_ACCOUNTS } from '../../lib/aws/service-accounts';

test('accounts of load balancers are the same as in the CDK', () => {
  const known = new Set(RegionInfo.regions.flatMap(({ elbv2Account }) => elbv2Account ?? []));
  expect([...known].filter((account) => !SERVICE_ACCOUNTS.has(account))).toEqual([]);
});
