exports.handler = async ({ Records }) => {
  const measures = Records.map(({ kinesis }) => JSON.parse(Buffer.from(kinesis.data, 'base64').toString()));
  console.log(JSON.stringify({ parcels: measures.length, grams: measures.reduce((sum, { grams }) => sum + grams, 0) }));
  return { batchItemFailures: [] };
};
