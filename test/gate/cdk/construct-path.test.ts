import { constructPathOf } from '../../../lib/gate';

test.each([
  ['App/Orders/Resource', 'App/Orders'],
  ['App/Orders', 'App/Orders'],
  ['App/Resource/Orders', 'App/Resource/Orders'],
  ['App/OrdersResource', 'App/OrdersResource'],
])('the construct of %s is %s', (resourcePath, constructPath) => {
  expect(constructPathOf(resourcePath)).toBe(constructPath);
});
