'use strict';
/** Looks at what the loader has noted of a module that it has read and not run yet. */
const noted = require.cache[require.resolve('./business.cjs')];
globalThis.spied = noted && Object.getOwnPropertySymbols(noted).map((symbol) => String(noted[symbol])).join();
