/** Handlers of all kinds in an ES module. Each returns what it received. */
const ready = await Promise.resolve('ready');

export const handler = async (event) => ({ got: event.Records?.map((record) => record.body) ?? event, ready });
export const http = async (event) => ({ statusCode: 200, body: event.body });
export const streaming = awslambda.streamifyResponse(async (event, stream) => {
  stream.setContentType('text/plain');
  stream.write('got ');
  await new Promise((resolve) => setTimeout(resolve, 50));
  stream.write(event.body);
  stream.end();
});
