-- What an application-sized transaction of any program needs: people, and four tables to write.
create table citizen(id bigserial primary key, key_hash text not null unique, status text not null);
insert into citizen(key_hash, status) select md5(g::text), 'known' from generate_series(1, 200000) g;
create table dossier(id uuid primary key, operator_id text not null, reference text not null unique, citizen_id bigint not null, status text not null, created_at timestamptz not null default now());
create table reduction_period(id bigserial primary key, dossier_id uuid not null, formula text not null, begins date not null, ends date);
create table history(id bigserial primary key, dossier_id uuid not null, kind text not null, content jsonb not null, at timestamptz not null default now());
create table outbox(id bigserial primary key, topic text not null, payload jsonb not null, at timestamptz not null default now());
vacuum analyze citizen;
checkpoint;
