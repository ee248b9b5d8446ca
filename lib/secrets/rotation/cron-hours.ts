/**
 * Returns the hours in the second field of a cron expression, in order: `*`, `3`, `8,20`, `6-18/6`, `/8`.
 *
 * @returns undefined if the field is malformed
 */
export function hoursOfCron(field: string): number[] | undefined {
  const hours = new Set<number>();
  for (const item of field.split(',')) {
    const [, from, to, step] = /^(\*|\d{1,2})?(?:-(\d{1,2}))?(?:\/([1-9]\d?))?$/.exec(item) ?? [];
    const isAll = from === undefined || from === '*';
    if ((isAll && to !== undefined) || (from === undefined && step === undefined)) return undefined;
    const first = isAll ? 0 : Number(from);
    const last = to !== undefined ? Number(to) : isAll || step !== undefined ? 23 : first;
    if (first > last || last > 23) return undefined;
    for (let hour = first; hour <= last; hour += Number(step ?? 1)) hours.add(hour);
  }
  return [...hours].sort((a, b) => a - b);
}
