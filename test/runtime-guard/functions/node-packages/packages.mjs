/* eslint-disable import/no-extraneous-dependencies */
/** Uses of npm packages in Lambda functions: each creates its objects, and then uses them. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { Writable } from 'node:stream';

const require = createRequire(import.meta.url);

/** Returns the URL of a server on loopback that answers every request with the same response. */
async function served(answer, type = 'application/json') {
  const server = createHttpServer((request, response) => request.resume().on('end', () => response.setHeader('content-type', type).end(answer))).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/`;
}

/** Returns the port of a server on loopback that answers each message with the result of a function. */
async function answering(answer) {
  const server = createServer((socket) => socket.on('error', () => undefined).on('data', (data) => socket.write(answer(data)))).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  return server.address().port;
}

/** Sends one request to an application that listens. */
async function asked(application, path = '/7') {
  const server = application.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`);
  const text = await response.text();
  server.close();
  return [response.status, text];
}

const lines = () => {
  const written = [];
  return [written, new Writable({ write: (chunk, encoding, done) => (written.push(`${chunk}`), done()) })];
};

/** Renders a template once, since templates are compiled at their first rendering. */
function rendered(render) {
  render({ orders: [] });
  return render;
}

const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };

/** Returns a Redis response for each command of a request. */
const redis = (data) => `${data}`.split(/(?=\*\d+\r\n)/).map((command) => (/\r\nget\r\n/i.test(command) ? '$5\r\nvalue\r\n' : '+OK\r\n')).join('');

/** Returns PostgreSQL responses: success for the first message, one row for a query. */
const postgres = (data) => {
  const message = (type, ...parts) => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(5);
    head.write(type, 0, 'latin1');
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  if (data[0] !== 0x51) return Buffer.concat([message('R', Buffer.alloc(4)), ready]);
  const column = Buffer.concat([Buffer.from('n\0'), Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4, 255, 255, 255, 255, 0, 0])]);
  return Buffer.concat([
    message('T', Buffer.from([0, 1]), column),
    message('D', Buffer.from([0, 1, 0, 0, 0, 1]), Buffer.from('7')),
    message('C', Buffer.from('SELECT 1\0')),
    ready,
  ]);
};

const ORDER = { type: 'object', properties: { id: { type: 'integer' }, mail: { type: 'string', format: 'email' } }, required: ['id'], additionalProperties: false };

/** Work by package; several uses of a package are under `package.way`. */
export const PACKAGES = {
  'ajv': {
    make: async () => new (await import('ajv')).default().compile({ ...ORDER, properties: { id: ORDER.properties.id } }),
    use: (validate) => [validate({ id: 7 }), validate({ id: 'x' }), validate.errors.length],
  },
  'ajv-formats': {
    make: () => {
      const ajv = new (require('ajv'))();
      require('ajv-formats').default(ajv);
      return ajv.compile(ORDER);
    },
    use: (validate) => [validate({ id: 7, mail: 'a@b.example' }), validate({ id: 7, mail: 'a' })],
  },
  'zod': {
    make: async () => {
      const { z } = await import('zod');
      return z.object({ id: z.number().int(), mail: z.email().optional() });
    },
    use: (schema) => [schema.parse({ id: 7 }), schema.safeParse({ id: 'x' }).success],
  },
  'joi': { make: () => require('joi').object({ id: require('joi').number().integer().required() }), use: (schema) => [schema.validate({ id: '7' }).value, schema.validate({}).error.message] },
  'yup': { make: () => require('yup').object({ id: require('yup').number().required() }), use: async (schema) => [await schema.validate({ id: '7' }), await schema.isValid({})] },
  'lodash': { make: () => require('lodash'), use: (_) => [_.groupBy([1, 2, 3], (n) => n % 2), _.merge({ a: { b: 1 } }, { a: { c: 2 } })] },
  'lodash.template': { make: () => require('lodash').template('<%= n %> orders'), use: (render) => render({ n: 7 }) },
  'dayjs': { make: () => require('dayjs'), use: (dayjs) => dayjs('2026-01-31').add(1, 'month').format('YYYY-MM-DD') },
  'date-fns': { make: () => import('date-fns'), use: ({ addMonths, format }) => format(addMonths(new Date(2026, 0, 31), 1), 'yyyy-MM-dd') },
  'luxon': { make: () => require('luxon').DateTime, use: (DateTime) => DateTime.fromISO('2026-01-31T00:00:00Z', { zone: 'Europe/Berlin' }).toISO() },
  'moment': { make: () => require('moment'), use: (moment) => moment.utc('2026-01-31').add(1, 'month').toISOString() },
  'uuid': { make: () => import('uuid'), use: ({ v4, v5, validate }) => [validate(v4()), v5('orders', v5.URL)] },
  'nanoid': { make: () => import('nanoid'), use: ({ nanoid }) => nanoid().length },
  'axios': { make: async () => (await import('axios')).default, use: async (axios) => (await axios.post(await served('{"id":7}'), { id: 1 })).data },
  'node-fetch': { make: async () => (await import('node-fetch')).default, use: async (fetch) => (await fetch(await served('{"id":7}'))).json() },
  'got': { make: async () => (await import('got')).got, use: async (got) => got(await served('{"id":7}')).json() },
  'undici': { make: () => import('undici'), use: async ({ request }) => (await request(await served('{"id":7}'))).body.json() },
  'express': {
    make: () => {
      const application = require('express')();
      application.get('/:id', (request, response) => response.json(request.params));
      return application;
    },
    use: asked,
  },
  'serverless-http': {
    make: () => {
      const application = require('express')();
      application.get('/:id', (request, response) => response.json(request.params));
      return require('serverless-http')(application);
    },
    use: async (handler) => (await handler({ httpMethod: 'GET', path: '/7', headers: {}, requestContext: {} }, {})).body,
  },
  'fastify': {
    make: async () => {
      const application = require('fastify')();
      application.get('/:id', { schema: { params: ORDER, response: { 200: ORDER } } }, async (request) => request.params);
      await application.ready();
      return application;
    },
    use: async (application) => (await application.inject('/7')).body,
  },
  'koa': {
    make: () => {
      const application = new (require('koa'))();
      application.use((context) => (context.body = { path: context.path }));
      return application;
    },
    use: asked,
  },
  'hono': {
    make: async () => {
      const { Hono } = await import('hono');
      return new Hono().get('/:id', (context) => context.json(context.req.param()));
    },
    use: async (application) => (await application.request('/7')).text(),
  },
  '@middy/core': { make: async () => (await import('@middy/core')).default(async (event) => event).before((request) => void (request.event.seen = true)), use: (handler) => handler({ id: 7 }, { getRemainingTimeInMillis: () => 1000 }) },
  '@aws-lambda-powertools/logger': {
    make: async () => new (await import('@aws-lambda-powertools/logger')).Logger({ serviceName: 'orders', logLevel: 'ERROR' }),
    use: (logger) => {
      logger.appendKeys({ id: 7 });
      logger.info('not written');
      return logger.getPersistentLogAttributes();
    },
  },
  '@aws-sdk/client-s3': {
    make: async () => {
      const { S3Client, GetObjectCommand } = await import('@aws-sdk/client-s3');
      const endpoint = await served('content', 'text/plain');
      return { client: new S3Client({ region: 'eu-central-1', endpoint, forcePathStyle: true, credentials }), command: new GetObjectCommand({ Bucket: 'orders', Key: '7' }) };
    },
    use: async ({ client, command }) => (await client.send(command)).Body.transformToString(),
  },
  '@aws-sdk/client-dynamodb': {
    make: async () => {
      const { DynamoDBClient, GetItemCommand } = await import('@aws-sdk/client-dynamodb');
      const endpoint = await served('{"Item":{"id":{"N":"7"}}}', 'application/x-amz-json-1.0');
      return { client: new DynamoDBClient({ region: 'eu-central-1', endpoint, credentials }), command: new GetItemCommand({ TableName: 'orders', Key: { id: { N: '7' } } }) };
    },
    use: async ({ client, command }) => (await client.send(command)).Item,
  },
  '@aws-sdk/lib-dynamodb': {
    make: async () => {
      const [{ DynamoDBClient }, { DynamoDBDocumentClient, GetCommand }] = [await import('@aws-sdk/client-dynamodb'), await import('@aws-sdk/lib-dynamodb')];
      const endpoint = await served('{"Item":{"id":{"N":"7"}}}', 'application/x-amz-json-1.0');
      return { client: DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1', endpoint, credentials })), command: new GetCommand({ TableName: 'orders', Key: { id: 7 } }) };
    },
    use: async ({ client, command }) => (await client.send(command)).Item,
  },
  'aws-xray-sdk-core': {
    make: () => require('aws-xray-sdk-core'),
    use: (xray) => {
      const segment = new xray.Segment('orders', '1-58861626-9fe06a2b6a9b4e0e8ea7a9a1');
      segment.addNewSubsegment('query').close();
      return segment.subsegments.length;
    },
  },
  '@opentelemetry/sdk-trace-base': {
    make: () => {
      const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
      const exporter = new InMemorySpanExporter();
      return { exporter, tracer: new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('orders') };
    },
    use: ({ exporter, tracer }) => {
      tracer.startSpan('order').end();
      return exporter.getFinishedSpans().map(({ name }) => name);
    },
  },
  'pino': {
    make: () => {
      const [written, stream] = lines();
      return { written, log: require('pino')({ base: undefined, timestamp: false, redact: ['secret'] }, stream) };
    },
    use: ({ written, log }) => {
      log.info({ id: 7, secret: 'x' }, 'order');
      return written;
    },
  },
  'winston': {
    make: () => {
      const [written, stream] = lines();
      const winston = require('winston');
      return { written, log: winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Stream({ stream })] }) };
    },
    use: async ({ written, log }) => {
      log.info('order', { id: 7 });
      await new Promise(setImmediate);
      return written.map((line) => JSON.parse(line).id);
    },
  },
  'jsonwebtoken': { make: () => require('jsonwebtoken'), use: (jwt) => jwt.verify(jwt.sign({ id: 7, iat: 1 }, 'secret'), 'secret') },
  'jose': {
    make: () => import('jose'),
    use: async ({ SignJWT, jwtVerify }) => {
      const key = new TextEncoder().encode('secret'.repeat(8));
      return (await jwtVerify(await new SignJWT({ id: 7 }).setProtectedHeader({ alg: 'HS256' }).sign(key), key)).payload;
    },
  },
  'bcryptjs': { make: () => require('bcryptjs'), use: (bcrypt) => bcrypt.compareSync('secret', bcrypt.hashSync('secret', 4)) },
  'bcrypt': { make: () => require('bcrypt'), use: async (bcrypt) => bcrypt.compare('secret', await bcrypt.hash('secret', 4)) },
  'sharp': { make: () => require('sharp'), use: async (sharp) => (await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).resize(2).png().toBuffer()).length > 50 },
  'pg': {
    make: () => require('pg').Client,
    use: async (Client) => {
      const client = new Client({ host: '127.0.0.1', port: await answering(postgres), user: 'x', database: 'x', ssl: false });
      await client.connect();
      return (await client.query('SELECT 7 AS n')).rows;
    },
  },
  'mysql2': {
    make: () => require('mysql2'),
    use: async (mysql) => {
      const server = mysql.createServer((connection) => {
        connection.on('error', () => undefined);
        connection.serverHandshake({ protocolVersion: 10, serverVersion: '8', connectionId: 1, statusFlags: 2, characterSet: 8, capabilityFlags: 0xffffff ^ 0x800 });
        connection.on('query', () => connection.writeTextResult([{ n: '7' }], [{ catalog: 'def', schema: '', table: '', orgTable: '', name: 'n', orgName: 'n', characterSet: 63, columnLength: 11, columnType: 3, flags: 0, decimals: 0 }]));
      });
      server.listen(0, '127.0.0.1');
      await once(server._server, 'listening');
      const connection = mysql.createConnection({ host: '127.0.0.1', port: server._server.address().port });
      const [rows] = await connection.promise().query('SELECT 7 AS n');
      return rows;
    },
  },
  'mongodb': {
    make: () => require('mongodb'),
    use: ({ BSON, MongoClient, ObjectId }) => [new MongoClient('mongodb://127.0.0.1:1').db('orders').databaseName, BSON.deserialize(BSON.serialize({ id: 7 })), new ObjectId('0'.repeat(24)).toHexString()],
  },
  'ioredis': {
    make: () => require('ioredis'),
    use: async ({ Redis }) => {
      const client = new Redis({ host: '127.0.0.1', port: await answering(redis), enableReadyCheck: false });
      const value = await client.get('id');
      client.disconnect();
      return value;
    },
  },
  'redis': {
    make: () => require('redis'),
    use: async ({ createClient }) => {
      const client = createClient({ socket: { host: '127.0.0.1', port: await answering(redis) }, RESP: 2 });
      await client.connect();
      const value = await client.get('id');
      client.destroy();
      return value;
    },
  },
  'knex': { make: () => require('knex')({ client: 'pg' }), use: (knex) => knex('orders').where({ id: 7 }).select('*').toString() },
  'handlebars': { make: () => rendered(require('handlebars').compile('{{#each orders}}{{id}};{{/each}}')), use: (render) => render({ orders: [{ id: 7 }, { id: 8 }] }) },
  'ejs': { make: async () => (await import('ejs')).default.compile('<% for (const each of orders) { %><%= each %>;<% } %>'), use: (render) => render({ orders: [7, 8] }) },
  'mustache': { make: () => require('mustache'), use: (mustache) => mustache.render('{{#orders}}{{id}};{{/orders}}', { orders: [{ id: 7 }] }) },
  'nunjucks': {
    make: () => {
      const template = require('nunjucks').compile('{% for each in orders %}{{ each }};{% endfor %}');
      return rendered((data) => template.render(data));
    },
    use: (render) => render({ orders: [7, 8] }),
  },
  'marked': { make: () => import('marked'), use: ({ marked }) => marked.parse('# Orders\n\n* 7') },
  'cheerio': { make: () => import('cheerio'), use: ({ load }) => load('<ul><li>7</li></ul>')('li').text() },
  'fast-xml-parser': { make: () => new (require('fast-xml-parser').XMLParser)(), use: (parser) => parser.parse('<order><id>7</id></order>') },
  'xml2js': { make: () => require('xml2js'), use: async (xml2js) => [await xml2js.parseStringPromise('<order><id>7</id></order>'), new xml2js.Builder({ headless: true }).buildObject({ id: 7 })] },
  'csv-parse': { make: () => import('csv-parse/sync'), use: ({ parse }) => parse('id,n\n7,1\n', { columns: true }) },
  'js-yaml': { make: () => import('js-yaml'), use: ({ dump, load }) => [load('id: 7'), dump({ id: 7 })] },
  'yaml': { make: () => require('yaml'), use: ({ parse, stringify }) => [parse('id: 7'), stringify({ id: 7 })] },
  'protobufjs': {
    make: () => require('protobufjs').parse('syntax = "proto3"; message Order { int32 id = 1; }').root.lookupType('Order').setup(),
    use: (Order) => Order.toObject(Order.decode(Order.encode(Order.create({ id: 7 })).finish())),
  },
  'graphql': {
    make: () => require('graphql').buildSchema('type Query { order(id: ID!): String }'),
    use: async (schema) => (await require('graphql').graphql({ schema, source: '{ order(id: 7) }', rootValue: { order: ({ id }) => `order ${id}` } })).data,
  },
  'stripe': {
    make: () => require('stripe'),
    use: (Stripe) => {
      const stripe = new Stripe('sk_test_x');
      const header = stripe.webhooks.generateTestHeaderString({ payload: '{"id":"7"}', secret: 'whsec_x' });
      return stripe.webhooks.constructEvent('{"id":"7"}', header, 'whsec_x').id;
    },
  },
  'rxjs': { make: () => require('rxjs'), use: ({ from, lastValueFrom, map, toArray }) => lastValueFrom(from([1, 2]).pipe(map((n) => n * 2), toArray())) },
  'iconv-lite': { make: () => require('iconv-lite'), use: (iconv) => iconv.decode(iconv.encode('7 €', 'win1252'), 'win1252') },
  'jszip': {
    make: () => require('jszip'),
    use: async (JSZip) => {
      const content = await new JSZip().file('order.txt', '7').generateAsync({ type: 'nodebuffer' });
      return (await JSZip.loadAsync(content)).file('order.txt').async('string');
    },
  },
  'pdf-lib': {
    make: () => require('pdf-lib').PDFDocument,
    use: async (PDFDocument) => {
      const document = await PDFDocument.create();
      document.addPage().drawText('7');
      return (await PDFDocument.load(await document.save())).getPageCount();
    },
  },
  'qrcode': { make: () => require('qrcode'), use: async (qrcode) => (await qrcode.toDataURL('order 7')).slice(0, 22) },
  'validator': { make: () => require('validator'), use: (validator) => [validator.isEmail('a@b.example'), validator.escape('<7>')] },
  'i18next': {
    make: async () => {
      const { default: i18next } = await import('i18next');
      await i18next.init({ lng: 'de', resources: { de: { translation: { order: 'Bestellung {{id}}' } } } });
      return i18next;
    },
    use: (i18next) => i18next.t('order', { id: 7 }),
  },
};
