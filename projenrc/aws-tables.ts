/**
 * Writes the tables in `lib/aws/tables` from AWS's own data. `--managed-policies` also writes the table of managed policies, which needs Python and
 * PyPI; `--token-formats` writes the formats of tokens, which needs Go and its module proxy.
 */
import * as fs from 'fs';
import * as path from 'path';
import { TABLES, tables } from './aws-tables/tables';
import { tokenFormatsFile } from './aws-tables/token-formats';

function write(files: { readonly [file: string]: string }): void {
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(TABLES, file), text);
}

async function main(): Promise<void> {
  write(await tables());
  if (process.argv.includes('--token-formats')) write(tokenFormatsFile());
  if (!process.argv.includes('--managed-policies')) return;
  // The rule that judges them reads the tables that were just written.
  const { managedPoliciesFile } = await import('./aws-tables/managed-policies.js');
  write(await managedPoliciesFile());
}

void main();
