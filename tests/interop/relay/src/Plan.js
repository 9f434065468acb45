// One plan: read by `node`, refetched alone, its people paged through both ways.
import { graphql } from 'relay-runtime'

export const query = graphql`
  query PlanQuery($id: ID!, $withFindings: Boolean!) {
    node(id: $id) {
      __typename
      id
      ...Plan_plan @alias
      ... on Plan {
        readiness @include(if: $withFindings) {
          __typename
        }
      }
    }
  }
`

export const plan = graphql`
  fragment Plan_plan on Plan
  @argumentDefinitions(withTasks: { type: "Boolean", defaultValue: false })
  @refetchable(queryName: "PlanRefetchQuery") {
    id
    title
    goal
    outcomes {
      id
      globalId
      ...Plan_outcome
    }
    milestones @include(if: $withTasks) {
      id
      title
      due
    }
    account {
      ...Plan_people
    }
  }
`

export const outcome = graphql`
  fragment Plan_outcome on Outcome {
    objective
    sentence
    target
    version
  }
`

export const people = graphql`
  fragment Plan_people on Account
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  )
  @refetchable(queryName: "PlanPeopleQuery") {
    contacts(first: $first, after: $after, last: $last, before: $before) @connection(key: "Plan_contacts") {
      edges {
        node {
          id
          name
          side
          role
        }
      }
    }
  }
`
