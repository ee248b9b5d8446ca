/** Inputs of attackers: small texts, numbers and names that have broken programs before. */

const LONG = 4096;

/** Attack texts, grouped by target. */
export const ATTACK_GROUPS: { readonly [group: string]: readonly string[] } = {
  injection: [
    "' OR '1'='1", "'; DROP TABLE users; --", '" OR ""="', '$(id)', '`id`', '; id', '| id', '&& id', '{{7*7}}', '${7*7}', '<script>alert(1)</script>',
    '{"$gt":""}', '*)(uid=*))(|(uid=*', '%s%s%n', '\r\nSet-Cookie: a=b', 'process.exit(1)', '__import__("os").system("id")', '=1+1',
  ],
  traversal: ['../../../../etc/passwd', '../../../../../../../../etc/passwd', '/etc/passwd', '..\\..\\windows\\win.ini', '%2e%2e%2fetc%2fpasswd', 'file:///etc/passwd', '....//....//etc/passwd'],
  request: ['http://169.254.169.254/latest/meta-data/', 'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next', 'http://sec3-fuzz.example/', '//sec3-fuzz.example'],
  prototype: ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'],
  empty: ['', ' ', '\t', '\n', '0', 'null', 'undefined', 'NaN', 'Infinity', 'true', 'false', '[]', '{}', '-1', '1e309', '0x10', '00', '1,000'],
  unicode: [
    '\u0000', '\u00e9', 'e\u0301', '\u0301', 'a\u0301\u0308\u0323', 'क्षि', '\u0130', 'ß', '\ufeff', '\u202e', '\u2028', '𝒳', '😀', '👩‍👩‍👧', 'ﬀ', 'Å', '你好', '\ud83d', '\uffff', '\u200b',
  ],
  // Some functions accept these characters as digits, others do not.
  digits: ['²', '٣٤', '１２３', 'Ⅻ', '½', '๕', '①'],
  oversized: ['A'.repeat(257), 'A'.repeat(LONG), '('.repeat(1000), `${'a'.repeat(40)}!`, '9'.repeat(400)],
  dates: [
    '1970-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '2038-01-19T03:14:08Z', '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '2024-02-29', '2023-02-29',
    '2016-12-31T23:59:60Z', '2024-03-31T02:30:00+01:00', '0001-01-01', '2026-03-29T02:30:00', '2026-03-29T02:30', '2026-03-29 02:30:00', '2026-10-25T02:30:00', '2026-03-29T02:30:00Z', '2026-03-08T02:30:00', '2026-11-01T01:30:00', '2026-03-08T02:30:00Z', '2026-10-25T02:30:00+02:00', '2026-03-08T02:30:00-05:00', '2024-02-29T12:00:00Z',
    '2100-02-29', '2028-02-29', '2026-01-31', '2024-12-31T23:59:59.999Z', '2025-12-29', '2021-01-03T00:00:00Z', '2026-04-31',
  ],
};

/** All attack texts. */
export const ATTACK_TEXTS: readonly string[] = Object.values(ATTACK_GROUPS).flat();

/** Texts that break out of the strings, parameters and references of mapping templates. They are sent only if there is a template. */
export const TEMPLATE_BREAKERS: readonly string[] = [
  '"', '\'', '\\', '\\"', '","sec3":"', '"},"sec3":{"a":"', '1,"sec3":2', '{"sec3":1}', '[1]', '\n', '\u2028', '\\u0022', '\\u00', 'a&Action=DeleteQueue', '&', '=', '%', '%26', '%22', '+', '../sec3', 'a/b?c#d',
  '$input.body', '$context.identity.apiKey', '${q}', '#set($ok = true)', '#end', '##',
];

/**
 * Characters with a special meaning in some language, and characters that look like others. Most programs that fail on one of them fail wherever it
 * is in a text.
 */
export const SPECIAL_CHARACTERS: readonly string[] = [
  ...'\'"`\\/%$&|;<>(){}[]*+?.,:=#-_ 0aZ', '\n', '\r', '\t', '\u0000', 'ß', '\u0130', 'ﬀ', '\u00e9', '\u0301', '²', '٣', '\u0390', '\ufeff', '\u202e', '\u2028', '\u200b', '😀', '𝒳', '\ud83d', '\udc00',
];

/** Characters that change the length of a text when its case changes, when it is normalized, or when its accents are removed. */
export const GROWING_CHARACTERS: readonly string[] = ['\u0130', 'ß', 'ﬃ', '\u0390', '\u{1d160}', '\ufb2c', '\ufdfa', 'e\u0301', '\u0301'];

/** Numbers at the limits of number types and of their precision. */
export const ATTACK_NUMBERS: readonly number[] = [
  0, -0, 1, -1, 2, 10, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER, 2 ** 53, 1e21, 1e308, -1e308, 5e-324, 0.1, 0.5, 0.1 + 0.2, -0.5, 1.005,
];

/** Property names that are dangerous for programs that copy objects. */
export const ATTACK_NAMES: readonly string[] = ['__proto__', 'constructor', 'toString', 'isAdmin', 'length', 'then'];

/** Values for properties with such names. */
export const ATTACK_VALUES: readonly unknown[] = [{ polluted: 'sec3' }, { prototype: { polluted: 'sec3' } }, true, null];
