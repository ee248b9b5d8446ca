import { hash } from './entries';
import { integrityProblem, isCertifiedContent, strongHashes } from '../../../lib/dependencies/certification/integrity';

const YARN = `yarn:10c0/${'ab'.repeat(64)}`;

describe('integrityProblem', () => {
  test.each([[hash(1)], [hash(1, 'sha384')], [hash(1, 'sha256')], [`${hash(1)} ${hash(2, 'sha256')}`], [YARN]])('%s pins a content', (integrity) => {
    expect(integrityProblem(integrity)).toBeUndefined();
  });

  test.each([
    ['sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk='], ['md5-1B2M2Y8AsgTpgAmY7PhCfg=='], ['sha512-AAAA'], ['sha512'], [''], [`${hash(1)}  ${hash(2)}`], [`${hash(1)}\n`],
    [hash(1).replace(/==$/, '')], [hash(255, 'sha256').replace(/8=$/, '9=')], [`yarn:10c0/${'AB'.repeat(64)}`], ['yarn:10c0/ab'], ['toString-AAAA'],
  ])('%j does not pin a content', (integrity) => {
    expect(integrityProblem(integrity)).toContain('hashes as lock files have them are expected');
  });
});

test('strongHashes omits hashes that do not pin a content', () => {
  expect(strongHashes(`sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= ${hash(1)}`)).toEqual([hash(1)]);
  expect(strongHashes(undefined)).toEqual([]);
});

describe('isCertifiedContent of npm', () => {
  test.each([
    ['the same', hash(1), hash(1), true],
    ['another', hash(1), hash(2), false],
    ['one of several that are certified', hash(1), `${hash(2)} ${hash(1)}`, true],
    ['two archives, one of them certified', `${hash(1)} ${hash(2)}`, hash(1), false],
    ['the strongest hash decides', `${hash(1)} ${hash(9, 'sha256')}`, hash(1), true],
    ['the strongest hash decides, even if a weaker one is certified', `${hash(2)} ${hash(9, 'sha256')}`, hash(9, 'sha256'), false],
    ['only a weaker one is certified', hash(1), hash(1, 'sha256'), false],
    ['a checksum of yarn', YARN, `${hash(1)} ${YARN}`, true],
    ['another checksum of yarn', YARN, hash(1), false],
    ['no hash', undefined, hash(1), false],
    ['a weak hash', 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', false],
  ])('%s', (_, ships, certified, expected) => expect(isCertifiedContent('npm', ships, certified)).toBe(expected));
});

describe('isCertifiedContent of PyPI', () => {
  const [wheel, source] = [hash(1, 'sha256'), hash(2, 'sha256')];
  test('covers each file of a release that may be installed', () => {
    expect(isCertifiedContent('pypi', `${wheel} ${source}`, `${source} ${wheel}`)).toBe(true);
    expect(isCertifiedContent('pypi', wheel, `${source} ${wheel}`)).toBe(true);
    expect(isCertifiedContent('pypi', `${wheel} ${source}`, wheel)).toBe(false);
  });
});
