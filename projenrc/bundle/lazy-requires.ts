/**
 * Makes compiled code load a module on first use, as aws-cdk-lib's own build does.
 *
 * TypeScript compiles named imports to `const gate_1 = require("../gate")`, with a name that is unique in the file, and to a member access for each
 * use. Namespace imports are not changed: they import Node.js or aws-cdk-lib, which is lazy itself.
 *
 * @throws Error if such a name is used in another way
 */
export function withLazyRequires(code: string, file: string): string {
  const names = new Set([...code.matchAll(DECLARATION)].map(([, name]) => name));
  return code.replace(new RegExp(`${DECLARATION.source}|\\b(\\w+_\\d+)\\b(\\.)?`, 'gm'), (text, declared, load, used, dot) => {
    if (declared !== undefined) return `let ${declared} = () => { const loaded = ${load}; ${declared} = () => loaded; return loaded; };`;
    if (!names.has(used)) return text;
    if (dot === undefined) throw new Error(`${file} uses ${used} in a way that is not supported here`);
    // The parentheses are needed because `new gate_1().Gate()` has another meaning.
    return `(${used}()).`;
  });
}

const DECLARATION = /^const (\w+_\d+) = ((?:__importDefault\()?require\(".+?"\)\)?);$/gm;
