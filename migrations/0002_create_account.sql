-- An account is one vendor's relationship with one customer. From here on the vendor's id leads every tenant key.

create table account (
    vendor_id uuid not null references organisation (id),
    id uuid not null,
    customer_id uuid not null references organisation (id),
    name text not null check (name <> ''),
    created_at timestamptz not null default now(),
    primary key (vendor_id, id)
);

create index account_customer on account (customer_id);

create table contact (
    vendor_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    person_id uuid references person (id),
    side text not null check (side in ('vendor', 'customer', 'partner')),
    name text not null check (name <> ''),
    title text not null default '',
    role text check (role in ('sponsor', 'champion', 'delegate', 'member', 'finance')),
    created_at timestamptz not null default now(),
    primary key (vendor_id, id),
    foreign key (vendor_id, account_id) references account (vendor_id, id)
);

create index contact_account on contact (vendor_id, account_id);

create table plan (
    vendor_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    created_by uuid references person (id),
    created_at timestamptz not null default now(),
    primary key (vendor_id, id),
    foreign key (vendor_id, account_id) references account (vendor_id, id)
);

create index plan_id on plan (id);
create index plan_account on plan (vendor_id, account_id);

grant select, insert, update, delete on account, contact, plan to concordat_viewer;
