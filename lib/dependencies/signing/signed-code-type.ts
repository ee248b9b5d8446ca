/** The custom resource that stands for signed code; `SourceKey` is the key of what is signed. */
export const SIGNED_CODE_TYPE = 'Custom::Sec3SignedCode';
