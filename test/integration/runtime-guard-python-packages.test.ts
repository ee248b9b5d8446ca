import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PYTHON_PACKAGES } from '../runtime-guard/packages/python-packages';
import { testPackages } from '../runtime-guard/packages/suite';
import { HANDLER } from '../runtime-guard/packages/trial';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { pipInstall, pythonReleases } from '../tools/python-releases';

/** The newest release for which all packages have wheels. */
const python = pythonReleases().filter(({ minor }) => minor <= '3.13').pop()!;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-python-packages-'));
const layer = unpackLayer();

afterAll(() => {
  for (const made of [folder, layer]) fs.rmSync(made, { recursive: true, force: true });
});

testPackages({
  versions: PYTHON_PACKAGES,
  prepare: () => {
    const [runtime, task] = ['runtime', 'task'].map((name) => path.join(folder, name));
    pipInstall(python, runtime, ['awslambdaric==4.2.2']);
    pipInstall(python, task, Object.entries(PYTHON_PACKAGES).map(([name, version]) => `${name}==${version}`));
    fs.cpSync(path.join(__dirname, '../runtime-guard/functions/python-packages'), task, { recursive: true });
    const env = { PYTHONPATH: `${runtime}:${task}`, PYTHONDONTWRITEBYTECODE: '1' };
    return { interpreter: python.binary, client: { args: ['-m', 'awslambdaric', HANDLER], folder: runtime }, env, task, layer };
  },
  document: 'python-packages.md',
  part: 'python-packages',
  stopped: ['openpyxl: fileWrite', 'pandas: nativeAddon'],
});
