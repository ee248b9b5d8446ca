import { withLazyRequires } from '../../projenrc/bundle/lazy-requires';

/** Runs a CommonJS module, and returns the names of required modules, in order. */
function run(code: string, modules: { readonly [name: string]: unknown }): { exports: { [name: string]: any }; loaded: string[] } {
  const loaded: string[] = [];
  const exports = {};
  const require = (name: string) => {
    loaded.push(name);
    return modules[name];
  };
  new Function('exports', 'require', '__importDefault', code)(exports, require, (module: unknown) => ({ default: module }));
  return { exports, loaded };
}

const COMPILED = `
const gate_1 = require("../gate");
const other_gate_1 = require("../other-gate");
const ajv_1 = __importDefault(require("ajv"));
exports.make = () => new gate_1.Gate(1);
exports.text = () => \`\${(0, other_gate_1.name)()} of \${ajv_1.default}\`;
exports.again = () => other_gate_1.name();
Object.defineProperty(exports, "Gate", { enumerable: true, get: function () { return gate_1.Gate; } });
`;

const MODULES = { '../gate': { Gate: class { constructor(readonly size: number) {} } }, '../other-gate': { name: () => 'other' }, 'ajv': 'ajv' };

describe('a compiled module', () => {
  it('loads an imported module once, when it is first used', () => {
    const { exports, loaded } = run(withLazyRequires(COMPILED, 'file.js'), MODULES);
    expect(loaded).toEqual([]);
    expect(exports.text()).toBe('other of ajv');
    expect(loaded).toEqual(['../other-gate', 'ajv']);
    expect(exports.make()).toEqual({ size: 1 });
    expect([exports.again(), exports.Gate]).toEqual(['other', MODULES['../gate'].Gate]);
    expect(loaded).toEqual(['../other-gate', 'ajv', '../gate']);
  });

  it('loads a module at once if a class extends one of its classes', () => {
    const { exports, loaded } = run(withLazyRequires('const gate_1 = require("../gate");\nexports.Mine = class extends gate_1.Gate {};\n', 'file.js'), MODULES);
    expect(loaded).toEqual(['../gate']);
    expect(new exports.Mine(2)).toBeInstanceOf(MODULES['../gate'].Gate);
  });

  it('keeps numbers, namespaces and similar names', () => {
    const code = 'const fs = __importStar(require("fs"));\nconst LIMIT_1 = 10_000;\nexports.limit = LIMIT_1 + fs.size_1;\n';
    expect(withLazyRequires(code, 'file.js')).toBe(code);
  });

  it('is rejected if it passes on a module as a value', () => {
    expect(() => withLazyRequires('const gate_1 = require("../gate");\nexports.gate = gate_1;\n', 'file.js')).toThrow('file.js uses gate_1 in a way that is not supported here');
  });
});
