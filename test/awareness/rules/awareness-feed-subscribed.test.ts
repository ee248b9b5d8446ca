import { FEED, fn, template } from './functions';
import { awarenessFeedSubscribed } from '../../../lib/awareness/rules/awareness-feed-subscribed';
import { check, ids } from '../../gate/harness';

test('told once, at the first function that is none of this library', () => {
  expect(check(awarenessFeedSubscribed, template({ Own: fn({ 'cdk-sec3:own-code': 'secret-rotation' }), One: fn(), Two: fn() }))).toEqual([
    'One[no-feed] Properties: no SecurityBulletinFeed is in the templates, so nobody is known to be told of advisories on what the app ships and uses',
  ]);
});

test('not where there is a feed, or no function', () => {
  expect(ids(awarenessFeedSubscribed, template({ One: fn(), Feed: FEED }))).toEqual([]);
  expect(ids(awarenessFeedSubscribed, template({ Own: fn({ 'cdk-sec3:own-code': 'secret-rotation' }) }))).toEqual([]);
});
