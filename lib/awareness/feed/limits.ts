/** Limits for data from a source. Genuine sources stay below them. */
export const LIMITS = {
  /** Size of a decompressed document. The catalog of CISA has about 2 MB, a full page of NVD about 10 MB. */
  documentBytes: 32 * 1024 * 1024,
  /** Size of a compressed document. */
  transferBytes: 16 * 1024 * 1024,
  /** Duration of a request, including the whole response. */
  requestMs: 30_000,
  redirects: 3,
  /** Duration of one reading of a source. */
  items: 20_000,
  /** Depth of nested XML elements. */
  depth: 64,
  titleLength: 300,
  summaryLength: 2_000,
  linkLength: 2_000,
  /** Number of ids of one bulletin in other databases. */
  aliases: 50,
  /** Number of separately reported problems of one document. */
  problems: 20,
} as const;
