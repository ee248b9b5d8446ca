// The handler that Lambda is configured with, instead of the function's own, which it loads during init.
import contract from './schemas.mjs';
import { interceptedHandler } from './intercept';

export const handler = await interceptedHandler(contract);

/** The same handler. Its name shows that only some of the function's events are validated. */
export const requests = handler;
