/** Behavior of functions at run time, their runtime and packages, and the people notified of bulletins about them. */
import { LAMBDA_RUNTIMES } from '../../../../lib/aws/lambda-runtimes';
import { guardPolicy } from '../functions';
import { add, Mutation, mutations, the } from '../mutation';

const policy = (modes: object, hosts: readonly string[] = []) => (template: any) => {
  the(template, 'AWS::Lambda::Function').Environment.Variables.SEC3_RUNTIME_POLICY = guardPolicy(modes, hosts);
};

const NAMED = ['childProcess', 'network', 'fileWrite', 'sourceRead'];

const guard = mutations('policy of the guard', 'store', Object.fromEntries([
  ...NAMED.map((category) => [`${category}: allow`, policy({ [category]: 'allow' })] as const),
  ...['childProcess', 'network'].map((category) => [`${category}: alert`, policy({ [category]: 'alert' })] as const),
  ...NAMED.flatMap((one, index) => NAMED.slice(index + 1).map((other) => [`${one} and ${other}: allow`, policy({ [one]: 'allow', [other]: 'allow' })] as const)),
  ...NAMED.map((one) => [`all but ${one}: alert`, policy(Object.fromEntries(NAMED.filter((other) => other !== one).map((other) => [other, 'alert'])))] as const),
  ...['*', '0.0.0.0/0', '::/0', '128.0.0.0/1', '*.com', '*.io', '*.co.uk', '*.amazonaws.com', '*.cloudfront.net', '*.ngrok.io', '*.s3.amazonaws.com', '*.execute-api.eu-west-1.amazonaws.com', '*.lambda-url.eu-west-1.on.aws', '*.github.io', '*.herokuapp.com']
    .map((host) => [`host ${host}`, policy({}, [host])] as const),
  ['every mode: allow', policy(Object.fromEntries([...NAMED, 'nativeAddon', 'dynamicCode', 'worker', 'inspector'].map((category) => [category, 'allow'])))],
  ['degraded: warn', (template: any) => { const variables = the(template, 'AWS::Lambda::Function').Environment.Variables; variables.SEC3_RUNTIME_POLICY = variables.SEC3_RUNTIME_POLICY.replace('"fail"', '"warn"'); }],
  ['no policy', (template: any) => { delete the(template, 'AWS::Lambda::Function').Environment.Variables.SEC3_RUNTIME_POLICY; }],
  ['no wrapper', (template: any) => { delete the(template, 'AWS::Lambda::Function').Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER; }],
  ['another wrapper', (template: any) => { the(template, 'AWS::Lambda::Function').Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER = '/opt/other'; }],
  ['no layer', (template: any) => { delete the(template, 'AWS::Lambda::Function').Layers; }],
]));

const runtimes = mutations('runtime', 'store', Object.fromEntries([
  ...[...LAMBDA_RUNTIMES].filter(([, { deprecated }]) => deprecated !== undefined && deprecated <= '2026-11-01').map(([name]) => [name, (template: any) => { the(template, 'AWS::Lambda::Function').Runtime = name; }] as const),
  ['pinned version', (template: any) => add(template, 'Pinned', 'AWS::Lambda::Function', { ...structuredClone(the(template, 'AWS::Lambda::Function')), RuntimeManagementConfig: { UpdateRuntimeOn: 'Manual', RuntimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:0cdcfbdefbc5e7d3343f73c2e2dd3cba17d61dea0686b404502a0c9ce83931b9' } })],
  ['pinned in place', (template: any) => { the(template, 'AWS::Lambda::Function').RuntimeManagementConfig = { UpdateRuntimeOn: 'Manual', RuntimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:a' }; }],
]));

const image = (uri: unknown) => (template: any) => {
  const fn = the(template, 'AWS::Lambda::Function');
  Object.assign(fn, { PackageType: 'Image', Code: { ImageUri: uri }, Runtime: undefined, Handler: undefined, Layers: undefined, ImageConfig: { EntryPoint: ['/opt/sec3-runtime-guard/wrapper'] } });
};

const DIGEST = `111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${'a1b2c3d4'.repeat(8)}`;

const images = mutations('tag of an image', 'store', Object.fromEntries([
  ...['shop:latest', 'shop:1.2.3', 'shop', 'shop:main', 'shop:prod'].map((name) => [name, { right: image(DIGEST), breaks: image(`111111111111.dkr.ecr.eu-west-1.amazonaws.com/${name}`) }] as const),
  ['repository with mutable tags', (template: any) => { the(template, 'AWS::ECR::Repository').ImageTagMutability = 'MUTABLE'; }],
  ['repository by default', (template: any) => { delete the(template, 'AWS::ECR::Repository').ImageTagMutability; }],
  ['repository with exceptions', (template: any) => { Object.assign(the(template, 'AWS::ECR::Repository'), { ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', ImageTagMutabilityExclusionFilters: [{ ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: '*' }] }); }],
  ['no scan', (template: any) => { delete the(template, 'AWS::ECR::Repository').ImageScanningConfiguration; }],
]));

const layers = mutations('code from elsewhere', 'store', {
  'layer of an unknown account': (template) => { the(template, 'AWS::Lambda::Function').Layers.push('arn:aws:lambda:eu-west-1:999999999999:layer:tools:1'); },
  'layer of another unknown account': (template) => { the(template, 'AWS::Lambda::Function').Layers = ['arn:aws:lambda:us-east-1:888888888888:layer:x:7']; },
  'egress to everywhere': (template) => { Object.assign(the(template, 'AWS::Lambda::Function').Environment.Variables, { SEC3_RUNTIME_POLICY: guardPolicy({ network: 'allow' }) }); },
  'signing that warns': (template) => { add(template, 'Signing', 'AWS::Lambda::CodeSigningConfig', { AllowedPublishers: { SigningProfileVersionArns: ['a'] }, CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' } }); the(template, 'AWS::Lambda::Function').CodeSigningConfigArn = { Ref: 'Signing' }; },
  'no limit of concurrency': (template) => { delete the(template, 'AWS::Lambda::Function').ReservedConcurrentExecutions; },
});

const isSchedule = ({ Type: type, Properties: properties }: any) => /^AWS::(Events::Rule|Scheduler::Schedule)$/.test(type) && properties.ScheduleExpression !== undefined;
const schedules = (app: any) => Object.entries<any>(app.Security.Resources).filter(([, resource]) => isSchedule(resource));

/** Returns mutations that disable each schedule of examples/orders, and then the notifications. */
export function awareness(app: any): Mutation[] {
  return [
    ...schedules(app).flatMap(([id]) => mutations('schedule', 'orders', {
      [`${id} is disabled`]: (_, { Security: security }) => { security.Resources[id].Properties.State = 'DISABLED'; },
      [`${id} is gone`]: (_, { Security: security }) => { delete security.Resources[id]; },
      [`${id} starts something else`]: (_, { Security: security }) => { Object.assign(security.Resources[id].Properties, { Target: { Arn: 'other' }, Targets: [] }); },
    })),
    ...mutations('awareness', 'orders', {
      'no feed': (_, { Security: security }) => { for (const id of Object.keys(security.Resources).filter((one) => /^Bulletins/.test(one))) delete security.Resources[id]; },
      'no one is notified': (_, { Security: security }) => { for (const id of Object.keys(security.Resources).filter((one) => security.Resources[one].Type === 'AWS::SNS::Subscription' && /^Bulletins/.test(one))) delete security.Resources[id]; },
      'alarms without actions': (_, { Security: security }) => { for (const { Type: type, Properties: properties } of Object.values(security.Resources)) if (type === 'AWS::CloudWatch::Alarm') delete properties.AlarmActions; },
      'alarms that are off': (_, { Security: security }) => { for (const { Type: type, Properties: properties } of Object.values(security.Resources)) if (type === 'AWS::CloudWatch::Alarm') properties.ActionsEnabled = false; },
      'missing data passes': (_, { Security: security }) => { for (const { Type: type, Properties: properties } of Object.values(security.Resources)) if (type === 'AWS::CloudWatch::Alarm') properties.TreatMissingData = 'notBreaching'; },
      'concurrency of the feed is 0': (_, { Security: security }) => { for (const { Type: type, Metadata: metadata, Properties: properties } of Object.values(security.Resources)) if (type === 'AWS::Lambda::Function' && metadata?.['cdk-sec3:own-code'] === 'bulletin-feed') properties.ReservedConcurrentExecutions = 0; },
    }),
  ];
}

export const RUNTIME: readonly Mutation[] = [...guard, ...runtimes, ...images, ...layers];
