import { License, LicenseExpression, NamedLicense, SpdxLicense } from '@cyclonedx/cyclonedx-library/Models';
import { isSupportedSpdxId } from '@cyclonedx/cyclonedx-library/SPDX';

/** A license as CycloneDX has it: an SPDX id, an expression of several, or a mere name. */
export function licenseModel(license: string): License {
  if (isSupportedSpdxId(license)) return new SpdxLicense(license);
  return EXPRESSION.test(license) ? new LicenseExpression(license) : new NamedLicense(license);
}

/** Ids, joined by operators and grouped. Whether each id is known and parentheses match is not for this document to judge. */
const EXPRESSION = /^\(*[A-Za-z0-9.+-]+\)*(?: (?:OR|AND|WITH) \(*[A-Za-z0-9.+-]+\)*)+$/;

/** The license in an entry of a component's `licenses`. */
export function licenseText(entry: any): string | undefined {
  return entry?.expression ?? entry?.license?.id ?? entry?.license?.name;
}
