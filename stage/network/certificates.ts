import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** A certificate authority, and a certificate that it has signed. */
export interface Certificates {
  /** The file of the authority's certificate (PEM), which clients must trust. */
  readonly authority: string;
  readonly key: Buffer;
  readonly certificate: Buffer;
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Creates certificates for hosts, in a folder. */
export function certificatesFor(hosts: readonly string[], folder: string): Certificates {
  const file = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  openssl('req', '-x509', ...CURVE, '-subj', '/CN=Stage', '-addext', 'keyUsage=critical,keyCertSign', '-keyout', file('ca.key'), '-out', file('ca.pem'));
  openssl('req', ...CURVE.slice(0, -2), '-subj', `/CN=${hosts[0]}`, '-keyout', file('host.key'), '-out', file('host.csr'));
  // Python requires the key identifiers.
  const extensions = ['basicConstraints=CA:FALSE', 'subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join()}`];
  fs.writeFileSync(file('host.cnf'), `${extensions.join('\n')}\n`);
  openssl('x509', '-req', '-in', file('host.csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', file('host.cnf'), '-out', file('host.pem'));
  return { authority: file('ca.pem'), key: fs.readFileSync(file('host.key')), certificate: fs.readFileSync(file('host.pem')) };
}
