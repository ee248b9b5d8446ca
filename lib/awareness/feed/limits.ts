/** What is taken from a source, at most: what is more comes from no honest one. */
export const LIMITS = {
  /** Of a document, once it is decompressed. The catalog of CISA has about 2 MB, a full page of NVD about 10. */
  documentBytes: 32 * 1024 * 1024,
  /** Of a document, before it is decompressed. */
  transferBytes: 16 * 1024 * 1024,
  /** From the first byte that is sent to the last one that comes. */
  requestMs: 30_000,
  redirects: 3,
  /** Of one reading of a source. */
  items: 20_000,
  /** Of nested elements in XML. */
  depth: 64,
  titleLength: 300,
  summaryLength: 2_000,
  linkLength: 2_000,
  /** Ids of one bulletin in other databases. */
  aliases: 50,
  /** Problems of one document that are reported one by one. */
  problems: 20,
} as const;
