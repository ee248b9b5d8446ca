/** The provider issues a new key for anyone who holds the current one, and drops the old one an hour after the new one was first used. */
const STEPS = {
  create: async ({ current }) => ({ secretString: (await provider('POST', '/keys', current)).key }),
  set: async () => {},
  test: ({ pending }) => provider('GET', '/keys/self', pending),
  finish: async () => {},
};

/** Called for each step of a rotation, and again where one is retried. The event holds keys, and is never logged. */
exports.handler = (event) => STEPS[event.step](event);

async function provider(method, path, key) {
  const response = await fetch(`${process.env.PROVIDER}${path}`, { method, headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`the payment provider answered ${response.status}`);
  return response.json();
}
