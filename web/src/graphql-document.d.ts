/** A GraphQL document of the pages: its id, by which the server knows it. */
declare module "*.graphql" {
  const id: string;
  export default id;
}
