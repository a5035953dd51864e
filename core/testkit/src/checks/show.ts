// Values as short text for messages: long arrays and texts are cut, control characters are escaped.

const LIMIT = 200;

export function show(value: unknown): string {
  const text = showWhole(value);
  return text.length <= LIMIT ? text : `${text.slice(0, LIMIT)}… (${text.length} characters)`;
}

function showWhole(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const list = Array.from(value as unknown as ArrayLike<number>);
    return `${value.constructor.name}(${list.length}) [${list.slice(0, 24).join(', ')}${list.length > 24 ? ', …' : ''}]`;
  }
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  return (
    JSON.stringify(value, (_, part: unknown) => (ArrayBuffer.isView(part) ? showWhole(part) : part)) ??
    String(value)
  );
}
