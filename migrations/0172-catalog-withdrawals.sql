-- A version of the catalogue that waits for its day may be withdrawn until then. The publication itself is never
-- changed; that it was withdrawn, by whom and why, stands beside it for ever.
create table catalog_withdrawal (
  county_id int not null,
  number int not null,
  withdrawn_by text not null,
  withdrawn_at timestamptz not null,
  reason text not null,
  constraint catalog_withdrawal_pk primary key (county_id, number),
  constraint catalog_withdrawal_publication_fk foreign key (county_id, number)
    references catalog_publication (county_id, number),
  constraint catalog_withdrawal_reasoned check (length(reason) > 0)
);
select maplebridge_protect('catalog_withdrawal');
grant select, insert on catalog_withdrawal to maplebridge_app;
