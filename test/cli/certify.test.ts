import * as fs from 'fs';
import { assembly, cli, inTemporaryFolder } from './harness';
import { certifiedFileText } from '../../lib/dependencies/certification/certified-file';
import type { Inventory, ShippedPackage } from '../../lib/dependencies/inventory/shipped-package';
import { sbomOf } from '../../lib/dependencies/sbom/sbom';
import { entry, fileOf, hash, shipped } from '../dependencies/certification/entries';

jest.mock('fs', () => {
  const actual = jest.requireActual('fs');
  return { ...actual, renameSync: jest.fn(actual.renameSync) };
});

const write = inTemporaryFolder();
const FILE = 'certified-dependencies.json';
const BY = ['--yes', '--approved-by', 'ben@example.com', '--expires', '2999-12-31', '--reason', 'Read it.'];
const TODAY = new Date().toISOString().slice(0, 10);
const APPROVAL = { criteria: 'safe-to-run', approvedBy: 'ben@example.com', approvedOn: TODAY, expires: '2999-12-31', reason: 'Read it.' };

/** Writes a cloud assembly whose functions ship packages, as synthesis does. */
function shipping(functions: { readonly [name: string]: readonly ShippedPackage[] }, unknown: Inventory['unknown'] = [], file: string | null = FILE): { [name: string]: unknown } {
  const resources = Object.keys(functions).map((name) => [
    name,
    {
      Type: 'AWS::Lambda::Function',
      Metadata: { 'cdk-sec3:dependencies': { sbom: `sbom/Orders/${name}.cdx.json`, packages: functions[name].length, certification: { file, problems: [], unknown } } },
    },
  ]);
  return {
    ...assembly('cdk.out', { Orders: { Resources: Object.fromEntries(resources) } }),
    ...Object.fromEntries(Object.entries(functions).map(([name, packages]) => [`cdk.out/sbom/Orders/${name}.cdx.json`, sbomOf(`Orders/${name}`, { packages, unknown })])),
  };
}

const certified = () => JSON.parse(fs.readFileSync(FILE, 'utf8')).packages;
const file = (...packages: Parameters<typeof entry>[0][]) => certifiedFileText(fileOf(packages.map((changes) => entry({ expires: '2999-12-31', ...changes }))));
const other = shipped({ name: '@scope/other', version: '2.0.0', integrity: hash(3) });

/** Returns a person who answers questions, and records them. */
function person(...answers: string[]) {
  const asked: string[] = [];
  return {
    asked,
    ask: async (question: string) => {
      asked.push(question);
      if (answers.length === 0) throw new Error(`no answer to ${question}`);
      return answers.shift()!;
    },
  };
}

describe('--check', () => {
  test('exits with 0 if all packages are certified', async () => {
    write({ ...shipping({ Create: [shipped()] }), [FILE]: file({}) });
    expect(await cli(['certify', '--check'])).toEqual({ code: 0, out: '✔ Every package that ships is certified\n', err: '' });
  });

  test('exits with 1 if a package is not certified, shows the facts for a review, and writes nothing', async () => {
    const packages = [
      shipped({ license: 'MIT', size: 531000, dependents: ['@scope/other@2.0.0'], hasInstallScript: true, deprecated: 'use another', path: 'node_modules/lodash' }),
      other,
    ];
    write({ ...shipping({ Create: packages }), [FILE]: file({ name: '@scope/other', version: '2.0.0', integrity: hash(3) }) });
    const before = fs.readFileSync(FILE, 'utf8');
    expect(await cli(['certify', '--check'])).toEqual({
      code: 1,
      out: [
        '',
        'lodash@4.17.21 (npm) is not certified',
        '  ships with     Orders/Create',
        '  needed by      @scope/other@2.0.0',
        '  license        MIT',
        '  size           531 kB, installed',
        '  found in       node_modules/lodash',
        '  install script yes: it runs code when it is installed',
        '  deprecated     use another',
        `  archive        ${hash(1)}`,
        '  files          not compared with the archive, which no cache has',
        '  advisories     not looked at; name them with --osv',
        '',
        '✖ 1 package not certified',
        '',
      ].join('\n'),
      err: '',
    });
    expect(fs.readFileSync(FILE, 'utf8')).toBe(before);
  });

  test('shows a source other than a registry, and patches', async () => {
    write(shipping({ Create: [shipped({ source: 'git+https://github.com/acme/lodash.git@0123', patches: ['patches/lodash.patch', 'builtin<compat/lodash>'] })] }));
    const { out } = await cli(['certify', '--check']);
    expect(out).toContain('  source         git+https://github.com/acme/lodash.git@0123, which is no registry\n');
    expect(out).toContain('  patches        patches/lodash.patch, builtin<compat/lodash>\n');
  });

  test('replaces control characters in facts of a package', async () => {
    write(shipping({ Create: [shipped({ license: 'MIT\u001b[2K\r', deprecated: '\u202eevil' })] }));
    const { out } = await cli(['certify', '--check']);
    expect(out).toContain('MIT\ufffd[2K\ufffd\n');
    expect(out).toContain('\ufffdevil\n');
  });
});

describe('--yes', () => {
  test('certifies packages that ship, sorted, and keeps existing entries', async () => {
    write({ ...shipping({ Create: [shipped(), other], Status: [shipped()] }), [FILE]: file({ name: 'zod', reason: 'Kept.' }) });
    const { code, out, err } = await cli(['certify', ...BY]);
    expect([code, out]).toEqual([0, `${FILE} certifies 2 more packages: @scope/other@2.0.0, lodash@4.17.21\n✔ Every package that ships is certified\n`]);
    expect(err).toBe('note: zod@4.17.21 is certified, but no shipped package needs the entry; --prune removes it\n');
    expect(certified()).toEqual([
      { ecosystem: 'npm', name: '@scope/other', version: '2.0.0', integrity: hash(3), ...APPROVAL, scope: 'all' },
      { ecosystem: 'npm', name: 'lodash', version: '4.17.21', integrity: hash(1), ...APPROVAL, scope: 'all' },
      entry({ name: 'zod', reason: 'Kept.', expires: '2999-12-31' }),
    ]);
    expect((await cli(['certify', '--check'])).code).toBe(0);
  });

  test('certifies only the named packages', async () => {
    write(shipping({ Create: [shipped(), other] }));
    expect(await cli(['certify', ...BY, '--package', 'lodash@4.17.21'])).toMatchObject({ code: 0, err: '' });
    expect(certified()).toMatchObject([{ name: 'lodash' }]);
    expect((await cli(['certify', '--check'])).code).toBe(1);
  });

  test('certifies for the named functions', async () => {
    write(shipping({ Create: [shipped()], Status: [shipped()] }));
    expect((await cli(['certify', ...BY, '--scope', 'Orders/Create'])).code).toBe(1);
    expect(certified()).toMatchObject([{ scope: ['Orders/Create'] }]);
    expect((await cli(['certify', ...BY])).code).toBe(0);
    expect(certified()).toMatchObject([{ scope: ['Orders/Create'] }, { scope: ['Orders/Status'] }]);
  });

  test('certifies for a year by default', async () => {
    write(shipping({ Create: [shipped()] }));
    await cli(['certify', '--yes', '--approved-by', 'ben']);
    const [{ approvedOn, expires, reason }] = certified();
    expect((Date.parse(expires) - Date.parse(approvedOn)) / 86_400_000).toBe(365);
    expect(reason).toBe('Certified without a question, by cdk-sec3 certify --yes.');
  });

  test('leaves another content of a certified version to a person', async () => {
    write({ ...shipping({ Create: [shipped({ integrity: hash(2) })] }), [FILE]: file({}) });
    const { code, out } = await cli(['certify', ...BY]);
    expect(code).toBe(1);
    expect(out).toContain('  ! The content of this version differs from the approved content.');
    expect(certified()).toMatchObject([{ integrity: hash(1) }]);
  });

  test('leaves packages with advisories to a person', async () => {
    const advisory = {
      id: 'GHSA-1', modified: '2026-01-01T00:00:00Z', summary: 'Bad', affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, versions: ['4.17.21'] }],
    };
    write({ ...shipping({ Create: [shipped(), other] }), 'osv/GHSA-1.json': advisory });
    const { code, out } = await cli(['certify', ...BY, '--osv', 'osv']);
    expect(code).toBe(1);
    expect(out).toContain('  advisories     GHSA-1 (of unknown severity): Bad; no fix is known\n');
    expect(certified()).toMatchObject([{ name: '@scope/other' }]);
  });

  test('does not certify a package without a pinned hash', async () => {
    write(shipping({ Create: [shipped({ integrity: undefined })] }));
    const { code, out } = await cli(['certify', ...BY]);
    expect(code).toBe(1);
    expect(out).toContain('lodash@4.17.21 (npm) ships without a hash of its content, and is not certified: have a lock file');
    expect(fs.existsSync(FILE)).toBe(false);
  });
});

describe('questions', () => {
  test('shows each package, and takes the answers', async () => {
    write(shipping({ Create: [shipped(), other] }));
    const { asked, ask } = person('maybe', 'n', 'Y', ' ', 'ana@example.com', 'Read the code.');
    const { code, out } = await cli(['certify'], { ask });
    expect(asked).toEqual([
      'Certify @scope/other@2.0.0? yes, no, or quit: ', 'Certify @scope/other@2.0.0? yes, no, or quit: ', 'Certify lodash@4.17.21? yes, no, or quit: ',
      'Who approves it? ', 'Who approves it? ', 'Why? ',
    ]);
    expect(out).toContain('\nlodash@4.17.21 (npm) is not certified\n  ships with     Orders/Create\n');
    expect(certified()).toMatchObject([{ name: 'lodash', approvedBy: 'ana@example.com', reason: 'Read the code.' }]);
    expect(code).toBe(1);
  });

  test('keeps certifications when a person quits', async () => {
    write(shipping({ Create: [shipped(), other] }));
    expect((await cli(['certify', '--approved-by', 'ana', '--reason', 'Read.'], { ask: person('yes', 'q').ask })).code).toBe(1);
    expect(certified()).toMatchObject([{ name: '@scope/other' }]);
  });

  test('lets a person accept another content, with a warning', async () => {
    write({ ...shipping({ Create: [shipped({ integrity: hash(2) })] }), [FILE]: file({}) });
    const { code, out } = await cli(['certify', '--approved-by', 'ana', '--reason', 'Rebuilt.'], { ask: person('y').ask });
    expect(out).toContain('! The content of this version differs from the approved content.');
    expect(certified()).toMatchObject([{ integrity: hash(2), reason: 'Rebuilt.' }]);
    expect(code).toBe(0);
  });

  test('asks nothing if all packages are certified', async () => {
    write({ ...shipping({ Create: [shipped()] }), [FILE]: file({}) });
    expect(await cli(['certify'], { ask: person().ask })).toMatchObject({ code: 0 });
  });
});

describe('the file', () => {
  test('stays unchanged if the process ends while it is written', async () => {
    write({ ...shipping({ Create: [shipped()] }), [FILE]: file({ name: 'zod' }) });
    const before = fs.readFileSync(FILE, 'utf8');
    jest.mocked(fs.renameSync).mockImplementationOnce(() => {
      throw new Error('power failed');
    });
    expect(await cli(['certify', ...BY])).toMatchObject({ code: 2, err: expect.stringContaining(`--file ${FILE}: can’t be written (power failed)`) });
    expect(fs.readFileSync(FILE, 'utf8')).toBe(before);
    expect(fs.readdirSync('.').sort()).toEqual(['cdk.out', FILE]);
  });

  test('is not overwritten if someone else changed it meanwhile', async () => {
    write({ ...shipping({ Create: [shipped()] }), [FILE]: file({ name: 'zod' }) });
    const meanwhile = async () => {
      fs.writeFileSync(FILE, file({ name: 'zod' }, { name: 'yaml' }));
      return 'yes';
    };
    const { code, err } = await cli(['certify', '--approved-by', 'ana', '--reason', 'Read.'], { ask: meanwhile });
    expect([code, err]).toEqual([2, expect.stringContaining(`${FILE} was changed during the review, so later answers are not saved`)]);
    expect(certified()).toMatchObject([{ name: 'yaml' }, { name: 'zod' }]);
  });

  test('is the one that the synthesis used', async () => {
    write(shipping({ Create: [shipped()] }, [], 'security/certified.json'));
    write({ 'security/README.md': '' });
    expect((await cli(['certify', ...BY])).code).toBe(0);
    expect(fs.existsSync('security/certified.json')).toBe(true);
  });

  test('keeps its $schema', async () => {
    write({ ...shipping({ Create: [shipped()] }), [FILE]: certifiedFileText(fileOf([], { $schema: './s.json' })) });
    await cli(['certify', ...BY]);
    expect(JSON.parse(fs.readFileSync(FILE, 'utf8'))).toMatchObject({ $schema: './s.json', packages: [{ name: 'lodash' }] });
  });
});

describe('notes', () => {
  test('report undetermined code, and functions without a record', async () => {
    const files: { [name: string]: any } = shipping({ Create: [] }, [{ what: 'vendor.js', why: 'it has no package.json', fix: 'install it' }]);
    files['cdk.out/Orders.template.json'].Resources.Plain = { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: 'k' } } };
    files['cdk.out/Orders.template.json'].Resources.Inline = { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '1' } } };
    write(files);
    expect((await cli(['certify', '--check'])).err).toBe(
      'note: Orders/Plain has no software bill of materials, so what ships with it is not known\n' +
        'note: Orders/Create: vendor.js: it has no package.json; install it\n',
    );
  });

  test('ignore SBOMs of earlier syntheses', async () => {
    write({ ...shipping({ Create: [] }), 'cdk.out/sbom/Orders/Gone.cdx.json': sbomOf('Orders/Gone', { packages: [shipped()], unknown: [] }) });
    expect((await cli(['certify', '--check'])).code).toBe(0);
  });
});

test('exits with 0 without a terminal if there is nothing to ask', async () => {
  write(shipping({ Create: [] }));
  expect(await cli(['certify'])).toMatchObject({ code: 0, out: expect.stringContaining('is certified') });
});

describe('exits with 2 and names the fix', () => {
  test.each([
    [['--yes', '--check'], ['--yes and --check: these exclude each other; use one of them', '--approved-by is missing: --yes does not ask for the approver']],
    [['--check', '--expires', '2026-02-30', '--scope', '/Orders'], ['--expires 2026-02-30: a day as YYYY-MM-DD is expected', '--scope /Orders: a construct path']],
    [['--check', '--expires', '2020-01-01', '--reason', ' '], ['--expires 2020-01-01: is over', '--reason is empty']],
    [['--check', '--approved-by', ''], ['--approved-by is empty']],
    [[], ['1 package not certified, and there is no terminal for questions: use --yes, or --check']],
    [['--check', '--package', 'lodash'], ['--package lodash: the name@version of a shipped package is expected']],
    [['--check', '--osv', 'absent'], ['--osv absent: does not exist']],
    [['--check', 'elsewhere'], ['elsewhere/manifest.json: cannot be read', 'Run cdk synth first']],
    // Problems of the folder come before those of the terminal.
    [['elsewhere'], ['elsewhere/manifest.json: cannot be read', 'Run cdk synth first']],
  ])('%j', async (argv, reasons) => {
    write(shipping({ Create: [shipped()] }));
    const { code, err } = await cli(['certify', ...argv]);
    expect(code).toBe(2);
    for (const reason of reasons) expect(err).toContain(reason);
  });

  test('an invalid file', async () => {
    write({ ...shipping({ Create: [shipped()] }), [FILE]: '{"version":2,"packages":[{}]}' });
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining('/packages/0/name is missing') });
    write({ [FILE]: '{' });
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining(`${FILE}:1:2: is not valid JSON`) });
  });

  test('an SBOM that is missing, damaged or in another place', async () => {
    write(shipping({ Create: [shipped()] }));
    fs.writeFileSync('cdk.out/sbom/Orders/Create.cdx.json', '{}');
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining('Orders/Create: its SBOM can’t be read') });
    fs.rmSync('cdk.out/sbom', { recursive: true });
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining('Orders/Create: its SBOM can’t be read') });
    const template = fs.readFileSync('cdk.out/Orders.template.json', 'utf8');
    fs.writeFileSync('cdk.out/Orders.template.json', template.replace('sbom/Orders', '../sbom'));
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining('which is not in cdk.out') });
  });

  test('no function has an SBOM', async () => {
    write(assembly('cdk.out', { Orders: { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: {} } } } }));
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining('No function in cdk.out has a software bill of materials') });
  });
});

test('--help explains the exit codes', async () => {
  expect((await cli(['certify', '--help'])).out).toContain('  1  a package is not certified\n');
});
