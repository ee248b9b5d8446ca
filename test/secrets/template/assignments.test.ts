import { assignedSecrets, hasAddressWithPassword } from '../../../lib/secrets/template/assignments';

test.each([
  ['DB_PASSWORD = "hunter22"', ['DB_PASSWORD']],
  ["connect({ user: 'shop', password: 'hunter22' })", ['password']],
  ['export API_KEY=hunter22', ['API_KEY']],
  ['const apiKey = process.env.API_KEY', []],
  ["password = os.environ['DB_PASSWORD']", []],
  ['export DB_PASSWORD=$(aws secretsmanager get-secret-value)', []],
  ["tokenUrl = 'https://login.example.com'", []],
  ["password: '<password>'", []],
  ['token="${TOKEN}"', []],
  ['password = "abcde"', ['password']],
  ['password = "abcd"', []],
  ['password = "false"', []],
  ["password = '!process.x'", ['password']],
  ["password = 'x-os.name!'", ['password']],
  ["password = 'Config::value'", []],
  ["password = 'config.db.password'", []],
  ["password = 'settings.password'", []],
  ["password = 'hunter.22!'", ['password']],
  ["password = '!hunter.22'", ['password']],
  ["password = 'a..b!!'", ['password']],
  ["password = 'process.env'", []],
  ['docker login -u shop -p hunter22', ['command password']],
  ['helm registry login -u shop -p=hunter22 registry.example.com', ['command password']],
  ['curl -u shop:hunter22 https://api.example.com', ['command password']],
  ['curl -s --user "shop:hunter22" https://api.example.com', ['command password']],
  ['mysql -h db -u shop -phunter22 orders', ['command password']],
  ['sshpass -p hunter22 ssh shop@example.com', ['command password']],
  ['redis-cli -h cache -a hunter22 ping', ['command password']],
  ['docker login -u AWS -p $(aws ecr get-login-password)', []],
  ['aws ecr get-login-password | docker login -u AWS --password-stdin', []],
  ['curl -u shop:$PASSWORD https://api.example.com', []],
  ['send(url=url, api_key=api_key, app_key=settings)', []],
  ['send(\n    api_key=api_key,\n    token=token)', []],
  ['export API_KEY=hunter22,', ['API_KEY']],
  ['mkdir -p folder; docker run -p 8080:8080 shop', []],
])('%s', (program, expected) => {
  expect(assignedSecrets(program)).toEqual(expected);
});

test.each([
  ['connect("postgres://shop:xK83jd92kslQ@db.example.com/shop")', true],
  ['postgres://user:mypassword1@host/db', true],
  ['postgres://user:secret1@host/db', true],
  ['postgres://user:pass@host/db', false],
  ['postgres://user:PWD@host/db', false],
  ['git clone https://0123456789012345@github.com/shop/orders.git', false],
  ['//user:hunter22@host', false],
  ['`postgres://${user}:${password}@db/shop`', false],
  ['postgres://user:password@host/db', false],
  ['git clone https://k8Jd92mQx7Lp03Zr@github.com/shop/orders.git', true],
  ['git clone https://${TOKEN_OF_THE_BUILD_1}@github.com/shop/orders.git', false],
  ['sftp://deployment-of-the-shop@files.example.com/', false],
])('%s', (program, expected) => {
  expect(hasAddressWithPassword(program)).toBe(expected);
});
