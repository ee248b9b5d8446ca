/** The names of properties for facts that CycloneDX has no field for. */
export const PROPERTIES = {
  how: 'cdk-sec3:how',
  path: 'cdk-sec3:path',
  files: 'cdk-sec3:files',
  integrity: 'cdk-sec3:integrity',
  hasInstallScript: 'cdk-sec3:has-install-script',
  size: 'cdk-sec3:size',
  isOwn: 'cdk-sec3:own',
  vendoredIn: 'cdk-sec3:vendored-in',
  deprecated: 'cdk-sec3:deprecated',
  unknown: 'cdk-sec3:unknown',
  codeDigest: 'cdk-sec3:code-digest',
} as const;
