-- What a county published of its catalogue, in which order, by whom and from when on. The version in force stays one
-- row (catalog_in_force); a publication with a later day is put there when its day comes.
create table catalog_publication (
  county_id int not null,
  number int not null,
  version_id int not null,
  published_by text not null,
  published_at timestamptz not null,
  effective_at timestamptz not null,
  note text not null default '',
  added int not null default 0,
  changed int not null default 0,
  retired int not null default 0,
  constraint catalog_publication_pk primary key (county_id, number),
  constraint catalog_publication_county_fk foreign key (county_id) references county (id),
  constraint catalog_publication_version_fk foreign key (version_id) references catalog_version (id),
  constraint catalog_publication_positive check (number > 0)
);
create index catalog_publication_effective on catalog_publication (effective_at);
select maplebridge_protect('catalog_publication');
grant select, insert on catalog_publication to maplebridge_app;

-- What the counties file by so far is their first.
insert into catalog_publication (county_id, number, version_id, published_by, published_at, effective_at)
select f.county_id, 1, f.version_id, v.published_by, v.published_at, f.since
from catalog_in_force f join catalog_version v on v.id = f.version_id;
