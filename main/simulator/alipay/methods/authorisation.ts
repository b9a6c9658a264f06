/** ISV authorisation: an authorisation code becomes a token with which an ISV's app acts for a merchant. */
import { randomBytes } from 'node:crypto';
import { success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaTime, DAY_MS } from '../china-time.ts';
import { plainRefusal } from '../refusal.ts';
import type { Authorisation } from '../state.ts';

const TOKEN_LIFE_S = 31_536_000;
const REFRESH_LIFE_S = 32_140_800;

/** Exchanges a one-time code, or refreshes a token: the old token dies then. */
export function exchangeToken(call: Call, provider: Provider): Answer {
  if (!call.app.isIsv) throw plainRefusal('APP_NOT_ISV', '应用不是ISV应用');
  switch (call.fields.required('grant_type', 20)) {
    case 'authorization_code':
      return grant(call, provider, byCode(call, call.fields.required('code', 40), provider));
    case 'refresh_token':
      return grant(call, provider, byRefreshToken(call, provider));
    default:
      throw plainRefusal('GRANT_TYPE_INVALID', 'grant_type 不合法');
  }
}

function byCode(call: Call, code: string, { store }: Provider): string {
  const issued = store.state.authCodes.get(code);
  if (!issued) throw plainRefusal('AUTH_CODE_NOT_EXIST', '授权码不存在');
  if (issued.isvAppId !== call.app.appId) throw plainRefusal('APP_ID_NOT_CONSISTENT', '应用不一致');
  store.state.authCodes.delete(code);
  if (call.now >= (issued.until ?? Infinity)) throw plainRefusal('AUTH_CODE_NOT_VALID', '授权码已过期');
  return issued.authAppId;
}

function byRefreshToken(call: Call, provider: Provider): string {
  const { store } = provider;
  const refreshToken = call.fields.required('refresh_token', 40);
  // One known client sends its first code as a refresh token. Alipay refuses that; a lenient gateway serves it.
  if (!call.fields.strict && store.state.authCodes.has(refreshToken)) return byCode(call, refreshToken, provider);
  const old = [...store.state.authorisations.values()].find((one) => one.refreshToken === refreshToken);
  if (!old) throw plainRefusal('REFRESH_TOKEN_NOT_EXIST', '刷新令牌不存在');
  if (old.isvAppId !== call.app.appId) throw plainRefusal('APP_ID_NOT_CONSISTENT', '应用不一致');
  store.state.authorisations.delete(old.token);
  return old.authAppId;
}

function grant(call: Call, { store }: Provider, authAppId: string): Answer {
  const merchantId = store.state.apps.get(authAppId)?.merchantId;
  if (merchantId === undefined) throw plainRefusal('AUTH_TOKEN_NOT_FOUND', '授权应用不存在');
  const made = (): string => `${chinaTime(call.now).slice(0, 7).replace('-', '')}BB${randomBytes(16).toString('hex')}`;
  const authorisation: Authorisation = { token: made(), refreshToken: made(), isvAppId: call.app.appId, merchantId, authAppId, grantedAt: call.now };
  store.touch();
  store.state.authorisations.set(authorisation.token, authorisation);
  const fields = {
    user_id: merchantId,
    auth_app_id: authAppId,
    app_auth_token: authorisation.token,
    app_refresh_token: authorisation.refreshToken,
    expires_in: String(TOKEN_LIFE_S),
    re_expires_in: String(REFRESH_LIFE_S),
  };
  return success({ ...fields, tokens: [fields] });
}

export function queryToken(call: Call, { store }: Provider): Answer {
  if (!call.app.isIsv) throw plainRefusal('APP_NOT_ISV', '应用不是ISV应用');
  const found = store.state.authorisations.get(call.fields.required('app_auth_token', 128));
  if (!found) throw plainRefusal('AUTH_TOKEN_NOT_EXISTED', '授权令牌不存在');
  if (found.isvAppId !== call.app.appId) throw plainRefusal('AUTH_TOKEN_NOT_CONSISTENT', '授权令牌与应用不一致');
  return success({
    user_id: found.merchantId,
    auth_app_id: found.authAppId,
    expires_in: String(TOKEN_LIFE_S),
    auth_methods: ['alipay.trade.pay', 'alipay.trade.precreate', 'alipay.trade.query', 'alipay.trade.cancel', 'alipay.trade.refund'],
    auth_start: chinaTime(found.grantedAt),
    auth_end: chinaTime(found.grantedAt + 365 * DAY_MS),
    status: 'valid',
    is_by_app_auth: true,
  });
}
