// The demo's identity provider: oidc-provider on loopback, where a person is picked from a list. For nothing but the
// demo: it asks for no password. Reads its configuration as one line of JSON from standard input, says "ready" once it
// listens, and ends when standard input does, so that it never outlives the server that started it.

import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { Provider } from 'oidc-provider'

const lines = createInterface({ input: process.stdin })
lines.on('close', () => process.exit(0))
const config = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)))
const people = new Map(config.clients.flatMap((client) => client.people.map((person) => [person.sub, person])))
const listed = new Map(config.clients.map((client) => [client.client_id, client]))

const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
const key = { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex'), use: 'sig', alg: 'RS256' }

const provider = new Provider(config.issuer, {
  clients: config.clients.map(({ people: _people, name, ...client }) => ({
    ...client,
    client_name: name,
    require_auth_time: true,
    backchannel_logout_session_required: true,
  })),
  jwks: { keys: [key] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // Node's own fetch: the guarded one refuses loopback, which is all that the demo has.
  fetch: (url, options) => {
    delete options.dispatcher
    return fetch(url, options)
  },
  pkce: { required: () => true },
  ttl: { AccessToken: 300, Grant: 43200, IdToken: 300, Interaction: 600, Session: 43200 },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => {
    const person = people.get(sub)
    return person && { accountId: sub, claims: () => ({ ...person, email_verified: true }) }
  },
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope('openid email profile')
    await grant.save()
    return grant
  },
})

const escaped = (text) => String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response)
  const client = listed.get(params.client_id)
  if (request.method === 'POST') {
    let body = ''
    for await (const chunk of request) body += chunk
    const sub = new URLSearchParams(body).get('sub')
    if (client.people.some((person) => person.sub === sub)) {
      await provider.interactionFinished(request, response, { login: { accountId: sub } })
      return
    }
  }
  const buttons = client.people.map(
    (person) => `<p><button name="sub" value="${escaped(person.sub)}">${escaped(person.name)}</button> ${escaped(person.email)}</p>`,
  )
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('X-Frame-Options', 'DENY')
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(client.name)}</title>` +
      '<style>body{font:16px/1.5 system-ui;max-width:26rem;margin:12vh auto}button{font:inherit;padding:.4rem .8rem}</style>' +
      `<h1>Demo login of ${escaped(client.name)}</h1><p>Who are you? There are no passwords here.</p>` +
      `<form method="post">${buttons.join('')}</form>`,
  )
}

const callback = provider.callback()
const server = createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    callback(request, response)
    return
  }
  interact(request, response).catch((error) => {
    response.statusCode = 400
    response.end(`This login is over: ${error.message}. Start again.`)
  })
})
server.listen(config.port, '127.0.0.1', () => process.stdout.write('ready\n'))
server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
