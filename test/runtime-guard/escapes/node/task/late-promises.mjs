export { promises as ofFs } from 'node:fs';
export { default } from 'node:fs/promises';
