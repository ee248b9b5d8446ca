import { fromVector } from 'ae-cvss-calculator';
import type { OsvAffected, OsvRecord, OsvSeverity } from './osv-record';

/** The severities of the qualitative scale of CVSS, lowest first. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Matches a vector that lacks a mandatory metric of CVSS 3 or CVSS 4. The calculator prints an absent metric as `X`. */
const MISSING = /\/(AV|AC|AT|PR|UI|S|C|I|A|VC|VI|VA|SC|SI|SA):X(\/|$)/;

/**
 * Returns the severity of an advisory for a package; undefined if the advisory states none.
 *
 * The severity that the database states comes first (GitHub states one for each advisory), then the highest CVSS 3 or 4 score. Advisories about
 * malicious packages are always critical.
 */
export function severityOf(record: OsvRecord, affected: OsvAffected): Severity | undefined {
  const { database_specific: own, severity } = record;
  if (isMalware(record)) return 'critical';
  const word = typeof own?.severity === 'string' ? own.severity.toLowerCase() : '';
  const named = SEVERITIES.find((candidate) => candidate === (word === 'moderate' ? 'medium' : word));
  if (named !== undefined) return named;
  const scores = (affected.severity ?? severity ?? []).flatMap(scoreOf);
  return scores.length === 0 ? undefined : ratingOf(Math.max(...scores));
}

/** The id of "Embedded Malicious Code" in the Common Weakness Enumeration. */
const MALICIOUS_CODE = 'CWE-506';

/** Checks whether the package itself is malicious: by an id of the database of malicious packages, or by the fields of other databases. */
function isMalware({ id, aliases, database_specific: own }: OsvRecord): boolean {
  const weaknesses = Array.isArray(own?.cwe_ids) ? own.cwe_ids : [];
  return [id, ...(aliases ?? [])].some((name) => name.startsWith('MAL-')) || own?.['malicious-packages-origins'] !== undefined || weaknesses.includes(MALICIOUS_CODE);
}

/** Returns the rank of a severity. An unknown severity ranks highest. */
export function rank(severity: Severity | undefined): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

/** CVSS 3.1, section 5; CVSS 4.0, section 6. */
function ratingOf(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

function scoreOf({ type, score }: OsvSeverity): number[] {
  const base = /^CVSS_V[34]$/.test(type) ? baseScore(score) : undefined;
  return base === undefined ? [] : [base];
}

/**
 * Returns the base score of a CVSS 3.0, 3.1 or 4.0 vector; undefined for any other text.
 *
 * @see https://www.first.org/cvss/v3.1/specification-document#7-1-Base-Metrics-Equations
 * @see https://www.first.org/cvss/v4.0/specification-document#CVSS-v4-0-Scoring
 */
export function baseScore(vector: string): number | undefined {
  const read = /^CVSS:(3\.[01]|4\.0)\//.test(vector) ? readVector(vector) : undefined;
  if (!read || MISSING.test(read.toString())) return undefined;
  return read.calculateScores().base;
}

function readVector(vector: string): ReturnType<typeof fromVector> {
  try {
    return fromVector(vector);
  } catch {
    return null;
  }
}
