import { message, sqsEvent } from './sample-events';

/** Schema of the messages in the batch. */
export const ORDER = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { 'type': 'string', 'format': 'uuid', 'x-normalize': ['trim'] }, quantity: { type: 'integer', minimum: 1 }, at: { type: 'string', format: 'date-time' } },
};

export const GOOD = '{"id":"0b9a4c2e-7a55-4f0e-9a3e-0a52d9c2f1b7","quantity":1,"at":"2026-01-01T00:00:00Z"}';
export const BAD = '{"id":"0b9a4c2e-7a55-4f0e-9a3e-0a52d9c2f1b7","quantity":0}';

/** One invalid message between two valid ones. */
export const BATCH = sqsEvent(message(GOOD, 'm1'), message(BAD, 'm2'), message(GOOD, 'm3'));
