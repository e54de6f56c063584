-- Browsers to which messages are pushed. A person has several; a message goes to each in a delivery of its own.

create table push_device (
  county_id int not null,
  id uuid not null,
  account_id uuid not null,
  -- SHA-256 of the browser's push address: knows a browser that comes again, also with another person.
  endpoint_digest bytea not null,
  -- Address and keys: whoever has them can push to this browser.
  sealed bytea not null,
  -- Browser and system in two words, so that its owner tells one from another.
  label text not null,
  created_at timestamptz not null,
  constraint push_device_pk primary key (county_id, id),
  constraint push_device_once unique (county_id, endpoint_digest)
);
create index push_device_of_person on push_device (account_id);
select maplebridge_protect('push_device');
grant select, insert, update, delete on push_device to maplebridge_app;

alter table delivery add column device_id uuid;
alter table delivery drop constraint delivery_once;
alter table delivery add constraint delivery_once
  unique nulls not distinct (county_id, message_id, channel, device_id);
