/** The rooms of lib, in the order of imports: a folder may import from the folders before it. */
export const rooms = [
  'json',
  'public-api',
  'checklist',
  'aws',
  'quotas',
  'gate',
  'notifications',
  'functions',
  'runtime-protection',
  'secrets',
  'dependencies',
  'inbound-events',
  'fuzz',
  'awareness',
  'secure',
  'report',
  'preflight',
  'cli',
];

/** Rooms that may not import each other. */
export const siblings = ['secrets', 'dependencies', 'inbound-events'];

/** Rooms of a best practice: each has readers of templates in `template/`, and rules in `rules/`. */
export const practices = ['runtime-protection', 'secrets', 'dependencies', 'inbound-events', 'awareness'];
