// PostGraphile 5 over Concordat's tables, as the role that Concordat reads as. Prints its address once it listens.
// What it is told is JSON on its standard input.
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { postgraphile } from "postgraphile"
import { makePgService } from "postgraphile/adaptors/pg"
import { grafserv } from "postgraphile/grafserv/node"
import { PostGraphileAmberPreset } from "postgraphile/presets/amber"
import { jsonPgSmartTags } from "postgraphile/utils"

const { version } = JSON.parse(readFileSync(new URL("node_modules/postgraphile/package.json", import.meta.url), "utf8"))
const { port, database, vendor, viewer } = JSON.parse(readFileSync(0, "utf8"))

// The relations that the tables do not declare as constraints: contents name each other by ids alone.
const content = { workflow: ["outcome"], milestone: ["outcome"], task: ["milestone"] }
const contacts = {
  outcome: ["customer_owner", "vendor_owner"],
  milestone: ["customer_owner", "vendor_owner"],
  task: ["owner"],
  dependency: ["owed_by", "owed_to"],
  risk: ["owner"],
}
const tables = [...new Set([...Object.keys(content), ...Object.keys(contacts)])]
const tagsOf = table => [
  ...(content[table] ?? []).map(
    parent => `(vendor_id, plan_id, ${parent}) references concordat.${parent} (vendor_id, plan_id, id)|@foreignFieldName ${table}s|@fieldName parent`,
  ),
  ...(contacts[table] ?? []).map(
    column => `(vendor_id, ${column}) references concordat.contact (vendor_id, id)|@fieldName ${column}_contact|@behavior -list -connection`,
  ),
]

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin"], // orders by position, which no index has
  plugins: [
    jsonPgSmartTags({
      version: 1,
      config: { class: Object.fromEntries(tables.map(table => [`concordat.${table}`, { tags: { foreignKey: tagsOf(table) } }])) },
    }),
  ],
  pgServices: [
    makePgService({
      connectionString: database,
      schemas: ["concordat"],
      // Concordat's own sessions have these settings; planning once makes PostGraphile's list cheaper too.
      poolConfig: {
        max: 16,
        options: "-c role=concordat_viewer -c search_path=concordat -c plan_cache_mode=force_generic_plan -c jit=off",
      },
    }),
  ],
  schema: { defaultBehavior: "-connection +list" },
  grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false, watch: false },
  grafast: {
    explain: false,
    context: () => ({
      pgSettings: {
        "concordat.person": viewer,
        "concordat.vendors": `{${vendor}}`,
        "concordat.customers": "{}",
        "concordat.partners": "{}",
      },
    }),
  },
}

const pgl = postgraphile(preset)
const serv = pgl.createServ(grafserv)
const server = createServer()
server.on("error", error => console.error(error))
await serv.addTo(server)
server.listen(port, "127.0.0.1", () => console.log(`listening on ${port} with PostGraphile ${version} on Node ${process.version}`))
