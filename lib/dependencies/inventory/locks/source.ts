/** Matches the URL of an archive in an npm registry, such as `/@acme/name/-/name-1.2.3.tgz`, and in that of GitHub. */
const IN_REGISTRY = /^https?:\/\/[^?#]+\/-\/[^/]+\.tgz$|^https:\/\/npm\.pkg\.github\.com\/download\//;

/**
 * Returns the source of a package that is not from a registry, from its location in a lock file:
 *
 * - a repository with its commit, as in SPDX: `git+https://github.com/acme/name.git@<commit>`
 * - an archive: `https://example.com/name.tgz` or `file:name.tgz`, relative to the lock file
 *
 * Secrets in a URL are left out: passwords, tokens and queries.
 *
 * @returns undefined for an archive in a registry, and for text that is not a URL
 * @see https://spdx.github.io/spdx-spec/v2.3/package-information/#77-package-download-location-field
 */
export function sourceOf(location: unknown): string | undefined {
  const [, text, fragment = ''] = /^([^#]*)(?:#(.*))?$/s.exec(typeof location === 'string' ? location : '') ?? [];
  if (text === undefined || IN_REGISTRY.test(text)) return undefined;
  const commit = /(?:^|commit=)([0-9a-f]{40}|[0-9a-f]{64})(?:&|$)/.exec(fragment)?.[1];
  const repository = repositoryOf(text, commit);
  if (repository !== undefined) return `git+${withoutSecrets(repository)}${commit === undefined ? '' : `@${commit}`}`;
  return /^(?:https?|file):/.test(text) ? withoutSecrets(text) : undefined;
}

/** Returns the URL of a repository; undefined for other text. `git@host:path` is short for `ssh://git@host/path`. */
function repositoryOf(text: string, commit: string | undefined): string | undefined {
  const [, user, path] = /^([\w-]+@[\w.-]+):(?!\/)(.*)$/.exec(text) ?? [];
  if (user !== undefined) return `ssh://${user}/${path}`;
  const [, url] = /^git\+(.*)$/.exec(text) ?? [];
  if (url !== undefined) return url;
  return /^(?:git|ssh):/.test(text) || (/^https?:.*\.git$/.test(text) && commit !== undefined) ? text : undefined;
}

function withoutSecrets(url: string): string {
  // In an HTTP URL the user name may be a token. In an SSH URL it is the same for all users.
  return url.replace(/^(https?:\/\/)[^/@]*@/, '$1').replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, '$1@').replace(/\?.*$/s, '');
}
