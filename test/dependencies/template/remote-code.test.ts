import { remoteCodeOf } from '../../../lib/dependencies/template/remote-code';

const kinds = (...commands: string[]) => remoteCodeOf(commands).map(({ kind, what }) => `${kind}: ${what}`);

describe('a script that runs directly from a download', () => {
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
    'aws s3 cp s3://tools/install.sh - | bash',
  ])('%s', (command) => {
    expect(kinds(command)).toEqual([expect.stringMatching(/^remote-script: runs code that (curl|wget|iwr|aws s3 cp) downloads$/)]);
  });

  test.each([
    [['curl -o i.sh https://example.com/x && bash i.sh'], 'i.sh'],
    [['curl --output "setup.sh" https://example.com/x; sh setup.sh'], 'setup.sh'],
    [['curl -LO https://example.com/v1/i.sh', 'sh ./i.sh'], 'i.sh'],
    [['wget https://example.com/i.sh', 'chmod +x i.sh', './i.sh'], 'i.sh'],
    [['wget -O /tmp/i https://example.com/x', 'python3 /tmp/i'], '/tmp/i'],
    [['curl -s https://example.com/x > /tmp/x.sh', 'bash /tmp/x.sh'], '/tmp/x.sh'],
    [['curl -L https://example.com/k -o /usr/local/bin/k\nchmod +x /usr/local/bin/k'], '/usr/local/bin/k'],
    [['curl -O https://example.com/tool.jar', 'java -jar tool.jar'], 'tool.jar'],
    [['wget https://example.com/agent.rpm', 'sudo rpm -U ./agent.rpm'], 'agent.rpm'],
    [['Invoke-WebRequest https://example.com/i.ps1 -OutFile i.ps1', './i.ps1'], 'i.ps1'],
    [['aws s3 cp s3://tools/install.sh . && bash install.sh'], 'install.sh'],
    [["aws s3 cp 's3://tools/install.sh' '/tmp/install.sh'", "chmod +x '/tmp/install.sh'"], '/tmp/install.sh'],
    [['aws s3 cp s3://tools/install.sh scripts/', 'sh scripts/install.sh'], 'scripts/install.sh'],
    [['aws s3api get-object --bucket tools --key i.sh i.sh', 'sh i.sh'], 'i.sh'],
    [['aws s3 sync s3://tools/scripts ./scripts', './scripts/all.sh'], './scripts'],
    [['aws s3 cp --recursive s3://tools/scripts scripts', 'python scripts/all.py'], 'scripts'],
    [['git clone https://example.com/tool.git && cd tool && make install'], 'tool'],
    [['git clone --depth 1 https://example.com/tool', 'bash tool/install.sh'], 'tool'],
    [['git clone -b main https://example.com/tool /opt/tool', 'pip install /opt/tool'], '/opt/tool'],
    [['git clone https://example.com/tool .', './build.sh'], '.'],
    [['git clone git@example.com:team/tool.git', 'cd tool', 'git log', 'npm run build'], 'tool'],
    [['curl -s https://example.com/t.tgz | tar xz', './t/install'], '.'],
    [['curl -s https://example.com/t.tgz | tar xz -C /opt/t', '/opt/t/install'], '/opt/t'],
    [['curl https://example.com/t.zip -o t.zip', 'unzip t.zip', 'sudo ./t/install'], 't.zip'],
    [['curl https://example.com/t.zip -o t.zip', 'unzip -q t.zip -d /opt/t', '/opt/t/install'], 't.zip'],
  ])('%j', (commands, file) => {
    expect(kinds(...commands)).toEqual([`remote-script: runs ${file}, which it downloads`]);
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
  ['cargo install --locked cargo-lambda', 'cargo-lambda'],
  ['composer global require acme/tool', 'acme/tool'],
  ['dotnet tool install -g Amazon.Lambda.Tools', 'Amazon.Lambda.Tools'],
  ['uvx --quiet ruff check .', 'ruff'],
  ['pipx run cowsay hello', 'cowsay'],
  ['bunx cdk synth', 'cdk'],
  ['pip install yq --root-user-action ignore --progress-bar off', 'yq'],
  ['go run example.com/tool@latest generate', 'example.com/tool@latest'],
])('a package without a version: %s', (command, name) => {
  expect(kinds(command)).toEqual([`no-version: installs ${name} in the newest version`]);
});

test('npx with the tag of the newest version, after an installation', () => {
  expect(kinds('npm ci', 'npx cdk deploy', 'npx --yes cdk-assets@latest publish')).toEqual(['no-version: installs cdk-assets@latest in the newest version']);
});

test.each([
  [['python3 -c "import urllib.request; exec(urllib.request.urlopen(\'https://example.com/p.py\').read())"'], 'runs text that it fetches'],
  [['python -c "import requests as r; exec(r.get(\'https://example.com/p.py\').text)"'], 'runs text that it fetches'],
  [['node -e "fetch(\'https://example.com/p.js\').then((r) => r.text()).then((t) => eval(t))"'], 'runs text that it fetches'],
  [['php -r "copy(\'https://example.com/installer\', \'setup.php\');" && php setup.php'], 'runs setup.php, which it downloads'],
  [['deno run -A https://example.com/x/tool/mod.ts'], 'runs https://example.com/x/tool/mod.ts, which it downloads'],
  [['rpm -Uvh https://example.com/agent.rpm'], 'installs https://example.com/agent.rpm, which it downloads'],
  [['sudo yum install -y https://example.com/agent-latest.rpm'], 'installs https://example.com/agent-latest.rpm, which it downloads'],
  [['curl -LO https://example.com/t.zip && (sha256sum -c t.sha256 || true) && unzip t.zip && ./t'], 'runs t.zip, which it downloads'],
  [['curl -LO https://example.com/i.sh', 'sha256sum -c i.sha256 || echo ignored', 'sh i.sh'], 'runs i.sh, which it downloads'],
])('code that a program fetches: %j', (commands, what) => {
  expect(kinds(...commands)).toEqual([`remote-script: ${what}`]);
});

test.each(['uses acme/scan-action@main', 'uses acme/scan-action/sub@master', 'uses acme/scan-action'])('an action of a branch: %s', (command) => {
  expect(kinds(command)).toEqual([`no-version: uses action ${command.slice(5)} in the newest version`]);
});

test.each([
  'apt-get install -y --allow-unauthenticated tool',
  'apt-get -o Acquire::AllowInsecureRepositories=true update',
  "echo 'deb [trusted=yes] https://apt.example.com stable main' > /etc/apt/sources.list.d/x.list",
  'yum install -y --nogpgcheck tool',
  'dnf config-manager --save --setopt=acme.gpgcheck=0',
  'apk add --allow-untrusted ./x.apk',
  'rpm --nosignature -i x.rpm',
  'zypper --no-gpg-checks install tool',
  'export GOSUMDB=off',
  'GONOSUMDB="*" go build ./...',
  'GOINSECURE=example.com go build ./...',
  'go env -w GOSUMDB=off',
  'git -c http.sslVerify=false clone https://git.example.com/a/b.git',
  'git config --global http.sslVerify false',
  'GIT_SSL_NO_VERIFY=1 git pull',
  'NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci',
  'export PYTHONHTTPSVERIFY=0',
  'yarn config set enableStrictSsl false',
  'mvn -B -Dmaven.wagon.http.ssl.insecure=true package',
  'composer config -g disable-tls true',
  "git config --global core.sshCommand 'ssh -o StrictHostKeyChecking=no'",
  'wget --no-check-certificate https://example.com/data.json',
  'helm repo add acme https://charts.example.com --insecure-skip-tls-verify',
  'curl -s http://repo.example.com/key.gpg | apt-key add -',
])('verification that is turned off: %s', (command) => {
  expect(kinds(command)).toEqual(['not-verified: turns off the verification of what it downloads']);
});

test.each([
  ['docker run --rm -v "$PWD":/src -e A=1 example/tool:latest scan .', 'example/tool:latest'],
  ['docker pull example/tool', 'example/tool'],
  ['sudo podman run public.ecr.aws/example/tool', 'public.ecr.aws/example/tool'],
])('an image without a version: %s', (command, image) => {
  expect(kinds(command)).toEqual([`no-version: runs image ${image} in the newest version`]);
});

test('without duplicates', () => {
  expect(kinds('pip install awscli', 'pip install awscli boto3')).toHaveLength(2);
});

test.each([
  'pip install --extra-index-url https://pypi.example.com/simple acme==1.0.0',
  'pip3 config --user set global.extra-index-url https://pypi.example.com/simple',
  'export PIP_EXTRA_INDEX_URL=https://pypi.example.com/simple',
  'uv sync --index-strategy unsafe-best-match',
  'dotnet nuget add source https://nuget.example.com/v3/index.json',
  'gem sources --add https://gems.example.com',
])('a second index: %s', (command) => {
  expect(kinds(command)).toEqual([expect.stringMatching(/^unsafe-index: takes packages from a second index, /)]);
});

test.each([
  'pip install --index-url http://pypi.example.com/simple acme==1.0.0',
  'pip install -i "http://pypi.example.com/simple" acme==1.0.0',
  'pip install --trusted-host pypi.example.com acme==1.0.0',
  'npm ci --registry=http://npm.example.com',
  'npm config set registry http://npm.example.com',
  'npm config set strict-ssl false',
  'GOPROXY=http://proxy.example.com go build ./...',
])('an index without verified TLS: %s', (command) => {
  expect(kinds(command)).toEqual(['unsafe-index: takes packages from an index without verified TLS']);
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
  ['aws s3 cp s3://tools/config.json . && cat config.json', 'aws s3 cp dist s3://site --recursive && ./notify.sh', 'aws s3 sync dist s3://site && ./dist/notify.sh'],
  ['aws s3api get-object --bucket tools --key i.sh --version-id 3HL4kqtJ i.sh', 'sh i.sh'],
  [`aws s3 cp s3://assets/${'ab'.repeat(32)}.sh /tmp/x.sh`, 'bash /tmp/x.sh'],
  ['git clone https://example.com/tool && cd tool', `git checkout ${'0123456789'.repeat(4)}`, 'make install'],
  ['git clone --branch v1.4.2 https://example.com/tool && make -C tool'],
  ['git clone https://example.com/docs', 'npm run build'],
  ['curl -s https://example.com/t.tgz | tar xz', 'npm run build'],
  ['pip install --index-url https://pypi.example.com/simple acme==1.0.0', 'pip install --require-hashes --extra-index-url https://pypi.example.com/simple -r requirements.txt'],
  ['npm ci --registry https://npm.example.com', 'uv sync --extra-index-url https://pypi.example.com/simple', 'npm config set registry http://localhost:4873'],
  ['cargo install cargo-lambda --version 1.3.0', 'cargo install --path .', 'cargo install --git https://example.com/t --rev 1a2b3c4', 'dotnet tool install -g T --version 1.2.3'],
  ['composer require acme/tool:1.2.3', 'uvx ruff@0.5.1 check .', 'uvx --from ruff==0.5.1 ruff', 'pipx run --spec cowsay==6.1 cowsay', 'bunx cdk@2.1.0'],
  ['go run ./cmd/tool', 'go run main.go', 'go run example.com/tool@v1.2.3', 'composer install', 'dotnet tool restore'],
  ['python3 -c "import json,urllib.request; print(json.load(urllib.request.urlopen(\'https://example.com/d.json\')))"', 'deno run -A main.ts', 'deno run https://example.com/x/tool@1.2.3/mod.ts'],
  ['curl -O https://example.com/i.sh', 'sha256sum -c i.sha256 || exit 1', 'sh i.sh'],
  ['uses acme/scan-action@v4', 'uses ./actions/scan', `uses acme/scan-action@${'0123456789'.repeat(4)}`],
  ['yum install -y jq', 'rpm -i tool.rpm', 'GOSUMDB=sum.golang.org go build', 'git config --global http.sslVerify true', 'export NODE_TLS_REJECT_UNAUTHORIZED=1', 'GOPRIVATE=example.com go build'],
  ['npx cdk@2.1.0 deploy app', 'aws s3 cp s3://bucket/key .', 'git clone https://example.com/x && cd x && ls'],
])('pinned, or not code: %j', (...commands) => {
  expect(kinds(...commands)).toEqual([]);
});
