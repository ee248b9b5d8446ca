/** Sends pending notifications: one message for each bulletin, and one message for those above the limit. */
import { burstNotification, weightOf } from './digest';
import { BulletinNotification, entryOfNotification, Notification } from './notification';
import type { Outgoing, Publisher, Store } from './store';

/** Minimum remaining time to start sending a message, in milliseconds. */
const TIME_TO_SEND = 10_000;

/** Maximum number of messages sent at once. Above it, the most relevant and severe bulletins have their own messages, and the others share one. */
const MOST_AT_ONCE = 5;

/** The environment of deliveries. */
export interface DeliveryPorts {
  readonly store: Store;
  readonly publisher: Publisher;
  /** Remaining time, in milliseconds. */
  readonly remaining: () => number;
}

type OutgoingBulletin = Outgoing & { readonly notification: BulletinNotification };

/**
 * Sends all pending notifications. A failure of one does not prevent the others.
 *
 * @returns the numbers of sent and of remaining notifications
 * @throws AggregateError with all failures
 */
export async function deliver(ports: DeliveryPorts): Promise<{ readonly notified: number; readonly left: number }> {
  const { store, publisher, remaining } = ports;
  const outgoing = await store.outgoing();
  const errors: unknown[] = [];
  const attempt = async (sending: () => Promise<void>) => {
    if (remaining() < TIME_TO_SEND) return false;
    try {
      await sending();
      return true;
    } catch (e) {
      errors.push(e);
      return false;
    }
  };

  const bundle = await bundled(outgoing, store, remaining);
  const together = new Set<Outgoing>(bundle);
  const isBundlePublished = bundle.length > 0 && (await attempt(() => publishTogether(bundle, ports)));
  let notified = 0;
  for (const one of outgoing) {
    const isPublished = one.state === 'published' || (isBundlePublished && together.has(one));
    if (together.has(one) && !isPublished) continue;
    if (await attempt(() => send(one, isPublished, store, publisher))) notified += 1;
  }
  if (errors.length > 0) {
    throw new AggregateError(errors, `${errors.length} of ${outgoing.length} messages could not be sent: ${(errors[0] as Error).message}`);
  }
  return { notified, left: outgoing.length - notified };
}

async function send({ key, notification }: Outgoing, isPublished: boolean, store: Store, publisher: Publisher): Promise<void> {
  if (!isPublished) {
    await publisher.publish(notification);
    await store.mark(key, 'published');
  }
  await publisher.announce(notification);
  await store.sent(key);
}

/**
 * Returns the notifications that share one message: those selected before, and those above the limit now. The selection is stored before the message
 * is sent.
 */
async function bundled(outgoing: readonly Outgoing[], store: Store, remaining: () => number): Promise<OutgoingBulletin[]> {
  const bulletins = outgoing.filter((one): one is OutgoingBulletin => one.notification.kind === 'bulletin');
  const chosen = bulletins.filter(({ state }) => state === 'bundled');
  const pending = bulletins.filter(({ state }) => state === 'pending').sort((a, b) => weight(a.notification) - weight(b.notification));
  const single = chosen.length > 0 ? MOST_AT_ONCE - 1 : MOST_AT_ONCE;
  if (pending.length <= single || remaining() < TIME_TO_SEND) return chosen;
  const more = pending.slice(MOST_AT_ONCE - 1);
  for (const { key } of more) await store.mark(key, 'bundled');
  return [...chosen, ...more];
}

async function publishTogether(bundle: readonly OutgoingBulletin[], { store, publisher }: DeliveryPorts): Promise<void> {
  const notification: Notification = burstNotification(bundle.map((one) => one.notification));
  await publisher.publish(notification);
  for (const { key } of bundle) await store.mark(key, 'published');
}

function weight(notification: BulletinNotification): number {
  return weightOf(entryOfNotification(notification));
}
