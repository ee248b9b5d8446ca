'use strict';
/**
 * Converts a time to text without `Date`: the first `Date` of a process makes V8 read nearly 1 MB of time zones. The arithmetic is that of native/events.c.
 *
 * @param {number} time milliseconds since 1970
 * @returns {string} such as `2026-11-25T03:00:00.000Z`
 */
function utc(time) {
  const days = whole(time, 86_400_000);
  // Converts days since 1970 to a date, with years that start in March and eras of 400 years.
  const shifted = days + 719_468;
  const era = whole(shifted, 146_097);
  const day = shifted % 146_097;
  const yearOfEra = whole(day - whole(day, 1460) + whole(day, 36_524) - whole(day, 146_096), 365);
  const dayOfYear = day - (365 * yearOfEra + whole(yearOfEra, 4) - whole(yearOfEra, 100));
  const shiftedMonth = whole(5 * dayOfYear + 2, 153);
  const date = dayOfYear - whole(153 * shiftedMonth + 2, 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const seconds = whole(time, 1000) % 86_400;
  const clock = `${two(whole(seconds, 3600))}:${two(whole(seconds, 60) % 60)}:${two(seconds % 60)}`;
  const milliseconds = time % 1000;
  return `${year}-${two(month)}-${two(date)}T${clock}.${milliseconds < 100 ? '0' : ''}${two(milliseconds)}Z`;
}

function whole(dividend, divisor) {
  return (dividend - (dividend % divisor)) / divisor;
}

function two(number) {
  return number < 10 ? `0${number}` : `${number}`;
}

module.exports = { __proto__: null, utc };
