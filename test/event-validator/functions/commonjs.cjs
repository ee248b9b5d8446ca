'use strict';
/** Handlers of all kinds in a CommonJS file. Each returns what it received. */
exports.handler = async (event) => ({ got: event.Records?.map((record) => record.body) ?? event });
exports.sync = (event, context) => void context.succeed({ got: event.Records.length });
exports.callback = (event, context, callback) => setTimeout(() => callback(null, { got: event.Records.length }), 20);
exports.lazy = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setTimeout(() => {}, 60_000);
  callback(null, { got: event.Records.length });
};
exports.silent = () => {};
exports.failing = async () => {
  throw new TypeError('the handler failed');
};
exports.name = async () => process.env._HANDLER;
exports.nested = { deep: { handler: exports.handler } };
