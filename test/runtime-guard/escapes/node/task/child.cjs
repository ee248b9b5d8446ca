/** A Node.js process started by an attack. It proves that it ran with a file, or if it cannot write, with a call to the witness. */
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
