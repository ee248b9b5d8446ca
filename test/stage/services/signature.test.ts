import { AccessKey, signatureProblem, signedHeaders, SignedRequest } from '../../../stage/services/signature';

const KEY: AccessKey = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const REGION = 'eu-central-1';
const secretOf = (id: string) => (id === KEY.accessKeyId ? KEY.secretAccessKey : undefined);
const request = (changes: Partial<SignedRequest> = {}): SignedRequest => ({
  method: 'POST', host: 'api.execute-api.eu-central-1.amazonaws.com', path: '/prod/orders?b=2&a=1&a=%20', headers: { 'content-type': 'application/json' }, body: '{"id":1}', ...changes,
});

async function signed(key = KEY, at = new Date(), region = REGION): Promise<SignedRequest> {
  const original = request();
  return { ...original, headers: { ...(await signedHeaders(original, key, region, at)) } };
}

test('a valid signature has no problem', async () => {
  expect(await signatureProblem(await signed(), secretOf, REGION)).toBeUndefined();
});

test('unsigned headers may be added', async () => {
  const sent = await signed();
  expect(await signatureProblem({ ...sent, headers: { ...sent.headers, 'x-forwarded-for': '192.0.2.1' } }, secretOf, REGION)).toBeUndefined();
});

test.each<[string, Partial<SignedRequest>]>([
  ['another method', { method: 'PUT' }],
  ['another path', { path: '/prod/admin?b=2&a=1&a=%20' }],
  ['another query', { path: '/prod/orders?b=2&a=1' }],
  ['another host', { host: 'other.execute-api.eu-central-1.amazonaws.com' }],
  ['another body', { body: '{"id":2}' }],
  ['no body', { body: '' }],
])('%s invalidates the signature', async (_, changes) => {
  expect(await signatureProblem({ ...(await signed()), ...changes }, secretOf, REGION)).toBe('invalid');
});

test('a changed signed header invalidates the signature', async () => {
  const sent = await signed();
  expect(await signatureProblem({ ...sent, headers: { ...sent.headers, 'content-type': 'text/plain' } }, secretOf, REGION)).toBe('invalid');
});

test('a signature without the host is invalid', async () => {
  const { headers, ...sent } = await signed();
  const authorization = headers.authorization.replace(';host;', ';');
  expect(await signatureProblem({ ...sent, headers: { ...headers, authorization } }, secretOf, REGION)).toBe('invalid');
});

test('a signature for another Region is invalid', async () => {
  expect(await signatureProblem(await signed(KEY, new Date(), 'us-east-1'), secretOf, REGION)).toBe('invalid');
});

test('another secret is invalid, and another key is unknown', async () => {
  expect(await signatureProblem(await signed({ ...KEY, secretAccessKey: 'other' }), secretOf, REGION)).toBe('invalid');
  expect(await signatureProblem(await signed({ ...KEY, accessKeyId: 'OTHER' }), secretOf, REGION)).toBe('unknown');
});

test.each([-600_000, 600_000])('a signature of %d milliseconds from now has expired', async (clock) => {
  expect(await signatureProblem(await signed(KEY, new Date(Date.now() + clock)), secretOf, REGION)).toBe('expired');
});

test.each(['', 'Bearer token', 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE'])('the authorization %j is missing', async (authorization) => {
  expect(await signatureProblem(request({ headers: { authorization } }), secretOf, REGION)).toBe('missing');
  expect(await signatureProblem(request(), secretOf, REGION)).toBe('missing');
});

test('a malformed date has expired', async () => {
  const sent = await signed();
  expect(await signatureProblem({ ...sent, headers: { ...sent.headers, 'x-amz-date': 'today' } }, secretOf, REGION)).toBe('expired');
});
