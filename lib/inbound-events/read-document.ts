import * as fs from 'fs';
import { parseJson, parseYaml, UnreadableInput } from '../gate';

/** Reads a JSON or YAML document. @throws UnreadableInput if the file can't be read, or with line and column if it is neither JSON nor YAML */
export function readDocument(path: string): unknown {
  let text: string;
  try {
    text = fs.readFileSync(path, 'utf8');
  } catch (e) {
    throw new UnreadableInput(path, `cannot be read (${(e as Error).message})`);
  }
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return content.trimStart().startsWith('{') ? parseJson(content, path) : parseYaml(content, path);
}
