export * from './inbound-events/api-authorization';
export * from './inbound-events/api-callers';
export * from './inbound-events/api-firewall';
export * from './inbound-events/api-parameter';
export * from './inbound-events/mapping-template';
export * from './secure/sec3';
export * from './secure/sec3-checks';
