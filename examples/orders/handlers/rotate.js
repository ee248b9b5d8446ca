const {
  SecretsManagerClient,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} = require('@aws-sdk/client-secrets-manager');

const secrets = new SecretsManagerClient({});

/** Secrets Manager calls it once for each step of a rotation. */
exports.handler = async ({ Step: step, SecretId: id, ClientRequestToken: version }) => {
  const { RotationEnabled: enabled, VersionIdsToStages: stages } = await secrets.send(new DescribeSecretCommand({ SecretId: id }));
  if (!enabled || !stages[version]) throw new Error(`${id} is not being rotated to version ${version}`);
  if (stages[version].includes('AWSCURRENT')) return;
  const steps = { createSecret, setSecret: async () => {}, testSecret, finishSecret };
  if (!steps[step]) throw new Error(`step ${step} is not one of a rotation`);
  await steps[step](id, version, stages);
};

/** The provider issues a new key for whoever holds the current one; both work until the old one is revoked. */
async function createSecret(id, version) {
  const pending = await read(id, { VersionId: version, VersionStage: 'AWSPENDING' }).catch(() => undefined);
  if (pending) return;
  const current = await read(id, { VersionStage: 'AWSCURRENT' });
  const { key } = await provider('POST', '/keys', current);
  await secrets.send(new PutSecretValueCommand({ SecretId: id, ClientRequestToken: version, SecretString: key, VersionStages: ['AWSPENDING'] }));
}

async function testSecret(id, version) {
  await provider('GET', '/keys/self', await read(id, { VersionId: version, VersionStage: 'AWSPENDING' }));
}

async function finishSecret(id, version, stages) {
  const old = Object.keys(stages).find((key) => stages[key].includes('AWSCURRENT'));
  await secrets.send(
    new UpdateSecretVersionStageCommand({ SecretId: id, VersionStage: 'AWSCURRENT', MoveToVersionId: version, RemoveFromVersionId: old }),
  );
}

async function read(id, version) {
  const { SecretString: value } = await secrets.send(new GetSecretValueCommand({ SecretId: id, ...version }));
  return value;
}

async function provider(method, path, key) {
  const response = await fetch(`${process.env.PROVIDER}${path}`, { method, headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`the payment provider answered ${response.status}`);
  return response.json();
}
