/**
 * The reading of bulletins: it knows neither AWS nor the CDK, and all that it needs of the world is given to it. What runs it in
 * AWS is `lambda/bulletin-feed`; what runs it on a laptop is the command `cdk-sec3 bulletins`.
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
