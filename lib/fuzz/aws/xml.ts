import { XMLBuilder } from 'fast-xml-parser';

const BUILDER = new XMLBuilder({ suppressEmptyNode: false });

/** Returns XML for elements by name. An array becomes a repeated element. Characters that XML does not allow are removed. */
export function xmlOf(elements: object): string {
  return BUILDER.build(elements).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}
