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
