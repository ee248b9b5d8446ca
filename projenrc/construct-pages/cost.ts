/** Calculates the monthly cost of a construct at three loads, from the template of its smallest example. */
import { PlacedResource } from './pages';
import { PriceId, PRICES } from './prices';
import { customMetrics, LoadUnit, Usage, usageOf } from './usage';
import { markdownTable } from '../markdown';

interface Loads {
  readonly unit: LoadUnit;
  /** The name of the unit, if it differs. */
  readonly called?: string;
  /** Three amounts per month. */
  readonly amounts: readonly number[];
}

const MANY = [1e5, 1e6, 1e7];
const SOME = [1e4, 1e5, 1e6];
const FEW = [10, 100, 1000];

/** The load that determines the cost of each construct. */
const LOADS: { readonly [construct: string]: Loads } = {
  ApiFirewall: { unit: 'requests', amounts: MANY },
  CodeSigningConfig: { unit: 'deployments', amounts: FEW },
  DependencyReview: { unit: 'reviews', amounts: [30, 300, 3000] },
  EventValidation: { unit: 'events', amounts: MANY },
  InspectorScanning: { unit: 'messages', amounts: FEW },
  ManualReview: { unit: 'messages', amounts: FEW },
  RotatedSecret: { unit: 'reads', amounts: SOME },
  RuntimeProtection: { unit: 'invocations', amounts: MANY },
  SecretAudit: { unit: 'messages', amounts: FEW },
  SecureFunction: { unit: 'invocations', amounts: MANY },
  SecureNodejsFunction: { unit: 'invocations', amounts: MANY },
  SecureRestApi: { unit: 'requests', amounts: MANY },
  SecurityBulletinFeed: { unit: 'messages', amounts: FEW },
  VaultAudit: { unit: 'lines', called: 'lines of the audit log', amounts: MANY },
  VaultSecret: { unit: 'reads', amounts: SOME },
};

/** Returns the table of costs, without free resources. */
export function costTable(name: string, resources: readonly PlacedResource[]): string {
  if (!Object.hasOwn(LOADS, name)) throw new Error(`projenrc/construct-pages/cost.ts has no load for ${name}`);
  const { unit, called = unit, amounts } = LOADS[name];
  const bills = amounts.map((amount) => billOf(resources, { unit, amount }));
  const items = (Object.keys(PRICES) as PriceId[]).filter((id) => bills.some((bill) => (bill.get(id) ?? 0) > 0));
  if (items.length === 0) return 'Free by itself.';
  const costs = bills.map((bill) => items.map((id) => ((bill.get(id) ?? 0) * PRICES[id].usd) / PRICES[id].per));
  const rows = items.map((id, row) => [PRICES[id].item, ...costs.map((column) => dollars(column[row]))]);
  const total = costs.map((column) => `**${dollars(column.reduce((sum, cost) => sum + cost, 0))}**`);
  const table = markdownTable([`US dollars a month, at ${called}`, ...amounts.map((amount) => amount.toLocaleString('en-US'))], [...rows, ['**All**', ...total]]);
  return `${table}\n\n[Prices](../prices.md) has the unit prices with their date, and the assumptions.`;
}

function billOf(resources: readonly PlacedResource[], load: { readonly unit: LoadUnit; readonly amount: number }): ReadonlyMap<PriceId, number> {
  const usage: Usage[] = [...resources.flatMap((resource) => usageOf(resource, load, resources)), customMetrics(resources)];
  const bill = new Map<PriceId, number>();
  for (const [id, quantity] of usage) bill.set(id, (bill.get(id) ?? 0) + quantity);
  return bill;
}

/** Formats an amount with cents. Smaller amounts above zero are "< 0.01". */
function dollars(usd: number): string {
  return usd > 0 && usd < 0.005 ? '< 0.01' : usd.toFixed(2);
}
