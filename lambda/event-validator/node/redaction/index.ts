/** Keeps sensitive values out of logs. It is a file of its own in the layer, loaded only by functions whose schemas have sensitive values. */
export { redactLogs } from './log-paths';
export { redaction } from './redaction';
