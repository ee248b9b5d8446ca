/**
 * Reads bulletins, independently of AWS and the CDK: its environment is passed to it. `lambda/bulletin-feed` runs it in AWS, the command `cdk-sec3
 * bulletins` runs it locally.
 */
export * from './errors';
export * from './event';
export * from './feed';
export * from './message';
export * from './notification';
export * from './relevance';
export * from './source';
export * from './source-settings';
export * from './store';
export * from './transport';
export * from './used-software';
