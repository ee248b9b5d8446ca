import { readFileSync } from 'node:fs';
import limits from './late.json' with { type: 'json' };

export const limit = limits.limit;
export const reads = typeof readFileSync;
