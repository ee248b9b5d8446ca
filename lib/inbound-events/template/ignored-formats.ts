/** Number formats that AWS documents as not supported by API Gateway. They validate nothing. */
export const IGNORED_FORMATS: ReadonlySet<string> = new Set(['int32', 'int64', 'decimal']);
