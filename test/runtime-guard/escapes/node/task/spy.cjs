'use strict';
/** Records what the loader has stored of a module that it has read but not run. */
const recorded = require.cache[require.resolve('./business.cjs')];
globalThis.spied = recorded && Object.getOwnPropertySymbols(recorded).map((symbol) => String(recorded[symbol])).join();
