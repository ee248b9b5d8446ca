import * as fc from 'fast-check';
import { anyCharacter } from '../../../lib/fuzz/generator/texts';
import {
  isCredentialHeader, isHarmless, isPlaceholder, issuedFormat, leavesOf, looksRandom, namesPublicValue, namesReference, namesSecret, secretFormat,
} from '../../../lib/secrets/template/secret-detection';

/** Assembled at run time, so that scanners do not report this file. */
const repeat = (text: string, length: number) => text.repeat(length).slice(0, length);

describe('names', () => {
  test.each([['x-functions-key', true], ['X-Service-Key', true], ['x-idempotency-key', false], ['X-Cache-Key', false], ['sort-key', false], ['x-key-version', false]])('header %s names a secret: %s', (name, expected) => {
    expect(namesSecret(name)).toBe(expected);
  });

  test.each([
    'password', 'DB_PASSWORD', 'dbPassword', 'db-password', 'DbPasswd', 'MYSQL_PWD', 'SMTP_PASS', 'SECRET', 'JWT_SECRET', 'CLIENT_SECRET',
    'clientSecret', 'API_KEY', 'apiKey', 'APIKEY', 'DD_API_KEY', 'API_KEY_2', 'STRIPE_API_KEY_PROD', 'PRIVATE_KEY', 'AWS_SECRET_ACCESS_KEY',
    'SECRET_KEY_BASE', 'TOKEN', 'GITHUB_TOKEN', 'TOKEN_GITHUB', 'authToken', 'CREDENTIALS', 'CONNECTION_STRING', 'connectionString', 'SIGNING_KEY',
    'NEW_RELIC_LICENSE_KEY', 'PASSPHRASE', 'PGPASSWORD', 'MYSQLPASSWORD', 'GITHUBTOKEN', 'JWT_KEY', 'COOKIE_KEY', 'REDISCLI_AUTH',
    'DBPASS', 'DB_PW', 'OPENAI_KEY', 'GITHUB_PAT', 'GH_PAT', 'SMTP_AUTH', 'ENC_KEY', 'STRIPE_KEY', 'dbPw', 'DbPasswort', 'MOT_DE_PASSE', 'contraseña', 'USER_PIN',
    'JWT_SIGNING', 'HMAC',
  ])('%s names a secret', (name) => {
    expect(namesSecret(name)).toBe(true);
  });

  test.each([
    'SECRET_ARN', 'DB_SECRET_ARN', 'secretArn', 'SECRET_NAME', 'SECRET_ID', 'API_KEY_ID', 'AWS_ACCESS_KEY_ID', 'TOKEN_TABLE', 'TOKENS_TABLE_NAME',
    'TOKEN_URL', 'OAUTH_TOKEN_ENDPOINT', 'PASSWORD_PARAMETER', 'PASSWORD_PATH', 'PASSWORD_MIN_LENGTH', 'PASSWORD_RESET_URL', 'TOKEN_TTL_SECONDS',
    'SECRET_ARN_PROD', 'MAX_TOKEN', 'USE_TOKEN', 'MAX_TOKENS', 'SECRETS_MANAGER_TTL', 'PARAMETERS_SECRETS_EXTENSION_HTTP_PORT', 'TABLE_NAME',
    'PARTITION_KEY', 'S3_KEY', 'PUBLIC_KEY', 'KEY', 'COMPASS', 'BYPASS_CACHE', 'STRING', 'constructor', '', '__', 'PGPASSFILE', 'PGPASSWORD_FILE', 'AUTH',
    'HASH_KEY', 'TOKENIZER', 'BYPASS', 'PAT', 'AUTH_MODE', 'SMTP_AUTH_TYPE', 'OPENAI_KEY_ARN', 'PASS_THROUGH', 'COMPASS_MODE', 'SERVICE_KEY', 'PIN_CODE_LENGTH', 'SPIN', 'PASSE',
    'HMAC_ALGORITHM', 'SIGNING', 'CODE_SIGNING',
  ])('%s does not name a secret', (name) => {
    expect(namesSecret(name)).toBe(false);
  });

  test('names of references', () => {
    expect(['SecretArn', 'TOKEN_TABLE', 'ApiKeyId'].map(namesReference)).toEqual([true, true, true]);
    expect(['Secret', 'ServiceToken', ''].map(namesReference)).toEqual([false, false, false]);
  });

  test('names of public values', () => {
    expect(['GIT_COMMIT', 'CLIENT_ID', 'PUBLIC_KEY'].map(namesPublicValue)).toEqual([true, true, true]);
    expect(['VALUE', 'SETTING'].map(namesPublicValue)).toEqual([false, false]);
  });
});

test.each([
  'Authorization', 'proxy-authorization', 'Verify', 'X-Verify', 'X-Origin-Verify', 'x-shop-front-verify', 'Origin-Auth', 'X-Edge-Auth', 'X-Shop-CDN-Auth', 'shop-cloudfront-auth',
])('header %s is a credential', (name) => {
  expect(isCredentialHeader(name)).toBe(true);
});

test.each(['X-Authorization', 'Authorization-Mode', 'X-Auth', 'Verify-Mode', 'X Verify', 'X-Shop+CDN-Auth', 'origin-auth-mode', 'X-Reverify!'])('header %s is not a credential', (name) => {
  expect(isCredentialHeader(name)).toBe(false);
});

describe('formats', () => {
  const word = repeat('aB3dE5gH', 40);
  test.each([
    [`AKIA${repeat('IOSFODNN7EXAMPLE', 16)}`, 'an AWS access key id'],
    [`-----BEGIN RSA PRIVATE ${'KEY'}-----\nMII`, 'a private key'],
    [`-----BEGIN ${'PRIVATE'} KEY-----`, 'a private key'],
    [`ghp_${word.slice(0, 36)}`, 'a GitHub token'],
    [`github_pat_${word}`, 'a GitHub token'],
    [`glpat-${word}`, 'a GitLab token'],
    [`xoxb-${repeat('1234567890-', 22)}`, 'a Slack token'],
    [`https://hooks.slack.com/${'services'}/T0000/B0000/XXXX`, 'a Slack webhook'],
    [`https://discord.com/api/${'webhooks'}/123/${word}`, 'a Discord webhook'],
    [`sk_${'live'}_${word}`, 'a Stripe key'],
    [`AIza${word.slice(0, 35)}`, 'a Google API key'],
    [`GOCSPX-${word}`, 'a Google OAuth secret'],
    [`npm_${word.slice(0, 36)}`, 'what has the format of npm-access-token'],
    [`pypi-AgE${word}`, 'a PyPI token'],
    [`SG.${word.slice(0, 22)}.${word}`, 'a SendGrid key'],
    [`SK${repeat('0123456789abcdef', 32)}`, 'a Twilio key'],
    [`key-${repeat('0123456789abcdef', 32)}`, 'a Mailgun key'],
    [`sk-proj-${word}`, 'an OpenAI or Anthropic key'],
    [`hvs.${word}`, 'a Vault token'],
    [`dop_v1_${repeat('0123456789abcdef', 64)}`, 'what has the format of digitalocean-pat'],
    [`shpat_${repeat('0123456789abcdef', 32)}`, 'what has the format of shopify-access-token'],
    [`123456789:${word.slice(0, 35)}`, 'a Telegram bot token'],
    [`https://api.telegram.org/bot123456789:${word.slice(0, 35)}/sendMessage`, 'a Telegram bot token'],
    [`dckr_pat_${word.slice(0, 27)}`, 'a Docker token'],
    [`tskey-auth-${'kABCDEF1'}CNTRL-${word.slice(0, 24)}`, 'a Tailscale key'],
    [`eyJ${word}.eyJ${word}.${word}`, 'a JSON Web Token'],
    [`https://a.blob.core.windows.net/b?sv=2022&sig=${word}`, 'a signature of an address'],
    ['Bearer abcdefgh12345678', 'an HTTP authorization header'],
    ['postgres://admin:hunter2@db.example.com/orders', 'an address with a password'],
    ['redis://:hunter2@${Cache.Endpoint}:6379', 'an address with a password'],
    ['Server=db;User Id=sa;Password=hunter22;', 'a connection string with a password'],
    [`config with AKIA${repeat('IOSFODNN7EXAMPLE', 16)} inside`, 'an AWS access key id'],
  ])('%s', (text, kind) => {
    expect(secretFormat(text)).toBe(kind);
  });

  test.each([
    'postgres://db.example.com:5432/orders', 'postgres://admin:${Password}@db/orders', 'https://example.com/a:b@c', 'https://user@example.com',
    'mailto:someone@example.com', 'https://key@sentry.example.com/1', 'Server=db;Password=${Password};', 'npm_config_cache', 'pk_live_abcdefghijkl',
    'task-risk-sk-analysis-service', 'AKIA', 'Bearer', 'arn:aws:iam::111122223333:role/x', '',
  ])('%s has no secret', (text) => {
    expect(secretFormat(text)).toBeUndefined();
  });
});

test.each([
  '', 'true', 'None', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x', 'arn:aws-cn:s3:::x', 'https://auth.example.com/token', '/prod/Db/password',
  'prod/orders/db', '/password', ' off ', 'http://auth.example.com', 'WSS://auth.example.com', 'ws://a', 's3://bucket/key',
])('%s is harmless under any name', (value) => {
  expect(isHarmless(value)).toBe(true);
});

test.each(['hunter2', 'changeme', 'Passw0rd/1', '12345678', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'x arn:aws:y', 'to https://a', '/a/b!', 'ab/cd!'])('%s is not harmless', (value) => {
  expect(isHarmless(value)).toBe(false);
});

test.each(['<password>', '<PASSWORD_UPDATE_ME>', 'YOUR_API_KEY', 'your-token-here', 'REPLACE_ME', 'replaceme', 'xxxxxxxx', '****', 'placeholder', 'TODO', '[token]', 'replace me', '...', ' <password> ', 'my-token'])('%s is a placeholder', (value) => {
  expect([isPlaceholder(value), isHarmless(value)]).toEqual([true, true]);
});

test.each(['hunter2', 'changeme', 'mypassword', 'xx', 'todolist', 'yours', 'a<password>', '.', 'replaceXme', 'hunter2xxx', 'n/a!'])('%s is not a placeholder', (value) => {
  expect(isPlaceholder(value)).toBe(false);
});

test('in code, an expression instead of a password is not a secret', () => {
  const token = `ghp_${repeat('aB3dE5gH', 36)}`;
  expect(issuedFormat(`const url = 'https://x:${token}@github.com';`)).toBe('a GitHub token');
  expect(['password = get_secret()', "'postgres://user:' + password + '@host'", 'mysql://{user}:{password}@{host}'].map(issuedFormat)).toEqual([undefined, undefined, undefined]);
});

describe('random keys', () => {
  const alphabet = (characters: string) => fc.array(fc.constantFrom(...characters), { minLength: 40, maxLength: 90 }).map((list) => list.join(''));
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 64 }).map((array) => Buffer.from(array));

  // Random texts may contain words: the seed is fixed, and the share of missed ones has a limit below.
  test.each([
    ['base64', bytes.map((b) => b.toString('base64'))],
    ['base64url', bytes.map((b) => b.toString('base64url'))],
    ['letters and digits', alphabet(letters + letters.toUpperCase() + '0123456789')],
    ['small letters and digits', alphabet(`${letters}0123456789`)],
    ['hexadecimal digits', alphabet('0123456789abcdef').filter((text) => ![40, 56, 64].includes(text.length))],
  ])('%s', (_, secrets) => {
    const missed = fc.sample(fc.noBias(secrets), { numRuns: 2000, seed: 7 }).filter((secret) => !looksRandom(secret));
    expect(missed.length).toBeLessThan(20);
  });

  test('any text is accepted, and short ones are never random', () => {
    fc.assert(fc.property(fc.string({ maxLength: 19 }), (text) => !looksRandom(text)));
    fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), (text) => typeof looksRandom(text) === 'boolean'));
  });

  test('white space around a key or a name is ignored', () => {
    const key = 'aB3dE5gH9kLmN0pQ2sTu';
    expect([key, ` ${key}\n`, key.slice(1), `${key} x`, `!${key}`, `${key}!`].map(looksRandom)).toEqual([true, true, false, false, false, false]);
  });

  test.each([
    ['a UUID', '9f86d081-884c-4d65-9a2f-eaa0c55ad015', '9f86d081-884c-4d65-9a2f-eaa0c55ad0159f86d081884c7d65'],
    ['an id of EC2', 'eni-attach-0a1b2c3d4e5f60718', 'eni-attach-0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
    ['a digest', 'sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081', 'shasum9f86d081884c7d659a2feaa0c55ad0159f86d081'],
    ['a digest by a hyphen', 'md5-9f86d081884c7d659a2feaa0c55ad015', 'xmd5+9f86d081884c7d659a2feaa0c55ad015'],
    ['a publishable key', 'pk_live_9f86d081884c7d659a2feaa0c55ad015', 'xpk+live+9f86d081884c7d659a2feaa0c55ad015'],
    ['a host', 'd111111abcdef8q7x2k9z4w.cloudfront.net', 'd111111abcdef8q7x2k9z4w.cloudfront.n3'],
    ['a file by its content', `${'9f86d081'.repeat(4)}.zip`, `${'9f86d081'.repeat(3)}.zip2`],
  ])('%s is public, and a similar text is not', (_, text, other) => {
    expect([text, other].map(looksRandom)).toEqual([false, true]);
  });

  test('digits with the length of other hashes are random', () => {
    expect(looksRandom('0123456789abcdef0123456789abcdef')).toBe(true);
    expect(looksRandom('9f86d081884c7d659a2feaa0c55ad015')).toBe(true);
  });

  test.each([
    '--enable-source-maps', '/aws/lambda/my-function-name-with-hash', '/opt/otel-instrument', '/var/runtime/ca-cert.pem', '111122223333.dkr.ecr.eu-west-1.amazonaws.com/repo',
    '123456789012345678901234', '20240101T000000Z', '2024-01-01T00:00:00.000Z', '550e8400-e29b-41d4-a716-446655440000', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'AWS_LAMBDA_EXEC_WRAPPER_DISABLED', 'AmazonEC2ContainerRegistryReadOnly', 'America/Argentina/Buenos_Aires', 'EventBridgeSchedulerGroup-default', 'GET,POST,PUT,DELETE,OPTIONS',
    'GSI1PK-GSI1SK-projection-all', 'HTTPSOnlyTLS12RequireSNI', 'IntegTest-ApiGatewayToSqs-Rest', 'KMSKeyRotationCfnStackSetRole', 'LogLevelInformationOnly',
    'MLPredictionEndpointXGBoostV1', 'MyApp-dev-OrdersFnServiceRoleDefaultPolicy', 'MyStack-OrdersTable7B4C8E9A-1QZ2X3C4V5B6N', 'OrderProcessingMicroserviceQueue',
    'OrdersServiceStack-OrdersTableGSI1PK-Index', 'OrdersTable7B4C8E9A1234', 'ProcessS3ObjectCreatedEventsV2', 'Stack-Fn9270CBC0-8XKJ3Q1ZK2LM',
    'Stack-Queue4A7E3555-AbCdEf123456.fifo', 'StepFunctionStateMachine2024', 'abcdefghijklmnopqrstuvwxyz0123456789', 'alias/aws/secretsmanager',
    'anthropic.claude-3-5-sonnet-20241022-v2:0', 'application/vnd.api+json', 'application/x-www-form-urlencoded', 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders',
    'cdk-hnb659fds-container-assets-111122223333-eu-west-1', 'com.example.orders.OrderPlacedHandler', 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'dev-eu-central-1-orders-api-lambda-fn', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.zip', 'https://abcdefghij.execute-api.eu-west-1.amazonaws.com/prod',
    'https://sqs.eu-west-1.amazonaws.com/111122223333/Stack-Queue4A7E3555-AbCdEf123456', 'i-0123456789abcdef0', 'lambda-powertools-metrics-namespace',
    'mycluster.cluster-cabcdefghijk.eu-west-1.rds.amazonaws.com', 'node_modules/.bin/handler', 'openid+profile+email+offline_access', 'org.springframework.boot.Application',
    'prd-usw2-cmn-svc-db-stg-tbl', 'prod/orders/table/name', 'redis-cluster.abc123.0001.euw1.cache.amazonaws.com',
    'search-mydomain-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com', 'sg-0a1b2c3d4e5f60718', 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    'src/handlers/orders/create', 'subnet-0123456789abcdef0', 'us-east-1_AbCdEfGhI', 'v2.14.3-beta.1+build.20240101', 'pk_live_51H8dJkLmNoPqRsTuVwXyZ123',
  ])('%s is not random', (value) => {
    expect(looksRandom(value)).toBe(false);
  });
});

test('the leaves of a JSON value have paths', () => {
  expect(leavesOf('plain')).toEqual([{ path: '', text: 'plain' }]);
  expect(leavesOf('{not json')).toEqual([{ path: '', text: '{not json' }]);
  expect(leavesOf('{"db":{"password":"a"},"list":[1,null,true]}')).toEqual([
    { path: 'db.password', key: 'password', text: 'a' },
    { path: 'list.0', key: 'list', text: '1' },
    { path: 'list.2', key: 'list', text: 'true' },
  ]);
  expect(leavesOf('{"port": ${Db.Endpoint.Port}, "host":"${Db.Endpoint}", "list":[${A},${B} ]}')).toEqual([
    { path: 'port', key: 'port', text: '${Db.Endpoint.Port}' },
    { path: 'host', key: 'host', text: '${Db.Endpoint}' },
    { path: 'list.0', key: 'list', text: '${A}' },
    { path: 'list.1', key: 'list', text: '${B}' },
  ]);
});
