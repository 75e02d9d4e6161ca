// Days as sheet serial numbers (1 is 31 December 1899), so that no time zone ever matters.

const MENSUELLE_ = 'mensuelle';

/** Milliseconds in a day, and the serial number of 1 January 1970. */
const MS_PAR_JOUR_ = 86400000;
const JOUR_UNIX_ = 25569;

/**
 * The serial number of a day; months run from 1 and may overflow.
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @returns {number}
 */
function jour_(year, month, day) {
  return Date.UTC(year, month - 1, day) / MS_PAR_JOUR_ + JOUR_UNIX_;
}

/**
 * The year, month (from 1) and day of a serial number.
 * @param {number} serial
 * @returns {[number, number, number]}
 */
function ymd_(serial) {
  const day = new Date((serial - JOUR_UNIX_) * MS_PAR_JOUR_);
  return [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
}

/** @param {number} serial @returns {number} */
function annee_(serial) {
  return ymd_(serial)[0];
}

/** @param {number} year @returns {number} */
function joursDansAnnee_(year) {
  return jour_(year + 1, 1, 1) - jour_(year, 1, 1);
}

/** @param {number} serial @returns {number} the last day of its month */
function finDeMois_(serial) {
  const [year, month] = ymd_(serial);
  return jour_(year, month + 1, 1) - 1;
}

/**
 * The same day some months later, or the month's last day when it is shorter.
 * @param {number} serial
 * @param {number} months
 * @returns {number}
 */
function ajouterMois_(serial, months) {
  const [year, month, day] = ymd_(serial);
  const first = jour_(year, month + months, 1);
  return Math.min(first + day - 1, finDeMois_(first));
}

/** @param {number} serial @returns {[number, number]} its month's first and last day */
function moisDe_(serial) {
  const [year, month] = ymd_(serial);
  return [jour_(year, month, 1), finDeMois_(serial)];
}

/** @param {number} serial @returns {[number, number]} its quarter's first and last day */
function trimestreDe_(serial) {
  const [year, month] = ymd_(serial);
  const first = month - ((month - 1) % 3);
  return [jour_(year, first, 1), jour_(year, first + 3, 1) - 1];
}

/** @param {number} year @returns {number} Easter Sunday (Gauss's method, as revised by Butcher) */
function paques_(year) {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const m = (32 + 2 * e + 2 * i - h - k) % 7;
  const n = Math.floor((a + 11 * h + 22 * m) / 451);
  const month = Math.floor((h + m - 7 * n + 114) / 31);
  const day = (h + m - 7 * n + 114) % 31;
  return jour_(year, month, day + 1);
}

/**
 * Neither a week-end nor one of the eleven public holidays (Code du travail L3133-1).
 * @param {number} serial
 * @returns {boolean}
 */
function estOuvre_(serial) {
  const weekday = serial % 7; // 0 is a Saturday, 1 a Sunday
  if (weekday === 0 || weekday === 1) return false;
  const [year, month, day] = ymd_(serial);
  const fixed = ['1-1', '5-1', '5-8', '7-14', '8-15', '11-1', '11-11', '12-25'];
  if (fixed.includes(`${month}-${day}`)) return false;
  return ![1, 39, 50].includes(serial - paques_(year));
}

/** @param {number} serial @returns {number} that day, or the first business day after it */
function jourOuvre_(serial) {
  let day = serial;
  while (!estOuvre_(day)) day += 1;
  return day;
}

/** @param {number} serial @returns {string} 03/02/2026 */
function formatDate_(serial) {
  const [year, month, day] = ymd_(serial);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${two(day)}/${two(month)}/${String(year).padStart(4, '0')}`;
}

/** @param {number} serial @returns {string} 3 February 2026 */
function formatDateAnglaise_(serial) {
  const months = [
    'January', 'February', 'March', 'April', 'May', 'June',
    'July', 'August', 'September', 'October', 'November', 'December',
  ];
  const [year, month, day] = ymd_(serial);
  return `${day} ${months[month - 1]} ${String(year).padStart(4, '0')}`;
}

/** @param {number} serial @returns {string} 2026-02-03 */
function iso_(serial) {
  return formatDate_(serial).split('/').reverse().join('-');
}

/**
 * A day written as an ISO string; null when it is not one.
 * @param {string} text
 * @returns {number | null}
 */
function jourIso_(text) {
  // No time zone: the day it would mean depends on where one stands.
  const iso = /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?$/;
  const match = iso.exec(rogner_(text));
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 100) return null; // Date.UTC would read it as 19xx
  const serial = jour_(year, month, day);
  return iso_(serial) === match.slice(1, 4).join('-') ? serial : null;
}
