import { spawnSync } from 'child_process';
import * as path from 'path';
import { sharedFolder } from '../../test/tools/shared-folder';

const MODULE = 'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie';
const VERSION = 'v0.0.0-20261030222936-bef5c4ba774d';

/** Builds AWS's Runtime Interface Emulator, once per machine. @throws Error if Go is missing or the build fails */
export function interfaceEmulator(): string {
  const folder = sharedFolder(`lambda-rie-${VERSION}`, (own) => {
    const env = { ...process.env, GOBIN: own, CGO_ENABLED: '0' };
    const { status, stderr, error } = spawnSync('go', ['install', '-trimpath', '-ldflags=-s -w', `${MODULE}@${VERSION}`], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`go install ${MODULE} failed: ${error?.message ?? stderr}`);
  });
  return path.join(folder, 'aws-lambda-rie');
}
