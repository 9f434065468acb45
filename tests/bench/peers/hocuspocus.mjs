// @hocuspocus/server as it comes, in memory: no hook, no storage. Prints its address once it listens.
import { Server } from "@hocuspocus/server"

const server = new Server({ address: "127.0.0.1", port: Number(process.argv[2]), quiet: true })
await server.listen()
console.log(`listening on ${server.address.port} with Node ${process.version}`)
