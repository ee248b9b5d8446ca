import * as fs from 'fs';
import * as path from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { unzipSync } from 'fflate';
import { ApiAuthorization, CodeSigningConfig, SecretAudit, SecretAuditTrail, SecureFunction, SecureRestApi } from '../../lib';
import { CODE, secretIn } from '../secrets/fixtures';
import { UNUSUAL } from '../secure/unusual-props';

const ROOT = path.resolve(__dirname, '../..');
const MB = 1024 * 1024;

/** The rows of the page, without its heading. */
const ROWS = fs.readFileSync(path.join(ROOT, 'docs/quotas.md'), 'utf-8').split('\n').filter((line) => line.startsWith('| [')).map((line) => line.split(' | '));

test('the page has a row for each quota', () => {
  expect(ROWS.length).toBeGreaterThan(15);
});

test.each(ROWS)('%s has a limit, a source, an owner, a consequence, and an existing test', (...columns) => {
  expect(columns).toHaveLength(5);
  expect(columns[0]).toMatch(/^\| \[.+\]\(https:\/\/docs\.aws\.amazon\.com\/.+\)$/);
  expect(columns[1]).toMatch(/\d/);
  const [, file, title] = /^`(test\/.+\.test\.ts)`: (.+) \|$/.exec(columns[4])!;
  expect(fs.readFileSync(path.join(ROOT, file), 'utf-8')).toContain(title);
});

describe('of an audit', () => {
  const audit = (deadLetterQueue?: (stack: Stack) => sqs.IQueue, count = 1) => {
    const stack = new Stack(new App(), 'Stack');
    const secrets = Array.from({ length: count }, (_, index) => secretIn(stack, {}, `Secret${index}`));
    const made = new SecretAudit(stack, 'Audit', { secrets, deadLetterQueue: deadLetterQueue?.(stack) });
    return { made, stack };
  };

  test('a rule of an audit has one target', () => {
    const rules = Object.values(Template.fromStack(audit().stack).findResources('AWS::Events::Rule'));
    expect(rules.map(({ Properties }) => Properties.Targets.length)).toEqual(rules.map(() => 1));
  });

  test('the topic policy of an audit is checked if the queue is imported', () => {
    const imported = (stack: Stack) => sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:111122223333:queue');
    const { made, stack } = audit(imported);
    expect(() => Template.fromStack(stack)).not.toThrow();
    const { made: full, stack: other } = audit(imported);
    const policy = full.topic.node.findChild('Policy').node.defaultChild as CfnResource;
    (policy as unknown as { policyDocument: unknown }).policyDocument = { Id: 'x'.repeat(30_721) };
    expect(() => Template.fromStack(other)).toThrow(/the policy of Stack\/Audit\/Topic has up to \d+ characters after deployment, and the limit of AWS is 30720/);
    expect(made.topic).toBeDefined();
  });
});

test('layers of this library use little of the size limit', () => {
  const guard = Object.values(unzipSync(fs.readFileSync(path.join(ROOT, 'assets/runtime-guard.zip')))).reduce((sum, file) => sum + file.length, 0);
  const folder = path.join(ROOT, 'assets/event-validator');
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const validator = files.reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0);
  expect(guard + validator).toBeLessThan(10 * MB);
});

test('the app chooses names of roles, up to 64 characters', () => {
  const named = (length: number) => () => new iam.Role(new Stack(), 'Role', { roleName: 'r'.repeat(length), assumedBy: new iam.AccountRootPrincipal() });
  expect(named(64)).not.toThrow();
  expect(named(65)).toThrow();
  const stack = new Stack(new App(), 'Stack');
  for (const build of Object.values(UNUSUAL)) build(new Construct(stack, `Scope${stack.node.children.length}`));
  const names = stack.node.findAll().flatMap((construct) => (construct instanceof iam.CfnRole ? (stack.resolve(construct.roleName) ?? []) : []));
  // The name from the props.
  expect(names).toEqual(['b'.repeat(64)]);
});

test('the policy of a bucket has a fixed set of statements', () => {
  const lengths = (count: number) => {
    const stack = new Stack(new App(), 'Stack');
    const secrets = Array.from({ length: count }, (_, index) => secretIn(stack, {}, `Secret${index}`));
    new SecretAudit(stack, 'Audit', { secrets, trail: SecretAuditTrail.create() });
    const config = new CodeSigningConfig(stack, 'Signing');
    for (let index = 0; index < count; index += 1) config.sign(new lambda.Function(stack, `Fn${index}`, { ...CODE, code: lambda.Code.fromAsset(path.join(ROOT, 'examples/attack/function')) }));
    return Object.values(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy')).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).length);
  };
  expect(lengths(1)).toHaveLength(2);
  expect(lengths(3)).toEqual(lengths(1));
});

describe('of an API', () => {
  const api = (...routes: string[]) => {
    const stack = new Stack(new App(), 'Stack');
    const made = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
    const handler = new SecureFunction(stack, 'Handler', CODE);
    for (const route of routes) made.addEndpoint(route, { handler });
    return Template.fromStack(stack);
  };

  test('an endpoint adds one resource for each new part of its path', () => {
    api('GET /orders').resourceCountIs('AWS::ApiGateway::Resource', 1);
    api('GET /orders', 'DELETE /orders', 'GET /orders/open/late').resourceCountIs('AWS::ApiGateway::Resource', 3);
  });

  test('the firewall of an API has a fixed set of rules', () => {
    const rules = (template: Template) => Object.values(template.findResources('AWS::WAFv2::WebACL'))[0].Properties.Rules;
    expect(rules(api('GET /a', 'GET /b', 'GET /c'))).toEqual(rules(api('GET /a')));
  });
});

describe('of a stack', () => {
  test('the CDK fails synthesis of a stack with more than 500 resources', () => {
    const of = (count: number) => {
      const stack = new Stack(new App(), 'Stack');
      for (let index = 0; index < count; index += 1) new CfnResource(stack, `R${index}`, { type: 'AWS::SNS::Topic' });
      return () => Template.fromStack(stack);
    };
    expect(of(500)).not.toThrow();
    expect(of(501)).toThrow(/is greater than allowed maximum of 500/);
  });

  test('a stack with the most secrets stays below the size limit of a template', () => {
    const stack = new Stack(new App(), 'Stack');
    for (let index = 0; index < 30; index += 1) secretIn(stack, {}, `Secret${index}`);
    const template = Template.fromStack(stack).toJSON();
    const count = Object.keys(template.Resources).length;
    expect((JSON.stringify(template, null, 1).length / count) * 500).toBeLessThan(MB);
  });
});
