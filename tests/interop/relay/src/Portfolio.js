// A portfolio that is paged through, searched and ordered: pagination in the type Viewer.
import { graphql } from 'relay-runtime'

export const query = graphql`
  query PortfolioQuery($first: Int!, $search: String, $orderBy: PlanOrder!) {
    viewer {
      person {
        id
        name
      }
      ...Portfolio_plans @arguments(first: $first, search: $search, orderBy: $orderBy)
    }
  }
`

export const plans = graphql`
  fragment Portfolio_plans on Viewer
  @argumentDefinitions(
    first: { type: "Int!" }
    after: { type: "String" }
    search: { type: "String" }
    orderBy: { type: "PlanOrder", defaultValue: ACCOUNT_NAME }
  )
  @refetchable(queryName: "PortfolioPageQuery") {
    plans(first: $first, after: $after, search: $search, orderBy: $orderBy)
      @connection(key: "Portfolio_plans", filters: ["search", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          ...PlanRow_plan
        }
      }
    }
  }
`

export const row = graphql`
  fragment PlanRow_plan on Plan {
    title
    reviewOn
    changedAt
    account {
      name
      renewsOn
      csm {
        name
      }
    }
  }
`
