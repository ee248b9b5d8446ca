/**
 * The grammar of allowed hosts, by example. Three readers must agree on it: the construct and the rules (TypeScript), users of the policy's JSON
 * Schema, and the guard in the function (C).
 */

export const VALID_HOSTS: readonly string[] = [
  // Names.
  'a', 'localhost', 'api.example.com', 'x1.2y', '1a.example', '1.2.3.4a', 'a-b.example', 'a--b.example', '0x7f', 'API.Example', 'A.EXAMPLE:443',
  // Names of services and TXT records have underscores.
  '_', '_service.example.com', 'a_b.example', 'a_.example',
  // International names in their ASCII form.
  'xn--bcher-kva.example', 'XN--BCHER-KVA.example', 'a.xn--p1ai',
  // Wildcards match one label or more.
  '*.example', '*.example.org', '*.a.example:443', '*.a.b.example.org:8443', '*.A.Example', '*._tcp.example',
  // A label has up to 63 characters, a name up to 253, regardless of its prefix and suffix.
  'a'.repeat(63), `${'a'.repeat(63)}.example`, `${'a.'.repeat(126)}a`, `*.${'a.'.repeat(126)}a`, `*.${'a.'.repeat(126)}a:65535`,
  // Ports.
  'example.com:1', 'example.com:65535', 'a:80',
  // IPv4 addresses and ranges; any address in a range can denote it.
  '192.0.2.1', '1.2.3.4:443', '0.0.0.0', '255.255.255.255', '10.0.0.0/8', '10.1.2.3/8', '10.0.0.1/8:5432', '0.0.0.0/0', '1.2.3.4/32', '1.2.3.4/0:1',
  // IPv6 addresses and ranges.
  '::', '::1', '2001:db8::1', '2001:DB8::A', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '1::8', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '0001:0002:0003:0004:0005:0006:0007:0008', '2001:db8::/32', '::/0', '::1/128',
  '[2001:db8::1]', '[2001:db8::]/32', '[2001:db8::1]:443', '[2001:db8::]/32:443', '[::]/0:65535',
];

const NO_NAME = 'is not a DNS name';
const NO_IPV4 = 'is not an IPv4 address';
const NO_IPV6 = 'is not an IPv6 address';
const NO_HOST = 'is neither a host nor a range of addresses';
const NO_ASCII = 'has spaces or characters beyond ASCII; use the ASCII form of international names, xn--...';
const ALL_HOSTS = 'allows every host; set the mode of network to allow instead';
const WILDCARD = 'has a wildcard inside; only *. in front of a name is allowed';
const NAMES_RANGE = 'is a path or a range of names; only addresses can have ranges';
const URL = 'is a URL; specify only the host, and a port after a colon';
const port = (text: string) => `has port ${JSON.stringify(text)}; a number from 1 to 65535 is expected`;
const prefix = (text: string, longest: number) => `has a prefix of ${JSON.stringify(text)}; a number from 0 to ${longest} is expected`;

/** Invalid entries, and the construct's error for each. */
export const INVALID_HOSTS: readonly (readonly [entry: string, problem: string])[] = [
  ['', NO_NAME],
  // Dots.
  ['.', NO_NAME], ['..', NO_NAME], ['a..b', NO_NAME], ['.a.example', NO_NAME], ['a.example.', NO_NAME], ['a.example.:443', NO_NAME],
  // Hyphens.
  ['-', NO_NAME], ['-a.example', NO_NAME], ['a-.example', NO_NAME], ['a.example-', NO_NAME], ['a.-example', NO_NAME],
  // Lengths.
  ['a'.repeat(64), NO_NAME], [`${'a'.repeat(64)}.example`, NO_NAME], [`${'a.'.repeat(126)}ab`, NO_NAME], [`*.${'a.'.repeat(126)}ab`, NO_NAME],
  ['a'.repeat(300), NO_NAME], ['a'.repeat(301), 'has 301 characters; at most 300 are allowed'], ['a'.repeat(400), 'has 400 characters; at most 300 are allowed'],
  // Wildcards.
  ['*', ALL_HOSTS], ['*:443', ALL_HOSTS], ['*.', NO_NAME], ['*.*', WILDCARD], ['*.*.example', WILDCARD], ['a.*.example', WILDCARD], ['*a.example', WILDCARD],
  ['a.*', WILDCARD], ['**.example', WILDCARD], ['*.a.example.', NO_NAME], ['*.1.2.3.4', NO_IPV4], ['*.::1', NO_IPV6], ['*/8', NAMES_RANGE],
  // Other characters.
  ['bücher.example', NO_ASCII], ['a。example', NO_ASCII], ['ａ.example', NO_ASCII], ['\ud800.example', NO_ASCII], ['a b.example', NO_ASCII], [' a.example', NO_ASCII],
  ['a.example ', NO_ASCII], ['a.example\n', NO_ASCII], ['a.example\t', NO_ASCII], ['a.example\u007f', NO_ASCII], ['\u0000', NO_ASCII], ['a.example\u0000', NO_ASCII],
  ['a.example\u0000.evil.example', NO_ASCII], ['a,b', NO_NAME], ['a@b.example', NO_NAME], ['a\\b', NO_NAME], ['a"b', NO_NAME], ['a+b', NO_NAME],
  // A placeholder of a deployment never reaches a function.
  ['${Token[TOKEN.1]}', NO_HOST], ['x.${host}', NO_NAME], ['a.example:${port}', port('${port}')],
  // URLs and paths.
  ['http://a.example', URL], ['https://example.com:443/', URL], ['a.example/path', NAMES_RANGE], ['a.example/8', NAMES_RANGE], ['a.example/', NAMES_RANGE],
  ['//a.example', NO_HOST],
  // Ports.
  ['a.example:', port('')], ['a.example:0', port('0')], ['a.example:65536', port('65536')], ['a.example:99999', port('99999')], ['a.example:100000', port('100000')],
  ['a.example:0443', port('0443')], ['a.example:+443', port('+443')], ['a.example:-1', port('-1')], ['a.example:https', port('https')], ['a.example:4.4', port('4.4')],
  [':443', NO_NAME], [':', port('')], ['a.example:443:443', NO_IPV6], ['1.2.3.4:', port('')], ['1.2.3.4:0', port('0')], ['1.2.3.4/8:', port('')],
  // A name that ends in a number would be read as an address.
  ['1', NO_IPV4], ['1.2.3', NO_IPV4], ['a.123', NO_IPV4], ['1.2.3.4.5', NO_IPV4], ['256.1.1.1', NO_IPV4], ['01.2.3.4', NO_IPV4], ['0x7f.1', NO_IPV4],
  ['1.2.3.4.', NO_NAME], ['1.2.3.', NO_NAME], ['1..2.3', NO_IPV4],
  ['1.2.3.4\u0000', NO_ASCII], ['1.2.3.4\u0000.evil.example', NO_ASCII], ['1.2.3.4\u0000/8', NO_ASCII], ['1.2.3.4\u0000:443', NO_ASCII], ['1.2.3.4 ', NO_ASCII],
  // IPv4 ranges.
  ['1.2.3.4/33', prefix('33', 32)], ['1.2.3.4/', prefix('', 32)], ['1.2.3.4/08', prefix('08', 32)], ['1.2.3.4/-1', prefix('-1', 32)], ['1.2.3.4/99999', prefix('99999', 32)],
  ['1.2.3.4/8/8', NO_HOST], ['1.2.3.4:443/8', port('443/8')], ['1.2.3.4/255.0.0.0', prefix('255.0.0.0', 32)], ['1.2.3/8', NO_IPV4],
  // IPv6 addresses: neither a zone, nor an IPv4 address in disguise.
  [':::', NO_IPV6], ['::1:', NO_IPV6], ['1::2::3', NO_IPV6], ['12345::', NO_IPV6], ['g::', NO_IPV6], ['1:2:3:4:5:6:7', NO_IPV6], ['1:2:3:4:5:6:7:8:9', NO_IPV6],
  ['1:2:3:4:5:6:7:8::', NO_IPV6], ['1:2:3:4::5:6:7:8', NO_IPV6], ['fe80::1%eth0', NO_IPV6], ['fe80::1%25eth0', NO_IPV6], ['::ffff:192.0.2.1', NO_IPV6],
  ['64:ff9b::192.0.2.1', NO_IPV6], ['::1\u0000', NO_ASCII], ['[::1\u0000]:443', NO_ASCII], ['::1\u0000/64', NO_ASCII],
  // IPv6 in brackets.
  ['[]', NO_IPV6], ['[]:443', NO_IPV6], ['[::1', NO_HOST], ['::1]', port(':1]')], ['a]b', NO_HOST], ['[::1]443', NO_HOST], ['[::1]:', port('')], ['[::1]:0', port('0')],
  ['[[::1]]', NO_HOST], ['[1.2.3.4]:443', NO_IPV6], ['[a.example]:443', NO_IPV6], ['[::1]x', NO_HOST],
  // IPv6 ranges.
  ['::/129', prefix('129', 128)], ['::/', prefix('', 128)], ['::/064', prefix('064', 128)], ['2001:db8::/32:443', prefix('32:443', 128)], ['[::/32]', NO_IPV6],
  ['[::/32]:443', NO_IPV6], ['[::]/129', prefix('129', 128)], ['[::]/:443', prefix('', 128)], ['[::]:443/32', port('443/32')],
];
