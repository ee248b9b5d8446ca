/** Topics that tell people, the alarms on them, and queues for what did not arrive. */
export * from './final-queue';
export * from './notification-topic';
export * from './permit-rules';
