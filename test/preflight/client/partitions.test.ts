import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOf } from '../../../lib/preflight/client/partitions';

test('Regions have the same partition and suffix as in the CDK', () => {
  const { regions } = RegionInfo;
  expect(regions.length).toBeGreaterThan(30);
  const ours = regions.map(({ name }) => [name, partitionOf(name).name, partitionOf(name).dnsSuffix]);
  expect(ours).toEqual(regions.map(({ name, partition, domainSuffix }) => [name, partition, domainSuffix]));
});

test('an unknown Region belongs to the partition aws', () => {
  expect(partitionOf('eu-north-9').name).toBe('aws');
  expect(partitionOf('nowhere-1').name).toBe('aws');
});
