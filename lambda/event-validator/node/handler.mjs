// The handler that Lambda is told of, in place of the function's own. Init ends once that is loaded.
import contract from './schemas.mjs';
import { interceptedHandler } from './intercept';

export const handler = await interceptedHandler(contract);

/** The same, by the name that says that only some of its events are validated against a schema. */
export const requests = handler;
