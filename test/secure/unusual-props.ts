/**
 * The constructs of the library with their most unusual props: each optional one set, names and numbers at their limits, imported resources, tokens.
 */
import * as path from 'path';
import { Aws, CfnParameter, Duration, Fn, RemovalPolicy, Size, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as pipelineActions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as signer from 'aws-cdk-lib/aws-signer';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as sec3 from '../../lib';

const ROOT = path.join(__dirname, '../..');

const CODE: lambda.FunctionProps = {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
};

const EMAIL = [new EmailSubscription('security@example.com')];

const ORDER = sec3.RequestModel.fromSchema(
  { type: 'object', additionalProperties: false, required: ['id', 'note'], properties: { id: { type: 'string', maxLength: 36 }, note: { type: 'string' } } },
  { description: 'x'.repeat(1024), loosen: [{ pointer: '#/properties/note', allow: [sec3.SchemaLooseness.UNBOUNDED_STRING], reason: 'Notes of customers may be as long as they like' }] },
);

const HASH = 'a'.repeat(64);

/** Resources outside of the app. */
const outside = {
  key: (scope: Construct, id = 'OutsideKey') => kms.Key.fromKeyArn(scope, id, arnOf(scope, 'kms', 'key/11111111-2222-3333-4444-555555555555')),
  topic: (scope: Construct) => sns.Topic.fromTopicArn(scope, 'OutsideTopic', arnOf(scope, 'sns', 'alerts')),
  queue: (scope: Construct) => sqs.Queue.fromQueueArn(scope, 'OutsideQueue', arnOf(scope, 'sqs', 'failed')),
  bucket: (scope: Construct) => s3.Bucket.fromBucketName(scope, 'OutsideBucket', 'b'.repeat(63)),
  secret: (scope: Construct, id = 'OutsideSecret') => secretsmanager.Secret.fromSecretCompleteArn(scope, id, arnOf(scope, 'secretsmanager', `secret:${'s'.repeat(200)}-AbCdEf`)),
  role: (scope: Construct, id = 'OutsideRole') => iam.Role.fromRoleArn(scope, id, `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/path/${'r'.repeat(60)}`),
};

function arnOf(scope: Construct, service: string, resource: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Every public construct, created in a scope. */
export const UNUSUAL: { readonly [name: string]: (scope: Construct) => void } = {
  ApiFirewall: (scope) => new sec3.ApiFirewall(scope, 'It', { rateLimit: 2_000_000_000, maxBodySize: Size.kibibytes(64) }).protect(Fn.importValue('stage')),

  CodeSigningConfig: (scope) => {
    const config = new sec3.CodeSigningConfig(scope, 'It', {
      signatureValidity: Duration.days(4015),
      trustedProfiles: Array.from({ length: 19 }, (_, index) => signer.SigningProfile.fromSigningProfileAttributes(scope, `Profile${index}`, {
        signingProfileName: `profile${index}`, signingProfileVersion: 'a1b2c3d4e5',
      })),
      description: 'd'.repeat(256),
    });
    config.sign(new lambda.Function(scope, 'Signed', { ...CODE, code: lambda.Code.fromAsset(path.join(ROOT, 'examples/attack/function')) }));
    const signingProfile = new signer.SigningProfile(scope, 'SigningProfile', { platform: signer.Platform.AWS_LAMBDA_SHA384_ECDSA, signatureValidity: Duration.days(1) });
    new sec3.CodeSigningConfig(scope, 'Other', { signingProfile });
  },

  DependencyReview: (scope) => {
    const secret = (id: string) => secretsmanager.Secret.fromSecretCompleteArn(scope, id, arnOf(scope, 'secretsmanager', `secret:${id}-AbCdEf`));
    const download = { version: '2.3.5', sha256: HASH, url: 'https://downloads.example.com/scanner' };
    const { topic, bucket } = outside;
    const review = new sec3.DependencyReview(scope, 'It', {
      scanners: [
        sec3.DependencyScanner.npmAdvisories({ severityThreshold: sec3.AdvisorySeverity.LOW, productionOnly: true }),
        sec3.DependencyScanner.osvScanner(download),
        sec3.DependencyScanner.owaspDependencyCheck({ ...download, failOnCvss: 10, nvdApiKey: secret('Nvd'), nvdApiKeyField: 'key' }),
        sec3.DependencyScanner.snyk({ ...download, token: secret('Snyk'), tokenField: 'token', severityThreshold: sec3.AdvisorySeverity.CRITICAL }),
        sec3.DependencyScanner.semgrep({ configs: ['rules/semgrep.yml'], paths: ['src', 'lib'] }),
        sec3.DependencyScanner.eslintSecurity({ paths: ['src'], maxComplexity: 1, maxDepth: 1 }),
        sec3.DependencyScanner.lockfileLint({ file: 'yarn.lock', allowedHosts: ['npm', 'registry.example.com'] }),
        sec3.DependencyScanner.certify({ assembly: 'cdk.out' }),
        sec3.DependencyScanner.gate({ assembly: 'cdk.out', warningsFail: true }),
      ],
      source: new sec3.GitLabSource({
        httpsCloneUrl: 'https://gitlab.example.com/group/project.git',
        webhook: true,
        branchOrRef: 'main',
        cloneDepth: 1,
        webhookFilters: [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH).andBranchIs('main')],
      }),
      sourceAccess: sec3.SourceAccess.connection(arnOf(scope, 'codeconnections', 'connection/11111111-2222-3333-4444-555555555555')),
      schedule: events.Schedule.cron({ minute: '0', hour: '0' }),
      prepare: ['npm ci --ignore-scripts', 'npx cdk synth'],
      buildImage: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0,
      computeType: codebuild.ComputeType.LARGE,
      timeout: Duration.hours(8),
      encryptionKey: new kms.Key(scope, 'Key', { enableKeyRotation: true }),
      reportsBucket: bucket(scope),
      logRetention: logs.RetentionDays.TEN_YEARS,
      maxSilence: Duration.days(7),
      topic: topic(scope),
    });
    const own = new sec3.DependencyReview(scope, 'Own', { reportRetention: Duration.days(1), topicKey: outside.key(scope), subscriptions: EMAIL });
    const source = new codepipeline.Artifact('s'.repeat(100));
    const manual = new sec3.ManualReview(scope, 'Manual', { message: 'm'.repeat(1000), reportsUrl: 'https://reports.example.com/', topicKey: outside.key(scope, 'ManualKey'), subscriptions: EMAIL });
    const connectionArn = arnOf(scope, 'codeconnections', 'connection/11111111-2222-3333-4444-555555555555');
    new codepipeline.Pipeline(scope, 'Pipeline', {
      stages: [
        { stageName: 'Source', actions: [new pipelineActions.CodeStarConnectionsSourceAction({ actionName: 'Source', owner: 'example', repo: 'orders', connectionArn, output: source })] },
        { stageName: 'Review', actions: [review.action({ actionName: 'a'.repeat(100), runOrder: 999, input: source }), own.action({ input: source }), manual.action({ actionName: 'Manual', runOrder: 1 })] },
      ],
    });
  },

  EventValidation: (scope) => {
    const handler = new lambda.Function(scope, 'Handler', CODE);
    const of = sec3.EventSchema;
    const schema = { type: 'string', maxLength: 10 };
    new sec3.EventValidation(scope, 'It', {
      handler,
      schemas: [
        of.sqs(ORDER.schema, { onInvalid: sec3.InvalidEventAction.QUARANTINE, envelope: sec3.QueueEnvelope.SNS }),
        of.sns(schema, { payload: sec3.EventPayload.TEXT }),
        of.eventBridge({ source: 'com.example.orders', detailType: 'OrderPlaced', detail: ORDER.schema }),
        of.kinesis(ORDER.schema, { onInvalid: sec3.InvalidEventAction.FAIL }),
        of.restApi({ route: 'POST /orders/{id}', body: ORDER.schema, pathParameters: { id: sec3.ApiParameter.pattern('^[a-z]+$', 36) }, queryParameters: { page: sec3.ApiParameter.integer(1, 100).optional() }, headers: { 'x-mode': sec3.ApiParameter.oneOf(['a', 'b']) } }),
        of.direct(ORDER.schema),
      ],
      response: { type: 'object' },
      quarantine: outside.queue(scope),
      surgeThreshold: 1,
      alarmActions: [new actions.SnsAction(outside.topic(scope))],
    });
  },

  InspectorScanning: (scope) => {
    const scanning = new sec3.InspectorScanning(scope, 'It', {
      codeScanning: true, severityThreshold: sec3.AdvisorySeverity.CRITICAL, removalPolicy: RemovalPolicy.DESTROY, topic: outside.topic(scope),
    });
    const functions = [new lambda.Function(scope, 'Scanned', CODE)];
    scanning.suppress('Known', { reason: 'r'.repeat(100), vulnerabilityId: 'CVE-2026-1234', packageName: 'lodash', functions });
    new sec3.InspectorScanning(scope, 'Again', { topicKey: outside.key(scope), subscriptions: EMAIL });
  },

  RotatedSecret: (scope) => {
    const { region, account, partition } = Stack.of(scope);
    const role = new iam.Role(scope, 'BreakGlass', { roleName: 'b'.repeat(64), assumedBy: new iam.AccountRootPrincipal().withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }) });
    const replica = (name: string) => ({ region: name, encryptionKey: kms.Key.fromKeyArn(scope, `Key-${name}`, `arn:${partition}:kms:${name}:${account}:key/x`) });
    const template = { secretStringTemplate: JSON.stringify({ username: 'admin' }), generateStringKey: 'password', passwordLength: 4096 };
    new sec3.RotatedSecret(scope, 'It', {
      description: 'd'.repeat(2048),
      secretName: 'n'.repeat(500),
      rotation: sec3.SecretRotation.generated({ ...template, excludeCharacters: '"@/\\', includeSpace: false, requireEachIncludedType: true }),
      schedule: sec3.SecretSchedule.cron({ day: '1', month: '*/2', hour: '4' }, { window: Duration.hours(4) }),
      rotateOnCreation: false,
      breakGlassRole: role,
      encryptionKey: new kms.Key(scope, 'SecretKey', { enableKeyRotation: true }),
      removalPolicy: RemovalPolicy.DESTROY,
      replicaRegions: Token.isUnresolved(region) ? [replica('eu-west-3')] : [],
    });
    const runtimePolicy = sec3.RuntimePolicy.strict({ allowedHosts: ['keys.example.com:8443', Fn.importValue('host')], awsEndpoints: false, onDegraded: sec3.OnDegraded.WARN });
    const adapter = sec3.RotationAdapter.fromCode({
      code: CODE.code, handler: 'index.rotate', runtime: lambda.Runtime.PYTHON_3_14, environment: { URL: Fn.importValue('url') }, runtimePolicy, timeout: Duration.minutes(4),
    });
    new sec3.RotatedSecret(scope, 'ApiKey', { rotation: sec3.SecretRotation.apiKey({ adapter }), awsManagedKey: true, denyOtherReaders: false });
    const hosted = secretsmanager.HostedRotation.mysqlSingleUser({ functionName: 'f'.repeat(64) });
    new sec3.RotatedSecret(scope, 'Hosted', { rotation: sec3.SecretRotation.hosted(hosted, { roleArn: `arn:${partition}:iam::${account}:role/*-SecretsManagerRDSMySQL*` }) });
    const metadata = { adminSecretArn: Fn.importValue('admin') };
    new sec3.RotatedSecret(scope, 'Partner', {
      rotation: sec3.SecretRotation.managedExternal({
        type: 'SalesforceClientSecret', metadata, role: new iam.Role(scope, 'PartnerRole', { assumedBy: new iam.ServicePrincipal('secretsmanager.amazonaws.com') }),
      }),
      schedule: sec3.SecretSchedule.rotateEvery(Duration.hours(4), { window: Duration.hours(1), maxInterval: Duration.days(1) }),
    });
    const fn = lambda.Function.fromFunctionAttributes(scope, 'Rotator', { functionArn: arnOf(scope, 'lambda', 'function:rotator'), role: outside.role(scope), sameEnvironment: true });
    const secret = new sec3.RotatedSecret(scope, 'Own', { rotation: sec3.SecretRotation.function(fn) });
    secret.grantRead(outside.role(scope, 'Reader'), ['AWSCURRENT']);
    secret.exempt(outside.role(scope, 'Exempt'));
  },

  RuntimeProtection: (scope) => {
    const { ALERT, ALLOW, BLOCK } = sec3.RuntimeMode;
    const alerts = { childProcess: ALERT, fileWrite: ALERT, sourceRead: ALERT, worker: ALERT };
    const modes = { ...alerts, network: BLOCK, nativeAddon: BLOCK, dynamicCode: ALLOW, inspector: BLOCK };
    const policy = sec3.RuntimePolicy.standard({ ...modes, allowedHosts: ['*.example.com'] });
    const alarms = { blockedAlarm: true, alertedAlarm: true, alarmActions: [new actions.SnsAction(outside.topic(scope))] };
    new sec3.RuntimeProtection(scope, 'It', { policy, ...alarms }).protectFunction(new lambda.Function(scope, 'Protected', { ...CODE, environment: { TEXT: 'x'.repeat(3000) } }));
    const shield = { outboundConnectivity: BLOCK, readWriteTmp: ALERT, createChildProcess: BLOCK, readHandler: ALERT };
    const java = new lambda.Function(scope, 'Java', { ...CODE, runtime: lambda.Runtime.JAVA_21, handler: 'A::b', code: lambda.Code.fromBucket(outside.bucket(scope), 'a.jar') });
    new sec3.RuntimeProtection(scope, 'Shield', { policy: sec3.RuntimePolicy.functionShield(shield) }).protectFunction(java);
  },

  SecretAudit: (scope) => {
    const queue = new sqs.Queue(scope, 'Queue', { enforceSSL: true });
    const expectedRoles = [outside.role(scope), outside.role(scope, 'Another')];
    new sec3.SecretAudit(scope, 'It', {
      secrets: [outside.secret(scope), secretsmanager.Secret.fromSecretNameV2(scope, 'ByName', 'n/a/m/e')],
      expectedRoles,
      maxRotationAge: Duration.days(999),
      topic: outside.topic(scope),
      deadLetterQueue: queue,
      trail: sec3.SecretAuditTrail.create({ multiRegion: true, retention: Duration.days(3650) }),
      canaryInterval: Duration.hours(4),
    });
    const within = new Construct(scope, 'Within');
    new secretsmanager.CfnSecret(within, 'Plain', { name: new CfnParameter(scope, 'Name', { default: 'name' }).valueAsString });
    new sec3.SecretAudit(scope, 'Own', {
      within, topicKey: outside.key(scope), subscriptions: EMAIL, trail: sec3.SecretAuditTrail.existing('org'), canaryInterval: Duration.days(6),
    });
  },

  SecureFunction: (scope) => {
    const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new sec3.SecureFunction(scope, 'It', {
      ...CODE,
      functionName: 'f'.repeat(64),
      description: 'd'.repeat(256),
      role,
      memorySize: 10_240,
      timeout: Duration.minutes(15),
      ephemeralStorageSize: Size.gibibytes(10),
      architecture: Token.isUnresolved(Stack.of(scope).region) ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      tracing: lambda.Tracing.PASS_THROUGH,
      reservedConcurrentExecutions: 100,
      maxEventAge: Duration.hours(6),
      retryAttempts: 0,
      deadLetterTopic: new sns.Topic(scope, 'Failed'),
      environmentEncryption: new kms.Key(scope, 'Key'),
      logGroupRetention: logs.RetentionDays.INFINITE,
      logGroupRemovalPolicy: RemovalPolicy.DESTROY,
      logEncryptionKey: new kms.Key(scope, 'LogKey'),
      secrets: { PAYMENT: outside.secret(scope) },
      secretUse: { cachingExtension: true, cacheTtl: Duration.seconds(0), currentVersionOnly: false },
      runtimePolicy: sec3.RuntimePolicy.alertOnly(),
      eventSchemas: [sec3.EventSchema.direct(ORDER.schema)],
      certifiedDependencies: sec3.CertifiedDependencies.fromFile(path.join(ROOT, 'examples/orders/certified-dependencies.json')),
    });
    const secret = new sec3.RotatedSecret(scope, 'Secret', { rotation: sec3.SecretRotation.generated() });
    new sec3.SecureFunction(scope, 'Bare', { ...CODE, runtimeProtection: false, secrets: { SECRET: secret }, secretUse: { currentVersionOnly: true } });
  },

  SecureNodejsFunction: (scope) =>
    new sec3.SecureNodejsFunction(scope, 'It', {
      entry: path.join(ROOT, 'examples/orders/handlers/status.js'), bundling: { minify: true, sourceMap: true, externalModules: ['@aws-sdk/*'] }, awsSdkConnectionReuse: true, depsLockFilePath: path.join(ROOT, 'package-lock.json'),
    }),

  SecureRestApi: (scope) => {
    const handler = new sec3.SecureFunction(scope, 'Handler', CODE);
    const api = new sec3.SecureRestApi(scope, 'It', {
      description: 'd'.repeat(1024),
      authorization: sec3.ApiAuthorization.none('Everyone may read what this shop sells'),
      callers: sec3.ApiCallers.fromCidrs(['192.0.2.0/24', '2001:db8::/32']),
      mutualTls: {
        domainName: Fn.importValue('domain'),
        certificate: acm.Certificate.fromCertificateArn(scope, 'Certificate', arnOf(scope, 'acm', 'certificate/x')),
        truststoreBucket: outside.bucket(scope),
        truststoreKey: 'truststore.pem',
        truststoreVersion: 'v1',
      },
      throttling: { rateLimit: 9_999, burstLimit: 4_999 },
      firewall: { rateLimit: 10, maxBodySize: Size.kibibytes(1) },
      allowOrigins: ['https://shop.example.com', 'https://localhost:8443'],
      validateInFunction: true,
      accessLogRetention: logs.RetentionDays.INFINITE,
      accessLogEncryptionKey: outside.key(scope),
      accountLogRole: sec3.AccountLogRole.fromRole(outside.role(scope)),
      maxResources: 1000,
      restApiProps: { restApiName: 'n'.repeat(255), minCompressionSize: Size.bytes(0), deployOptions: { stageName: 's'.repeat(128), cacheClusterEnabled: true, variables: { key: 'value' } } },
    });
    const id = sec3.ApiParameter.fromModel(sec3.RequestModel.fromSchema({ type: 'string', pattern: '^[a-z]{1,36}$', maxLength: 36 })).sensitive();
    const routes = { 'GET /{id}': undefined, 'PUT /{id}': ORDER, 'DELETE /{id}/a:b': undefined };
    for (const [route, body] of Object.entries(routes)) {
      const authorization = sec3.ApiAuthorization.iam();
      api.addEndpoint(route, { handler, body, pathParameters: { id }, throttling: { rateLimit: 1, burstLimit: 1 }, authorization });
    }
    const queue = new sqs.Queue(scope, 'Queue', { fifo: true });
    api.addEndpoint('POST /queue', { service: sec3.ApiService.queue(queue, { messageGroupIdProperty: 'id', deduplicationIdProperty: 'id' }), body: sec3.RequestModel.fromSchema({ type: 'object', additionalProperties: false, required: ['id'], properties: { id: { type: 'string', maxLength: 36 } } }) });
    api.addEndpoint('HEAD /mock', { integration: new apigateway.MockIntegration(), validateInFunction: false, queryParameters: { q: sec3.ApiParameter.oneOf(['a']) }, headers: { h: sec3.ApiParameter.integer(0, 1).optional() } });
  },

  SecurityBulletinFeed: (scope) => {
    const secret = outside.secret(scope);
    new sec3.SecurityBulletinFeed(scope, 'It', {
      sources: [sec3.BulletinSource.nvd({ apiKey: secret }), sec3.BulletinSource.gitHubAdvisories({ token: secret }), sec3.BulletinSource.feed('own-feed', 'https://example.com:8443/feed.xml', 'Own')],
      interval: Duration.minutes(1440),
      staleAfter: Duration.days(1),
      within: Stack.of(scope),
      technologies: ['Amazon Aurora', 'nginx'],
      thresholds: {
        affected: sec3.BulletinSeverity.LOW,
        service: sec3.BulletinSeverity.CRITICAL,
        exploited: sec3.BulletinSeverity.NEVER,
        awareness: sec3.BulletinSeverity.HIGH,
      },
      epss: false,
      topic: outside.topic(scope),
      eventBus: events.EventBus.fromEventBusName(scope, 'Bus', 'security'),
      securityHub: true,
      removalPolicy: RemovalPolicy.DESTROY,
      reservedConcurrentExecutions: 1,
      dashboard: false,
    });
    new sec3.SecurityBulletinFeed(scope, 'Own', { topicKey: outside.key(scope), subscriptions: EMAIL, interval: Duration.minutes(5) });
  },

  VaultAudit: (scope) => {
    new sec3.VaultAudit(scope, 'It', { logGroup: logs.LogGroup.fromLogGroupName(scope, 'Logs', '/vault/audit'), deniedRequests: 1, maxSilence: Duration.hours(24), metricNamespace: 'v'.repeat(255), topic: outside.topic(scope) });
    new sec3.VaultAudit(scope, 'Own', { retention: logs.RetentionDays.ONE_DAY, encryptionKey: outside.key(scope) });
  },

  VaultSecret: (scope) => {
    const layer = lambda.LayerVersion.fromLayerVersionArn(scope, 'Extension', arnOf(scope, 'lambda', 'layer:vault:1'));
    const paths = { A_1: sec3.VaultPath.kv1('kv', 'a/b'), B_2: sec3.VaultPath.kv2('secret', 'b'), C_3: sec3.VaultPath.of('pki/issue/x'), D_4: sec3.VaultPath.databaseCredentials('database', 'd') };
    const vaultSecret = new sec3.VaultSecret(scope, 'It', {
      address: 'https://vault.example.com:8200',
      paths,
      role: 'r'.repeat(64),
      authMount: 'aws/eu',
      serverId: 'vault.example.com',
      namespace: 'team/a',
      cacheTtl: Duration.seconds(1),
      runMode: sec3.VaultRunMode.PROXY,
      tokenTtl: Duration.days(1),
      stsRegion: 'eu-west-1',
      layer,
    });
    new sec3.SecureFunction(scope, 'Fn', { ...CODE, vaultSecret });
  },
};
