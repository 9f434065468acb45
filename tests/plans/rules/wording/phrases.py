"""Phrases as people write them in success plans, by what they say."""

ACTIVITIES = """
Training completed
Connect the CRM
Invite users
Complete onboarding of all regional teams
Integrate the ERP with the warehouse system
Roll out the mobile app to the field crews
All agents are trained by June
Run three workshops with the finance team
Go live in Q3
Migrate the contact data to the new platform
Implement single sign-on
Set up dashboards for every store manager
Configure the approval workflow
Launch the self-service portal
Salesforce integration finished
Publish 40 knowledge base articles
Hold weekly training sessions
Install the plugin on all laptops
Import 20,000 records
Deploy version 3 to production
Onboard 200 employees to the tool
A working chatbot on the website
Kick-off held and admin users certified
Build five automations
Workshop on reducing churn
Train managers on how to cut overtime
Enable SSO for everyone
Activation of the analytics module
Sync calendars between Outlook and the app
Educate the sales team about pipeline hygiene
Host a webinar about cutting energy costs
Digital signatures switched on for all contracts
Finish the rollout in Spain
Get all 12 sites connected
Set up and test the API
Stand up a sandbox environment
Rollout complete in 30 countries by December
Custom fields mapped and data imported
Appoint and train 10 super users
Implementation of the returns module
TRAIN ALL STAFF
Onboarding der Nutzer and training completed
Get the warehouse staff certified on the handheld scanners
Webinar series for branch managers delivered
Hook up the point-of-sale terminals to the cloud
Enrol every nurse in the e-learning course
Provision accounts for contractors
Bring the Paris office onto the platform
Hand the admin handbook to IT and complete UAT
Ship the Android app to drivers
Create a single source of truth for product data
Automate the monthly report
Introduce a new ticketing tool
Kick off the project in April
Have all champions trained before launch
Write runbooks and document the configuration
Sync HubSpot with the data warehouse nightly
Turn on audit logging in the workspace
Digitise paper forms
Replace the legacy system
Coaching sessions for team leads
Move all projects into the tool
Finish phase two of the implementation
Activate AI summaries for all seats
Upgrade to the enterprise plan
Send every technician to the safety course
Move payroll onto the new module
Extend the rollout to Portugal
Deliver the onboarding programme
Bring the data warehouse online
Have the connectors installed by Easter
Pilot the app with 10 drivers
Switch on notifications for all buyers
Hold office hours twice a month
Educate franchisees about the portal
Create templates for the legal team
Give all managers access to reports
Load five years of history into the system
Two admin workshops before summer
Show every clerk how the scanner works
Hold quarterly business reviews
Switch off the old mainframe
Pilot completed
Document all processes
Objective: map the citizen journey
Clean up master data
Appoint a data steward per region
UAT signed off
""".strip().splitlines()

ADOPTION = """
Increase feature adoption
80 % of users log in weekly
Increase usage of the revenue dashboard
Drive platform engagement
Get every rep using the mobile app
Everyone in finance uses the product daily
500 monthly active users by Christmas
Reach 90 % licence utilisation
More logins per week
Boost adoption of the scheduling module to 75 %
Higher uptake of the mobile app among drivers
All planners work in the tool every day
Raise the adoption rate from 40 % to 80 %
Double daily active users
Ensure that teams actively use the workspace
Weekly usage of the reporting module above 60 %
Every store manager opens and uses the dashboard each morning
Increase user engagement
Adopt the new CRM across all regions
DAU/MAU ratio over 50 %
Users embrace the new portal
Grow active seats to 300
At least 60 % of reps active every week
Employees rely on the app for shift swaps
More people using self-service
Increase the share of users who log in at least once a month
Have 9 out of 10 engineers using the IDE plugin
Adoption
Platform usage
Improve usage across departments
Get departments to adopt electronic signatures
Full utilisation of purchased licences
Wider use of the mobile app on the shop floor
Nine out of ten nurses log in daily
Broaden usage beyond the headquarters
Have the whole department working with the software
Grow the number of users from 50 to 200
Usage of advanced features
Active users per site
At least 5 logins per user and week
Adopt e-invoicing module company-wide
Users spend more time in the product
Drivers open the app every morning
All requests go through the portal
85 % of case workers have used the search
Reports viewed by 50 managers
""".strip().splitlines()

PRODUCT_METRICS = """
10,000 page views a month
200 dashboards created
Number of API calls doubles
1,000 app downloads
Increase sessions per user
Time in app up to 30 minutes
50 workflows built by December
300 licences activated
Chatbot conversations per day
Platform uptime above 99.5 %
Page load time under 2 seconds
API response time < 200 ms
Error rate of the app below 1 %
Health score above 80
Number of searches per user
Number of reports
Reports exported per month
Queries per day
Profile completion 100 %
""".strip().splitlines()

VAGUE = """
Improve efficiency
Increase productivity
Enhance the customer experience
Streamline our processes
Better collaboration between teams
Digital transformation of finance
Optimise operations
Drive more value from data
Make better decisions
Boost team performance
Become more data-driven
Improve overall quality
Greater visibility across the business
Empower our people
Simplify the way of working
Be more efficient
Foster innovation
Modernise our IT landscape and processes
Happier customers
Improve communication with stakeholders
Strengthen customer relationships
Get more out of our data
Increase operational efficiency
Improve our service
Provide better insights for management
Achieve operational excellence
Be seen as an innovative company
Deliver business value faster
Make collaboration easier
Enhance productivity through automation
Get everyone on the same page
Raise awareness
Reach the next level of maturity
Create transparency
Improve results
Strengthen the partnership
Improve the way we work
More efficient processes
Increase team effectiveness
Enhance data quality and insights
Foster a culture of innovation
Optimise performance
Maximise business impact
Enable better decision-making
Improve customer service
Drive growth
Better planning
Simplify things for the nurses
Improve significantly the way we plan
Standardise reporting
Grow the business
Faster, better, cheaper
Efficiency gains
Process optimisation
Digitalisation
A modern workplace
""".strip().splitlines()

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

FEATURES = """
Connect the billing system
SSO enabled
Zendesk connected
API v2
New dashboard for regional managers
Go-live in Germany
Mobile app released
Data migration finished
Slack bot shipped
Two-factor authentication turned on
Widget live on the help portal
Recommendation engine in production
Agents trained
Launch
Reporting module configured
Training for pilot team done
Single sign-on
Webhooks working
70 % of users active
Chatbot goes live
Outlook add-in available
Payment gateway integrated
Dark mode for everyone
SAP connector live
Beta access for key users
User accounts created
Import of legacy data
Dashboards built
Workshops held in Lyon
Search index rebuilt
First users onboarded
AI assistant enabled for support
Offline mode shipped
Email templates configured
Role-based permissions set up
Sandbox ready
New version deployed
Portal go live
Automation rules in place
Barcode scanning feature
""".strip().splitlines()

NO_FEATURES = """
First 50 tickets resolved without an agent, handling time down to 6 minutes
Half target: 4 h across the pilot team
Portal live and ticket volume down to 128
Invoice disputes below 40 a month
First value: invoices paid 5 days sooner in the pilot region
Churn under 3 %
Phase 2
Average handling time at 6 minutes
Under 2 h across all teams
Cost per ticket at 4 €
Board approves the business case
Manual checks gone at gate 4
Regulator accepts the first report
First tax form sent back within a week
Data protection officer agrees
First ward without paper forms
Video visits replace 200 clinic visits
Employee engagement score 66
Seats filled: 92 %
Supplier onboarding in 20 days
90 % availability in the first store
""".strip().splitlines()
