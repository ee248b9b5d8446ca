import { isNameable, isVersion, npmVersion } from '../../../lib/dependencies/inventory/registry-names';

test.each([
  ['1.2.3', '1.2.3'], ['v1.2.3', '1.2.3'], ['=1.2.3', '1.2.3'], [' 1.2.3beta ', '1.2.3-beta'], ['1.2.3+build.1', '1.2.3+build.1'], ['latest', 'latest'], ['1.0', '1.0'],
])('npm reads the version %j as %j', (text, version) => expect(npmVersion(text)).toBe(version));

test('isVersion accepts the versions of each registry', () => {
  expect(['1.2.3', '1.2.3-rc.1+build', 'v1.2.3', '1.2', 'latest', ''].map((text) => isVersion('npm', text))).toEqual([true, true, false, false, false, false]);
  expect(['1.2', '1!2.0.post1', '2.0.0+cpu', 'latest', '1.0 beta', ''].map((text) => isVersion('pypi', text))).toEqual([true, true, true, false, false, false]);
});

test.each(['..', '.', '../../evil', 'a/b', '@s', '@s/a/b', 'a b', 'a\\b', '', 'a\n'])('%j is not a package name in npm', (name) => {
  expect(isNameable({ ecosystem: 'npm', name, version: '1.0.0' })).toBe(false);
});

test.each(['_', 'JSONStream', '@s/a', 'a.b', 'ä'])('%j may be a package name in npm', (name) => expect(isNameable({ ecosystem: 'npm', name, version: '1.0.0' })).toBe(true));
