import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { InvalidEventAction } from '../../../lib/inbound-events/event-schema-options';
import { message, sqsEvent } from '../sample-events';

/** Messages with sensitive data: long and short, text and number. */
export const PAYMENT = EventSchema.sqs(
  {
    type: 'object',
    required: ['card', 'name', 'pin'],
    properties: {
      id: { type: 'string' },
      card: { 'type': 'string', 'x-sensitive': true },
      name: { 'type': 'string', 'x-sensitive': true },
      pin: { 'type': 'integer', 'x-sensitive': true },
    },
  },
  { onInvalid: InvalidEventAction.FAIL },
);

export const CARD = '4111 1111 1111 1111';
export const NAME = 'Renée "Ren"\nÉxample';
export const PAYMENT_EVENT = sqsEvent(message(JSON.stringify({ id: 'PUBLIC-ID', card: CARD, name: NAME, pin: 123 }), 'PUBLIC-MESSAGE'));

/** Parts of the values that escaping does not change; 4111 inside of a request id (a UUID) or a time is not the card's. */
export const SENSITIVE = /(?<![\da-f-])4111(?![\da-f-])|Ren|xample|pin\W+123/;
