CREATE TYPE disk_type AS ENUM (
    'crucible',
    'local_storage'
);
