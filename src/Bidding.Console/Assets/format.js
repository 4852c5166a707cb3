const counts = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const currencies = new Map();

/** The wire sends 64-bit counts as numbers or strings, and leaves zero out. */
export function number(value) {
  const parsed = Number(value ?? 0);
  return Number.isFinite(parsed) ? parsed : 0;
}

export function count(value) {
  return value >= 100000 ? compact.format(value) : counts.format(value);
}

export function rate(value) {
  return value >= 100 ? counts.format(value) : value.toFixed(value >= 10 ? 1 : 2);
}

export function percent(value, digits = 0) {
  return `${(value * 100).toFixed(digits)}\u00a0%`;
}

/** Enough digits that a thousandth of a cent per impression still shows. */
export function money(value, currency) {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 1 || value === 0 ? 2 : 4;
  const key = `${currency}:${digits}`;
  let format = currencies.get(key);
  if (!format) {
    try {
      format = new Intl.NumberFormat(undefined, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: Math.min(2, digits), maximumFractionDigits: digits });
    } catch {
      // Not a currency code that this browser accepts: the plain number still tells the amount.
      format = new Intl.NumberFormat(undefined, { minimumFractionDigits: Math.min(2, digits), maximumFractionDigits: digits });
    }
    currencies.set(key, format);
  }
  return format.format(value);
}

export function time(date) {
  return clock.format(date);
}

export function milliseconds(seconds) {
  const ms = seconds * 1000;
  return ms >= 100 ? ms.toFixed(0) : ms >= 1 ? ms.toFixed(1) : ms.toFixed(2);
}

/** budget_exhausted > budget exhausted */
export function words(code) {
  return String(code ?? '').replaceAll('_', ' ');
}
