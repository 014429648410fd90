// A real OpenID provider of one organisation, which signs in whomever the test names, and lies when told to.
//
// PORT, CALLBACKS (JSON). The test says with PUT /next who comes next: {"claims": {…}, "lie": "nonce"}.
import * as jose from 'jose';
import Provider from 'oidc-provider';

const address = `http://localhost:${process.env.PORT}`;
const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
const { privateKey: foreignKey } = await jose.generateKeyPair('RS256', { extractable: true });
const key = { ...(await jose.exportJWK(privateKey)), kid: 'k', alg: 'RS256', use: 'sig' };
const people = new Map();
let next = { claims: {}, lie: '' };

const provider = new Provider(address, {
  clients: [
    {
      client_id: 'exchange',
      client_secret: 'a secret of the tests',
      redirect_uris: JSON.parse(process.env.CALLBACKS),
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  claims: { email: ['email', 'email_verified', 'xms_edov'], profile: ['name'] },
  // As Keycloak and Entra ID do; the standard would leave the address to the endpoint for it.
  conformIdTokenClaims: process.env.ADDRESS_APART === 'yes',
  cookies: { keys: ['of the tests'] },
  jwks: { keys: [key] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: async () => people.get(sub) }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const sign = (claims, by) => new jose.SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(by);

// What a token becomes in the hands of a provider, or of somebody on the way, that lies.
const LIES = {
  nonce: (claims) => sign({ ...claims, nonce: 'of another sign-in' }, privateKey),
  'no nonce': ({ nonce, ...claims }) => sign(claims, privateKey),
  audience: (claims) => sign({ ...claims, aud: 'another site' }, privateKey),
  issuer: (claims) => sign({ ...claims, iss: 'https://login.elsewhere.example' }, privateKey),
  signature: (claims) => sign(claims, foreignKey),
  expired: (claims) => sign({ ...claims, iat: 1, exp: 2 }, privateKey),
  'no subject': ({ sub, ...claims }) => sign(claims, privateKey),
  unsigned: (claims) => new jose.UnsecuredJWT(claims).encode(),
  garbage: () => 'garbage',
  none: () => undefined,
};

async function listen(ctx, proceed) {
  if (ctx.path === '/next' && ctx.method === 'PUT') {
    const chunks = [];
    for await (const chunk of ctx.req) chunks.push(chunk);
    next = { lie: '', ...JSON.parse(Buffer.concat(chunks)) };
    people.set(next.claims.sub, next.claims);
    ctx.body = 'ok';
    return;
  }
  if (ctx.path.startsWith('/interaction/')) {
    const result = next.lie === 'cancelled'
      ? { error: 'access_denied' }
      : { login: { accountId: next.claims.sub } };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    return;
  }
  if (next.lie === 'broken' && ctx.path === '/token') {
    ctx.status = 500;
    ctx.body = '<p>Out of order</p>';
    return;
  }
  if (next.lie === 'endless' && ctx.path === '/token') {
    ctx.type = 'json';
    ctx.body = '{' + ' '.repeat(5_000_000) + '}';
    return;
  }
  if (next.lie === 'elsewhere' && ctx.path === '/token') {
    ctx.redirect('http://169.254.169.254/latest/meta-data/');
    return;
  }
  await proceed();
  if (ctx.path === '/.well-known/openid-configuration' && next.lie === 'other issuer') {
    ctx.body = { ...ctx.body, issuer: 'https://login.elsewhere.example' };
  }
  if (ctx.path === '/.well-known/openid-configuration' && next.lie === 'half a configuration') {
    ctx.body = { issuer: address };
  }
  if (ctx.path === '/.well-known/openid-configuration' && next.lie === 'a network within') {
    ctx.body = { ...ctx.body, jwks_uri: 'http://127.0.0.1:9/latest/meta-data' };
  }
  if (ctx.path === '/.well-known/openid-configuration' && next.lie === 'numbers for addresses') {
    ctx.body = { ...ctx.body, token_endpoint: 7 };
  }
  if (ctx.path === '/me' && next.lie === 'another person') {
    ctx.body = { ...ctx.body, sub: 'somebody else' };
  }
  if (ctx.path === '/token' && next.lie in LIES && ctx.body?.id_token) {
    ctx.body = { ...ctx.body, id_token: await LIES[next.lie](jose.decodeJwt(ctx.body.id_token)) };
  }
}

provider.app.middleware.unshift(listen);
provider.listen(Number(process.env.PORT), '127.0.0.1');
