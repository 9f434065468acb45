"""Real phrases for and against: what promises something as a next step, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.wording.task import empty_words, non_commitment

EMPTY = """
Touch base next week
Ongoing alignment
Circle back with the team
Keep stakeholders informed
Stay aligned on priorities
Check in with Sam regularly
Follow up
Discuss the rollout
Explore options
Align with IT
Regular touchpoints with the champion
Continue to monitor progress
Look into the reporting issue
Keep in touch
Sync up on priorities
Support the customer as needed
Catch up soon
Have a conversation about expansion
Review progress together
Keep Sam in the loop
Think about the pilot
TBD
Monitor adoption
Work together on success
Reach out to the sponsor
Maintain momentum
Weekly sync
Ongoing support
Ensure everyone is on the same page
Try to involve finance
Collaborate closely with marketing
Touching base with procurement
Brainstorm ideas
Keep an eye on usage
Circling back about the contract
Stay close to the customer
Be in regular contact with procurement
Keep up the momentum
Explore synergies
Support the rollout where possible
Continue dialogue with stakeholders
Consider next phase
Be proactive
Talk to finance
Assess the situation
Regular exchange
Keep pushing for executive buy-in
Connect with Elena about timelines
Discuss internally
Find time to talk
Keep working on adoption
Coordinate with legal
Improve communication
Drive engagement
Meet regularly
Evaluate opportunities
Nurture the relationship with the CFO
See how it goes
Clarify open points
Investigate further
Give feedback when available
Have regular check-ins
Remain in contact
Touch base with Elena on Thursday
Align on next phase
Chat about pricing
Explore the API
Keep an open line of communication
Continue collaboration
Sync with product
Keep everyone posted
Think through the rollout
Follow up as needed
Offer support
Discuss budget in Q3
Regularly review adoption
Engage stakeholders
Stay in close contact
Follow up with Sam on the signed contract
Provide support
Provide guidance to the branches
Provide the team with regular updates
Share feedback
Share best practices with the plants
Create awareness among nurses
Build trust
Set clear expectations
Let Anna know
Talk about changing the process
Align on open orders
Catch up on the test
Discuss the name change
Explore how to share data
Look into the integration
Figure out the reports
Monitor the launch
Support testing
Ensure success
Ensure adoption
Ensure a smooth go-live
Make sure it works
Continue as planned
Stay flexible
Ping Maria
Nudge the champion
Chase legal
Bump the thread
Nurture the champion
Warm up the sponsor
Take it offline
Deep dive into adoption
Move things forward
Keep things moving
Park it for now
Manage expectations
Alignment meeting on 4 May
Give an update
Give the board an update
Update the team
Update Anna
Inform stakeholders
Inform the sponsor
Meet the team
Engage the champion
Exchange ideas
Sync with product
n/a
None
Pending
-
?
""".strip().splitlines()

COMMITMENTS = """
Send the helpdesk export to Priya
Export the March tickets as CSV
Decide which region goes first
Sign the data processing agreement
Discuss the rollout and decide who starts
Follow up with Sam to get the contract signed
Name two pilot stores
Write the first ten articles
Book the room for the workshop on 3 May
Deliver the list of ticket categories
Review the first 50 auto-triaged tickets
Grant Priya access to the sandbox
Fix the ongoing outage in region EU
Check in the release script
Reconcile the March statements and discuss differences
Approve the budget for the pilot
Align the field names in both systems: mapping list by Jo
Helpdesk connected
Routing rules live
Agents trained
Prepare: widget live on the help portal
Upload the supplier master data
Get the sponsor's signature
Meet the auditor on 12 June at 10:00
Order 40 scanners
Hand over the admin password
Monitor first-response time in the weekly report
Test the login with three users
Translate the guide into Spanish
Move the go-live date to 1 March
Ravi signs off the business case
Ship 40 scanners to Leeds
Pick three pilot branches
Collect baseline figures from the helpdesk
Record the handling time of 100 calls
Draft the data protection annex
Jo creates the routing table
Invite the works council to the demo on 14 May
Agree on the definition of a resolved ticket
Replace the expired certificate
Confirm the go-live date in writing
Delete test accounts
Set the alert threshold to 5 %
Return the questionnaire
Install the agent on 30 laptops
Ask Elena for the 2025 complaint figures
Give finance read access to the dashboard
Run the load test with 500 users
Plan the cutover weekend hour by hour
Explain the invoice layout to the clerks
Call the ten largest suppliers
Label 2,000 historical tickets
Interview five store managers
Update the escalation contact list
Show the pilot results to the board
Review and sign the amendment
Clean up duplicate supplier records
Compile the list of inactive users
Mail the signed order form to legal
Elena nominates a deputy by Friday
Count the late invoices of October
Switch the router in Leeds
Finance books the travel for the workshop
Publish the escalation matrix on the intranet
Enter the baseline for line 4
Raise a change request for the firewall
Print badges for 30 users
Move two clerks to the pilot team
Rename the old queues
Scan the paper files of 2024
Get a quote from the integrator
Rehearse the cutover with IT on 4 May
Pay the outstanding invoice
Update the org chart
Update prices in the catalogue
Pls update the SOW
Inform the works council by letter
Inspect dock doors
Exchange the broken scanner
Sync user directory
Engage an external auditor
Meet the auditor on site
Meet Anna on Tuesday
Push the release to production
Align the two price lists
Check with IT whether port 443 is open
Provide support hours per site as a list
Share the feedback form with 40 users
Build the export for finance
Set the alert limits
Give an update to the board on 4 May
Discuss pricing, then sign
Check in with IT: firewall opened yes/no
Support the go-live of ward 6 on Sunday
Ensure that the contract is signed by both sides
Chase the signed NDA and file it
Explore three vendors and shortlist one
""".strip().splitlines()


@pytest.mark.parametrize("text", EMPTY)
def test_M9_a_non_commitment_is_seen(text: str) -> None:
    assert non_commitment(text)


@pytest.mark.parametrize("text", COMMITMENTS)
def test_M9_a_commitment_is_left_alone(text: str) -> None:
    assert non_commitment(text) == ()


def test_M9_the_words_are_shown_as_they_were_written() -> None:
    assert non_commitment("TOUCHING BASE, then keep Elena in the loop") == ("TOUCHING BASE", "keep Elena in the loop")
    assert non_commitment("Discuss the contract") == ("Discuss",)
    assert empty_words("Discuss the contract") == ()


def test_M9_what_is_no_step_at_all_is_shown_and_nothing_is_left_to_its_own_finding() -> None:
    assert empty_words(" n/a. ") == ("n/a.",)
    assert non_commitment("…" * 99) == ("." * 20,) or non_commitment("…" * 99) == ("…" * 20,)
    assert non_commitment(" ") == ()


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert set(empty_words(text)) <= set(non_commitment(text))
