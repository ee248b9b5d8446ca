/** Made-up outputs of operations according to their models, filled or empty. */
import type { Asked } from './answer';
import type { Member, Shape } from './models/service-model';
import { pick, randomOf } from './random';

/** The maximum depth of filled structures. */
const MOST_DEPTH = 5;

const TIMES = [2026, 2012, 2019, 2031].map((year) => new Date(Date.UTC(year, 0, 1)));
/** Scores and similar values, as fractions of 1 or of 100. */
const SHARES = [1, 0.02, 0.5, 0.97, 42.5, 99.1];

/** Names of members that point to the next page. */
const NEXT_PAGE = /^(Next(Page)?Token|nextToken|Next\w*Marker|Marker|LastEvaluated\w+|NextContinuationToken|PaginationToken|nextPageToken)$/;

/** Names of members that a service adds when something has failed. */
const FAILURE = /^(Failed|Unprocessed|Unsuccessful|error|cause|failure)|(Error|ErrorCode|ErrorMessage|FailureReason|Failures|Errors|StateReason|StatusMessage)$/;

/** Returns the output of an operation. Lists are empty if nothing is found according to the plan. */
export function madeOutput(shape: Shape | undefined, asked: Asked): { readonly [name: string]: unknown } {
  return shape?.kind === 'structure' ? (structure(shape.members(), asked, asked.operation, 0) as { readonly [name: string]: unknown }) : {};
}

function structure(members: { readonly [name: string]: Member }, asked: Asked, at: string, depth: number): object {
  return Object.fromEntries(Object.entries(members).flatMap(([name, { shape }]): [string, unknown][] => {
    if (depth === 0 && NEXT_PAGE.test(name)) return isFirstPage(asked) ? [[name, 'sec3-page-2']] : [];
    if (depth === 0 && /^(IsTruncated|Truncated)$/.test(name)) return [[name, isFirstPage(asked)]];
    if (FAILURE.test(name) && isUsual(asked, at)) return shape.kind === 'integer' ? [[name, 0]] : [];
    const made = value(shape, name, asked, `${at}/${name}`, depth + 1);
    return made === undefined ? [] : [[name, made]];
  }));
}

/** Checks whether members about failures are left out. */
function isUsual({ plan }: Asked, at: string): boolean {
  return randomOf(plan.draw, `${at} failed`)() < 0.75;
}

/** Returns one of the members. Clients have to expect each of them, because services add members over time. */
function union(members: { readonly [name: string]: Member }, asked: Asked, at: string, depth: number): object | undefined {
  const names = Object.keys(members);
  const name = pick(names, asked.plan.draw, at);
  const made = structure({ [name]: members[name] }, asked, at, depth);
  return Object.keys(made).length > 0 ? made : undefined;
}

function value(shape: Shape, name: string, asked: Asked, at: string, depth: number): unknown {
  const { plan, call: { input }, contents } = asked;
  // Echo the names in the request.
  if (typeof input[name] === 'string' && shape.kind === 'text') return input[name];
  switch (shape.kind) {
    case 'structure':
      return depth > MOST_DEPTH ? undefined : (shape.isUnion ? union : structure)(shape.members(), asked, at, depth);
    case 'list': {
      if (plan.items === 'missing' || depth > MOST_DEPTH) return [];
      const element = value(shape.element().shape, name.replace(/s$/, ''), asked, `${at}/0`, depth + 1);
      return element === undefined ? [] : [element];
    }
    case 'map': {
      if (plan.items === 'missing' || depth > MOST_DEPTH) return {};
      const element = value(shape.element().shape, name, asked, `${at}/sec3`, depth + 1);
      return element === undefined ? {} : { sec3: element };
    }
    case 'integer':
      return /StatusCode$/i.test(name) ? 200 : contents.count(name, plan, at);
    case 'number':
      return pick(SHARES, plan.draw, at);
    case 'boolean':
      return pick([true, false], plan.draw, at);
    case 'time':
      return pick(TIMES, plan.draw, at);
    case 'bytes':
      return Buffer.from(contents.textOf('(payload)', plan, at));
    case 'document':
      return contents.item(plan, at);
    default:
      if (shape.values) return contents.oneOf(shape.values, plan, at);
      return /Arn$/i.test(name) ? `arn:aws:sec3:eu-west-1:123456789012:${name}` : contents.textOf(name, plan, at);
  }
}

function isFirstPage({ plan, call: { input, query } }: Asked): boolean {
  return plan.pages && ![...Object.keys(input), ...query.keys()].some((name) => NEXT_PAGE.test(name) || /token$/i.test(name));
}
