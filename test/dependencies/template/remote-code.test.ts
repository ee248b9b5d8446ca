import { remoteCodeOf } from '../../../lib/dependencies/template/remote-code';

const kinds = (...commands: string[]) => remoteCodeOf(commands).map(({ kind, what }) => `${kind}: ${what}`);

describe('a script that runs as it comes', () => {
  test.each([
    'curl -sSL https://example.com/install.sh | bash',
    'curl -fsSL https://example.com/setup | sudo -E bash -',
    'wget -qO- https://example.com/i | sh -s -- -b /usr/local/bin',
    'curl -sSL https://example.com/install | python3 -',
    'curl https://example.com/i | tee log | /bin/bash',
    'A=1 curl https://example.com/i | B=2 bash',
    'bash <(curl -s https://example.com/bash)',
    'source <(curl -s https://example.com/i)',
    '. <(wget -qO- https://example.com/i)',
    'sh -c "$(curl -fsSL https://example.com/i)"',
    'eval "$(wget -O - https://example.com/i)"',
    'python -c "$(curl -fsSL https://example.com/i)"',
    'bash -c "`curl -s https://example.com/i`"',
    'iwr -useb https://example.com/i | iex',
    'iex (iwr https://example.com/i)',
    'curl -s \\\n  https://example.com/i \\\n  | sh',
  ])('%s', (command) => {
    expect(kinds(command)).toEqual([expect.stringMatching(/^remote-script: runs what it gets by (curl|wget|iwr)$/)]);
  });

  test.each([
    [['curl -o i.sh https://example.com/x && bash i.sh'], 'i.sh'],
    [['curl --output "setup.sh" https://example.com/x; sh setup.sh'], 'setup.sh'],
    [['curl -LO https://example.com/v1/i.sh', 'sh ./i.sh'], 'i.sh'],
    [['wget https://example.com/i.sh', 'chmod +x i.sh', './i.sh'], 'i.sh'],
    [['wget -O /tmp/i https://example.com/x', 'python3 /tmp/i'], '/tmp/i'],
    [['curl -s https://example.com/x > /tmp/x.sh', 'bash /tmp/x.sh'], '/tmp/x.sh'],
    [['curl -L https://example.com/k -o /usr/local/bin/k\nchmod +x /usr/local/bin/k'], '/usr/local/bin/k'],
  ])('%j', (commands, file) => {
    expect(kinds(...commands)).toEqual([`remote-script: runs ${file}, which it has fetched`]);
  });
});

test.each([
  ['npm install -g aws-cdk', 'aws-cdk'],
  ['npm i --global serverless@latest', 'serverless@latest'],
  ['pip3 install --upgrade awscli aws-sam-cli==1.2.0', 'awscli'],
  ['python -m pip install "boto3>=1.2"', 'boto3>=1.2'],
  ['pip install git+https://github.com/example/example.git', 'git+https://github.com/example/example.git'],
  ['npx cowsay hello', 'cowsay'],
  ['cd app && yarn global add aws-cdk', 'aws-cdk'],
  ['go install example.com/tool@latest', 'example.com/tool@latest'],
  ['gem install cfn-nag', 'cfn-nag'],
])('a package by its name alone: %s', (command, name) => {
  expect(kinds(command)).toEqual([`no-version: installs ${name} in whatever version is the newest`]);
});

test.each([
  ['docker run --rm -v "$PWD":/src -e A=1 example/tool:latest scan .', 'example/tool:latest'],
  ['docker pull example/tool', 'example/tool'],
  ['sudo podman run public.ecr.aws/example/tool', 'public.ecr.aws/example/tool'],
])('an image by its name alone: %s', (command, image) => {
  expect(kinds(command)).toEqual([`no-version: runs image ${image} in whatever version is the newest`]);
});

test('each once', () => {
  expect(kinds('pip install awscli', 'pip install awscli boto3')).toHaveLength(2);
});

test.each([
  ['curl -s https://example.com/x | python3 -m json.tool'],
  ['curl https://example.com/x | python3 -c "import sys"'],
  ['curl https://example.com/x | sh -c "cat > x"'],
  ['curl -s https://example.com/x | jq . | tee x'],
  ['curl -sf https://example.com/health || exit 1; bash deploy.sh'],
  ['curl -O https://example.com/data.json && node build.js'],
  ['echo done # curl https://example.com | bash'],
  ['# curl https://example.com | bash'],
  ['npm test | bash report.sh'],
  [`curl -fsSL https://raw.githubusercontent.com/example/example/${'0123456789'.repeat(4)}/i.sh | bash`],
  ['curl -o i.sh https://example.com/i.sh', 'echo "$SUM  i.sh" | sha256sum -c -', 'bash i.sh'],
  ['wget https://example.com/k', 'cosign verify-blob k --bundle k.bundle', 'chmod +x k'],
  [`curl -o i.sh https://example.com/${'ab'.repeat(32)}/i.sh && bash i.sh`],
  ['npm ci', 'npx cdk deploy'],
  ['npm install', 'npm install --prefix app', 'npm run build'],
  ['npm install -g aws-cdk@2.1.0 @scope/tool@1.2.3'],
  ['pip install -r requirements.txt', 'pip install .', 'pip install -e .', 'pip install ./dist/x.whl'],
  ['pip install --target package requests==2.1.0', 'pip install -c constraints.txt requests'],
  ['go install example.com/tool@v1.2.3', 'gem install cfn-nag -v 0.8.10', 'gem install cfn-nag:0.8.10'],
  ['docker run --rm -w /src example/tool:1.2.3 latest', `docker pull example/tool@sha256:${'ab'.repeat(32)}`, 'docker run $IMAGE', 'docker build -t app .'],
  ['npx cdk@2.1.0 deploy app', 'aws s3 cp s3://bucket/key .', 'git clone https://example.com/x && cd x && ls'],
])('pinned, or no code: %j', (...commands) => {
  expect(kinds(...commands)).toEqual([]);
});
