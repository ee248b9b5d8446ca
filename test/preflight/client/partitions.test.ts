import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOf } from '../../../lib/preflight/client/partitions';

test('each Region that the CDK knows is in the partition that the CDK says, with its suffix', () => {
  const { regions } = RegionInfo;
  expect(regions.length).toBeGreaterThan(30);
  const ours = regions.map(({ name }) => [name, partitionOf(name).name, partitionOf(name).dnsSuffix]);
  expect(ours).toEqual(regions.map(({ name, partition, domainSuffix }) => [name, partition, domainSuffix]));
});

test('a Region that no one knows yet is one of AWS’s first partition', () => {
  expect(partitionOf('eu-north-9').name).toBe('aws');
  expect(partitionOf('nowhere-1').name).toBe('aws');
});
