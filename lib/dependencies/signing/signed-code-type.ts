/** The type of the custom resource for signed code. Its property `SourceKey` is the S3 key of the unsigned code. */
export const SIGNED_CODE_TYPE = 'Custom::Sec3SignedCode';
