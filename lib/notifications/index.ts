/** Notification topics, the alarms that publish to them, and queues for undelivered messages. */
export { fifoProblems } from './delivers';
export * from './final-queue';
export * from './notification-topic';
export * from './permit-rules';
