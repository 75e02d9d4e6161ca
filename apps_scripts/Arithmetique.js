// Amounts as whole cents, days as whole serial numbers: exact arithmetic, one rounding function.
// Python's core/money.py and core/periods.py, for Apps Script: the vectors hold both to account.

const MILLION_ = 1000000;

/** Beyond this a float no longer tells cents apart. */
const MAX_CENTIMES_ = 1e13;

/**
 * The nearest integer to numerator / denominator, halves away from zero (CSS L133-10).
 * @param {bigint} numerator any integer
 * @param {bigint} denominator a positive integer
 * @returns {bigint}
 */
function arrondi_(numerator, denominator) {
  const size = numerator < 0n ? -numerator : numerator;
  const quotient = size / denominator;
  const rounded = 2n * (size % denominator) >= denominator ? quotient + 1n : quotient;
  return numerator < 0n ? -rounded : rounded;
}

/**
 * a x b / denominator, rounded, without passing through a float.
 * @param {number} a an integer
 * @param {number} b an integer
 * @param {number} denominator a positive integer
 * @returns {number}
 */
function produit_(a, b, denominator) {
  return Number(arrondi_(BigInt(a) * BigInt(b), BigInt(denominator)));
}

/**
 * Cents rounded to whole euros, in cents.
 * @param {number} cents
 * @returns {number}
 */
function arrondiEuro_(cents) {
  return produit_(cents, 1, 100) * 100;
}

/**
 * Cents from a number of euros; null when it is not a plausible amount.
 * @param {number} value
 * @returns {number | null}
 */
function centimes_(value) {
  if (!(value > -MAX_CENTIMES_ / 100 && value < MAX_CENTIMES_ / 100)) return null;
  // To a thousandth of a cent first: 1234.565 and not ...4999. Ties go to even, as in Python.
  const scaled = Math.abs(value) * 100000;
  let thousandths = Math.floor(scaled);
  const rest = scaled - thousandths;
  if (rest > 0.5 || (rest === 0.5 && thousandths % 2 === 1)) thousandths += 1;
  const cents = Number((BigInt(thousandths) + 500n) / 1000n);
  return value < 0 ? -cents : cents;
}

/**
 * An amount as French readers expect it.
 * @param {number} cents
 * @returns {string}
 */
function formatEuros_(cents) {
  const size = Math.abs(cents);
  const units = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  const rest = String(size % 100).padStart(2, '0');
  return `${cents < 0 ? '-' : ''}${units},${rest}\u00a0€`;
}

/**
 * An amount as English readers expect it.
 * @param {number} cents
 * @returns {string}
 */
function formatEurosAnglais_(cents) {
  const size = Math.abs(cents);
  const units = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${cents < 0 ? '-' : ''}€${units}.${String(size % 100).padStart(2, '0')}`;
}

/**
 * A rate per million as a French percentage, without needless zeros.
 * @param {number} perMillion
 * @returns {string}
 */
function formatTaux_(perMillion) {
  const size = Math.abs(perMillion);
  const decimals = String(size % 10000).padStart(4, '0').replace(/0+$/, '');
  const sign = perMillion < 0 ? '-' : '';
  return `${sign}${Math.floor(size / 10000)}${decimals ? ',' + decimals : ''}\u00a0%`;
}
