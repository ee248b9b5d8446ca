import type { TestTemplate } from '../../gate/harness';

/** Creates a function with metadata. */
export const fn = (metadata: object = {}) => ({ Type: 'AWS::Lambda::Function', Metadata: metadata });

/** The function of a feed with two sources. */
export const FEED = fn({ 'cdk-sec3:own-code': 'bulletin-feed', 'cdk-sec3:bulletin-feed': ['kev', 'aws'] });

export const template = (Resources: TestTemplate['Resources']): TestTemplate => ({ Resources });
