/** Exact questions about numbers that are kept as text. Nothing here rounds. */

const JSON_NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A decimal as `sign × 0.digits × 10^exponent`; zero has no digits. */
interface Decimal {
  sign: 1 | -1;
  digits: string;
  exponent: bigint;
}

/** Whether the text is a number as JSON writes it. */
export function isNumberText(text: string): boolean {
  return JSON_NUMBER.test(text);
}

/** Whether the number has no fractional part; `1.0` and `1e3` have none. */
export function isWholeNumber(text: string): boolean {
  const { digits, exponent } = decimal(text);
  return BigInt(digits.length) <= exponent || digits === "";
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: string, b: string): number {
  const left = decimal(a);
  const right = decimal(b);
  if (left.digits === "" || right.digits === "") return signum(left) - signum(right);
  if (left.sign !== right.sign) return left.sign;
  return left.sign * compareMagnitudes(left, right);
}

/** Whether `value` is a multiple of `step`. Absent when the numbers are too far apart to tell cheaply. */
export function isMultipleOf(value: string, step: string): boolean | undefined {
  const left = decimal(value);
  const right = decimal(step);
  if (right.digits === "") return undefined;
  if (left.digits === "") return true;
  const leftScale = left.exponent - BigInt(left.digits.length);
  const rightScale = right.exponent - BigInt(right.digits.length);
  const scale = leftScale < rightScale ? leftScale : rightScale;
  if (leftScale - scale > 1000n || rightScale - scale > 1000n) return undefined;
  const scaled = (d: Decimal, own: bigint): bigint => BigInt(d.digits) * 10n ** (own - scale);
  return scaled(left, leftScale) % scaled(right, rightScale) === 0n;
}

function decimal(text: string): Decimal {
  const match = JSON_NUMBER.exec(text);
  if (!match) throw new TypeError(`not a number: ${text}`);
  const [, minus, whole = "", fraction = "", exponent = "0"] = match;
  const all = whole + fraction;
  const digits = all.replace(/^0+/, "");
  const leadingZeros = all.length - digits.length;
  return {
    sign: minus ? -1 : 1,
    digits: digits.replace(/0+$/, ""),
    exponent: BigInt(exponent) + BigInt(whole.length - leadingZeros),
  };
}

function signum(value: Decimal): number {
  return value.digits === "" ? 0 : value.sign;
}

function compareMagnitudes(left: Decimal, right: Decimal): number {
  if (left.exponent !== right.exponent) return left.exponent > right.exponent ? 1 : -1;
  const length = Math.max(left.digits.length, right.digits.length);
  const a = left.digits.padEnd(length, "0");
  const b = right.digits.padEnd(length, "0");
  if (a === b) return 0;
  return a > b ? 1 : -1;
}
