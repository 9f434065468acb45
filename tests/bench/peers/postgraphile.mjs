// PostGraphile over the same tables, as the same role with the same settings in each transaction.
// node postgraphile.mjs PORT; DATABASE_URL is the address, SETTINGS the transaction's settings as JSON.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";

const [port] = process.argv.slice(2);
const settings = JSON.parse(process.env.SETTINGS);

// What the tables say without constraints: whose a contact is, what belongs to an outcome.
const contact = (name, field) => `(vendor_id, ${name}) references contact (vendor_id, id)|@fieldName ${field}`;
const outcome = (field) =>
  `(vendor_id, plan_id, outcome) references outcome (vendor_id, plan_id, id)|@fieldName outcomeOf|@foreignFieldName ${field}`;
const tags = {
  plan_overview: [contact("vendor_sponsor", "vendorSponsorContact"), contact("customer_sponsor", "customerSponsorContact")],
  outcome: [contact("customer_owner", "customerOwnerContact"), contact("vendor_owner", "vendorOwnerContact")],
  milestone: [
    contact("customer_owner", "customerOwnerContact"),
    contact("vendor_owner", "vendorOwnerContact"),
    outcome("milestones"),
  ],
  workflow: [outcome("workflows")],
  task: [contact("owner", "ownerContact")],
  risk: [contact("owner", "ownerContact")],
  dependency: [contact("owed_by", "owedByContact"), contact("owed_to", "owedToContact")],
};
const SmartTags = jsonPgSmartTags({
  version: 1,
  config: {
    class: Object.fromEntries(
      Object.entries(tags).map(([table, foreignKey]) => [`concordat.${table}`, { tags: { foreignKey } }]),
    ),
  },
});

const pgl = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [SmartTags],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: ["concordat"],
      poolConfig: { max: 16 },
      pgSettingsForIntrospection: { role: settings.role },
    }),
  ],
  grafast: { context: () => ({ pgSettings: settings }), explain: false },
  grafserv: { port: Number(port), graphiql: false, watch: false, graphqlOverGET: false },
});
const server = createServer();
server.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
await pgl.createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => {
  console.log(`listening with PostGraphile on Node ${process.version}`);
});
