const DAY = 86_400_000;

/** Returns the ISO 8601 week of a time in UTC: `2026-W48`. */
export function weekOf(moment: number): string {
  const day = new Date(moment);
  // A week belongs to the year of its Thursday.
  const thursday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 4 - (day.getUTCDay() || 7)));
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - start) / DAY / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}

/** Returns the completed weeks after a given one, the oldest first; only the last one if none is given. */
export function weeksToClose(now: number, closed: string | undefined, most: number): string[] {
  const weeks: string[] = [];
  for (let back = 1; back <= (closed === undefined ? 1 : most); back += 1) {
    const week = weekOf(now - back * 7 * DAY);
    if (closed !== undefined && week <= closed) break;
    weeks.unshift(week);
  }
  return weeks;
}
