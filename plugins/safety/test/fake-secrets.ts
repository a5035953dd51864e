// Secrets of every kind, put together at run time: nothing in this file looks like one to a scanner of source code.

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HEX = '0123456789abcdef';

/** `length` characters of an alphabet, the same for the same seed; every third is a digit where there are digits. */
export function noise(length: number, alphabet: string = ALPHANUMERIC, seed = 7): string {
  const digits = alphabet.replace(/\D/g, '');
  let state = seed;
  let text = '';
  for (let i = 0; i < length; i++) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const from = i % 3 === 2 && digits !== '' ? digits : alphabet;
    text += from[(state >> 16) % from.length]!;
  }
  return text;
}

const join = (...parts: readonly string[]) => parts.join('');

function pem(kind: string, lines: number, newline = '\n'): string {
  const body = Array.from(
    { length: lines },
    (_, i) => (i === 0 ? 'MII' : 'Abc') + noise(61, ALPHANUMERIC, i + 1),
  );
  const label = (end: string) => join('-----', end, ' ', kind, 'PRIVATE', ' KEY-----');
  return [label('BEGIN'), ...body, `${noise(10)}==`, label('END')].join(newline);
}

export interface FakeSecret {
  readonly rule: string;
  readonly secret: string;
  /** The secret among other text, `secret` in it once. */
  readonly text: string;
}

const alone = (rule: string, ...parts: readonly string[]): FakeSecret => {
  const secret = join(...parts);
  return { rule, secret, text: `see ${secret} there` };
};
const within = (rule: string, before: string, secret: string, after = ''): FakeSecret => ({
  rule,
  secret,
  text: before + secret + after,
});

const aws40 = `${noise(38)}/+`;
const password = join('hunt', 'er', '2x');
const key = noise(24);

/** At least one per rule. */
export const FAKE_SECRETS: readonly FakeSecret[] = [
  { rule: 'private-key', secret: pem('RSA ', 12), text: `key:\n${pem('RSA ', 12)}\ndone` },
  { rule: 'private-key', secret: pem('', 3, '\\n'), text: `{"key": "${pem('', 3, '\\n')}", "n": 1}` },
  { rule: 'private-key', secret: pem('OPENSSH ', 30, '\r\n'), text: pem('OPENSSH ', 30, '\r\n') },
  alone('aws-access-key-id', 'AK', 'IA', noise(16, CAPITALS)),
  alone('aws-access-key-id', 'AS', 'IA', noise(16, CAPITALS)),
  within('aws-secret-access-key', 'AWS_SECRET_ACCESS_KEY=', aws40, '\n'),
  within('aws-secret-access-key', '"aws_secret_access_key": "', aws40, '"'),
  within('aws-secret-access-key', "secretAccessKey: '", aws40, "',"),
  alone('google-api-key', 'AI', 'za', noise(35)),
  alone('google-oauth-secret', 'GOC', 'SPX-', noise(28)),
  alone('google-oauth-secret', 'ya', '29.', noise(60)),
  ...['p', 'o', 'u', 's', 'r'].map((kind) => alone('github-token', 'gh', kind, '_', noise(36))),
  alone('github-token', 'github', '_pat_', noise(22), '_', noise(59)),
  alone('slack-token', 'xo', 'xb-', noise(12, '0123456789'), '-', noise(24)),
  alone('slack-token', 'xo', 'xp-', noise(12)),
  within(
    'slack-webhook',
    'https://hooks.slack.com/services/',
    join('T', noise(9), '/B', noise(9), '/', noise(24)),
  ),
  alone('anthropic-key', 'sk-', 'ant-api03-', noise(93), 'AA'),
  alone('openai-key', 'sk', '-', noise(48)),
  alone('openai-key', 'sk', '-proj-', noise(60)),
  within('npmrc-credential', '//registry.npmjs.org/:_authToken=', join(noise(8), '-', noise(12)), '\n'),
  alone('jwt', 'ey', 'J', noise(30), '.ey', 'J', noise(60), '.', noise(43)),
  within('authorization-header', 'Authorization: Bearer ', noise(30), '\n'),
  within('authorization-header', '"authorization": "Basic ', join('dXNlcjp', 'wYXNzd29', 'yZA=='), '"'),
  within('authorization-header', "-H 'authorization: token ", noise(40), "'"),
  within('connection-string', 'postgres://app:', password, '@db.internal:5432/app'),
  within('connection-string', 'mongodb+srv://app:', 'p@ss-w0rd!', '@cluster0.example.net/?retryWrites=true'),
  within('connection-string', 'https://deploy:', password, '@git.internal/repo.git'),
  within('connection-string', 'https://', noise(40), ':x-oauth-basic@github.com/a/b'),
  within('password-assignment', 'password: ', password, '\n'),
  within('password-assignment', 'password = "', 'correcthorse', '"'),
  within('password-assignment', "'passwd' => '", password, "',"),
  within('password-assignment', '{"user":"a","password":"', 'a\\"b', '"}'),
  within('password-assignment', '{\\"password\\": \\"', 'swordfish', '\\"}'),
  within('password-assignment', 'DB_PASSWORD=', 'letmein', '\nDB_USER=a'),
  within('password-assignment', 'Server=db;Uid=app;Pwd=', 'letmein', ';'),
  within('password-assignment', 'https://host/login?user=a&password=', 'letmein', '&next=1'),
  within('password-assignment', 'mysql --password=', 'letmein', ' -u root'),
  within('password-assignment', '<password>', 'swordfish', '</password>'),
  within('password-assignment', 'const password: string = "', 'swordfish', '";'),
  within('password-assignment', 'if (password === "', 'swordfish', '")'),
  within('key-assignment', 'api_key = "', key, '"'),
  within('key-assignment', 'API key: ', key, '.'),
  within('key-assignment', 'client_secret=', key, '\n'),
  within('key-assignment', '"accessToken": "', key, '"'),
  within('key-assignment', 'AccountKey=', `${noise(40)}/+==`, ';EndpointSuffix'),
  within('key-assignment', 'GITHUB_TOKEN=', key, '\n'),
  alone('1password', 'op', 's_', opsToken()),
  alone('cloudflare', 'cf', 'ut_', noise(40), noise(8, HEX)),
  alone('databricks', 'da', 'pi', noise(32, HEX)),
  alone('docker', 'dckr', '_pat_', noise(27)),
  alone('figma', 'fi', 'gd_', noise(40)),
  alone('gitlab', 'gl', 'pat-', noise(20)),
  alone('grafana', 'gl', 'c_', noise(40)),
  alone('grafana', 'gl', 'sa_', noise(32), '_', noise(8, HEX)),
  alone('groq', 'gs', 'k_', noise(52)),
  alone('hashicorp-vault', 'hv', 's.', noise(95)),
  alone('huggingface', 'h', 'f_', noise(34, 'abcdefghijABCDEFGHIJ')),
  alone('linear', 'lin', '_api_', noise(40)),
  alone('notion', 'nt', 'n_', noise(11, '0123456789'), noise(35)),
  alone('npm', 'np', 'm_', noise(36)),
  alone('sendgrid', 'S', 'G.', noise(22), '.', noise(43)),
  alone('shopify', 'shp', 'at_', noise(32)),
  alone('stripe', 'sk', '_live_', noise(24)),
  alone('tailscale', 'ts', 'key-auth-', noise(12), '-', noise(32)),
  alone('vercel', 'vc', 'p_', noise(24)),
];

/** A service account token is JSON in base64; its length leaves the closing brace alone in the last group of three. */
function opsToken(): string {
  const account = { email: 'a@b.example', secretKey: noise(60), userAuth: noise(40) };
  const encoded = ['', ' ', '  '].map((pad) =>
    Buffer.from(`${JSON.stringify(account).slice(0, -1)}${pad}}`).toString('base64'),
  );
  return encoded.find((text) => text.endsWith('fQ=='))!;
}
