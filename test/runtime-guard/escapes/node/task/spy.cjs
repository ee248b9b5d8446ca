'use strict';
/** Looks at what the loader has recorded of a module that it has read and not run yet. */
const recorded = require.cache[require.resolve('./business.cjs')];
globalThis.spied = recorded && Object.getOwnPropertySymbols(recorded).map((symbol) => String(recorded[symbol])).join();
