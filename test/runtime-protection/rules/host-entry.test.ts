import { allowsEveryAddress, hostProblem } from '../../../lib/runtime-protection/rules/host-entry';

test.each([
  'api.example.com', 'API.example.com:443', '*.example.org', '*.a.b.example.org:8443', 'localhost', '_service.example.com', 'x1.2y', 'a'.repeat(63),
  '192.0.2.1', '10.0.0.0/8', '10.0.0.1/8:5432', '0.0.0.0/0', '2001:db8::1', '2001:db8::/32', '[2001:db8::]/32', '[2001:db8::1]:443', '[::]/0:65535', '::', '::1',
  '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', `${'a.'.repeat(126)}a`, 'xn--bcher-kva.example',
])('%s is allowed', (entry) => expect(hostProblem(entry)).toBeUndefined());

test.each([
  ['', 'is no DNS name'],
  ['*', 'allows every host; set the mode of network to allow instead'],
  ['*:443', 'allows every host; set the mode of network to allow instead'],
  ['a.*.example.com', 'has a wildcard in the midst; *. may stand in front of a name'],
  ['*example.com', 'has a wildcard in the midst; *. may stand in front of a name'],
  ['https://example.com', 'is a URL; write the host alone, and a port after a colon'],
  ['example.com/path', 'is a path or a range of names; ranges are for addresses'],
  ['example.com.', 'is no DNS name'],
  ['-a.example.com', 'is no DNS name'],
  ['a..example.com', 'is no DNS name'],
  ['a'.repeat(64), 'is no DNS name'],
  [`${'a.'.repeat(126)}ab`, 'is no DNS name'],
  ['a'.repeat(301), 'has 301 characters; at most 300 are allowed'],
  ['bücher.example', 'has spaces or characters beyond ASCII; write international names in their ASCII form, xn--...'],
  [' example.com', 'has spaces or characters beyond ASCII; write international names in their ASCII form, xn--...'],
  ['example.com:0', 'has port "0"; a number from 1 to 65535 is expected'],
  ['example.com:65536', 'has port "65536"; a number from 1 to 65535 is expected'],
  ['example.com:0443', 'has port "0443"; a number from 1 to 65535 is expected'],
  ['example.com:', 'has port ""; a number from 1 to 65535 is expected'],
  ['256.0.0.1', 'is no IPv4 address'],
  ['10.0.0', 'is no IPv4 address'],
  ['010.0.0.1', 'is no IPv4 address'],
  ['example.123', 'is no IPv4 address'],
  ['10.0.0.0/33', 'has a prefix of "33"; a number from 0 to 32 is expected'],
  ['10.0.0.0/08', 'has a prefix of "08"; a number from 0 to 32 is expected'],
  ['10.0.0.0/', 'has a prefix of ""; a number from 0 to 32 is expected'],
  ['2001:db8::/129', 'has a prefix of "129"; a number from 0 to 128 is expected'],
  ['1:2:3:4:5:6:7:8:9', 'is no IPv6 address'],
  ['1:2:3:4:5:6:7:8::', 'is no IPv6 address'],
  ['fe80::1%eth0', 'is no IPv6 address'],
  ['::ffff:192.0.2.1', 'is no IPv6 address'],
  ['[192.0.2.1]:80', 'is no IPv6 address'],
  ['[2001:db8::1', 'is neither a host nor a range of addresses'],
  ['a]b', 'is neither a host nor a range of addresses'],
])('%s', (entry, problem) => expect(hostProblem(entry)).toBe(problem));

test.each([
  ['0.0.0.0/0', true],
  ['::/0', true],
  ['[::]/0:443', true],
  ['10.0.0.0/8', false],
  ['example.com', false],
])('every address: %s, %s', (entry, every) => expect(allowsEveryAddress(entry)).toBe(every));
