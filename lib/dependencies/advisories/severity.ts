import type { OsvAffected, OsvRecord, OsvSeverity } from './osv-record';

/** Severities, lowest first; the qualitative scale of CVSS. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Values of the metrics of CVSS 3.1, section 7.4. */
const WEIGHTS: { readonly [metric: string]: { readonly [value: string]: number } } = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};

/** Privileges weigh more where the attack leaves the component. */
const PRIVILEGES: { readonly [scope: string]: { readonly [value: string]: number } } = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
};

/**
 * How severe an advisory is for a package; nothing where it does not say.
 *
 * The word of the database comes first, as GitHub has one for each; else the highest score of CVSS 3. A package that is
 * malicious is critical, whatever else is said of it.
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

/** Embedded malicious code, as the Common Weakness Enumeration numbers it. */
const MALICIOUS_CODE = 'CWE-506';

/** Whether the package itself is the attack: by the id of the database of malicious packages, or by what other databases say. */
function isMalware({ id, aliases, database_specific: own }: OsvRecord): boolean {
  const weaknesses = Array.isArray(own?.cwe_ids) ? own.cwe_ids : [];
  return [id, ...(aliases ?? [])].some((name) => name.startsWith('MAL-')) || own?.['malicious-packages-origins'] !== undefined || weaknesses.includes(MALICIOUS_CODE);
}

/** How severe it is; what does not say is the worst that it can be. */
export function rank(severity: Severity | undefined): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

/** CVSS 3.1, section 5. */
function ratingOf(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

function scoreOf({ type, score }: OsvSeverity): number[] {
  const base = type === 'CVSS_V3' ? baseScore(score) : undefined;
  return base === undefined ? [] : [base];
}

/**
 * The base score of a vector of CVSS 3.0 or 3.1; nothing for what is no such vector.
 *
 * @see https://www.first.org/cvss/v3.1/specification-document#7-1-Base-Metrics-Equations
 */
export function baseScore(vector: string): number | undefined {
  if (!/^CVSS:3\.[01]\//.test(vector)) return undefined;
  const metrics = new Map(vector.split('/').slice(1).map((part) => part.split(':') as [string, string]));
  const weight = (metric: string) => WEIGHTS[metric][metrics.get(metric) ?? ''];
  const scope = metrics.get('S') ?? '';
  const privileges = PRIVILEGES[scope]?.[metrics.get('PR') ?? ''];
  const values = [...Object.keys(WEIGHTS).map(weight), privileges];
  if (values.some((value) => value === undefined)) return undefined;
  const exposed = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = scope === 'C' ? 7.52 * (exposed - 0.029) - 3.25 * (exposed - 0.02) ** 15 : 6.42 * exposed;
  if (impact <= 0) return 0;
  const exploitability = 8.22 * weight('AV') * weight('AC') * privileges * weight('UI');
  return roundUp(Math.min(10, (scope === 'C' ? 1.08 : 1) * (impact + exploitability)));
}

/** To one decimal, as appendix A of CVSS 3.1 has it, which floating-point numbers don't disturb. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
