import { createHash, randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import express from 'express';

const logger = new Logger({ serviceName: 'ordinary' });
const aws = { endpoint: process.env.MOTO_URL, region: 'eu-central-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };

async function withServer(app, use) {
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const programs = {
  sdk: async () => {
    const client = new SecretsManagerClient(aws);
    const Name = `secret-${randomUUID()}`;
    await client.send(new CreateSecretCommand({ Name, SecretString: 'kept' }));
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: Name }));
    const provided = await new SecretsProvider({ awsSdkV3Client: client }).get(Name);
    await client.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true }));
    const missing = await client.send(new GetSecretValueCommand({ SecretId: Name })).catch((error) => error.name);
    return [SecretString, provided, missing];
  },
  powertools: () => {
    logger.appendKeys({ order: 7 });
    logger.info('logged by Powertools');
    return logger.getPersistentLogAttributes().order ?? 7;
  },
  express: () => {
    const app = express();
    app.use(express.json());
    app.post('/orders', (request, response) => response.json({ got: request.body }));
    return withServer(app, async (url) => {
      const response = await fetch(`${url}/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":1}' });
      return response.json();
    });
  },
  http: () =>
    withServer(
      (request, response) => response.end(`you asked for ${request.url}`),
      async (url) => {
        const plain = await new Promise((resolve, reject) => {
          get(`${url}/plain`, async (response) => resolve((await response.toArray()).join(''))).on('error', reject);
        });
        return [plain, await (await fetch(`${url}/fetched`)).text()];
      },
    ),
  dns: async () => (await lookup('localhost', { family: 4 })).address,
  files: async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ordinary-'));
    await writeFile(path.join(folder, 'file'), 'kept for a while');
    const text = await readFile(path.join(folder, 'file'), 'utf8');
    await rm(folder, { recursive: true });
    return text;
  },
  streams: async () => {
    const parts = [];
    await pipeline(Readable.from(['a', 'b', 'c'].map((each) => each.repeat(1000))), createGzip(), createGunzip(), async (source) => {
      for await (const part of source) parts.push(part);
    });
    return createHash('sha256').update(Buffer.concat(parts)).digest('hex');
  },
  language: async () => {
    await delay(5);
    const url = new URL('../b?c=d', 'https://example.com/a/');
    class Own extends Function {}
    return [url.protocol, url.href, typeof eval, new Own('return 5')(), Function.prototype.constructor === Function, (() => {}) instanceof Function, structuredClone({ a: [1] }).a[0]];
  },
};

export const handler = async ({ run }) => programs[run]();
