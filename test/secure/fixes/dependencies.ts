import { repair, Repairs, repairs, template } from './repair';

const FUNCTION = 'AWS::Lambda::Function';
const CODE = { Code: { S3Bucket: 'b', S3Key: 'k' } };
const CERTIFIED = { 'cdk-sec3:dependencies': { sbom: 'Fn.cdx.json', packages: 1, certification: { file: 'certified-dependencies.json', problems: [], unknown: [] } } };

const certification = (changes: object) => {
  const { 'cdk-sec3:dependencies': { certification: certified, ...rest } } = CERTIFIED;
  return template({ Fn: [FUNCTION, CODE, { 'cdk-sec3:dependencies': { ...rest, certification: { ...certified, ...changes } } }] });
};
const problem = (kind: string) => certification({ problems: [{ package: 'lodash@4.17.21', problem: kind, detail: 'is not certified' }] });

const AUDIT = { Source: { Type: 'GITHUB', BuildSpec: 'phases: {build: {commands: [npm audit]}}' } };
const SCHEDULE = { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['Project', 'Arn'] } }] };
const REVIEWED = {
  Project: { Type: 'AWS::CodeBuild::Project', Properties: { ...AUDIT, Triggers: { Webhook: true } } },
  Rule: { Type: 'AWS::Events::Rule', Properties: SCHEDULE },
};

const ENABLED = { Type: 'Custom::AWS', Properties: { Create: JSON.stringify({ service: 'Inspector2', action: 'enable', parameters: { resourceTypes: ['LAMBDA'] } }) } };
const scanned = (properties: object) => {
  const wrong = template({ Fn: [FUNCTION, { ...CODE, ...properties }] });
  return { ...wrong, Resources: { ...wrong.Resources, Call: ENABLED } };
};

const building = (command: string) => template({ Project: ['AWS::CodeBuild::Project', { Source: { Type: 'GITHUB', BuildSpec: `phases: {build: {commands: ['${command}']}}` } }] });

const started = (filters: readonly object[]) => template({ Project: ['AWS::CodeBuild::Project', { Triggers: { Webhook: true, FilterGroups: [filters] } }] });

const DEPLOY = { Name: 'Deploy', ActionTypeId: { Category: 'Deploy' } };
const APPROVE = { Name: 'Approve', ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' } };

const signed = (action: string) => template({
  Fn: [FUNCTION, { ...CODE, CodeSigningConfigArn: { Ref: 'Config' } }],
  Config: ['AWS::Lambda::CodeSigningConfig', { CodeSigningPolicies: { UntrustedArtifactOnDeployment: action } }],
});

export const DEPENDENCIES: Repairs = {
  ...repairs('DependenciesCertified', { 'Fn.Metadata': CERTIFIED }, {
    ...Object.fromEntries(['uncertified', 'expired', 'wrong-content', 'wrong-integrity', 'missing-integrity', 'insufficient-criteria', 'out-of-scope', 'vulnerable', 'advisories-missing', 'advisories-stale']
      .map((kind) => [kind, problem(kind)])),
    'unknown-content': certification({ unknown: [{ what: 'vendor.js', why: 'it has no package.json', fix: 'install it as a package' }] }),
  }, 'certify it in the app'),
  'SbomPresent no-sbom': repair(template({ Fn: [FUNCTION, CODE] }), { 'Fn.Metadata': CERTIFIED }, 'CycloneDX document'),
  ...repairs('DependencyReviewScheduled', REVIEWED, {
    'not-reviewed': template({ Fn: [FUNCTION, CODE] }),
    'not-on-commit': template({ Fn: [FUNCTION, CODE], Project: ['AWS::CodeBuild::Project', AUDIT], Rule: ['AWS::Events::Rule', SCHEDULE] }),
    'not-scheduled': template({ Fn: [FUNCTION, CODE], Project: ['AWS::CodeBuild::Project', { ...AUDIT, Triggers: { Webhook: true } }] }),
  }),
  'InspectorEnabled not-enabled': repair(template({ Fn: [FUNCTION, CODE] }), { Call: ENABLED }),
  'InspectorEnabled excluded': repair(scanned({ Tags: [{ Key: 'InspectorExclusion', Value: 'LambdaStandardScanning' }] }), { 'Fn.Properties.Tags': undefined }),
  'InspectorEnabled suppressed': repair(template({ Filter: ['AWS::InspectorV2::Filter', { FilterAction: 'SUPPRESS', FilterCriteria: { Severity: [{ Comparison: 'EQUALS', Value: 'HIGH' }] } }] }), {
    'Filter.Properties.FilterCriteria': { VulnerabilityId: [{ Comparison: 'EQUALS', Value: 'CVE-2026-12345' }] },
  }),
  'InspectorEnabled customer-key': repair(scanned({ KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' }), { 'Fn.Properties.KmsKeyArn': undefined }),
  'ManualReviewBeforeDeploy no-approval': repair(template({ Pipeline: ['AWS::CodePipeline::Pipeline', { Stages: [{ Actions: [DEPLOY] }] }] }), {
    'Pipeline.Properties.Stages': [{ Actions: [APPROVE] }, { Actions: [DEPLOY] }],
  }),
  'ImageScannedOnPush not-scanned': repair(template({ Repository: ['AWS::ECR::Repository'] }), { 'Repository.Properties.ImageScanningConfiguration.ScanOnPush': true }),
  'ImageScannedOnPush left-out': repair(template({
    Repository: ['AWS::ECR::Repository', { RepositoryName: 'shop' }],
    Registry: ['AWS::ECR::RegistryScanningConfiguration', { ScanType: 'BASIC', Rules: [{ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: 'prod-*', FilterType: 'WILDCARD' }] }] }],
  }), { 'Registry.Properties.Rules.0.RepositoryFilters.0.Filter': '*' }, 'filter'),
  'LayerFromKnownAccount unknown-account': repair(template({ Fn: [FUNCTION, { Layers: ['arn:aws:lambda:eu-west-1:999999999999:layer:tools:1'] }] }), {
    'Fn.Properties.Layers': [{ 'Fn::Sub': 'arn:aws:lambda:eu-west-1:${AWS::AccountId}:layer:tools:1' }],
  }),
  'BuildCodePinned remote-script': repair(building('curl -fsS https://example.com/install.sh -o install.sh && sh install.sh'), {
    'Project.Properties.Source.BuildSpec': building('curl -fsS https://example.com/install.sh -o install.sh && sha256sum -c sums.txt && sh install.sh').Resources.Project.Properties.Source.BuildSpec,
  }),
  'BuildCodePinned no-version': repair(building('pip install example'), {
    'Project.Properties.Source.BuildSpec': building('pip install --require-hashes -r requirements.txt').Resources.Project.Properties.Source.BuildSpec,
  }),
  'BuildCodePinned at-run-time': repair(template({ Fn: [FUNCTION, { Code: { ZipFile: "os.system('pip install example -t /tmp')" } }] }), { 'Fn.Properties.Code.ZipFile': 'import example' }, 'ship packages'),
  'BuildCodePinned unsafe-index': repair(building('pip install --extra-index-url https://pypi.example.com/simple -r requirements.txt'), {
    'Project.Properties.Source.BuildSpec': building('pip install --require-hashes --extra-index-url https://pypi.example.com/simple -r requirements.txt').Resources.Project.Properties.Source.BuildSpec,
  }),
  'BuildCodePinned not-verified': repair(building('NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci'), {
    'Project.Properties.Source.BuildSpec': building('npm ci').Resources.Project.Properties.Source.BuildSpec,
  }),
  'BuildCodePinned unverified-source': repair(template({ Project: ['AWS::CodeBuild::Project', { Source: { Type: 'GITHUB_ENTERPRISE', InsecureSsl: true } }] }), {
    'Project.Properties.Source.InsecureSsl': undefined,
  }),
  'PackageOriginControlled mixed-origins': repair(template({
    Group: ['AWS::CodeArtifact::PackageGroup', { DomainName: 'team', Pattern: '/npm/team/*', OriginConfiguration: { Restrictions: { ExternalUpstream: { RestrictionMode: 'ALLOW' }, Publish: { RestrictionMode: 'ALLOW' } } } }],
  }), { 'Group.Properties.OriginConfiguration.Restrictions.ExternalUpstream.RestrictionMode': 'BLOCK' }),
  'PackageOriginControlled any-origin': repair(template({ Repository: ['AWS::CodeArtifact::Repository', { DomainName: 'team', ExternalConnections: ['public:npmjs'] }] }), {
    Group: {
      Type: 'AWS::CodeArtifact::PackageGroup',
      Properties: { DomainName: 'team', Pattern: '/npm/team/*', OriginConfiguration: { Restrictions: { ExternalUpstream: { RestrictionMode: 'BLOCK' } } } },
    },
  }),
  'BuildNotPublic any-author': repair(started([{ Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED' }]), { 'Project.Properties.Triggers.FilterGroups': [[{ Type: 'EVENT', Pattern: 'PUSH' }]] }),
  'BuildNotPublic part-of-id': repair(started([{ Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED' }, { Type: 'ACTOR_ACCOUNT_ID', Pattern: '12345678' }]), {
    'Project.Properties.Triggers.FilterGroups.0.1.Pattern': '^12345678$',
  }),
  'BuildNotPublic public-builds': repair(template({ Project: ['AWS::CodeBuild::Project', { Visibility: 'PUBLIC_READ' }] }), { 'Project.Properties.Visibility': undefined }),
  ...repairs('CodeSigningEnforced', {
    'Fn.Properties.CodeSigningConfigArn': { Ref: 'Config' },
    'Config': { Type: 'AWS::Lambda::CodeSigningConfig', Properties: { CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Enforce' } } },
  }, { 'no-code-signing': template({ Fn: [FUNCTION, CODE] }), 'warns-only': signed('Warn') }),
  'ImageTagImmutable mutable-tags': repair(template({ Images: ['AWS::ECR::Repository'] }), { 'Images.Properties.ImageTagMutability': 'IMMUTABLE' }),
  'ImageTagImmutable tag-not-digest': repair(template({ Fn: ['AWS::Lambda::Function', { Code: { ImageUri: 'example.com/shop:latest' } }] }), {
    'Fn.Properties.Code.ImageUri': `example.com/shop@sha256:${'ab'.repeat(32)}`,
  }),
};
