import * as fs from 'fs';

/** Returns a program that starts another one, with a file as the descriptor to which Lambda's runtimes write log lines. */
export function withTelemetry(program: string, file: string): string {
  const script = `${file}.sh`;
  fs.writeFileSync(script, `#!/bin/sh\nexec 3>'${file}'\nexport _LAMBDA_TELEMETRY_LOG_FD=3\nexec '${program}' "$@"\n`, { mode: 0o755 });
  return script;
}

/** Returns the texts of the frames in such a file: each frame has a type, the length of the text, a time, and the text. */
export function framesIn(file: string): string[] {
  const bytes = fs.readFileSync(file);
  const frames: string[] = [];
  for (let at = 0; at < bytes.length; at += 16 + bytes.readUInt32BE(at + 4)) {
    if (bytes.readUInt16BE(at) !== 0xa55a) throw new Error(`no frame begins at ${at} of ${file}`);
    frames.push(bytes.subarray(at + 16, at + 16 + bytes.readUInt32BE(at + 4)).toString());
  }
  return frames;
}

/** Returns the output of a process as soon as it contains a text. */
export async function outputWith(text: string, output: () => string): Promise<string> {
  for (let tries = 0; tries < 250 && !output().includes(text); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(output()).toContain(text);
  return output();
}
