import type { Property } from '../../gate';

/** Returns why a document is unknown that a property locates: it is in a file that was not read, or in S3. */
export function whyUnread(document: string, location: Property): string {
  const file = location.literal();
  return file === undefined ? `the ${document} is read from S3 at deployment` : `the ${document} is in ${file}, which was not read`;
}
