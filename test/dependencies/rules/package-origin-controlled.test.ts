import { packageOriginControlled as rule } from '../../../lib/dependencies/rules/package-origin-controlled';
import { check, ids, TestTemplate } from '../../gate/harness';

const DOMAIN = { Ref: 'Domain' };
const restricted = (restrictions: object, domain: unknown = DOMAIN, more: object = {}) => ({
  Group: { Type: 'AWS::CodeArtifact::PackageGroup', Properties: { DomainName: domain, Pattern: '/npm/team/*', OriginConfiguration: { Restrictions: restrictions } }, ...more },
});
const template = (repository: object, groups: object = {}): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Conditions: { Grouped: { 'Fn::Equals': [{ Ref: 'Open' }, 'yes'] } },
  Resources: {
    Domain: { Type: 'AWS::CodeArtifact::Domain', Properties: { DomainName: 'team' } },
    Repository: { Type: 'AWS::CodeArtifact::Repository', Properties: { DomainName: DOMAIN, RepositoryName: 'packages', ...repository } },
    ...groups,
  },
});
const PUBLIC = { ExternalConnections: ['public:npmjs'] };

test.each<[string, TestTemplate]>([
  ['no public upstream', template({ Upstreams: ['shared'] })],
  ['a group that keeps public packages out', template(PUBLIC, restricted({ ExternalUpstream: { RestrictionMode: 'BLOCK' } }))],
  ['a group that names the repositories with public packages', template(PUBLIC, restricted({ ExternalUpstream: { RestrictionMode: 'ALLOW_SPECIFIC_REPOSITORIES' } }))],
  ['a group that keeps own packages out', template(PUBLIC, restricted({ Publish: { RestrictionMode: 'BLOCK' } }))],
  ['a domain by its name', template(PUBLIC, restricted({ ExternalUpstream: { RestrictionMode: 'BLOCK' } }, 'team'))],
])('compliant: %s', (_, one) => {
  expect(check(rule, one)).toEqual([]);
});

test.each<[string, TestTemplate]>([
  ['no group', template(PUBLIC)],
  ['a group that allows all', template(PUBLIC, restricted({ ExternalUpstream: { RestrictionMode: 'ALLOW' }, Publish: { RestrictionMode: 'ALLOW' } }))],
  ['a group of another domain', template(PUBLIC, restricted({ ExternalUpstream: { RestrictionMode: 'BLOCK' } }, 'others'))],
  ['a group that may not exist', template(PUBLIC, restricted({ ExternalUpstream: { RestrictionMode: 'BLOCK' } }, DOMAIN, { Condition: 'Grouped' }))],
])('non-compliant: %s', (_, one) => {
  expect(ids(rule, one)).toContain('Repository[any-origin]');
});

test('the upstream is named', () => {
  expect(check(rule, template(PUBLIC))).toEqual([
    'Repository[any-origin] Properties.ExternalConnections: packages come from public:npmjs, and no package group of the domain blocks internal names there',
  ]);
});

test.each<[string, TestTemplate]>([
  ['upstreams', template({ ExternalConnections: { 'Fn::ImportValue': 'upstreams' } })],
  ['the mode of a group', template(PUBLIC, restricted({ ExternalUpstream: { RestrictionMode: { 'Fn::ImportValue': 'mode' } } }))],
])('undetermined: %s are known only at deployment', (_, one) => {
  expect(ids(rule, one)).toContain('Repository[undetermined]');
});

test.each<[object, string[]]>([
  [{ ExternalUpstream: { RestrictionMode: 'ALLOW' }, Publish: { RestrictionMode: 'ALLOW' } }, ['Group[mixed-origins]']],
  [{ ExternalUpstream: { RestrictionMode: 'BLOCK' }, Publish: { RestrictionMode: 'ALLOW' } }, []],
  [{ ExternalUpstream: { RestrictionMode: 'ALLOW' }, Publish: { RestrictionMode: 'BLOCK' } }, []],
  [{ ExternalUpstream: { RestrictionMode: { Ref: 'Open' } }, Publish: { RestrictionMode: 'ALLOW' } }, ['Group[undetermined]']],
  [{}, []],
])('a group alone: %j', (restrictions, expected) => {
  expect(ids(rule, template({}, restricted(restrictions)))).toEqual(expected);
});
