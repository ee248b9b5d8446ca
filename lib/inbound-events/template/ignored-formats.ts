/** Number formats that API Gateway documents as not supported: they validate nothing. */
export const IGNORED_FORMATS: ReadonlySet<string> = new Set(['int32', 'int64', 'decimal']);
