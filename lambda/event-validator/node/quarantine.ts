import { createRequire } from 'node:module';
import type { sendAll } from './quarantine-queue';
import { Quarantine } from './validation';

/** Quarantine in a queue. What sends is loaded the first time that something is invalid, which most processes never see. */
export function quarantineTo(queueUrl: string): Quarantine {
  let send: typeof sendAll | undefined;
  return async (records) => {
    try {
      send ??= (createRequire(__filename)('./quarantine.cjs') as { readonly sendAll: typeof sendAll }).sendAll;
      return await send(queueUrl, records);
    } catch (error) {
      // Nothing of an event is in errors of the service; the caller keeps what is not quarantined.
      console.error(JSON.stringify({ type: 'event-validation', message: `quarantine failed: ${(error as Error).name}` }));
      return new Set(records.keys());
    }
  };
}
