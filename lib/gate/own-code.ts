/** The key in a resource's `Metadata` by which code that comes with this package is known: its value is the name of the asset. */
export const OWN_CODE_METADATA = 'cdk-sec3:own-code';
