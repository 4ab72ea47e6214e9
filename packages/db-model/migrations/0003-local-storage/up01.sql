CREATE TYPE physical_disk_kind AS ENUM (
    'm2',
    'u2'
);
