import * as fs from 'fs';
import * as path from 'path';
import { PracticeId, practiceOf, PRACTICES } from '../../lib/checklist';
import { parametersOf, valueProblems } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';
import { parametersInterface } from '../../projenrc/sec3-parameters';

/** Every rule with its severity, its line of the checklist and its findings. Acknowledgements use these names. */
const INVENTORY = [
  'AwarenessFeedSubscribed, warning, awareness/feeds: no-feed',
  'SecurityNotificationDelivered, warning, awareness/notifications: no-subscriber alarm-muted rule-disabled',
  'FeedScheduled, warning, awareness/feeds: not-scheduled never-runs',
  'FeedStalenessAlarmed, warning, awareness/feeds: not-alarmed missing-data-passes without-action',
  'SecurityFindingsReported, warning, awareness/notifications: turned-off suppressed severe-left-out',
  'NoPlaintextSecretInEnvironment, error, secrets/manager: ' +
    'literal known-format high-entropy parameter no-echo-parameter parameter-default dynamic-reference secret-attribute',
  'NoPlaintextSecretString, error, secrets/manager: literal template-literal parameter parameter-default plain-parameter',
  'NoPlaintextSecretInText, error, secrets/manager: known-format literal assigned dynamic-reference no-echo-parameter parameter secret-attribute',
  'NoPlaintextSecretInHeader, error, secrets/manager: literal known-format',
  'NoPlaintextSecretInCustomResource, error, secrets/manager: literal known-format parameter parameter-default',
  'NoPlaintextSecretElsewhere, error, secrets/manager: known-format assigned',
  'ParameterSecretIsSecureString, error, secrets/manager: ' +
    'literal known-format high-entropy parameter no-echo-parameter parameter-default dynamic-reference secret-attribute',
  'SecretNotInOutput, error, secrets/manager: secret-value secret-attribute no-echo-parameter literal',
  'SecretNotInExecution, error, secrets/manager: reads-secret logs-secret',
  'VaultAddressIsHttps, error, secrets/manager: plaintext-address certificate-not-verified',
  'SecretAudited, warning, secrets/manager: not-audited reads-not-seen no-trail log-unvalidated replica-not-recorded reads-not-recorded',
  'SecretReadLeastPrivilege, error, secrets/minimal-access: ' +
    'wildcard-action not-action wildcard-resource wildcard-name not-resource managed-policy',
  'SecretPolicyBlocksPublic, error, secrets/permissive-policies: not-blocked public',
  'SecretReadersNamed, warning, secrets/permissive-policies: no-deny open-exception',
  'SecretRotated, error, secrets/rotation: not-rotated rotated-too-rarely',
  'SecretRotationAlarmed, warning, secrets/rotation: not-alarmed',
  'SecretKeyRotated, error, secrets/rotation: key-not-rotated replica-without-key',
  'DependenciesCertified, error, dependencies/certification: ' +
    'uncertified expired wrong-content wrong-integrity missing-integrity insufficient-criteria out-of-scope vulnerable advisories-missing advisories-stale unknown-content',
  'SbomPresent, warning, dependencies/automated-tools: no-sbom',
  'DependencyReviewScheduled, warning, dependencies/every-commit: not-reviewed not-on-commit not-scheduled',
  'InspectorEnabled, warning, dependencies/automated-tools: not-enabled excluded suppressed customer-key',
  'ManualReviewBeforeDeploy, warning, dependencies/manual-review: no-approval',
  'ImageScannedOnPush, error, dependencies/automated-tools: not-scanned left-out',
  'ImageTagImmutable, warning, dependencies/certification: mutable-tags tag-not-digest',
  'LayerFromKnownAccount, error, dependencies/certification: unknown-account',
  'BuildCodePinned, warning, dependencies/certification: remote-script no-version at-run-time unsafe-index not-verified unverified-source',
  'PackageOriginControlled, warning, dependencies/certification: any-origin mixed-origins',
  'BuildNotPublic, warning, dependencies/manual-review: any-author part-of-id public-builds',
  'CodeSigningEnforced, warning, dependencies/certification: no-code-signing warns-only',
  'MethodBodyValidated, error, inbound-events/request-validation: ' +
    'no-validator validator-skips-body validator-of-other-api no-model accepts-anything',
  'MethodContentTypeClosed, error, inbound-events/request-validation: no-default-model binary-body',
  'MethodParametersValidated, warning, inbound-events/request-validation: ' +
    'path-parameter-undeclared nothing-checked no-validator values-unchecked validator-skips-parameters',
  'ModelStrict, error, inbound-events/data-correctness: ' +
    'any-type unknown-properties unbounded-properties unbounded-string unbounded-number unbounded-array any-items',
  'ModelSupportedByApiGateway, error, inbound-events/request-validation: ' +
    'other-draft rejected-keyword ignored-keyword remote-reference unresolved-reference',
  'NonProxyIntegrationMapped, error, inbound-events/data-correctness: no-template passes-unmapped',
  'NoMappingTemplateInjection, error, inbound-events/untrusted-data: writes-structure whole-request names-target in-statement names-caller in-header in-page',
  'NoParameterMappingInjection, error, inbound-events/untrusted-data: names-target in-header inside-text',
  'NoResolverInjection, error, inbound-events/untrusted-data: unescaped in-statement names-target names-caller',
  'NoStateMachineInjection, warning, inbound-events/untrusted-data: names-target in-statement',
  'NoEventTransformerInjection, warning, inbound-events/untrusted-data: inside-text names-target names-caller in-statement',
  'HttpApiRouteValidated, error, inbound-events/request-validation: not-validated passed-unchecked accepts-anything no-schema-for-source',
  'FunctionUrlValidated, error, inbound-events/request-validation: not-validated accepts-anything no-schema-for-source',
  'EventSourceValidated, error, inbound-events/data-correctness: not-validated filtered-only accepts-anything no-schema-for-source',
  'ServiceEventValidated, warning, inbound-events/data-correctness: not-validated accepts-anything no-schema-for-source',
  'EventSourcePartialBatch, warning, inbound-events/data-correctness: whole-batch not-listened-to',
  'QuarantineEncrypted, error, inbound-events/data-correctness: not-encrypted tls-not-enforced',
  'EndpointFuzzed, warning, inbound-events/fuzzing: not-fuzzed other-code not-this-way no-figures other-runtime few-cases none-accepted all-offline few-branches found',
  'EventSourceFuzzed, warning, inbound-events/fuzzing: not-fuzzed other-code not-this-way no-figures other-runtime few-cases none-accepted all-offline few-branches found',
  'MethodAuthorized, error, inbound-events/untrusted-data: not-authorized api-key-only no-authorizer',
  'HttpApiRouteAuthorized, error, inbound-events/untrusted-data: not-authorized no-authorizer',
  'TokenAudienceNamed, error, inbound-events/untrusted-data: no-audience',
  'AuthorizerCacheKeyed, error, inbound-events/untrusted-data: cached-for-others',
  'MethodCacheKeyed, warning, inbound-events/untrusted-data: cached-for-others',
  'WebSocketRouteAuthorized, error, inbound-events/untrusted-data: not-authorized no-authorizer no-connect-route',
  'AppSyncAuthorized, error, inbound-events/untrusted-data: api-key-only api-key-by-default api-key-besides',
  'FunctionUrlAuthorized, error, inbound-events/untrusted-data: public-url public-permission',
  'AgentGatewayAuthorized, error, inbound-events/untrusted-data: not-authorized',
  'CorsOriginsExplicit, error, inbound-events/untrusted-data: any-origin plain-http-origin credentials-to-any-origin',
  'InvokePermissionScoped, error, inbound-events/untrusted-data: open-to-everyone no-source source-of-any-account',
  'ResourcePolicyNotPublic, error, inbound-events/untrusted-data: public public-acl',
  'OtherAccountConditioned, warning, inbound-events/untrusted-data: other-account whole-account',
  'ResourcePolicyActionsNamed, warning, inbound-events/untrusted-data: every-action all-but more-than-invoke',
  'SendingServiceScoped, warning, inbound-events/untrusted-data: any-customer',
  'DenyExceptionNamed, error, inbound-events/untrusted-data: spares-everyone',
  'RoleTrustScoped, error, inbound-events/untrusted-data: any-identity any-project',
  'IdentityPoolWithoutGuests, error, inbound-events/untrusted-data: guests classic-flow token-not-checked role-by-own-claim',
  'AppClientFlowSafe, warning, inbound-events/untrusted-data: implicit-flow own-rights plain-http',
  'BrokerAuthenticated, error, inbound-events/untrusted-data: not-authenticated plaintext public',
  'DeviceRegistrationVerified, warning, inbound-events/untrusted-data: no-hook',
  'ListenerAuthorized, warning, inbound-events/untrusted-data: not-authorized unauthenticated-allowed expired-certificates',
  'ListenerEncrypted, error, inbound-events/untrusted-data: plain-http old-tls',
  'BalancerHeadersValidated, warning, inbound-events/untrusted-data: malformed-headers ambiguous-requests address-by-caller',
  'BalancerWafAssociated, warning, inbound-events/data-correctness: no-web-acl blocks-nothing no-attack-rules fails-open',
  'DistributionEncrypted, error, inbound-events/untrusted-data: plain-http old-tls origin-plain-http origin-old-tls',
  'DistributionCacheKeyed, error, inbound-events/untrusted-data: cached-for-others',
  'DistributionWafAssociated, warning, inbound-events/data-correctness: no-web-acl blocks-nothing no-attack-rules',
  'AppSyncWafAssociated, warning, inbound-events/data-correctness: no-web-acl blocks-nothing no-attack-rules',
  'ApiWafAssociated, error, inbound-events/data-correctness: no-web-acl blocks-nothing no-attack-rules',
  'ApiThrottled, warning, inbound-events/untrusted-data: not-throttled limit-lifted',
  'AppSyncQueriesBounded, warning, inbound-events/data-correctness: unbounded',
  'ApiAccessLogged, error, inbound-events/untrusted-data: not-logged no-format no-account-role account-role-removed',
  'PayloadsNotLogged, warning, inbound-events/untrusted-data: data-trace fields events cookies api-keys tokens',
  'ApiTlsPolicy, error, inbound-events/untrusted-data: old-tls-allowed old-tls-by-default',
  'BackendEncrypted, warning, inbound-events/untrusted-data: plain-http not-verified',
  'GatewayResponseHidesDetail, warning, inbound-events/untrusted-data: reveals-detail echoes-request',
  'RuntimeSupported, error, runtime-protection/lock-out: deprecated pinned',
  'RuntimeProtected, warning, runtime-protection/interception: not-protected unsupported-runtime',
  'RuntimeProtectionEnforces, warning, runtime-protection/lock-out: alert-only allows-everything named-not-blocked runs-degraded',
  'RuntimePolicyValid, error, runtime-protection/lock-out: missing invalid',
  'WrapperNotOverridden, error, runtime-protection/interception: overridden not-started no-layer loads-code',
  'RuntimeVariablesSafe, error, runtime-protection/lock-out: not-verified debugger loads-writable other-endpoint',
  'EgressLimited, warning, runtime-protection/lock-out: every-host every-address-allowed whole-domain open-security-group',
  'FunctionRoleLeastPrivilege, error, runtime-protection/lock-out: ' +
    'every-action every-action-of-service allow-by-exception every-resource any-account account-permissions permissions-by-pattern broad-managed-policy changes-itself',
  'FunctionRoleForFunctionAlone, warning, runtime-protection/lock-out: shared',
  'ServiceRoleLeastPrivilege, warning, runtime-protection/lock-out: ' +
    'every-action every-action-of-service allow-by-exception every-resource any-account account-permissions permissions-by-pattern broad-managed-policy topics-of-others data-of-others',
  'RoleActionsNamed, warning, runtime-protection/lock-out: part-of-name',
  'FunctionConcurrencyBounded, warning, runtime-protection/lock-out: unbounded',
];

const ROOT = path.join(__dirname, '..', '..');

const PRACTICE_IDS: readonly PracticeId[] = PRACTICES.map((practice) => practice.id);

/** Types that SAM generates, and whose properties it names differently. */
const MADE_BY_SAM = [
  'AWS::ApiGateway::DomainName', 'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage', 'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission', 'AWS::Lambda::Url', 'AWS::SNS::Subscription',
];

/** Rules that find nothing in what SAM makes of those, or whose fix is in the outputs. */
const ALIKE = ['RuntimeVariablesSafe', 'SecretNotInOutput', 'SecurityFindingsReported', 'WebSocketRouteAuthorized'];

/** Counts the sentences of a text: a sentence ends with a stop before a capital or the end. */
const sentences = (text: string) => text.split(/(?<=[.!?])\s+(?=[A-Z])/).length;

test('the pack has the listed rules', () => {
  expect(SEC3_RULES.map(({ id, severity, item, findings }) => `${id}, ${severity}, ${item}: ${Object.keys(findings).join(' ')}`)).toEqual(INVENTORY);
});

test('each file in a folder of rules is its index, or contains one rule of the pack', () => {
  const files = PRACTICE_IDS.flatMap((room) => {
    const folder = path.join(ROOT, 'lib', room, 'rules');
    return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
  });
  const odd = files
    .filter((file) => path.basename(file) !== 'index.ts')
    .filter((file) => {
      const exported = Object.values(jest.requireActual<object>(file));
      return exported.length !== 1 || !SEC3_RULES.includes(exported[0]);
    });
  // A rule that no index lists would never run.
  expect(odd.map((file) => path.relative(ROOT, file))).toEqual([]);
});

test('each name of a parameter is used for one parameter', () => {
  const parameters = parametersOf(SEC3_RULES);
  expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
});

test.each(parametersOf(SEC3_RULES).map((parameter) => [parameter.name, parameter] as const))('parameter %s', (name, parameter) => {
  expect(name).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
  expect(parameter.description).toMatch(/^[A-Z][^\n]*\.$/);
  expect(parameter.expected).toMatch(/^[a-z][^\n]*[^.]$/);
  expect(valueProblems(parameter, parameter.default)).toEqual([]);
});

test('Sec3Parameters matches the parameters of the rules', () => {
  const written = fs.readFileSync(path.join(ROOT, 'lib/secure/sec3-parameters.ts'), 'utf8');
  if (written !== parametersInterface(SEC3_RULES)) throw new Error('lib/secure/sec3-parameters.ts differs from what the rules declare: run `npm run docs`');
});

test('ids are unique', () => {
  expect(new Set(SEC3_RULES.map((rule) => rule.id)).size).toBe(SEC3_RULES.length);
});

test('rules are in the order of the practices', () => {
  const order = SEC3_RULES.map((rule) => PRACTICE_IDS.indexOf(practiceOf(rule.item).id));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

describe.each(SEC3_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('has a PascalCase id, and its file and test in the room of its practice', () => {
    expect(id).toMatch(/^([A-Z][a-z]+)+$/);
    const file = `${practiceOf(rule.item).id}/rules/${id.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()}`;
    expect(fs.existsSync(path.join(ROOT, 'lib', `${file}.ts`))).toBe(true);
    expect(fs.existsSync(path.join(ROOT, 'test', `${file}.test.ts`))).toBe(true);
  });

  test('belongs to a line of the checklist', () => {
    expect(PRACTICES.flatMap((practice) => practice.items.map((item) => item.id))).toContain(rule.item);
  });

  test('has a title of one sentence', () => {
    expect(rule.title).toMatch(/^[A-Z].{0,108}\.$/);
    expect(sentences(rule.title)).toBe(1);
  });

  test.each([
    ['why', rule.why, 300, 3],
    ['fix.cdk', rule.fix.cdk, 200, 2],
    ['fix.template', rule.fix.template, 200, 2],
    ['fix.sam', rule.fix.sam ?? 'As in templates.', 200, 2],
    ['acceptable', rule.acceptable ?? 'Never.', 240, 3],
  ] as const)('%s is short', (_, text, most, mostSentences) => {
    expect(text).toMatch(/^[A-Z][^\n]*\.$/);
    expect(text).not.toMatch(/^(CDK|In templates?|In the CDK|Templates)\b/);
    expect(text.length).toBeLessThanOrEqual(most);
    expect(sentences(text)).toBeLessThanOrEqual(mostSentences);
  });

  test('has a fix for SAM if SAM uses other names for its resources', () => {
    const isNeeded = rule.resourceTypes.some((type) => MADE_BY_SAM.includes(type)) && !ALIKE.includes(id);
    if (isNeeded) expect(rule.fix.sam).toBeDefined();
    expect(rule.fix.sam).not.toBe(rule.fix.template);
  });

  test('links to the documentation', () => {
    expect(new URL(rule.link).protocol).toBe('https:');
  });

  test('examines types of CloudFormation, each once', () => {
    expect(rule.resourceTypes.length).toBeGreaterThan(0);
    expect(new Set(rule.resourceTypes).size).toBe(rule.resourceTypes.length);
    for (const type of rule.resourceTypes) expect(type).toMatch(/^(?:(?:AWS::[A-Z][A-Za-z0-9]+|Alexa::ASK|Custom)::[A-Z][A-Za-z0-9]+|Custom::\*|\*)$/);
  });

  test('has findings with kebab-case ids and their meanings', () => {
    expect(Object.keys(rule.findings).length).toBeGreaterThan(0);
    for (const [findingId, meaning] of Object.entries(rule.findings)) {
      expect(findingId).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(meaning).toMatch(/^[A-Z][^\n]*\.$/);
    }
    expect(Object.keys(rule.findings)).not.toContain('undetermined');
  });
});
