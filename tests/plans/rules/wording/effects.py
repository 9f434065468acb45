"""Outcomes as people write them that state an effect on the business: no rule finds anything in them."""

EFFECTS = """
Train the support team so that first-response time falls under 2 h
Reduce average first-response time from 8 h to under 2 h
Reduce Tier-1 support tickets by 25 %
Cut ticket volume by a quarter through knowledge base adoption
Reduce onboarding time for new hires from 6 weeks to 3
Cut training costs by 20 %
Halve the time to hire
Grow revenue per store by 8 %
Pass the SOC 2 audit with zero findings
Open 20 new stores without adding headcount
Launch in three new countries
Save each planner three hours a week
Close the books in 3 days instead of 8
Fewer late deliveries
Lower the cost per invoice from 9 € to 4 €
Keep customer churn below 2 %
Ship every order within 24 hours
Integrate the CRM so that quotes go out in under one day
Reduce data migration errors to zero
Prevent chargebacks
Shorten the sales cycle by ten days
Answer 95 % of calls in under 30 seconds
Reduce scrap rate to under 1 %
Avoid GDPR fines
Increase the win rate from 18 % to 25 %
On-time delivery at 98 %
Bring new depots on line in two weeks instead of five
Automate invoice matching to cut late-payment penalties by half
Readmissions down 15 % within a year
Reduce downtime of line 4 to one hour per month
No missed SLA in the fourth quarter
Raise NPS from 20 to 40
Double conversion rate of trial sign-ups
Free up 2 FTE in accounts payable
Turn around loan applications the same day
Improve first contact resolution to 80 %
Use fewer temp workers
Cut energy usage per plant by 12 %
Increase machine utilisation to 85 %
Win back lost customers and recover € 200,000 a year
Reduce the number of complaints per 1,000 guests from 12 to 5
Cut login failures that block nurses from 40 a day to 5
Retain 95 % of subscribers
Reduce waiting time for patients from 40 to 15 minutes
Increase staff retention to 92 %
Decrease inventory by 1.5 million EUR
Cut the error rate in payroll to below 0.5 %
Increase average order value by 12 €
Hire 30 engineers before the summer
Reduce integration costs per supplier by 30 %
Speed up claims handling: 5 days instead of 12
Collect receivables 10 days sooner
Resolve disputes faster so that cash comes in by day 30
Enter the German market with 5 million in sales
Bring sick days per employee down from 14 to 9
Cut carbon emissions by 30 %
Respond to tenders within 5 days
Serve 20 % more patients with the same staff
Improve forecast accuracy from 70 % to 85 %
Ramp-up time for new sellers under 60 days
Get invoices paid 12 days earlier
Deliver projects on budget
Fill vacancies in 30 days rather than 55
Get shipments out of the door by noon so that carriers stop charging late fees
Patients see a doctor within 48 hours
Reduce the number of stores that run out of stock on Fridays
Make month-end close take two days
Cut the price of a lead from 40 to 25 EUR
Let buyers find a part in under a minute
Bring burglary losses under 0.4 % of sales
Have contracts countersigned within three working days
Train dispatchers to halve empty miles
Zero lost-time injuries in the Leeds plant
Recover 3 % of lapsed donors
Reduce food waste by a third
Increase yield per hectare by 6 %
Stop double bookings
Reduce first-year attrition of drivers to under 20 %
Every quote leaves the house on the day it is asked for
Raise gross margin two points
Lose no more tenders for missing documents
Reduce the rate of failed deliveries from 7 % to 4 %
Shrink the backlog of permits to fewer than 100
Pay suppliers on time to earn 2 % discount
Process 30 % more claims with the same headcount
Grow recurring revenue from 2 to 3 million
Onboard new customers in 5 days instead of 20
Lower emergency room length of stay to 3 h
Detect fraud before the payout
Integrate finance data so that forecast errors drop below 5 %
Reduce average days in transit from 9 to 6
Keep turnover of nurses below 10 %
Increase course completion among apprentices so that fewer fail the exam
Less rework on the paint line
Cut cost of compliance reporting by 40 %
Reduce support cost per active user from 4 to 3 EUR
Decrease licence spend by 15 %
Reduce software costs
Lower platform downtime to under an hour a year
Fewer security incidents caused by phishing
Get 95 % of parcels to the customer on the first attempt
Cut paper invoices to zero to save 80,000 EUR
Nurses spend two hours less per shift on charting
Hit 99.9 % order accuracy
Reduce late-stage deal slippage
Fill shifts without agency staff
Bring the audit backlog to under 20 cases
Lift repeat purchases by 10 %
Quote within one hour instead of two days
Reduce the carbon footprint of deliveries
Lower the average price of raw materials by 3 %
Catch defects before the customer does
Roll out the portal so that calls per order drop from 0.8 to 0.3
Adopt e-invoicing to get paid 10 days sooner
Cut walk-outs at the counter
Prevent production stops caused by missing parts
Raise same-store sales
Land two enterprise customers
Reduce hiring cost per nurse below 2,000 €
Close 80 % of incidents within the SLA
Training cost per hire below €900
Onboarding cost from €900 to €400
Ramp-up training under approx. 5 days
Roll out the portal: handling time 6 → 4 min
Portal launched and calls halved
After the CRM go-live, orders +10%
Train 200 agents so that the backlog is cleared
Double entry gone through workflow automation
Automate 60 % of invoices and save 4 FTE
Automate filing to save each clerk an hour a day
Train the clinics: patients seen within 18 weeks
Chatbot resolves 15 % of enquiries without an agent
Portal live, two thirds of cases decided in ten days
Use the app so that engineers finish 5 jobs a day rather than 4
Integration finished, five jobs per engineer
Reduce supplier onboarding from 45 to fifteen days
Activate SIM cards within 10 minutes
Workshop throughput up 12 %
Post-merger integration savings of €12m
Approve loans the same day
Test every water sample within 6 hours
Publish rulings without names
Improve employee engagement score from 62 to 70
More students pass the maths module at the first attempt
Open a business account in 2 days instead of 11
Licences issued within 5 working days
Fill 95 % of seats in the new school year
Fewer cancelled therapy sessions: 14 % to 8 %
Broadband installations right first time: 94 %
Customer onboarding takes 5 days
Tool change in under 6 minutes
More children adopted
Uptime of line 4 at 95 %
Network availability of 99.95 % for our subscribers
Fewer reports per month
Grow exports to Asia by a third
Teach 500 more adults to read
Trains on time: 94 %
Meter installations per fitter and day: 6
""".strip().splitlines()
