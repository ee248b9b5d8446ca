import { createRequire } from 'node:module';
import type { sendAll } from './quarantine-queue';
import { Quarantine } from './validation';

/** Returns a quarantine that sends records to a queue. The sender is loaded on first use, because most processes never have invalid events. */
export function quarantineTo(queueUrl: string): Quarantine {
  let send: typeof sendAll | undefined;
  return async (records) => {
    try {
      send ??= (createRequire(__filename)('./quarantine.cjs') as { readonly sendAll: typeof sendAll }).sendAll;
      return await send(queueUrl, records);
    } catch (error) {
      // Errors of the service contain nothing of an event. The caller keeps records that are not in quarantine.
      console.error(JSON.stringify({ type: 'event-validation', message: `quarantine failed: ${(error as Error).name}` }));
      return new Set(records.keys());
    }
  };
}
