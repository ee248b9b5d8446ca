/** Rules of each gate that find a shortfall. */
export interface Found {
  readonly sec3: readonly string[];
  readonly cdkNag: readonly string[];
  readonly checkov: readonly string[];
}

/** Rules by the text of the shortfall; test/integration/other-gates.test.ts checks them. */
export const FOUND: { readonly [text: string]: Found } = {
  'No news feed is read': { sec3: ['AwarenessFeedSubscribed'], cdkNag: [], checkov: [] },
  'A feed is read, and no one is notified': { sec3: ['SecurityNotificationDelivered'], cdkNag: [], checkov: [] },
  'No one notices when a feed is no longer read': {
    sec3: ['FeedStalenessAlarmed'],
    cdkNag: ['HIPAA.Security-CloudWatchAlarmAction', 'NIST.800.53.R5-CloudWatchAlarmAction'],
    checkov: [],
  },
  'A secret is not rotated': {
    sec3: ['SecretRotated'],
    cdkNag: ['AwsSolutions-SMG4', 'HIPAA.Security-SecretsManagerRotationEnabled', 'NIST.800.53.R5-SecretsManagerRotationEnabled'],
    checkov: [],
  },
  'A secret is rotated once a year': { sec3: ['SecretRotated'], cdkNag: [], checkov: [] },
  'An API key in a variable of a function': { sec3: ['NoPlaintextSecretInEnvironment'], cdkNag: [], checkov: ['CKV_SECRET_6'] },
  'A database URL with its password in a variable of a function': { sec3: ['NoPlaintextSecretInEnvironment'], cdkNag: [], checkov: [] },
  'The value of a secret is in the template': { sec3: ['NoPlaintextSecretString'], cdkNag: [], checkov: ['CKV_SECRET_6'] },
  'A secret is an output of the stack': { sec3: ['SecretNotInOutput'], cdkNag: [], checkov: [] },
  'A function may read every secret of the account': {
    sec3: ['FunctionRoleLeastPrivilege', 'SecretReadLeastPrivilege'],
    cdkNag: ['AwsSolutions-IAM5'],
    checkov: ['CKV_AWS_108'],
  },
  'A secret can be shared with everyone': { sec3: ['SecretPolicyBlocksPublic'], cdkNag: [], checkov: [] },
  'No one is notified of reads of a secret': { sec3: ['SecretAudited', 'SecretRotationAlarmed'], cdkNag: [], checkov: [] },
  'The key of a secret is not rotated': {
    sec3: ['SecretKeyRotated'],
    cdkNag: ['AwsSolutions-KMS5', 'NIST.800.53.R5-KMSBackingKeyRotationEnabled', 'PCI.DSS.321-KMSBackingKeyRotationEnabled'],
    checkov: ['CKV_AWS_7'],
  },
  'Dependencies are reviewed by nothing': { sec3: ['DependencyReviewScheduled', 'InspectorEnabled'], cdkNag: [], checkov: [] },
  'Dependencies are reviewed on commits, and not periodically': { sec3: ['DependencyReviewScheduled'], cdkNag: [], checkov: [] },
  'A layer from an unknown account': { sec3: ['LayerFromKnownAccount'], cdkNag: [], checkov: [] },
  'Unsigned code is let through with a warning': { sec3: ['CodeSigningEnforced'], cdkNag: [], checkov: [] },
  'Images are not scanned when they are pushed': { sec3: ['ImageScannedOnPush'], cdkNag: [], checkov: ['CKV_AWS_163'] },
  'A body is validated by no validator': { sec3: ['MethodBodyValidated'], cdkNag: [], checkov: [] },
  'A body is validated by no model': { sec3: ['MethodBodyValidated'], cdkNag: [], checkov: [] },
  'A body with another content type passes the model by': { sec3: ['MethodContentTypeClosed'], cdkNag: [], checkov: [] },
  'A model lets properties pass that it does not name': { sec3: ['ModelStrict'], cdkNag: [], checkov: [] },
  'A model lets texts of any length pass': { sec3: ['ModelStrict'], cdkNag: [], checkov: [] },
  'A required parameter is not checked for': { sec3: ['MethodParametersValidated'], cdkNag: [], checkov: [] },
  'Messages of a queue are validated by nothing': { sec3: ['EventSourceValidated'], cdkNag: [], checkov: [] },
  'One bad message fails the whole batch': { sec3: ['EventSourcePartialBatch'], cdkNag: [], checkov: [] },
  'An endpoint that everyone may call': { sec3: ['MethodAuthorized'], cdkNag: ['AwsSolutions-APIG4'], checkov: ['CKV_AWS_59'] },
  'A function URL that everyone may call': { sec3: ['FunctionUrlAuthorized'], cdkNag: [], checkov: ['CKV_AWS_258'] },
  'Any API, in any account, may invoke a function': { sec3: ['InvokePermissionScoped'], cdkNag: [], checkov: ['CKV_AWS_364'] },
  'No firewall in front of an API': {
    sec3: ['ApiWafAssociated'],
    cdkNag: ['AwsSolutions-APIG3', 'NIST.800.53.R5-APIGWAssociatedWithWAF', 'PCI.DSS.321-APIGWAssociatedWithWAF'],
    checkov: [],
  },
  'Requests are not limited': { sec3: ['ApiThrottled'], cdkNag: ['Serverless-APIGWDefaultThrottling'], checkov: [] },
  'No access log': { sec3: ['ApiAccessLogged'], cdkNag: ['AwsSolutions-APIG1', 'Serverless-APIGWAccessLogging'], checkov: ['CKV_AWS_76'] },
  'Old versions of TLS': { sec3: ['ApiTlsPolicy'], cdkNag: [], checkov: [] },
  'Errors tell a caller which field is wrong and why': { sec3: ['GatewayResponseHidesDetail'], cdkNag: [], checkov: [] },
  'A runtime that AWS no longer supports': {
    sec3: ['EventSourceFuzzed', 'RuntimeProtected', 'RuntimeSupported'],
    cdkNag: ['AwsSolutions-L1', 'Serverless-LambdaLatestVersion'],
    checkov: ['CKV_AWS_363'],
  },
  'No runtime protection': { sec3: ['EgressLimited', 'RuntimeProtected'], cdkNag: [], checkov: [] },
  'Runtime protection that blocks nothing': { sec3: ['EgressLimited', 'RuntimeProtectionEnforces'], cdkNag: [], checkov: [] },
  'A function may reach every host': { sec3: ['EgressLimited', 'RuntimePolicyValid'], cdkNag: [], checkov: [] },
  'A function is an administrator': { sec3: ['FunctionRoleLeastPrivilege', 'SecretReadLeastPrivilege'], cdkNag: ['AwsSolutions-IAM4'], checkov: [] },
  'A function may do anything with every table': {
    sec3: ['FunctionRoleLeastPrivilege'],
    cdkNag: [
      'AwsSolutions-IAM5',
      'HIPAA.Security-IAMPolicyNoStatementsWithFullAccess',
      'NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess',
      'PCI.DSS.321-IAMPolicyNoStatementsWithFullAccess',
    ],
    checkov: ['CKV_AWS_109', 'CKV_AWS_111'],
  },
  'A function without a limit of its concurrency': {
    sec3: ['FunctionConcurrencyBounded'],
    cdkNag: ['HIPAA.Security-LambdaConcurrency', 'NIST.800.53.R5-LambdaConcurrency'],
    checkov: ['CKV_AWS_115'],
  },
};
