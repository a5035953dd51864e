// Whether a value that stands where a secret would is one: not a placeholder, not a reference to a variable, not prose.
import { shannonEntropy } from '../shannon-entropy.js';

const PLACEHOLDER_WORDS = new Set(
  `password passwd passphrase pass pwd secret secrets token key apikey api_key api-key credentials username user admin root
  none null nil undefined true false string str text bytes char number integer int boolean bool any object unknown void
  required optional default hidden masked encrypted redacted removed empty blank changeme change_me change-me todo tbd test`.split(
    /\s+/,
  ),
);

const PLACEHOLDER = new RegExp(
  [
    '^(.)\\1{2,}$', // xxxx, ****
    '^<[^<>]*>$',
    '^\\[[^\\[\\]]*\\]$',
    '^\\{.*\\}$',
    '^(?:your|enter|insert|replace|example|sample|dummy|placeholder|redacted)(?:$|[\\W_])',
    '^(?:my|the|an?|some|put|type|fake|test)[\\W_]*(?:password|passwd|pass|secret|token|(?:api[\\W_]?)?key)(?:$|[\\W_])',
  ].join('|'),
  'i',
);

const REFERENCE = new RegExp(
  [
    '^\\$[A-Za-z_({]', // $NAME, ${NAME}, $(command)
    '\\$\\{[^}]*\\}|\\{\\{.*\\}\\}',
    '^%[A-Za-z_]\\w*%?$', // %NAME%, %s
    '^[&*!@][A-Za-z_]\\w*$', // YAML anchors and tags, decorators
    '^[A-Za-z_$]+\\d{0,2}(?:\\??\\.[A-Za-z_$]+\\d{0,2})+$', // config.password
    '^[A-Za-z_$][\\w.$]*[([]', // getPassword()
  ].join('|'),
);

/** Whether a value is there to be replaced, or stands for a value that is elsewhere. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER_WORDS.has(value.toLowerCase()) || PLACEHOLDER.test(value) || REFERENCE.test(value);
}

export interface JudgedValue {
  readonly value: string;
  readonly quoted: boolean;
  /** Written as `NAME=value` in a place where anything is meant as a value. */
  readonly bare: boolean;
}

/** Whether the value of something called password is one. Without quotes, letters alone are taken for prose or a name. */
export function isPassword({ value, quoted, bare }: JudgedValue): boolean {
  const core = quoted ? value : value.replace(/^\*+|[.!?:,*]+$/g, '');
  if (core.length < 4 || isPlaceholder(core)) return false;
  if (quoted) return !/\s/.test(core) || /\d/.test(core);
  if (bare) return true;
  return core.length >= 6 && /[\d!@#$%^&+=~]/.test(core);
}

/** Whether the value of something called key or token is one: long, mixed and without pattern. */
export function isKey({ value, quoted }: JudgedValue, entropy: number): boolean {
  const core = value.replace(/[.,:]+$/, '');
  if (core.length < 10 || isPlaceholder(core) || !/^[\w\-./+=~:!@#$%^&*]+$/.test(core)) return false;
  if (!/\d/.test(core) || !/[A-Za-z]/.test(core)) return false;
  if (!quoted && /^[A-Za-z_$]+\d{0,2}$/.test(core)) return false;
  return shannonEntropy(core) >= entropy;
}
