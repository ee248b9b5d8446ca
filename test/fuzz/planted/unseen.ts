/**
 * Handlers that were written after the fuzzer was, by what goes wrong in services: 32 with one bug each, and 15 without. They are whole files, behind entry points of
 * all kinds, and some call AWS.
 */
import type { EntryPoint, EntryPointKind } from '../../../lib/fuzz/targets/entry-points';

export interface UnseenHandler {
  readonly name: string;
  /** @default 'rest' */
  readonly kind?: EntryPointKind;
  /** @default 'node' */
  readonly language?: 'node' | 'python';
  /** Of the body, the message or the detail. @default - nothing is known of it */
  readonly schema?: object;
  /** The file. */
  readonly code: string;
  readonly more?: Partial<EntryPoint>;
  /** The finding that it is for; absent where there is none. */
  readonly finds?: string;
}

const object = (properties: object, required = Object.keys(properties), more: object = {}) => ({ type: 'object', additionalProperties: false, required, properties, ...more });
const text = { type: 'string', maxLength: 60 };
const id = { type: 'string', pattern: '^[a-z0-9]{4,12}$', maxLength: 12 };
const count = { type: 'integer', minimum: 1, maximum: 50 };

/** A handler of requests that gets the body. */
const http = (code: string, before = '') => `${before}\nexports.handler = async (event) => {\n  const body = JSON.parse(event.body ?? '{}');\n  ${code}\n};\n`;
const DOC = "const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');\nconst { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } = require('@aws-sdk/lib-dynamodb');\nconst doc = DynamoDBDocumentClient.from(new DynamoDBClient({}));";
const S3 = "const { S3Client, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } = require('@aws-sdk/client-s3');\nconst s3 = new S3Client({});";
const SECRETS = "const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');\nconst secrets = new SecretsManagerClient({});";
const ok = "return { statusCode: 200, body: '{}' };";
const python = (code: string, before = 'import json') => `${before}\n\ndef handler(event, context):\n${code.split('\n').map((line) => `    ${line}`).join('\n')}\n`;
const queue = (code: string, before = '') => `${before}\nexports.handler = async ({ Records }) => {\n  for (const { body } of Records) {\n    let message;\n    try { message = JSON.parse(body); } catch { continue; }\n    if (!message || typeof message !== 'object') continue;\n    ${code}\n  }\n};\n`;

export const UNSEEN_BUGS: readonly UnseenHandler[] = [
  // Behind AWS.
  { name: 'branch of an item', code: http("const { Item } = await doc.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { pk: body.id } })); if (!Item) return { statusCode: 404, body: '{}' }; if (Item.state === 'suspended') return { statusCode: 403, body: reasons[Item.state] }; " + ok, DOC), schema: object({ id }), finds: 'exception' },
  { name: 'no item', code: http('const { Item } = await doc.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { pk: body.id } })); return { statusCode: 200, body: JSON.stringify({ owner: Item.owner }) };', DOC), schema: object({ id }), finds: 'exception' },
  { name: 'first of no items', code: http("const { Items } = await doc.send(new QueryCommand({ TableName: process.env.TABLE_NAME, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': body.id } })); const latest = Items[0]; return { statusCode: 200, body: JSON.stringify({ at: latest.at }) };", DOC), schema: object({ id }), finds: 'exception' },
  { name: 'more than is left', code: http("const { Item } = await doc.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { pk: body.id } })); if (!Item) return { statusCode: 404, body: '{}' }; const left = Item.stock - body.count; const slots = new Array(left).fill(0); return { statusCode: 200, body: String(slots.length) };", DOC), schema: object({ id, count: { type: 'integer', minimum: 1, maximum: 5000 } }), finds: 'exception' },
  { name: 'lost race', code: http("try { await doc.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { pk: body.id }, ConditionExpression: 'attribute_not_exists(pk)' })); } catch (e) { return { statusCode: 409, body: JSON.stringify({ id: e.item.pk }) }; } " + ok, DOC), schema: object({ id }), finds: 'exception' },
  { name: 'created twice', code: http("await doc.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { pk: body.id, n: 1 }, ConditionExpression: 'attribute_not_exists(pk)' })); return { statusCode: 201, body: '{}' };", DOC), schema: object({ id }), finds: 'exception' },
  { name: 'second page', code: http("let key, total = 0, page = 0; do { const out = await doc.send(new QueryCommand({ TableName: process.env.TABLE_NAME, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': body.id }, ExclusiveStartKey: key })); total += out.Items.length; key = out.LastEvaluatedKey; if (page++ > 0) total += pages.length; } while (key); return { statusCode: 200, body: String(total) };", DOC), schema: object({ id }), finds: 'exception' },
  { name: 'throttled, and told to callers', code: http("try { await doc.send(new UpdateCommand({ TableName: process.env.TABLE_NAME, Key: { pk: body.id }, UpdateExpression: 'SET seen = :s', ExpressionAttributeValues: { ':s': 1 } })); } catch (e) { return { statusCode: 503, body: JSON.stringify({ trace: e.stack }) }; } " + ok, DOC), schema: object({ id }), finds: 'stack-trace' },
  { name: 'no such object', code: http('const { Body } = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: `docs/${body.id}.txt` })); return { statusCode: 200, body: await Body.transformToString() };', S3), schema: object({ id }), finds: 'exception' },
  { name: 'empty bucket', kind: 'eventbridge', code: `${S3}\nexports.handler = async () => { const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: process.env.BUCKET })); return Contents.map(({ Key }) => Key); };`, finds: 'exception' },
  { name: 'secret in the answer', code: http("const { SecretString, ...about } = await secrets.send(new GetSecretValueCommand({ SecretId: 'pay' })); return { statusCode: 200, body: JSON.stringify({ about, config: { key: SecretString } }) };", SECRETS), schema: object({ id }), finds: 'secret' },
  // Requests.
  { name: 'header of a tenant', code: http("const tenant = event.headers['x-tenant-id']; if (tenant === 'internal') return { statusCode: 200, body: limits.internal }; " + ok), schema: object({ id }), finds: 'exception' },
  { name: 'header in Python', language: 'python', code: python('mode = (event.get("headers") or {}).get("X-Debug-Mode")\nif mode == "verbose":\n    raise ValueError("verbose")\nreturn {"statusCode": 200, "body": "{}"}'), finds: 'exception' },
  { name: 'page of a query', code: http("const page = event.queryStringParameters?.page ?? '1'; const rows = new Array(Number(page) * 10); return { statusCode: 200, body: String(rows.length) };"), finds: 'exception' },
  { name: 'sort order', code: http("const { sort = 'asc' } = event.queryStringParameters ?? {}; const by = { asc: (a, b) => a - b, desc: (a, b) => b - a }; return { statusCode: 200, body: JSON.stringify([3, 1, 2].sort(by[sort])) };"), finds: 'exception' },
  { name: 'role of a claim', code: http("const { claims } = event.requestContext.authorizer; if (claims.role === 'auditor') return { statusCode: 200, body: audits.length }; " + ok), schema: object({ id }), finds: 'exception' },
  { name: 'cookie without a value', code: http("const jar = Object.fromEntries((event.headers.cookie ?? 'a=b').split(';').map((c) => c.trim().split('='))); const sid = jar.sid ?? 'x'; if ('sid' in jar) Buffer.from(jar.sid, 'base64'); return { statusCode: 200, body: sid };"), finds: 'exception' },
  { name: 'form in base64', kind: 'http', code: "exports.handler = async (event) => { const body = event.isBase64Encoded ? null : event.body; let data; try { data = JSON.parse(body ?? '{}'); } catch { return { statusCode: 400 }; } if (event.isBase64Encoded) return { statusCode: 200, body: data.name.trim() }; return { statusCode: 204 }; };", more: { method: 'POST' }, finds: 'exception' },
  // Texts.
  { name: 'superscript digits', language: 'python', code: python('q = json.loads(event["body"])["quantity"]\nif q.isdigit():\n    int(q)\nreturn {"statusCode": 200, "body": "{}"}'), schema: object({ quantity: { type: 'string', maxLength: 6 } }), finds: 'exception' },
  { name: 'column of 20 characters', code: http("const slug = body.title.toLowerCase(); if (slug.length > 20) throw new Error('value too long for type character varying(20)'); " + ok), schema: object({ title: { type: 'string', minLength: 1, maxLength: 20 } }), finds: 'exception' },
  { name: 'normalized key', code: http("const key = body.name.normalize('NFC'); if (Buffer.byteLength(key, 'utf16le') / 2 > 30) throw new RangeError('key'); " + ok), schema: object({ name: { type: 'string', maxLength: 15 } }), finds: 'exception' },
  { name: 'split of a name', code: http("const [first, last] = body.name.split(' '); return { statusCode: 200, body: last.toUpperCase() + first };"), schema: object({ name: { type: 'string', minLength: 1, maxLength: 40 } }), finds: 'exception' },
  { name: 'template of a mail', code: http("const mail = 'Dear {name}, {greeting}'.replace(/\\{(\\w+)\\}/g, (_, k) => ({ name: body.name, greeting: body.greeting })[k]); const parts = mail.match(/^Dear (.+), (.*)$/); return { statusCode: 200, body: parts[1] };"), schema: object({ name: text, greeting: text }), finds: 'exception' },
  // Structures.
  { name: 'tree of comments', code: http("const depth = (n) => 1 + Math.max(0, ...n.replies.map(depth)); if (depth(body) > 9) throw new Error('indent'); " + ok), schema: { definitions: { c: object({ t: text, replies: { type: 'array', maxItems: 3, items: { $ref: '#/definitions/c' } } }) }, $ref: '#/definitions/c' }, finds: 'exception' },
  { name: 'overlapping ranges', code: http("const sorted = [...body.ranges].sort((a, b) => a.from - b.from); sorted.forEach((r, i) => { if (i > 0 && r.from < sorted[i - 1].to) throw new Error('overlap'); }); " + ok), schema: object({ ranges: { type: 'array', minItems: 1, maxItems: 4, items: object({ from: count, to: count }) } }), finds: 'exception' },
  { name: 'average of nothing', code: http("const avg = body.marks.reduce((a, b) => a + b, 0) / body.marks.length; return { statusCode: 200, body: avg.toFixed(1).padStart(6), headers: { 'x-stars': '*'.repeat(avg) } };"), schema: object({ marks: { type: 'array', maxItems: 8, items: { type: 'integer', minimum: -5, maximum: 5 } } }), finds: 'exception' },
  // Time.
  { name: 'leap day plus a year', language: 'python', code: python('at = datetime.date.fromisoformat(json.loads(event["body"])["start"])\nat.replace(year=at.year + 1)\nreturn {"statusCode": 200, "body": "{}"}', 'import json, datetime'), schema: object({ start: { type: 'string', format: 'date', pattern: '^20[0-9]{2}-[01][0-9]-[0-3][0-9]$', maxLength: 10 } }), finds: 'exception' },
  // Messages.
  { name: 'field of a message', kind: 'sqs', code: queue('if (message.retries > 3) await alarms.raise(message.id);'), finds: 'exception' },
  { name: 'test event of a bucket', kind: 'sqs', code: 'exports.handler = async ({ Records }) => { for (const { body } of Records) for (const { s3 } of JSON.parse(body).Records) decodeURIComponent(s3.object.key); };', more: { upstreams: ['s3'] }, finds: 'exception' },
  { name: 'notification of a topic', kind: 'sqs', code: queue("if (message.Type === 'Notification') { let inner; try { inner = JSON.parse(message.Message); } catch { continue; } if (inner?.action === 'purge') purge(inner); }"), more: { upstreams: ['sns'] }, finds: 'exception' },
  { name: 'removed rows', kind: 'dynamodb', code: 'exports.handler = async ({ Records }) => { for (const { dynamodb } of Records) console.log(Object.keys(dynamodb.NewImage).length); };', finds: 'exception' },
  // State.
  { name: 'answers of the neighbour', code: http('current = body.id; await doc.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { pk: body.id } })); return { statusCode: 200, body: JSON.stringify({ id: current }) };', `${DOC}\nlet current;`), schema: object({ id }), finds: 'mixed-invocations' },
];

export const UNSEEN_CLEAN: readonly UnseenHandler[] = [
  { name: 'reads an item', code: http("const { Item } = await doc.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { pk: body.id } })); if (!Item) return { statusCode: 404, body: '{}' }; return { statusCode: 200, body: JSON.stringify({ total: Item.lines.reduce((s, l) => s + l.price * l.count, 0).toFixed(2), by: Item.customer.name.trim() }) };", DOC), schema: object({ id }) },
  { name: 'writes once', code: http("try { await doc.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { pk: body.id }, ConditionExpression: 'attribute_not_exists(pk)' })); } catch (e) { if (e.name === 'ConditionalCheckFailedException') return { statusCode: 409, body: '{}' }; throw e; } return { statusCode: 201, body: '{}' };", DOC), schema: object({ id }) },
  { name: 'all pages', code: http("const found = []; let key; do { const out = await doc.send(new QueryCommand({ TableName: process.env.TABLE_NAME, KeyConditionExpression: '#p = :p', ExpressionAttributeNames: { '#p': 'pk' }, ExpressionAttributeValues: { ':p': body.id }, ExclusiveStartKey: key })); found.push(...out.Items); key = out.LastEvaluatedKey; } while (key); return { statusCode: 200, body: JSON.stringify(found.map(({ at }) => new Date(at).toISOString())) };", DOC), schema: object({ id }) },
  { name: 'settings of a bucket', code: http("let settings; try { const { Body } = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: 'settings.json' })); settings = JSON.parse(await Body.transformToString()); } catch (e) { if (e.name !== 'NoSuchKey') throw e; settings = { theme: 'plain' }; } return { statusCode: 200, body: JSON.stringify({ theme: settings.theme }) };", S3), schema: object({ id }) },
  { name: 'counts', code: http("const { Attributes } = await doc.send(new UpdateCommand({ TableName: process.env.TABLE_NAME, Key: { pk: body.id }, UpdateExpression: 'ADD hits :one', ExpressionAttributeValues: { ':one': 1 }, ReturnValues: 'ALL_NEW' })); return { statusCode: 200, body: String(Attributes.hits) };", DOC), schema: object({ id }) },
  { name: 'business hours', code: http("if (body.count > 20) return { statusCode: 422, body: JSON.stringify({ message: 'too many' }) }; " + ok), schema: object({ count }) },
  { name: 'one currency', code: http("if (body.currency !== 'EUR') return { statusCode: 400, body: JSON.stringify({ message: 'EUR only' }) }; " + ok), schema: object({ currency: { enum: ['EUR', 'USD', 'CHF'] } }) },
  { name: 'header that is optional', code: http("const lang = String(event.headers?.['accept-language'] ?? 'en').slice(0, 2); const texts = { en: 'Hello', de: 'Hallo' }; return { statusCode: 200, body: Object.hasOwn(texts, lang) ? texts[lang] : texts.en };"), schema: object({ id }) },
  { name: 'page that is bounded', code: http("const page = Math.min(50, Math.max(1, Number.parseInt(event.queryStringParameters?.page ?? '1', 10) || 1)); return { statusCode: 200, body: String(page) };"), schema: object({ id }) },
  { name: 'claims that are asked for', code: http("const sub = event.requestContext?.authorizer?.claims?.sub; if (typeof sub !== 'string') return { statusCode: 403, body: '{}' }; return { statusCode: 200, body: JSON.stringify({ sub }) };"), schema: object({ id }) },
  { name: 'base64 that is decoded', kind: 'http', code: "exports.handler = async (event) => { const raw = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body ?? ''; try { return { statusCode: 200, body: JSON.stringify(Object.keys(JSON.parse(raw) ?? {})) }; } catch { return { statusCode: 400 }; } };", more: { method: 'POST' } },
  { name: 'partial batches', kind: 'sqs', code: "exports.handler = async ({ Records }) => ({ batchItemFailures: Records.flatMap(({ messageId, body }) => { try { const m = JSON.parse(body); return typeof m?.id === 'string' ? [] : [{ itemIdentifier: messageId }]; } catch { return [{ itemIdentifier: messageId }]; } }) });" },
  { name: 'parses in Python', language: 'python', code: python('try:\n    body = json.loads(event.get("body") or "{}")\nexcept (ValueError, RecursionError):\n    return {"statusCode": 400, "body": "{}"}\nname = body.get("name") if isinstance(body, dict) else None\nreturn {"statusCode": 200, "body": json.dumps({"name": str(name)[:10]})}') },
  { name: 'tree without recursion', code: http('const open = [body]; let n = 0; while (open.length > 0) { n += 1; open.push(...open.pop().replies); } return { statusCode: 200, body: String(n) };'), schema: { definitions: { c: object({ t: text, replies: { type: 'array', maxItems: 3, items: { $ref: '#/definitions/c' } } }) }, $ref: '#/definitions/c' } },
  { name: 'images of a stream', kind: 'dynamodb', code: 'exports.handler = async ({ Records }) => { for (const { dynamodb, eventName } of Records) console.log(eventName, Object.keys(dynamodb.NewImage ?? dynamodb.OldImage ?? {}).length); };' },
];
