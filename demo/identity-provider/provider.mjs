// The demo's identity provider: oidc-provider on loopback, where a person is picked from a list. For nothing but the
// demo: it asks for no password. Reads its configuration as one line of JSON from standard input, says "ready" once it
// listens, and ends when standard input does, so that it never outlives the server that started it.

import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { interactionPolicy, Provider } from 'oidc-provider'

const escaped = (text) => String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const STYLE =
  '*{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;margin:0;padding:12vh 1rem 2rem;background:#eef0f6}' +
  'main{max-width:26rem;margin:0 auto;padding:2rem;background:#fff;border:1px solid #d6d9e6;border-radius:.75rem}' +
  'h1{font-size:1.35rem;line-height:1.25;margin:0 0 .5rem}p{margin:0 0 1rem}' +
  'button{font:inherit;display:block;width:100%;margin-top:.5rem;padding:.5rem .75rem;text-align:left;cursor:pointer;' +
  'border:1px solid #b9bfd6;border-radius:.5rem;background:#fff;color:#252c4a}button:hover{border-color:#3d4f9f}' +
  'small{display:block;color:#5c6380}.hinted{border:2px solid #3d4f9f}.quiet{border-color:transparent;text-align:center}'

const layout = (title, body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>` +
  `<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><style>${STYLE}</style>` +
  `<main><h1>${escaped(title)}</h1>${body}</main></html>`

const lines = createInterface({ input: process.stdin })
lines.on('close', () => process.exit(0))
const config = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)))
const people = new Map(config.clients.flatMap((client) => client.people.map((person) => [person.sub, person])))
const listed = new Map(config.clients.map((client) => [client.client_id, client]))

const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
const key = { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex'), use: 'sig', alg: 'RS256' }

// One provider stands for the providers of all organisations: whoever is logged in at one has to log in at another.
const prompts = interactionPolicy.base()
const ofAnother = ({ oidc }) =>
  oidc.session.accountId !== undefined &&
  !listed.get(oidc.client.clientId).people.some((person) => person.sub === oidc.session.accountId)
prompts
  .get('login')
  .checks.add(new interactionPolicy.Check('other_organisation', 'logged in at another organisation', ofAnother))

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
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        const yes = '<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Yes, log me out</button>'
        const no = '<button type="submit" form="op.logoutForm" class="quiet">No, stay logged in</button>'
        ctx.body = layout('Log out of the demo login too?', form + yes + no)
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = layout('You are logged out', '<p>The demo login has forgotten you.</p>')
      },
    },
  },
  renderError: (ctx, out) => {
    ctx.type = 'html'
    ctx.body = layout('That did not work', `<p>${escaped(out.error_description ?? out.error)}</p>`)
  },
  // Node's own fetch: the guarded one refuses loopback, which is all that the demo has.
  fetch: (url, options) => {
    delete options.dispatcher
    return fetch(url, options)
  },
  pkce: { required: () => true },
  ttl: { AccessToken: 300, Grant: 43200, IdToken: 300, Interaction: 600, Session: 43200 },
  interactions: { policy: prompts, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
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

async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response)
  const client = listed.get(params.client_id)
  if (request.method === 'POST') {
    let body = ''
    for await (const chunk of request) body += chunk
    const sub = new URLSearchParams(body).get('sub')
    if (sub === 'cancel') {
      const refusal = { error: 'access_denied', error_description: 'The person turned back' }
      await provider.interactionFinished(request, response, refusal)
      return
    }
    if (client.people.some((person) => person.sub === sub)) {
      await provider.interactionFinished(request, response, { login: { accountId: sub } })
      return
    }
  }
  const hinted = (person) => person.email === String(params.login_hint).toLowerCase()
  const buttons = client.people
    .toSorted((one, other) => hinted(other) - hinted(one))
    .map(
      (person) =>
        `<button name="sub" value="${escaped(person.sub)}"${hinted(person) ? ' class="hinted" autofocus' : ''}>` +
        `${escaped(person.name)}<small>${escaped(person.email)}</small></button>`,
    )
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('X-Frame-Options', 'DENY')
  const cancel = '<button name="sub" value="cancel" class="quiet">Cancel</button>'
  const body = `<p>Who are you? There are no passwords here.</p><form method="post">${buttons.join('')}${cancel}</form>`
  response.end(layout(`Demo login of ${client.name}`, body))
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
