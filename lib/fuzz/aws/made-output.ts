/** Outputs of operations as their models have them, filled or empty. */
import type { Asked } from './answer';
import type { Member, Shape } from './models/service-model';

/** How deep structures are filled. */
const MOST_DEPTH = 5;

const TIME = new Date(Date.UTC(2026, 0, 1));

/** Names of what leads to the next page. */
const NEXT_PAGE = /^(Next(Page)?Token|nextToken|Next\w*Marker|Marker|LastEvaluated\w+|NextContinuationToken|PaginationToken|nextPageToken)$/;

/** What an operation answers; lists are empty where nothing is found. */
export function madeOutput(shape: Shape | undefined, asked: Asked): { readonly [name: string]: unknown } {
  return shape?.kind === 'structure' ? (structure(shape.members(), asked, asked.operation, 0) as { readonly [name: string]: unknown }) : {};
}

function structure(members: { readonly [name: string]: Member }, asked: Asked, at: string, depth: number): object {
  return Object.fromEntries(Object.entries(members).flatMap(([name, { shape }]): [string, unknown][] => {
    if (depth === 0 && NEXT_PAGE.test(name)) return isFirstPage(asked) ? [[name, 'sec3-page-2']] : [];
    if (depth === 0 && /^(IsTruncated|Truncated)$/.test(name)) return [[name, isFirstPage(asked)]];
    const made = value(shape, name, asked, `${at}/${name}`, depth + 1);
    return made === undefined ? [] : [[name, made]];
  }));
}

function value(shape: Shape, name: string, asked: Asked, at: string, depth: number): unknown {
  const { plan, call: { input }, contents } = asked;
  // What was asked about is what is told of.
  if (typeof input[name] === 'string' && shape.kind === 'text') return input[name];
  switch (shape.kind) {
    case 'structure':
      return depth > MOST_DEPTH ? undefined : structure(shape.members(), asked, at, depth);
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
      return 1;
    case 'number':
      return 1;
    case 'boolean':
      return plan.draw % 2 === 0;
    case 'time':
      return TIME;
    case 'bytes':
      return Buffer.from(String(contents.value('(payload)', plan, at)));
    case 'document':
      return contents.item(plan, at);
    default:
      return shape.values ? shape.values[plan.draw % shape.values.length] : /Arn$/i.test(name) ? `arn:aws:sec3:eu-west-1:123456789012:${name}` : `sec3-${name}`;
  }
}

function isFirstPage({ plan, call: { input, query } }: Asked): boolean {
  return plan.pages && ![...Object.keys(input), ...query.keys()].some((name) => NEXT_PAGE.test(name) || /token$/i.test(name));
}
