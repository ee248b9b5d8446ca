/** Notification topics, the alarms that publish to them, and queues for undelivered messages. */
export * from './final-queue';
export * from './notification-topic';
export * from './permit-rules';
