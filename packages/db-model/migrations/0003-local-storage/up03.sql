CREATE TYPE physical_disk_state AS ENUM (
    'active',
    'decommissioned'
);
