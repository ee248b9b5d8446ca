/** The fuzz target of Jazzer.js, which takes the bytes as the body. It is bundled, and runs in a separate process for each search. */
import * as fs from 'fs';
import { inProcess } from './in-process';

const { root, schema, finds, result } = JSON.parse(process.env.SEC3_BENCH!) as { root: string; schema: object; finds: string; result: string };
const send = inProcess(root, schema);
let runs = 0;

export async function fuzz(data: Buffer): Promise<void> {
  runs += 1;
  if (!(await send(data.toString())).includes(finds)) return;
  fs.writeFileSync(result, JSON.stringify({ runs }));
  throw new Error('found');
}
