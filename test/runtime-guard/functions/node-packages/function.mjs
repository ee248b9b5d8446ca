/** A function that works with the package PACKAGE, and makes what it needs when it is loaded or in the invocation, as MADE says. */
import { PACKAGES } from './packages.mjs';

const { make, use } = PACKAGES[process.env.PACKAGE];
const early = process.env.MADE === 'import' ? { made: await make() } : undefined;

export const handler = async () => use((early ?? { made: await make() }).made);
