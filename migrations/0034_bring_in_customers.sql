-- A vendor makes accounts through the API; a new customer comes in with its first account, and in no other way.

-- An account names a customer that its vendor has already. Until now any organisation would do that its writer sees:
-- a colleague's employer, or a customer of another vendor to which they belong as well.
-- Not inlined, as it has a search_path of its own: its look at accounts is no recursion of their policies. It sees what
-- its caller sees as the statement began, so that no account stands for itself.
set local row_security = on; -- its body is planned as it is made, and the runner lets no statement be filtered
create function vendor_has_customer(of_vendor uuid, wanted uuid) returns boolean
    language sql stable set search_path = concordat, pg_temp
    return exists (select from concordat.account a where a.vendor_id = of_vendor and a.customer_id = wanted);
set local row_security = off;

alter policy vendor_inserts on account with check (
    vendor_id = any ((select viewer_vendors())::uuid[]) and vendor_has_customer(vendor_id, customer_id)
    and (csm_id is null or viewer_sees_person(csm_id))
);
alter policy vendor_updates on account with check (
    vendor_id = any ((select viewer_vendors())::uuid[]) and vendor_has_customer(vendor_id, customer_id)
    and (csm_id is null or viewer_sees_person(csm_id))
);

drop function viewer_sees_organisation(uuid); -- what it let through was too much

-- A new customer and its account need one another: the key wants the organisation first, and the policy above a customer
-- that the vendor has. Policies of the viewer role cannot say so. They look at one row by itself: one that lets the
-- organisation in cannot hold it to come with an account, and one that lets the account name what its writer does not
-- see cannot tell a new customer from that of another vendor. So one function makes both. It reads nothing; it makes the
-- organisation's id itself, since one of the caller's choosing could be tried against those that exist; and it runs as
-- the owner, who sees no row and whom two policies let insert a customer and an account of the caller's vendors.
create policy customer_with_account on organisation for insert to concordat_owner with check (side = 'customer');
create policy account_with_customer on account for insert to concordat_owner with check (
    vendor_id = any ((select viewer_vendors())::uuid[])
);

create function create_account_with_customer(of_vendor uuid, account_id uuid, account_name text, customer_name text)
    returns uuid -- the customer's
    language plpgsql volatile security definer set search_path = concordat, pg_temp as $$
declare
    made constant uuid := gen_random_uuid();
begin
    insert into concordat.organisation (id, side, name) values (made, 'customer', customer_name);
    insert into concordat.account (vendor_id, id, customer_id, name) values (of_vendor, account_id, made, account_name);
    return made;
end $$;

revoke execute on function create_account_with_customer(uuid, uuid, text, text) from public;
grant execute on function create_account_with_customer(uuid, uuid, text, text) to concordat_viewer;
