// The GraphQL-over-HTTP audit of graphql-http against a server: `node audit.js URL TOKEN` prints what each check found.
import { auditServer } from 'graphql-http'

const [url, token] = process.argv.slice(2)
const fetchFn = (target, options = {}) =>
  fetch(target, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } })
const results = await auditServer({ url, fetchFn })
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))))
