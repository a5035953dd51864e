// Rules for secrets whose own form, or whose place, tells them. The last group is the secret; without a group it is the whole match.
// Every pattern begins with a literal or a bounded class, so that a long line costs linear time.
import type { OwnRuleId } from '../rule-ids.js';
import type { SecretRule, Span } from '../secret-rule.js';
import { isPlaceholder } from './judge-value.js';

function patternRule(
  id: OwnRuleId,
  severity: SecretRule['severity'],
  pattern: RegExp,
  accept: (match: RegExpMatchArray) => boolean = () => true,
): SecretRule {
  return {
    id,
    severity,
    *find(text): Iterable<Span> {
      for (const match of text.matchAll(pattern)) {
        if (!accept(match)) continue;
        const [start, end] = match.indices!.at(-1)!;
        yield { start, end };
      }
    },
  };
}

export const awsAccessKeyId = patternRule(
  'aws-access-key-id',
  'high',
  /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9])/dg,
);

export const awsSecretAccessKey = patternRule(
  'aws-secret-access-key',
  'high',
  /secret_?(?:access_?)?key(?:\\{0,3}["'])?[ \t]{0,16}(?:=>|[:=])[ \t]{0,16}(?:\\{0,3}["'])?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi,
);

export const googleApiKey = patternRule('google-api-key', 'high', /(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])/dg);

export const googleOauthSecret = patternRule(
  'google-oauth-secret',
  'high',
  /(?<![A-Za-z0-9])(?:GOCSPX-[\w-]{24,}|ya29\.[\w-]{20,})/dg,
);

export const githubToken = patternRule(
  'github-token',
  'high',
  /(?<![A-Za-z0-9])(?:gh[pousr]_\w{36,}|github_pat_\w{22,})/dg,
);

// a digit is asked for: "xoxo-with-love" is a greeting
export const slackToken = patternRule(
  'slack-token',
  'high',
  /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-(?=[A-Za-z-]{0,80}\d)[A-Za-z0-9-]{10,}/dg,
);

export const slackWebhook = patternRule(
  'slack-webhook',
  'high',
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/([\w/-]{16,})/dgi,
);

export const anthropicKey = patternRule(
  'anthropic-key',
  'high',
  /(?<![A-Za-z0-9])sk-ant-(?=[A-Za-z_-]{0,80}\d)[\w-]{20,}/dg,
);

// `sk-` also begins names of styles and packages: one run without dashes, or a known prefix and a digit
export const openaiKey = patternRule(
  'openai-key',
  'high',
  /(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin|None|or-v1)-(?=[A-Za-z_-]{0,80}\d)[\w-]{20,}|[A-Za-z0-9]{32,})/dg,
);

export const npmrcCredential = patternRule(
  'npmrc-credential',
  'high',
  /_(?:authToken|auth|password)[ \t]{0,8}=[ \t]{0,8}["']?([^\s"'$][^\s"']{7,511})/dg,
);

export const jwt = patternRule(
  'jwt',
  'high',
  /(?<![\w-])eyJ[\w-]{8,}\.(?:[\w-]{8,}\.[\w-]{8,}|eyJ[\w-]{8,}|[\w-]*(?:\.[\w-]{8,}){3})/dg,
);

const AUTHORIZATION =
  /authorization(?:\\{0,3}["'])?[ \t]{0,8}[:=][ \t]{0,8}(?:\\{0,3}["'])?(?:bearer|basic|token|apikey)[ \t]{1,8}([A-Za-z0-9._~+/-]{8,}={0,2})/dgi;
const BEARER = /(?<![A-Za-z])bearer[ \t]{1,8}(?=[A-Za-z._~+/-]{0,80}\d)([A-Za-z0-9._~+/-]{20,}={0,2})/dgi;

export const authorizationHeader = anyOf(
  patternRule('authorization-header', 'high', AUTHORIZATION, ([, value]) => /\d|[a-z].*[A-Z]/.test(value!)),
  patternRule('authorization-header', 'high', BEARER),
);

// user:password@host of any scheme; the last `@` ends the password
const USER_AND_PASSWORD = /:\/\/([^\s:/@"'`<>?#]{0,256}):([^\s/"'`<>?]{3,512})@(?=[\w[-])/dg;
// the form in which services take a token as the user
const TOKEN_AS_USER = /:\/\/([^\s:/@"'`<>?#]{16,256}):(?:x-oauth-basic)?@(?=[\w[-])/dg;

export const connectionString = anyOf(
  patternRule(
    'connection-string',
    'high',
    USER_AND_PASSWORD,
    ([, user, password]) => password !== 'x-oauth-basic' && user !== password && !isPlaceholder(password!),
  ),
  patternRule('connection-string', 'high', TOKEN_AS_USER, ([, user]) => !isPlaceholder(user!)),
);

function anyOf(first: SecretRule, ...others: readonly SecretRule[]): SecretRule {
  return {
    ...first,
    *find(text, settings) {
      for (const rule of [first, ...others]) yield* rule.find(text, settings);
    },
  };
}
