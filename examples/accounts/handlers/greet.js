exports.handler = async ({ pathParameters: { name } }) => ({ statusCode: 200, body: JSON.stringify({ greeting: `Hello, ${name}` }) });
