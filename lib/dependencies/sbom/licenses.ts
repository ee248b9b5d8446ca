import { License, LicenseExpression, NamedLicense, SpdxLicense } from '@cyclonedx/cyclonedx-library/Models';
import { isSupportedSpdxId } from '@cyclonedx/cyclonedx-library/SPDX';

/** Returns a license as a CycloneDX model: an SPDX id, an SPDX expression, or a name. */
export function licenseModel(license: string): License {
  if (isSupportedSpdxId(license)) return new SpdxLicense(license);
  return EXPRESSION.test(license) ? new LicenseExpression(license) : new NamedLicense(license);
}

/** Matches ids that are joined by operators and grouped by parentheses. It does not verify that ids are known and parentheses match. */
const EXPRESSION = /^\(*[A-Za-z0-9.+-]+\)*(?: (?:OR|AND|WITH) \(*[A-Za-z0-9.+-]+\)*)+$/;

/** Returns the license in an entry of a component's `licenses`. */
export function licenseText(entry: any): string | undefined {
  return entry?.expression ?? entry?.license?.id ?? entry?.license?.name;
}
