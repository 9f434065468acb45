// What changes a plan, with every way that it may be refused, and what tells of changes.
import { graphql } from 'relay-runtime'

export const createRisk = graphql`
  mutation ChangesCreateRiskMutation($input: CreateRiskInput!) {
    createRisk(input: $input) {
      __typename
      ... on CreateRiskSuccess {
        plan {
          id
          risks {
            id
            globalId
            title
          }
        }
        risk {
          globalId
          title
          version
        }
      }
      ...Changes_refusal @alias(as: "refusal")
      ... on Unavailable {
        message
        retryAfterSeconds
      }
    }
  }
`

export const updateOutcome = graphql`
  mutation ChangesUpdateOutcomeMutation($input: UpdateOutcomeInput!) {
    updateOutcome(input: $input) {
      __typename
      ... on UpdateOutcomeSuccess {
        outcome {
          ...Plan_outcome
        }
      }
      ... on StaleVersion {
        message
      }
      ... on Refusal {
        ...Changes_refusal @alias(as: "refusal")
      }
    }
  }
`

export const refusal = graphql`
  fragment Changes_refusal on Refusal {
    message
    problems {
      code
      path
      message
    }
  }
`

export const planChanged = graphql`
  subscription ChangesPlanSubscription($planId: ID!) {
    planChanged(planId: $planId) {
      sequence
      changes {
        root
        id
        kind
      }
      plan {
        ...Plan_plan
      }
    }
  }
`
