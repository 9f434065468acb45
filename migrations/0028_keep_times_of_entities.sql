-- When entities were created and last touched, since when a milestone's status is what it is, and when the customer's
-- side last changed a document: what findings count days from. The log says it; the tables keep it, as they will when
-- old updates are archived.
-- Entities that are there get theirs from the log: every document is projected anew, when it is next read or when the
-- service has time. Until then they have none, and no finding speaks of them.

do $$
declare
    content text[] := array[
        'plan_overview', 'quote', 'outcome', 'workflow', 'enabler', 'indicator', 'milestone', 'task', 'dependency',
        'risk', 'win', 'review_note', 'internal_overview', 'conversation', 'stakeholder_risk', 'expansion', 'next_goal'];
    name text;
begin
    foreach name in array content loop
        execute format('alter table %I add column created_at timestamptz, add column touched_at timestamptz', name);
    end loop;
end $$;
alter table milestone add column status_since timestamptz;

-- The owner reads and writes old rows in this migration alone.
alter table document no force row level security;
alter table document_update no force row level security;
alter table document add column customer_changed_at timestamptz; -- null: it never has
update document d set
    projected_seq = 0,
    customer_changed_at = (
        select max(u.committed_at) from document_update u
        where u.vendor_id = d.vendor_id and u.document_id = d.id and u.side = 'customer'
    );
alter table document force row level security;
alter table document_update force row level security;

grant update (customer_changed_at) on document to concordat_writer;
