import { strToU8, zipSync } from 'fflate';

/** The file name of {@link wheel}. */
export const WHEEL_FILE = 'a_b-1.0-py3-none-any.whl';

/** Returns a wheel of a-b 1.0 as on PyPI. It is larger than the part that is read from its end. */
export const wheel = Buffer.from(zipSync({
  'a_b/__init__.py': strToU8('1'),
  'a_b/large.py': strToU8('#'.repeat(200_000)),
  'a_b-1.0.dist-info/METADATA': strToU8('Metadata-Version: 2.1\nName: a.b\nVersion: 1.0\n'),
  'a_b-1.0.dist-info/WHEEL': strToU8('Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
  'a_b-1.0.dist-info/RECORD': strToU8('a_b/__init__.py,,\na_b/large.py,,\na_b-1.0.dist-info/METADATA,,\na_b-1.0.dist-info/WHEEL,,\na_b-1.0.dist-info/RECORD,,\n'),
}, { level: 0 }));
