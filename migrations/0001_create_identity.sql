-- Organisations, people, and who belongs where. Identity is shared by all vendors: a customer may work with several.

create table organisation (
    id uuid primary key,
    side text not null check (side in ('vendor', 'customer', 'partner')),
    name text not null check (name <> ''),
    created_at timestamptz not null default now()
);

-- No unique e-mail: two organisations may each know a person by the same address, and neither may learn it.
create table person (
    id uuid primary key,
    email text not null check (email = lower(email) and email like '%_@_%'),
    name text not null check (name <> ''),
    created_at timestamptz not null default now()
);

create index person_email on person (email);

create table membership (
    organisation_id uuid not null references organisation (id),
    person_id uuid not null references person (id),
    role text not null check (
        role in ('admin', 'executive', 'csm', 'contributor', 'viewer',
                 'sponsor', 'champion', 'member', 'finance', 'partner')
    ),
    created_at timestamptz not null default now(),
    primary key (organisation_id, person_id)
);

create index membership_person on membership (person_id);

grant select, insert, update, delete on organisation, person, membership to concordat_viewer;
