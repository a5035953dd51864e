// Keeps secrets out of records: values of secret-looking environment variables, credentials in URLs and headers, well-known key
// formats. Also shortens the paths of the user's home and working folder, which name people and machines.
import { homedir } from 'node:os';

const SECRET_NAME = /(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIAL)/i;

/** Shorter values, such as `1` or `true`, would blank out ordinary words. */
const SHORTEST_SECRET = 8;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, '$1[redacted]@'],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 [redacted]'],
  [
    /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|hf_[A-Za-z0-9]{20,}|sk-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16})\b/g,
    '[redacted]',
  ],
  [/((?:api[_-]?key|token|secret|password|passwd)["']?\s*[=:]\s*["']?)[^\s"',;&}]{4,}/gi, '$1[redacted]'],
];

/** A function that cleans text for a record. The environment is looked at once. */
export function createRedactor(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  folders: { readonly home: string; readonly working: string } = { home: homedir(), working: process.cwd() },
): (text: string) => string {
  const secrets = Object.entries(environment)
    .flatMap(([name, value]) =>
      SECRET_NAME.test(name) && value !== undefined && value.length >= SHORTEST_SECRET ? [value] : [],
    )
    // Longest first: a secret may be part of another.
    .sort((a, b) => b.length - a.length);
  const paths = [
    [folders.working, '.'],
    [folders.home, '~'],
  ].filter(([path]) => path !== undefined && path.length > 1) as [string, string][];
  return (text) => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, '[redacted]');
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    for (const [path, short] of paths) clean = clean.replaceAll(path, short);
    return clean;
  };
}
