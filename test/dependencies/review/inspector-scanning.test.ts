import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { AdvisorySeverity } from '../../../lib/dependencies/certified-dependencies';
import { InspectorScanning, InspectorScanningProps, InspectorSuppression } from '../../../lib/dependencies/review/inspector-scanning';
import { inspectorEnabled } from '../../../lib/dependencies/rules/inspector-enabled';
import { ids, workloadOfStack } from '../../gate/harness';
import { packFindings } from '../../secure/packs';

jest.setTimeout(60_000);

function scanning(props?: InspectorScanningProps | ((stack: Stack) => InspectorScanningProps)) {
  const stack = new Stack(new App(), 'Orders');
  const inspectorScanning = new InspectorScanning(stack, 'Inspector', typeof props === 'function' ? props(stack) : props);
  return { stack, inspectorScanning, template: () => Template.fromStack(stack) };
}

/** Returns the custom resources, with their logical ids. */
function scansOf(template: Template): [id: string, scan: any][] {
  return Object.entries(template.findResources('Custom::Sec3InspectorScanning'));
}

describe('turning on', () => {
  it('packages first, then code, each in a separate resource', () => {
    const [packages, code] = scansOf(scanning().template());
    expect([packages, code].map(([, { Properties }]) => Properties)).toEqual(['LAMBDA', 'LAMBDA_CODE'].map((ScanType) => ({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^InspectorFunction/), 'Arn'] }, ScanType,
    })));
    expect(code[1].DependsOn).toContain(packages[0]);
    expect(packages[1].DependsOn).toEqual([expect.stringMatching(/^InspectorPolicy/)]);
  });

  it('omits code if codeScanning is false', () => {
    expect(scansOf(scanning({ codeScanning: false }).template()).map(([, { Properties }]) => Properties.ScanType)).toEqual(['LAMBDA']);
  });

  it.each<[RemovalPolicy | undefined, string]>([
    [undefined, 'RetainExceptOnCreate'],
    [RemovalPolicy.RETAIN, 'RetainExceptOnCreate'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])('with removalPolicy %s, deletion is %s', (removalPolicy, expected) => {
    for (const [, { DeletionPolicy }] of scansOf(scanning({ removalPolicy }).template())) expect(DeletionPolicy).toBe(expected);
  });

  it('two constructs in an account have separate resources without conflicts', () => {
    const app = new App();
    for (const id of ['Orders', 'Payments']) new InspectorScanning(new Stack(app, id), 'Inspector');
    for (const id of ['Orders', 'Payments']) expect(JSON.stringify(app.synth().getStackByName(id).template)).not.toMatch(/"(FunctionName|RoleName|PolicyName)":"Inspector"/);
    const stack = new Stack(new App(), 'Both');
    for (const id of ['A', 'B']) new InspectorScanning(stack, id);
    Template.fromStack(stack).resourceCountIs('Custom::Sec3InspectorScanning', 4);
  });

  it('has permission only to enable and disable Amazon Inspector and to create its service-linked role', () => {
    scanning().template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Sid: 'Scans', Effect: 'Allow', Action: ['inspector2:BatchGetAccountStatus', 'inspector2:Disable', 'inspector2:Enable'], Resource: '*' },
          {
            Sid: 'InspectorsOwnRole',
            Effect: 'Allow',
            Action: 'iam:CreateServiceLinkedRole',
            Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':role/aws-service-role/inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2$')])] },
            Condition: { StringEquals: { 'iam:AWSServiceName': 'inspector2.amazonaws.com' } },
          },
        ],
      },
    });
  });

  it('reports only findings of its own account, because an administrator account also receives those of others', () => {
    scanning().template().hasResourceProperties('AWS::Events::Rule', { EventPattern: { account: [{ Ref: 'AWS::AccountId' }] } });
  });

  it('satisfies the rule InspectorEnabled', () => {
    const workload = workloadOfStack((stack) => {
      new lambda.CfnFunction(stack, 'Fn', { role: 'arn:aws:iam::111122223333:role/fn', code: { s3Bucket: 'code', s3Key: 'k' } });
      new InspectorScanning(stack, 'Inspector');
    });
    expect(ids(inspectorEnabled, workload).filter((id) => id.startsWith('Fn'))).toEqual([]);
  });
});

describe('findings', () => {
  it.each<[AdvisorySeverity | undefined, string[]]>([
    [undefined, ['MEDIUM', 'HIGH', 'CRITICAL', 'UNTRIAGED']],
    [AdvisorySeverity.LOW, ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'UNTRIAGED']],
    [AdvisorySeverity.CRITICAL, ['CRITICAL', 'UNTRIAGED']],
  ])('from severity %s on become messages', (severityThreshold, severity) => {
    scanning({ severityThreshold }).template().hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.inspector2'],
        'detail-type': ['Inspector2 Finding'],
        'detail': { status: ['ACTIVE'], severity, resources: { type: ['AWS_LAMBDA_FUNCTION'] } },
      },
      Targets: [{
        Arn: Match.objectLike({ Ref: Match.stringLikeRegexp('^InspectorTopic') }),
        DeadLetterConfig: Match.anyValue(),
        InputTransformer: { InputPathsMap: Match.objectLike({ 'detail-title': '$.detail.title', 'detail-severity': '$.detail.severity' }) },
      }],
    });
  });

  it('go to an encrypted topic, to which only that rule may publish', () => {
    const template = scanning().template();
    const [rule] = Object.keys(template.findResources('AWS::Events::Rule'));
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' }, Condition: { ArnEquals: { 'aws:SourceArn': [{ 'Fn::GetAtt': [rule, 'Arn'] }] } } }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible', AlarmActions: Match.anyValue() });
  });

  it('go to the topic in the props, and to subscribers', () => {
    const { template, inspectorScanning } = scanning((stack) => ({
      topic: new sns.Topic(stack, 'Given'),
      subscriptions: [new subscriptions.EmailSubscription('security@example.com')],
    }));
    expect(inspectorScanning.topicKey).toBeUndefined();
    template().resourceCountIs('AWS::SNS::Topic', 1);
    template().resourceCountIs('AWS::KMS::Key', 0);
    template().hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'security@example.com' });
  });
});

describe('suppress', () => {
  const suppression: InspectorSuppression = { reason: 'Its patterns are our own, never of a request' };

  it('suppresses the named findings of functions', () => {
    const { stack, inspectorScanning, template } = scanning();
    const fn = lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:create-order' });
    inspectorScanning.suppress('Braces', { ...suppression, vulnerabilityId: 'CVE-2024-4068', packageName: 'braces', functions: [fn] });
    template().hasResourceProperties('AWS::InspectorV2::Filter', {
      Name: Match.stringLikeRegexp('^[A-Za-z0-9-]{1,128}$'),
      Description: suppression.reason,
      FilterAction: 'SUPPRESS',
      FilterCriteria: {
        ResourceType: [{ Comparison: 'EQUALS', Value: 'AWS_LAMBDA_FUNCTION' }],
        VulnerabilityId: [{ Comparison: 'EQUALS', Value: 'CVE-2024-4068' }],
        VulnerablePackages: [{ Name: { Comparison: 'EQUALS', Value: 'braces' } }],
        LambdaFunctionName: [{ Comparison: 'EQUALS', Value: 'create-order' }],
      },
    });
  });

  it('gives each filter a unique name across stacks', () => {
    const names = ['A', 'B'].flatMap((id) => {
      const stack = new Stack(new App(), id);
      const inspectorScanning = new InspectorScanning(stack, 'Inspector');
      for (const packageName of ['braces', 'minimist']) inspectorScanning.suppress(packageName, { ...suppression, packageName });
      return Object.values(Template.fromStack(stack).findResources('AWS::InspectorV2::Filter')).map(({ Properties }) => Properties.Name);
    });
    expect(new Set(names).size).toBe(4);
  });

  it.each<[string, InspectorSuppression, string]>([
    ['no reason', { reason: ' n/a', packageName: 'braces' }, "[Orders/Inspector] suppress('Braces'): reason has 3 characters; 10 to 512 are expected, which say why the findings do no harm"],
    ['everything', suppression, "[Orders/Inspector] suppress('Braces'): it would suppress everything: set vulnerabilityId, packageName or functions"],
    ['no function', { ...suppression, functions: [] }, "[Orders/Inspector] suppress('Braces'): functions is empty; name one or more, or omit it"],
  ])('rejects %s', (_, given, message) => expect(() => scanning().inspectorScanning.suppress('Braces', given)).toThrow(message));
});

it('rejects invalid props, naming all problems', () => {
  expect(() => scanning((stack) => ({
    severityThreshold: 'high!' as AdvisorySeverity,
    topic: new sns.Topic(stack, 'Given'),
    topicKey: new kms.Key(stack, 'Key'),
  }))).toThrow(
    '[Orders/Inspector] topicKey applies only to the default topic, but topic is set: set the key of that topic; ' +
      'severityThreshold is "high!"; one of low, medium, high, critical is expected',
  );
});

test('passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
  const { open } = packFindings((stack) => {
    const scanner = new InspectorScanning(stack, 'Inspector');
    scanner.topic.addSubscription(new subscriptions.EmailSubscription('security@example.com', { deadLetterQueue: scanner.deadLetterQueue }));
    scanner.suppress('Braces', { reason: 'Its patterns are our own', packageName: 'braces' });
  });
  expect(open).toEqual([]);
});
