import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { buildNotPublic as rule } from '../../../lib/dependencies/rules/build-not-public';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const project = (properties: object): TestTemplate => ({ Parameters: { Open: { Type: 'String' } }, Resources: { Build: { Type: 'AWS::CodeBuild::Project', Properties: properties } } });
const webhook = (triggers: object) => project({ Triggers: { Webhook: true, ...triggers } });
const filtered = (...filters: object[]) => webhook({ FilterGroups: [filters] });
const on = (Pattern: unknown) => ({ Type: 'EVENT', Pattern });
const by = (Pattern: unknown, more: object = {}) => ({ Type: 'ACTOR_ACCOUNT_ID', Pattern, ...more });

test.each<[string, TestTemplate]>([
  ['no webhook', project({})],
  ['a webhook that is off', project({ Triggers: { Webhook: false } })],
  ['only pushes', filtered(on('PUSH'), { Type: 'HEAD_REF', Pattern: '^refs/heads/main$' })],
  ['pull requests that were merged', filtered(on('PULL_REQUEST_MERGED'))],
  ['one author', filtered(on('PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED'), by('^12345678$'))],
  ['some authors', filtered(on('PULL_REQUEST_CREATED'), by('^(12345678|87654321)$'))],
  ['some authors, each on its own', filtered(on('PULL_REQUEST_CREATED'), by('^12345678$|^87654321$'))],
  ['comments', webhook({ PullRequestBuildPolicy: { RequiresCommentApproval: 'ALL_PULL_REQUESTS' } })],
])('compliant: %s', (_, template) => {
  expect(check(rule, template)).toEqual([]);
});

test('compliant: constructs', () => {
  const source = codebuild.Source.gitHub({ owner: 'team', repo: 'shop', webhook: true, webhookFilters: [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH)] });
  expect(check(rule, workloadOfStack((stack) => new codebuild.Project(stack, 'Build', { source })))).toEqual([]);
});

test.each<[string, TestTemplate, string]>([
  ['no filters', webhook({}), 'any-author'],
  ['an empty list of filters', webhook({ FilterGroups: [] }), 'any-author'],
  ['pull requests of everyone', filtered(on('PUSH, PULL_REQUEST_CREATED')), 'any-author'],
  ['pull requests to a branch', filtered(on('PULL_REQUEST_UPDATED'), { Type: 'BASE_REF', Pattern: '^refs/heads/main$' }), 'any-author'],
  ['pull requests of everyone but one', filtered(on('PULL_REQUEST_REOPENED'), by('^1$', { ExcludeMatchedPattern: true })), 'any-author'],
  ['comments that are off', webhook({ PullRequestBuildPolicy: { RequiresCommentApproval: 'DISABLED' } }), 'any-author'],
  ['a part of an id', filtered(on('PULL_REQUEST_CREATED'), by('12345678')), 'part-of-id'],
  ['a part of an id among others', filtered(on('PULL_REQUEST_CREATED'), by('^12345678$|87654321')), 'part-of-id'],
  ['one of two groups', webhook({ FilterGroups: [[on('PUSH')], [on('PULL_REQUEST_CREATED')]] }), 'any-author'],
  ['builds that everyone sees', project({ Visibility: 'PUBLIC_READ' }), 'public-builds'],
])('non-compliant: %s', (_, template, id) => {
  expect(ids(rule, template)).toEqual([`Build[${id}]`]);
});

test.each([
  { Triggers: { Webhook: { Ref: 'Open' } } },
  { Triggers: { Webhook: true, FilterGroups: [[on({ Ref: 'Open' })]] } },
  { Triggers: { Webhook: true, PullRequestBuildPolicy: { RequiresCommentApproval: { Ref: 'Open' } } } },
  { Visibility: { Ref: 'Open' } },
])('undetermined: %j', (properties) => {
  expect(ids(rule, project(properties))).toEqual(['Build[undetermined]']);
});
