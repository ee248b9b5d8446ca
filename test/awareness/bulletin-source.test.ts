import { Lazy } from 'aws-cdk-lib';
import { BulletinSource } from '../../lib/awareness/bulletin-source';

test('only the standard sources need no address', () => {
  expect(BulletinSource.standard().map(({ id }) => id)).toEqual(['aws', 'cisa', 'kev', 'nvd', 'ghsa', 'osv', 'owasp']);
  const made = [
    BulletinSource.awsSecurityBulletins(), BulletinSource.cisaAdvisories(), BulletinSource.cisaKnownExploited(), BulletinSource.nvd(),
    BulletinSource.gitHubAdvisories(), BulletinSource.osv(), BulletinSource.owaspServerlessTop10(),
  ];
  expect(made).toEqual(BulletinSource.standard());
});

test.each([
  ['Big', 'https://example.com', 'id is "Big"'],
  ['kev', 'https://example.com', 'which this library uses itself'],
  ['digest', 'https://example.com', 'which this library uses itself'],
  ['a', 'http://example.com', 'url is "http://example.com"'],
  ['a', 'https://a:b@example.com', 'without credentials'],
  ['a', 'example.com', 'an address with https'],
  ['a', Lazy.string({ produce: () => 'x' }), 'url is a token'],
])('feed(%j, %j) is rejected', (id, url, message) => {
  expect(() => BulletinSource.feed(id, url)).toThrow(message);
});

test('all problems of a feed are reported at once', () => {
  expect(() => BulletinSource.feed('-', 'x', 'y'.repeat(101))).toThrow(/id is .*; url is .*; title is/);
});
