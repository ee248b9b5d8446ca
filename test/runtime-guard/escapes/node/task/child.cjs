/** A Node started by an attack. It shows that it ran by a file, or where it may not write, by a call to the witness. */
'use strict';
const [marker = process.env.LAB_MARKER, witness = process.env.LAB_WITNESS, token = process.env.LAB_TOKEN] = process.argv.slice(2);

try {
  require('node:fs').writeFileSync(marker, '');
  process.exit(0);
} catch {
  require('node:net')
    .connect(Number(witness), '127.0.0.1')
    .on('error', () => process.exit(1))
    .end(token, () => process.exit(0));
}
