-- Members are managed through the API, in one transaction with the invitation, the end of sessions and the audit. The
-- tables of logins are the login role's alone, so that transaction is the login role's. Two things keep it apart from
-- others' organisations: what it may change it may change only where it was told who acts (`acting` in
-- plans/store/viewer.py), and it reads nothing but who deals with whom beyond people and logins.
-- See docs/decisions/0008-people-of-an-organisation.md.

-- Viewers do not write memberships any more: whoever finds a way past the rules as a viewer makes nobody an admin.
drop policy member_inserts on membership;
drop policy member_updates on membership;
drop policy member_deletes on membership;
revoke insert, update, delete on membership from concordat_viewer;

grant update (role), delete on membership to concordat_login;
create policy role_changed_by_login on membership for update to concordat_login
    using (organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[]))
    with check (organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[]));
create policy membership_ended_by_login on membership for delete to concordat_login
    using (organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[]));

-- Which of the vendors that it acts for deal with a customer: a vendor invites its customer's first person.
grant select (vendor_id, customer_id) on account to concordat_login;
create policy vendor_for_login on account for select to concordat_login
    using (vendor_id = any ((select viewer_vendors())::uuid[]));

-- Whoever was removed and is invited again comes in as the person of the new invitation.
grant update (person_id) on login_identity to concordat_login;
