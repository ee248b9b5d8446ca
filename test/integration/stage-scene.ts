/** Runs a function in its environment until this process is killed, and writes the ids of all of its processes. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Internet } from '../../stage/network/internet';
import { LambdaFunction } from '../../stage/services/lambda-service';

async function main(folder: string): Promise<void> {
  const internet = await Internet.start(folder, { 'example.com': () => ({ status: 200 }) });
  const [task, opt] = ['task', 'opt'].map((name) => path.join(folder, name));
  for (const made of [task, opt]) fs.mkdirSync(made, { mode: 0o755 });
  fs.writeFileSync(path.join(task, 'index.js'), 'exports.handler = async () => 1;', { mode: 0o644 });
  const deployed = { arn: '', name: 'scene', role: '', runtime: 'nodejs24.x', handler: 'index.handler', timeout: 10, memory: 256, variables: {}, task, opt };
  const { functionError } = await new LambdaFunction(deployed, internet, folder).invoke({});
  if (functionError) throw new Error('the function does not run');
  const below = (pid: number): number[] => {
    const children = spawnSync('pgrep', ['-P', `${pid}`], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean).map(Number);
    return children.flatMap((child) => [child, ...below(child)]);
  };
  process.stdout.write(JSON.stringify(below(process.pid).filter((pid) => fs.existsSync(`/proc/${pid}`))));
  setInterval(() => undefined, 1000);
}

void main(process.argv[2]);
