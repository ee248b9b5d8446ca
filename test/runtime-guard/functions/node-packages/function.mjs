/** A function that uses the package PACKAGE. It creates its objects at import or in the invocation, depending on MADE. */
import { PACKAGES } from './packages.mjs';

const { make, use } = PACKAGES[process.env.PACKAGE];
const early = process.env.MADE === 'import' ? { made: await make() } : undefined;

export const handler = async () => use((early ?? { made: await make() }).made);
