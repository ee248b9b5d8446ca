/** Checks the indexes from which commands install packages, and whether commands verify what they download. */

/** With hashes, the source of a package does not matter. */
const HASHED = /\s--require-hashes\b/;

const PLAIN = String.raw`http:\/\/(?!(?:localhost|127\.0\.0\.1)\b)`;

/** Patterns that a command matches, each of them, in any order. One pattern for all would take time that grows with the square of a long command. */
type Traits = readonly RegExp[];

/** A second index: the newest version of all indexes is installed. uv uses the first index that has a name. */
const SECOND_INDEX: readonly Traits[] = [
  [/\bpip[\d.]*\s/, /\s--extra-index-url\b/],
  [/\bpip[\d.]*\s+config\s/, /\sset\s+\S*extra-index-url\b/],
  [/\bPIP_EXTRA_INDEX_URL\s*=\s*\S/],
  [/\buv\s/, /\s--index-strategy[ =]\s*["']?unsafe-/],
  [/\bUV_INDEX_STRATEGY\s*=\s*["']?unsafe-/],
  [/\bdotnet\s+nuget\s+add\s+source\b|\bnuget\s+sources\s+add\b/i],
  [/\bgem\s+sources?\s+(?:-a|--add)\b/],
];

/** An index without verified TLS, whose packages can be changed in transit. */
const PLAIN_INDEX: readonly Traits[] = [
  [new RegExp(String.raw`(?:--(?:extra-)?index-url|--registry|--index|--source)[ =]\s*["']?${PLAIN}`)],
  [/\bpip[\d.]*\s/, new RegExp(String.raw`\s-i[ =]\s*["']?${PLAIN}`)],
  [/\b(?:npm|yarn|pnpm|pip[\d.]*)\s+config\s/, new RegExp(String.raw`\s(?:registry|npmRegistryServer|\S*index-url)[ =]\s*["']?${PLAIN}`)],
  [new RegExp(String.raw`\b(?:PIP_(?:EXTRA_)?INDEX_URL|UV_(?:EXTRA_|DEFAULT_)?INDEX(?:_URL)?|npm_config_registry|GOPROXY)\s*=\s*["']?${PLAIN}`, 'i')],
  [/\s--trusted-host\b|\bPIP_TRUSTED_HOST\s*=\s*\S|\bstrict-ssl[ =]\s*["']?false\b|\bnpm_config_strict_ssl\s*=\s*["']?false\b/i],
];

/** Returns the problem of a command's index, as the end of a sentence; undefined if there is none. */
export function unsafeIndexIn(line: string): string | undefined {
  if (HASHED.test(line)) return undefined;
  if (hasOneOf(line, SECOND_INDEX)) return 'takes packages from a second index, where anyone may publish a newer version under the name of an internal one';
  return hasOneOf(line, PLAIN_INDEX) ? 'takes packages from an index without verified TLS' : undefined;
}

/** Commands and variables that turn off the check of certificates, signatures or checksums. */
const TURNS_OFF: readonly Traits[] = [
  // Package managers of operating systems check signatures.
  [/\b(?:apt|apt-get|aptitude)\s/, /\s(?:--allow-unauthenticated|--force-yes|--allow-insecure-repositories)\b/],
  [/\bAcquire::(?:AllowInsecureRepositories|https::Verify-Peer)=["']?(?:true|1|yes|false|0|no)\b/],
  [/[[\s]trusted=yes[\]\s]|\s--(?:nogpgcheck|no-gpg-checks?|nosignature|allow-untrusted)\b|\bgpgcheck\s*=\s*0\b/],
  [/\bhttp:\/\/\S/, /\|\s*(?:sudo\s+)?(?:apt-key\s+add|gpg)\s/, /\sadd\s|\s--(?:dearmor|import)\b/],
  [/\brpm\s+--import\s+["']?http:/],
  // Go compares modules with a database of checksums.
  [/\bGOSUMDB\s*=\s*["']?off\b|\b(?:GONOSUMDB|GONOSUMCHECK|GOINSECURE)\s*=\s*["']?[^\s"']/],
  [/\bhttp\.sslVerify[ =]["']?(?:false|0|no|off)\b|\bGIT_SSL_NO_VERIFY\s*=\s*["']?(?:1|true)\b|\bStrictHostKeyChecking[ =]no\b/i],
  [/\b(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)\s*=\s*["']?0\b|\b(?:enableStrictSsl|YARN_ENABLE_STRICT_SSL)[ =]\s*["']?(?:false|0)\b/],
  [/\bwget\s/, /\s--no-check-certificate\b/],
  [/\s--insecure-skip-tls-verify\b(?!=false)|\s-Dmaven\.wagon\.http\.ssl\.(?:insecure|allowall)=true\b/i],
  [/\bcomposer\s+config\s/i, /\s(?:disable-tls\s+true|secure-http\s+false)\b/i],
  [/\bconda\s+config\s/i, /\sssl_verify\s+(?:false|no|0)\b/i],
];

/** Checks whether a command turns off the verification of what it, or a later command, downloads. */
export function turnsOffVerification(line: string): boolean {
  return hasOneOf(line, TURNS_OFF);
}

function hasOneOf(line: string, kinds: readonly Traits[]): boolean {
  return kinds.some((traits) => traits.every((pattern) => pattern.test(line)));
}
