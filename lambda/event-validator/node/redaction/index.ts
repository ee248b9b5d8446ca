/** Keeps sensitive values out of logs. It is a file of its own in the layer, which functions load whose schemas mark something. */
export { redactLogs } from './log-paths';
export { redaction } from './redaction';
