import { allowsInternet, hostProblem } from '../../../lib/runtime-protection/template/host-entry';
import { INVALID_HOSTS, VALID_HOSTS } from '../host-entries';

test.each(VALID_HOSTS)('%p is allowed', (entry) => expect(hostProblem(entry)).toBeUndefined());

test.each(INVALID_HOSTS)('%p %s', (entry, problem) => expect(hostProblem(entry)).toBe(problem));

test.each([
  ['0.0.0.0/0', true],
  ['::/0', true],
  ['[::]/0:443', true],
  ['128.0.0.0/1', true],
  ['8.0.0.0/7:443', true],
  ['2000::/3', true],
  ['[2000::]/6:443', true],
  ['10.0.0.0/8', false],
  ['10.0.0.0/8:5432', false],
  ['fc00::/7', false],
  ['192.0.2.1', false],
  ['example.com', false],
])('a large part of the internet: %s, %s', (entry, allows) => expect(allowsInternet(entry)).toBe(allows));
