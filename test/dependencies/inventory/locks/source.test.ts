import { sourceOf } from '../../../../lib/dependencies/inventory/locks/source';

const COMMIT = '0123456789'.repeat(4);

describe('the source of a package', () => {
  test.each([
    ['a commit, as npm writes it', `git+ssh://git@github.com/acme/a.git#${COMMIT}`, `git+ssh://git@github.com/acme/a.git@${COMMIT}`],
    ['a commit, as yarn 4 writes it', `https://github.com/acme/a.git#commit=${COMMIT}`, `git+https://github.com/acme/a.git@${COMMIT}`],
    ['a commit of a workspace, as yarn 4 writes it', `https://github.com/acme/a.git#commit=${COMMIT}&workspace=b`, `git+https://github.com/acme/a.git@${COMMIT}`],
    ['the short form of ssh', `git@github.com:acme/a.git#commit=${COMMIT}`, `git+ssh://git@github.com/acme/a.git@${COMMIT}`],
    ['a repository on the machine', `git+file:///srv/a#${COMMIT}`, `git+file:///srv/a@${COMMIT}`],
    ['a repository without a commit', 'git://example.com/a#main', 'git+git://example.com/a'],
    ['an archive of a repository', `https://codeload.github.com/acme/a/tar.gz/${COMMIT}`, `https://codeload.github.com/acme/a/tar.gz/${COMMIT}`],
    ['an archive with its hash, as yarn 1 writes it', `https://example.com/a.tgz#${COMMIT}`, 'https://example.com/a.tgz'],
    ['a local archive', 'file:../a-1.0.0.tgz', 'file:../a-1.0.0.tgz'],
  ])('%s', (_, location, expected) => expect(sourceOf(location)).toBe(expected));

  test.each([
    'https://registry.npmjs.org/@acme/a/-/a-1.0.0.tgz',
    `https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#${COMMIT}`,
    'https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com/npm/all/a/-/a-1.0.0.tgz',
    `https://npm.pkg.github.com/download/@acme/a/1.0.0/${COMMIT}`,
    'npm:1.0.0', '1.0.0', '', undefined, 5,
  ])('is a registry, or unknown: %s', (location) => expect(sourceOf(location)).toBeUndefined());

  test.each([
    [`git+https://user:token@github.com/acme/a.git#${COMMIT}`, `git+https://github.com/acme/a.git@${COMMIT}`],
    [`git+https://token@github.com/acme/a.git#${COMMIT}`, `git+https://github.com/acme/a.git@${COMMIT}`],
    [`git+ssh://git:password@example.com/a.git#${COMMIT}`, `git+ssh://git@example.com/a.git@${COMMIT}`],
    ['https://example.com/a.tgz?signature=secret', 'https://example.com/a.tgz'],
  ])('has no secrets: %s', (location, expected) => expect(sourceOf(location)).toBe(expected));
});
