/**
 * Has what TypeScript compiled load a module when something of it is first used, as aws-cdk-lib's own build does.
 *
 * Of named imports TypeScript makes `const gate_1 = require("../gate")`, a name that nothing else in the file has, and members of it
 * where they are used. Namespace imports stay: they are of Node.js and of aws-cdk-lib, which is lazy itself.
 *
 * @throws Error where such a name is used in another way
 */
export function withLazyRequires(code: string, file: string): string {
  const names = new Set([...code.matchAll(DECLARATION)].map(([, name]) => name));
  return code.replace(new RegExp(`${DECLARATION.source}|\\b(\\w+_\\d+)\\b(\\.)?`, 'gm'), (text, declared, load, used, dot) => {
    if (declared !== undefined) return `let ${declared} = () => { const loaded = ${load}; ${declared} = () => loaded; return loaded; };`;
    if (!names.has(used)) return text;
    if (dot === undefined) throw new Error(`${file} uses ${used} in a way that is not known here`);
    // In parentheses, since `new gate_1().Gate()` would be another thing.
    return `(${used}()).`;
  });
}

const DECLARATION = /^const (\w+_\d+) = ((?:__importDefault\()?require\(".+?"\)\)?);$/gm;
