/** Keeps sensitive values out of logs. It is a separate file in the layer. Only functions whose schemas have sensitive values load it. */
export { redactLogs } from './log-paths';
export { redaction } from './redaction';
