'use strict';
exports.process = { handler: async (event) => ({ got: event.Records.map((record) => record.body) }) };
