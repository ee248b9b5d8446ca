import { XMLBuilder } from 'fast-xml-parser';

const BUILDER = new XMLBuilder({ suppressEmptyNode: false });

/** XML of elements by name, in which lists are repeated elements. Characters that XML does not have are left out. */
export function xmlOf(elements: object): string {
  return BUILDER.build(elements).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}
